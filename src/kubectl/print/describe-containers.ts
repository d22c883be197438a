/** Containers as `describe` shows them. KUBECTL-DESC-05, -09, -12. Upstream: describe.go, describeContainers, v1.36. */
import type { Container, ContainerPort, ContainerState, ContainerStatus, EnvVar, Probe } from '../../api/core';
import { milliValue, value } from '../../api/quantity';
import { quote } from './go-text';
import { formatTimestamp } from './time-text';

/** Finds what a field reference of an environment variable stands for; empty where it cannot be known. */
export type FieldResolver = (variable: EnvVar) => string;

type Loose = Readonly<Record<string, unknown>>;

/** `space` is what the whole block is indented by. Without statuses the containers are those of a template. */
export function describeContainers(
  title: string,
  containers: readonly Container[],
  space: string,
  statuses?: readonly ContainerStatus[],
  resolve: FieldResolver = () => '',
): string {
  if (containers.length === 0) return `${space}${title}: <none>\n`;
  let text = `${space}${title}:\n`;
  for (const container of containers) {
    const status = statuses?.find(({ name }) => name === container.name);
    text += `  ${space === '' ? '' : ' '}${container.name}:\n`;
    text += describeBasics(container, status);
    text += describeWords('Command', container.command) + describeWords('Args', container.args);
    if (status) text += describeStatus(status);
    text += describeResources('Limits', container.resources?.limits);
    text += describeResources('Requests', container.resources?.requests);
    text += describeProbe('Liveness', container.livenessProbe);
    text += describeProbe('Readiness', container.readinessProbe);
    text += describeProbe('Startup', container.startupProbe);
    text += describeEnvironmentSources((container as { envFrom?: readonly Loose[] }).envFrom);
    text += describeEnvironment(container, resolve);
    text += describeMounts(container);
  }
  return text;
}

function describeBasics(container: Container, status: ContainerStatus | undefined): string {
  const ports = container.ports ?? [];
  const shown = joinPorts(ports, ({ containerPort }) => containerPort);
  const host = joinPorts(ports, ({ hostPort }) => hostPort ?? 0);
  return (
    (status ? `    Container ID:\t${status.containerID ?? ''}\n` : '') +
    `    Image:\t${container.image ?? ''}\n` +
    (status ? `    Image ID:\t${status.imageID}\n` : '') +
    `    ${ports.length > 1 ? 'Ports' : 'Port'}:\t${shown}\n` +
    `    ${ports.length > 1 ? 'Host Ports' : 'Host Port'}:\t${host}\n` +
    describeSeccompProfile(container.securityContext, '    ')
  );
}

function joinPorts(ports: readonly ContainerPort[], number: (port: ContainerPort) => number): string {
  if (ports.length === 0) return '<none>';
  return ports
    .map((port) => `${number(port)}/${port.protocol ?? 'TCP'}${port.name ? ` (${port.name})` : ''}`)
    .join(', ');
}

function describeWords(title: string, words: readonly string[] | undefined): string {
  if (!words || words.length === 0) return '';
  return `    ${title}:\n${words
    .flatMap((word) => word.split('\n'))
    .map((line) => `      ${line}\n`)
    .join('')}`;
}

function describeStatus({ state, lastState, ready, restartCount }: ContainerStatus): string {
  return (
    describeState('State', state) +
    (lastState?.terminated ? describeState('Last State', lastState) : '') +
    `    Ready:\t${ready ? 'True' : 'False'}\n` +
    `    Restart Count:\t${restartCount}\n`
  );
}

function describeState(title: string, state: ContainerState | undefined): string {
  if (state?.running) {
    return `    ${title}:\tRunning\n      Started:\t${formatTimestamp(state.running.startedAt)}\n`;
  }
  if (state?.terminated) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = state.terminated;
    return (
      `    ${title}:\tTerminated\n` +
      (reason ? `      Reason:\t${reason}\n` : '') +
      (message ? `      Message:\t${message}\n` : '') +
      `      Exit Code:\t${exitCode}\n` +
      (signal ? `      Signal:\t${signal}\n` : '') +
      `      Started:\t${formatTimestamp(startedAt)}\n` +
      `      Finished:\t${formatTimestamp(finishedAt)}\n`
    );
  }
  const reason = state?.waiting?.reason;
  return `    ${title}:\tWaiting\n${reason ? `      Reason:\t${reason}\n` : ''}`;
}

function describeResources(title: string, list: Readonly<Record<string, string>> | undefined): string {
  const names = Object.keys(list ?? {}).sort();
  if (names.length === 0) return '';
  return `    ${title}:\n${names.map((name) => `      ${name}:\t${list?.[name]}\n`).join('')}`;
}

/** Upstream: describe.go, DescribeProbe. KUBECTL-DESC-09. */
function describeProbe(title: string, probe: Probe | undefined): string {
  if (!probe) return '';
  const numbers = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  return `    ${title}:\t${describeHandler(probe)} ${numbers}\n`;
}

function describeHandler(probe: Probe): string {
  if (probe.exec) return `exec [${((probe.exec as Loose).command as readonly string[] | undefined)?.join(' ') ?? ''}]`;
  if (probe.httpGet) {
    const { scheme = 'HTTP', host = '', port, path = '' } = probe.httpGet as Loose;
    const escaped = escapeUrlPath(String(path));
    const slashed = escaped === '' || escaped.startsWith('/') ? escaped : `/${escaped}`;
    const shownHost = String(host).includes(':') ? `[${host}]` : host;
    return `http-get ${String(scheme).toLowerCase()}://${shownHost}:${port ?? ''}${slashed}`;
  }
  if (probe.tcpSocket) {
    const { host = '', port } = probe.tcpSocket as Loose;
    return `tcp-socket ${host}:${port}`;
  }
  if (probe.grpc) {
    const { port, service = '' } = probe.grpc as Loose;
    return `grpc <pod>:${port} ${service}`;
  }
  return 'unknown';
}

const NOT_IN_A_PATH = /[^A-Za-z0-9\-_.~$&+,/:;=@!'()*]/gu;

/** The path of a URL as Go writes it: a question mark, which would begin the query, becomes `%3F`. */
function escapeUrlPath(path: string): string {
  return path.replace(NOT_IN_A_PATH, (found) => encodeURIComponent(found));
}

/** Upstream: describe.go, describeContainerEnvFrom. */
function describeEnvironmentSources(sources: readonly Loose[] | undefined): string {
  if (!sources || sources.length === 0) return '';
  const lines = sources.map(({ prefix, configMapRef, secretRef }) => {
    const { name = '', optional = false } = (configMapRef ?? secretRef ?? {}) as Loose;
    const kind = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : '';
    return `      ${name}\t${kind}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${optional}\n`;
  });
  return `    Environment Variables from:\n${lines.join('')}`;
}

function describeEnvironment(container: Container, resolve: FieldResolver): string {
  const { env = [] } = container;
  if (env.length === 0) return '    Environment:\t<none>\n';
  return `    Environment:\n${env.map((variable) => describeVariable(variable, container, resolve)).join('')}`;
}

function describeVariable(variable: EnvVar, container: Container, resolve: FieldResolver): string {
  const { name, value: text = '', valueFrom } = variable;
  if (!valueFrom) {
    const [first, ...rest] = text.split('\n');
    return `      ${name}:\t${first}\n${rest.map((line) => `      \t${line}\n`).join('')}`;
  }
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom as Readonly<Record<string, Loose>>;
  if (fieldRef) {
    return `      ${name}:\t${resolve(variable)} (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})\n`;
  }
  if (resourceFieldRef) {
    return `      ${name}:\t${resolveResource(resourceFieldRef, container)} (${resourceFieldRef.resource})\n`;
  }
  if (secretKeyRef) {
    const { key, name: secret, optional = false } = secretKeyRef;
    return `      ${name}:\t<set to the key '${key}' in secret '${secret}'>\tOptional: ${optional}\n`;
  }
  const { key, name: map, optional = false } = configMapKeyRef ?? {};
  return `      ${name}:\t<set to the key '${key}' of config map '${map}'>\tOptional: ${optional}\n`;
}

/** A container's request or limit, in whole units of the divisor. Upstream: kubectl util/resource, ExtractContainerResourceValue. */
function resolveResource({ resource, divisor }: Loose, { resources }: Container): string {
  const [list = '', ...rest] = String(resource).split('.');
  const name = rest.join('.');
  const amount = (list === 'limits' ? resources?.limits : resources?.requests)?.[name] ?? '0';
  const unit = divisor === undefined || value(String(divisor)) === 0 ? '1' : String(divisor);
  const whole = Math.ceil(name === 'cpu' ? milliValue(amount) / milliValue(unit) : value(amount) / value(unit));
  return whole === 0 && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : `${whole}`;
}

function describeMounts(container: Container): string {
  const mounts = (container.volumeMounts ?? []) as readonly Loose[];
  const none = mounts.length === 0 ? '\t<none>' : '';
  const lines = mounts
    .map(({ mountPath, name, readOnly, subPath }) => {
      const flags = [readOnly ? 'ro' : 'rw', ...(subPath ? [`path=${quote(String(subPath))}`] : [])].join(',');
      return `      ${mountPath} from ${name} (${flags})\n`;
    })
    .sort();
  const devices = ((container as { volumeDevices?: readonly Loose[] }).volumeDevices ?? [])
    .map(({ devicePath, name }) => `      ${devicePath} from ${name}\n`)
    .sort();
  // The title of the devices repeats what was said of the mounts, as upstream does.
  return `    Mounts:${none}\n${lines.join('')}${devices.length > 0 ? `    Devices:${none}\n${devices.join('')}` : ''}`;
}

/** The seccomp profile that a security context names, if any. */
export function describeSeccompProfile(securityContext: unknown, indent: string): string {
  const profile = (securityContext as { readonly seccompProfile?: Loose } | undefined)?.seccompProfile;
  if (!profile) return '';
  const file =
    profile.type === 'Localhost'
      ? `${indent === '' ? '' : '      '}LocalhostProfile:\t${profile.localhostProfile}\n`
      : '';
  return `${indent}SeccompProfile:\t${profile.type}\n${file}`;
}
