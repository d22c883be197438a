/**
 * `kubectl logs`: finds the container as kubectl does and fails as kubectl does; a container that runs has written
 * nothing, and the command says so. KUBECTL-LOGS-01. Upstream: kubectl pkg/cmd/logs, pkg/polymorphichelpers, v1.36.
 */
import type { DaemonSet } from '../../api/apps';
import type { ContainerStatus, Pod } from '../../api/core';
import { ApiError } from '../../api/errors';
import { compileSelector } from '../../api/labels';
import { resourceDefinition } from '../../api/resources';
import { CommandError, usageError } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { getTarget, listObjects, SELECTOR_FLAG, type Target } from '../resource-arguments';
import { resolveResourceType } from '../resource-types';
import type { Command, Session } from '../session';

const USAGE =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";
const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

export const logs: Command = {
  name: 'logs',
  usage: 'kubectl logs (POD | TYPE/NAME) [CONTAINER | -c CONTAINER | --all-containers] [-p]',
  flags: [
    SELECTOR_FLAG,
    defineFlag('container', 'text', 'c'),
    defineSwitch('all-containers'),
    defineSwitch('all-pods'),
    defineSwitch('previous', 'p'),
    defineSwitch('follow', 'f'),
    defineSwitch('timestamps'),
    defineSwitch('prefix'),
    defineSwitch('ignore-errors'),
    defineFlag('tail', 'integer'),
    defineFlag('since', 'duration'),
    ...['since-time', 'limit-bytes', 'max-log-requests', 'pod-running-timeout'].map((name) => defineFlag(name)),
  ],
  run(session) {
    const { flags, positional } = session;
    const [subject, inline] = positional;
    if (positional.length > 2 || (subject === undefined && !flags.has('selector'))) throw usageError('logs', USAGE);
    if (subject !== undefined && flags.has('selector')) {
      throw usageError('logs', 'only a selector (-l) or a POD name is allowed');
    }
    if (inline !== undefined && flags.has('container')) {
      throw new CommandError('only one of -c or an inline [CONTAINER] arg is allowed');
    }
    const container = inline ?? flags.text('container');
    if (flags.isOn('all-containers') && container !== '') {
      throw new CommandError(`--all-containers=true should not be specified with container name ${container}`);
    }
    const pods = subject === undefined ? listSelected(session) : findPods(session, subject);
    for (const pod of pods) for (const name of chooseContainers(session, pod, container)) readLog(session, pod, name);
    if (pods.length > 0) session.complain('containers write no output in the simulated cluster');
  },
};

function listSelected(session: Session): readonly Pod[] {
  const options = { namespace: session.namespace, labelSelector: session.flags.text('selector') };
  const pods = listObjects(session, resourceDefinition('pods'), options) as readonly Pod[];
  if (pods.length === 0) session.complain(`No resources found in ${session.namespace} namespace.`);
  return pods;
}

/** The pod that is named, or one of those that a workload selects. */
function findPods(session: Session, subject: string): readonly Pod[] {
  const [type, name] = subject.includes('/') ? (subject.split('/') as [string, string]) : ['pods', subject];
  const definition = resolveResourceType(type);
  const target: Target = { definition, namespace: definition.namespaced ? session.namespace : '', name };
  const object = getTarget(session, target);
  if (definition.resource === 'pods') return [object as Pod];
  const selector = (object as Partial<DaemonSet>).spec?.selector;
  if (selector === undefined || definition.resource === 'services') {
    throw new CommandError(`cannot get the logs from ${definition.kind}: only pods and workloads have logs`);
  }
  const matches = compileSelector(selector);
  const pods = (
    listObjects(session, resourceDefinition('pods'), { namespace: session.namespace }) as readonly Pod[]
  ).filter((pod) => matches(pod.metadata.labels ?? {}));
  const [first] = pods;
  if (first === undefined) throw new CommandError('timed out waiting for the condition');
  if (session.flags.isOn('all-pods')) return pods;
  if (pods.length > 1) session.complain(`Found ${pods.length} pods, using pod/${first.metadata.name}`);
  return [first];
}

function chooseContainers(session: Session, pod: Pod, wanted: string): readonly string[] {
  const names = pod.spec.containers.map(({ name }) => name);
  const initNames = (pod.spec.initContainers ?? []).map(({ name }) => name);
  const all = [...names, ...initNames.map((name) => `${name} (init)`)];
  if (session.flags.isOn('all-containers')) return [...initNames, ...names];
  if (wanted !== '') {
    if (names.includes(wanted) || initNames.includes(wanted)) return [wanted];
    throw new CommandError(`container ${wanted} is not valid for pod ${pod.metadata.name} out of: ${all.join(', ')}`);
  }
  const annotated = pod.metadata.annotations?.[DEFAULT_CONTAINER];
  if (annotated !== undefined && names.includes(annotated)) return [annotated];
  const first = names[0] as string;
  if (names.length + initNames.length > 1) {
    session.complain(`Defaulted container "${first}" out of: ${all.join(', ')}`);
  }
  return [first];
}

/** Fails as the server does for a container that has not started. Upstream: pkg/kubelet/kubelet_pods.go, v1.36. */
function readLog(session: Session, { metadata, spec, status }: Pod, name: string): void {
  if (!spec.nodeName) throw new ApiError('BadRequest', `pod ${metadata.name} does not have a host assigned`);
  const statuses: readonly ContainerStatus[] = [
    ...(status?.containerStatuses ?? []),
    ...(status?.initContainerStatuses ?? []),
  ];
  const found = statuses.find((candidate) => candidate.name === name);
  const place = `container "${name}" in pod "${metadata.name}"`;
  if (found === undefined) {
    throw new ApiError('BadRequest', `${place} is not available`);
  }
  if (session.flags.isOn('previous')) {
    if (found.lastState?.terminated) return;
    throw new ApiError('BadRequest', `previous terminated ${place} not found`);
  }
  const { waiting } = found.state ?? {};
  if (waiting === undefined || found.lastState?.terminated) return;
  const reason = PULL_REASONS[waiting.reason ?? ''] ?? waiting.reason ?? 'ContainerCreating';
  throw new ApiError('BadRequest', `${place} is waiting to start: ${reason}`);
}

const PULL_REASONS: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};
