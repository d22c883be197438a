/** Containers and init containers. Clauses API-PODV-01 to -10. */
import type { Fields } from '../object-fields';
import { validateResizePolicy, validateRestartRules, validateVolumeDevices } from './container-lists';
import { validateEnv, validateEnvFrom } from './env';
import { duplicate, type FieldError, forbidden, invalidValue, required } from './field-error';
import {
  checkGivenOneOf,
  checkOneOf,
  checkRequiredText,
  listOf,
  numberOf,
  problemsAt,
  structOf,
  textOf,
} from './fields';
import { dnsLabelProblems, portNameProblems, portProblems } from './names';
import { validateLifecycle, validateProbe } from './probes';
import { validateResources } from './resources';
import { validateContainerSecurity } from './security-context';
import { validateVolumeMounts } from './volume-mounts';

const RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** What the containers of a pod have in common. */
export interface ContainerSurroundings {
  readonly volumes: ReadonlySet<string>;
  /** The volumes among them that are claims, which alone can be block devices. */
  readonly blockVolumes: ReadonlySet<string>;
  /** The claims of the pod, which its containers may use. */
  readonly claimNames: ReadonlySet<string>;
  /** Whether the users of the containers are the host's. */
  readonly hostUsers: boolean;
  readonly graceSeconds: number | undefined;
  /** Of the pod, which resizing in place must fit. */
  readonly restartPolicy: string;
  /** Of a pod, as opposed to a template. */
  readonly isPod: boolean;
}

export function validateContainers(
  containers: readonly Fields[],
  around: ContainerSurroundings,
  path: string,
): FieldError[] {
  if (containers.length === 0) return [required(path)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, index) => {
    const at = `${path}[${index}]`;
    return [
      ...validateCommon(container, around, at),
      ...checkUniqueName(container, names, at, true),
      ...validateLifecycle(container, around.graceSeconds, at),
      ...PROBES.flatMap((kind) => validateProbe(container, kind, at)),
      ...validateRestartPolicy(container, at),
    ];
  });
  return [...errors, ...checkHostPorts(containers, path)];
}

export function validateInitContainers(
  initContainers: readonly Fields[],
  containers: readonly Fields[],
  around: ContainerSurroundings,
  path: string,
): FieldError[] {
  const names = new Set(containers.map((container) => textOf(container.name)));
  return initContainers.flatMap((container, index) => {
    const at = `${path}[${index}]`;
    const isSidecar = container.restartPolicy === 'Always';
    const running = isSidecar
      ? [
          ...validateLifecycle(container, around.graceSeconds, at),
          ...PROBES.flatMap((kind) => validateProbe(container, kind, at)),
        ]
      : ['lifecycle', ...PROBES]
          .filter((field) => structOf(container[field]))
          .map((field) =>
            forbidden(`${at}.${field}`, 'may not be set for init containers without restartPolicy=Always'),
          );
    return [
      ...validateCommon(container, around, at),
      ...validateRestartPolicy(container, at),
      ...checkUniqueName(container, names, at, false),
      // Init containers run one after the other, so each is alone with its ports, and upstream names it the first.
      ...checkHostPorts([container], path),
      ...running,
    ];
  });
}

/** What containers of every sort are asked: main, init and ephemeral ones. */
export function validateCommon(container: Fields, around: ContainerSurroundings, path: string): FieldError[] {
  const name = textOf(container.name);
  const image = textOf(container.image);
  const security = structOf(container.securityContext);
  return [
    ...(name === '' ? [required(`${path}.name`)] : problemsAt(`${path}.name`, name, dnsLabelProblems(name))),
    ...checkRequiredText(`${path}.image`, image),
    ...(around.isPod && image !== image.trim()
      ? [invalidValue(`${path}.image`, image, 'must not have leading or trailing whitespace')]
      : []),
    ...checkOneOf(`${path}.terminationMessagePolicy`, container.terminationMessagePolicy, [
      'File',
      'FallbackToLogsOnError',
    ]),
    ...validatePorts(listOf(container.ports), `${path}.ports`),
    ...validateEnv(listOf(container.env), `${path}.env`),
    ...validateEnvFrom(listOf(container.envFrom), `${path}.envFrom`),
    ...validateVolumeMounts(container, around.volumes, `${path}.volumeMounts`),
    ...validateVolumeDevices(container, around.volumes, around.blockVolumes, `${path}.volumeDevices`),
    ...checkOneOf(`${path}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']),
    ...validateResources(structOf(container.resources) ?? {}, `${path}.resources`, false, around.claimNames),
    ...validateResizePolicy(container, around.restartPolicy, `${path}.resizePolicy`),
    ...(security ? validateContainerSecurity(security, around.hostUsers, `${path}.securityContext`) : []),
  ];
}

/** A second container without a name counts as a duplicate too, but for init containers among themselves. */
export function checkUniqueName(
  container: Fields,
  names: Set<string>,
  path: string,
  countsNameless: boolean,
): FieldError[] {
  const name = textOf(container.name);
  if (names.has(name)) return [duplicate(`${path}.name`, name)];
  if (name !== '' || countsNameless) names.add(name);
  return [];
}

/** API-PODV-03 */
function validatePorts(ports: readonly Fields[], path: string): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    const name = textOf(port.name);
    if (name !== '') {
      const problems = portNameProblems(name);
      if (problems.length > 0) errors.push(...problemsAt(`${at}.name`, name, problems));
      else if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
      names.add(name);
    }
    for (const field of ['containerPort', 'hostPort']) {
      const number = numberOf(port[field]);
      if (number !== 0) errors.push(...problemsAt(`${at}.${field}`, number, portProblems(number)));
      else if (field === 'containerPort') errors.push(required(`${at}.${field}`));
    }
    errors.push(...checkOneOf(`${at}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']));
    return errors;
  });
}

/** API-PODV-04 */
function checkHostPorts(containers: readonly Fields[], path: string): FieldError[] {
  const taken = new Set<string>();
  const errors: FieldError[] = [];
  containers.forEach((container, index) => {
    listOf(container.ports).forEach((port, position) => {
      if (numberOf(port.hostPort) === 0) return;
      const key = `${textOf(port.protocol)}/${textOf(port.hostIP)}/${port.hostPort}`;
      const at = `${path}[${index}].ports[${position}].hostPort`;
      if (taken.has(key)) errors.push(duplicate(at, key));
      taken.add(key);
    });
  });
  return errors;
}

/** API-PODV-05 */
export function checkHostNetworkPorts(containers: readonly Fields[], path: string): FieldError[] {
  return containers.flatMap((container, index) =>
    listOf(container.ports).flatMap((port, position) => {
      const hostPort = numberOf(port.hostPort);
      if (hostPort === 0 || hostPort === port.containerPort) return [];
      const at = `${path}[${index}].ports[${position}].hostPort`;
      return [invalidValue(at, hostPort, 'must match `containerPort` when `hostNetwork` is true')];
    }),
  );
}

/** API-PODV-09 */
function validateRestartPolicy(container: Fields, path: string): FieldError[] {
  const errors = checkGivenOneOf(`${path}.restartPolicy`, container.restartPolicy, RESTART_POLICIES);
  const rules = listOf(container.restartPolicyRules);
  if (rules.length > 0 && container.restartPolicy === undefined) {
    errors.push(required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
  }
  return [...errors, ...validateRestartRules(rules, `${path}.restartPolicyRules`)];
}
