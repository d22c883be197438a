/**
 * What the operating system of a pod rules out, and what a user namespace of its own does.
 * Upstream: pkg/apis/core/validation/validation.go:validateOS,validateLinux,validateWindows,validateHostUsers, v1.36.
 */
import type { Fields } from '../object-fields';
import { type FieldError, forbidden, notSupported, required } from './field-error';
import { listOf, structOf, textOf } from './fields';

const NOT_ON_WINDOWS = 'cannot be set for a windows pod';
/** Settings of the pod that Windows does not know, in the server's order: in which struct, and the field. */
const POD_SETTINGS: readonly (readonly ['spec' | 'securityContext', string])[] = [
  ['securityContext', 'appArmorProfile'],
  ['securityContext', 'seLinuxOptions'],
  ['spec', 'hostUsers'],
  ['spec', 'hostPID'],
  ['spec', 'hostIPC'],
  ['securityContext', 'seccompProfile'],
  ['securityContext', 'fsGroup'],
  ['securityContext', 'fsGroupChangePolicy'],
  ['securityContext', 'sysctls'],
  ['spec', 'shareProcessNamespace'],
  ['securityContext', 'runAsUser'],
  ['securityContext', 'runAsGroup'],
  ['securityContext', 'supplementalGroups'],
  ['securityContext', 'supplementalGroupsPolicy'],
  ['securityContext', 'seLinuxChangePolicy'],
];
const CONTAINER_SETTINGS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

/** Settings that the operating system named in `spec.os` does not know. */
export function validateOperatingSystem(spec: Fields, path: string): FieldError[] {
  const os = structOf(spec.os);
  if (!os) return [];
  const name = textOf(os.name);
  if (name === '') return [required(`${path}.os.name`, 'cannot be empty')];
  if (name !== 'linux' && name !== 'windows') return [notSupported(`${path}.os`, name, ['linux', 'windows'])];
  return name === 'linux' ? forbidWindowsOptions(spec, path) : forbidLinuxSettings(spec, path);
}

/** Every container with its security settings; init containers first, as the server visits them. */
function securityContexts(spec: Fields, path: string): readonly (readonly [Fields, string])[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    listOf(spec[list]).map(
      (container, index) =>
        [structOf(container.securityContext) ?? {}, `${path}.${list}[${index}].securityContext`] as const,
    ),
  );
}

function forbidWindowsOptions(spec: Fields, path: string): FieldError[] {
  const all = [
    [structOf(spec.securityContext) ?? {}, `${path}.securityContext`] as const,
    ...securityContexts(spec, path),
  ];
  return all
    .filter(([context]) => structOf(context.windowsOptions))
    .map(([, at]) => forbidden(`${at}.windowsOptions`, 'windows options cannot be set for a linux pod'));
}

function forbidLinuxSettings(spec: Fields, path: string): FieldError[] {
  const context = structOf(spec.securityContext) ?? {};
  const errors: FieldError[] = [];
  for (const [place, field] of POD_SETTINGS) {
    const isInSpec = place === 'spec';
    const value = (isInSpec ? spec : context)[field];
    // Plain booleans count when they are true; the others as soon as they are given.
    const isSet = field === 'hostPID' || field === 'hostIPC' ? value === true : value !== undefined;
    if (isSet) errors.push(forbidden(`${path}.${isInSpec ? '' : 'securityContext.'}${field}`, NOT_ON_WINDOWS));
  }
  for (const [settings, at] of securityContexts(spec, path)) {
    for (const field of CONTAINER_SETTINGS) {
      if (settings[field] !== undefined) errors.push(forbidden(`${at}.${field}`, NOT_ON_WINDOWS));
    }
  }
  return errors;
}

/** A pod with users of its own shares no namespace with its host. */
export function validateHostUsers(spec: Fields, path: string): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const why = 'when `pod.Spec.HostUsers` is false';
  return (
    [
      ['hostNetwork', 'hostNetwork'],
      ['hostPID', 'HostPID'],
      ['hostIPC', 'HostIPC'],
    ] as const
  )
    .filter(([field]) => spec[field] === true)
    .map(([, shown]) => forbidden(`${path}.${shown}`, why));
}
