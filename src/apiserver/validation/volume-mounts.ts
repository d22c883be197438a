/** Where containers mount volumes. Clauses API-PODV-13, -14. */
import type { Fields } from '../object-fields';
import { type FieldError, forbidden, invalidValue, notFound, notSupported, required } from './field-error';
import { checkDescendingPath, checkGivenOneOf, checkRequiredText, listOf, structOf, textOf } from './fields';

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];

export function validateVolumeMounts(container: Fields, volumes: ReadonlySet<string>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const mountPaths = new Set<string>();
  const devices = listOf(container.volumeDevices);
  const isPrivileged = structOf(container.securityContext)?.privileged === true;
  listOf(container.volumeMounts).forEach((mount, index) => {
    const at = `${path}[${index}]`;
    const name = textOf(mount.name);
    const mountPath = textOf(mount.mountPath);
    errors.push(...checkRequiredText(`${at}.name`, mount.name));
    if (!volumes.has(name)) errors.push(notFound(`${at}.name`, name));
    if (mountPath === '') errors.push(required(`${at}.mountPath`));
    if (mountPaths.has(mountPath)) errors.push(invalidValue(`${at}.mountPath`, mountPath, 'must be unique'));
    mountPaths.add(mountPath);
    if (devices.some((device) => textOf(device.name) === name)) {
      errors.push(invalidValue(`${at}.name`, name, 'must not already exist in volumeDevices'));
    }
    if (devices.some((device) => textOf(device.devicePath) === mountPath)) {
      errors.push(invalidValue(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'));
    }
    errors.push(...validateSubPaths(mount, path, at));
    if (mount.mountPropagation === 'Bidirectional' && !isPrivileged) {
      const why = 'Bidirectional mount propagation is available only to privileged containers';
      errors.push(forbidden(`${path}.mountPropagation`, why));
    }
    errors.push(...checkGivenOneOf(`${path}.mountPropagation`, mount.mountPropagation, PROPAGATIONS));
    errors.push(...validateRecursiveReadOnly(mount, `${path}.recursiveReadOnly`));
  });
  return errors;
}

/** Reported without the mount's index, too. Upstream: validateMountRecursiveReadOnly. */
function validateRecursiveReadOnly(mount: Fields, path: string): FieldError[] {
  const mode = mount.recursiveReadOnly;
  if (mode === undefined || mode === 'Disabled') return [];
  if (mode !== 'Enabled' && mode !== 'IfPossible') {
    return [notSupported(path, mode, ['Disabled', 'Enabled', 'IfPossible'])];
  }
  const errors: FieldError[] = [];
  if (mount.readOnly !== true) errors.push(forbidden(path, 'may only be specified when readOnly is true'));
  if (mount.mountPropagation !== undefined && mount.mountPropagation !== 'None') {
    errors.push(forbidden(path, 'may only be specified when mountPropagation is None or not specified'));
  }
  return errors;
}

/** The server reports a bad path without the mount's index. */
function validateSubPaths(mount: Fields, path: string, at: string): FieldError[] {
  const subPath = textOf(mount.subPath);
  const expression = textOf(mount.subPathExpr);
  const errors = subPath === '' ? [] : checkDescendingPath(subPath, `${path}.subPath`);
  if (expression === '') return errors;
  if (subPath !== '') {
    errors.push(invalidValue(`${at}.subPathExpr`, expression, 'subPathExpr and subPath are mutually exclusive'));
  }
  return [...errors, ...checkDescendingPath(expression, `${path}.subPathExpr`)];
}
