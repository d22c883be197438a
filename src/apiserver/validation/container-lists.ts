/**
 * Lists of a container that few use: block devices, what happens when its resources change in place, and which exits
 * restart it.
 * Upstream: pkg/apis/core/validation/validation.go:ValidateVolumeDevices,validateResizePolicy,
 * validateContainerRestartPolicy, v1.36.
 */
import type { Fields } from '../object-fields';
import { duplicate, type FieldError, invalidValue, notFound, notSupported, required } from './field-error';
import { listOf, structOf, textOf } from './fields';

/** `volumes` are those that can be mounted, `blockVolumes` those among them that are claims. */
export function validateVolumeDevices(
  container: Fields,
  volumes: ReadonlySet<string>,
  blockVolumes: ReadonlySet<string>,
  path: string,
): FieldError[] {
  const names = new Set<string>();
  const paths = new Set<string>();
  const mounts = listOf(container.volumeMounts);
  return listOf(container.volumeDevices).flatMap((device, index) => {
    const at = `${path}[${index}]`;
    const name = textOf(device.name);
    const devicePath = textOf(device.devicePath);
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(`${at}.name`));
    if (names.has(name)) errors.push(invalidValue(`${at}.name`, name, 'must be unique'));
    if (!volumes.has(name)) errors.push(notFound(`${at}.name`, name));
    else if (!blockVolumes.has(name)) {
      const why = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(invalidValue(`${at}.name`, name, why));
    }
    if (devicePath === '') errors.push(required(`${at}.devicePath`));
    if (paths.has(devicePath)) errors.push(invalidValue(`${at}.devicePath`, devicePath, 'must be unique'));
    if (devicePath.split('/').includes('..')) {
      errors.push(invalidValue(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    } else paths.add(devicePath);
    if (mounts.some((mount) => textOf(mount.name) === name)) {
      errors.push(invalidValue(`${at}.name`, name, 'must not already exist in volumeMounts'));
    }
    if (mounts.some((mount) => textOf(mount.mountPath) === devicePath)) {
      const why = 'must not already exist as a path in volumeMounts';
      errors.push(invalidValue(`${at}.devicePath`, devicePath, why));
    }
    if (name !== '') names.add(name);
    return errors;
  });
}

const RESIZABLE = ['cpu', 'memory'];
const POLICIES = ['NotRequired', 'RestartContainer'];

/** What happens to a container when one of its resources changes in place, each resource once. */
export function validateResizePolicy(container: Fields, podRestartPolicy: string, path: string): FieldError[] {
  const seen = new Set<string>();
  return listOf(container.resizePolicy).flatMap((rule, index) => {
    const resource = textOf(rule.resourceName);
    const policy = textOf(rule.restartPolicy);
    const errors: FieldError[] = [];
    if (seen.has(resource)) errors.push(duplicate(`${path}[${index}]`, resource));
    seen.add(resource);
    if (resource === '') errors.push(required(path));
    else if (!RESIZABLE.includes(resource)) errors.push(notSupported(path, resource, RESIZABLE));
    if (policy === '') errors.push(required(path));
    else if (!POLICIES.includes(policy)) errors.push(notSupported(path, policy, POLICIES));
    if (podRestartPolicy === 'Never' && policy !== 'NotRequired') {
      errors.push(invalidValue(path, policy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    }
    return errors;
  });
}

const ACTIONS = ['Restart', 'RestartAllContainers'];

/** Exits that restart a container, or the whole pod, whatever its restart policy says. */
export function validateRestartRules(rules: readonly Fields[], path: string): FieldError[] {
  return rules.flatMap((rule, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (!ACTIONS.includes(textOf(rule.action))) errors.push(notSupported(`${at}.action`, textOf(rule.action), ACTIONS));
    const exitCodes = structOf(rule.exitCodes);
    const operator = textOf(exitCodes?.operator);
    if (!exitCodes) errors.push(required(`${at}.exitCodes`, 'must be specified'));
    else if (operator !== 'In' && operator !== 'NotIn') {
      errors.push(notSupported(`${at}.exitCodes.operator`, operator, ['In', 'NotIn']));
    }
    return errors;
  });
}
