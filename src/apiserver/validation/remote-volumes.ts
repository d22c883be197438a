/**
 * Volumes of storage systems elsewhere, most of them without a function by now, but still judged.
 * Upstream: pkg/apis/core/validation/validation.go:validateISCSIVolumeSource and its neighbours, v1.36.
 */
import type { Fields } from '../object-fields';
import { type FieldError, invalidValue, notSupported, required } from './field-error';
import { checkGivenOneOf, checkRequiredText, needs, numberOf, problemsAt, structOf, textOf, textsOf } from './fields';
import { dnsLabelProblems } from './names';

export type SourceCheck = (source: Fields, path: string, isPod: boolean) => FieldError[];

function checkRange(field: string, value: unknown, lowest: number): FieldError[] {
  const number = numberOf(value);
  const isInRange = number >= lowest && number <= 255;
  return isInRange ? [] : [invalidValue(field, number, `must be between ${lowest} and 255, inclusive`)];
}

function checkSecret(source: Fields, path: string): FieldError[] {
  const secret = structOf(source.secretRef);
  return secret ? checkRequiredText(`${path}.secretRef.name`, secret.name) : [];
}

/** Partition 0 is none. */
function checkPartition(source: Fields, path: string): FieldError[] {
  const partition = numberOf(source.partition);
  return partition === 0 ? [] : checkRange(`${path}.partition`, partition, 1);
}

/** The server reports mistakes inside under the name that the type had once. */
export function validateGcePersistentDisk(source: Fields, path: string): FieldError[] {
  const at = path.replace(/gcePersistentDisk$/, 'persistentDisk');
  return [...needs('pdName')(source, at), ...checkPartition(source, at)];
}

export function validateAwsElasticBlockStore(source: Fields, path: string): FieldError[] {
  return [...needs('volumeID')(source, path), ...checkPartition(source, path)];
}

const INITIATOR_SHAPES: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
};

function checkInitiator(field: string, name: string): FieldError[] {
  const shape = INITIATOR_SHAPES[name.slice(0, 3)];
  if (!shape) return [invalidValue(field, name, 'must be valid format starting with iqn, eui, or naa')];
  return shape.test(name) ? [] : [invalidValue(field, name, 'must be valid format')];
}

export function validateIscsi(source: Fields, path: string): FieldError[] {
  const { initiatorName } = source;
  const iqn = textOf(source.iqn);
  const needsSecret = source.chapAuthDiscovery === true || source.chapAuthSession === true;
  return [
    ...needs('targetPortal')(source, path),
    ...(iqn === '' ? [required(`${path}.iqn`)] : checkInitiator(`${path}.iqn`, iqn)),
    ...checkRange(`${path}.lun`, source.lun, 0),
    ...(needsSecret && !structOf(source.secretRef) ? [required(`${path}.secretRef`)] : []),
    ...(typeof initiatorName === 'string' ? checkInitiator(`${path}.initiatorname`, initiatorName) : []),
  ];
}

/** A dataset is named by its name or by its UUID, not by both. */
export function validateFlocker(source: Fields, path: string): FieldError[] {
  const name = textOf(source.datasetName);
  const uuid = textOf(source.datasetUUID);
  const errors: FieldError[] = [];
  if (name === '' && uuid === '') errors.push(required(path, 'one of datasetName and datasetUUID is required'));
  if (name !== '' && uuid !== '') {
    const why = 'datasetName and datasetUUID can not be specified simultaneously';
    errors.push(invalidValue(path, 'resource', why));
  }
  if (name.includes('/')) errors.push(invalidValue(`${path}.datasetName`, name, "must not contain '/'"));
  return errors;
}

const checkMonitors = (source: Fields, path: string): FieldError[] =>
  textsOf(source.monitors).length === 0 ? [required(`${path}.monitors`)] : [];

export function validateRbd(source: Fields, path: string): FieldError[] {
  return [...checkMonitors(source, path), ...needs('image')(source, path)];
}

export function validateCephFs(source: Fields, path: string): FieldError[] {
  return checkMonitors(source, path);
}

export function validateCinder(source: Fields, path: string): FieldError[] {
  return [...needs('volumeID')(source, path), ...checkSecret(source, path)];
}

const REGISTRY = 'must be a host:port pair or multiple pairs separated by commas';
const MAX_TENANT = 64;

/** The registry is a list of host:port pairs; the tenant is looked at only where there is a registry. */
export function validateQuobyte(source: Fields, path: string): FieldError[] {
  const registry = textOf(source.registry);
  const errors: FieldError[] = [];
  if (registry === '') errors.push(required(`${path}.registry`, REGISTRY));
  else if (textOf(source.tenant).length > MAX_TENANT) {
    errors.push(required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
  } else {
    for (const pair of registry.split(',')) {
      if (!/^([^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/.test(pair)) {
        errors.push(invalidValue(`${path}.registry`, registry, REGISTRY));
      }
    }
  }
  return [...errors, ...needs('volume')(source, path)];
}

/** A disk is named by world wide names and a number, or by world wide identifiers, not by both. */
export function validateFibreChannel(source: Fields, path: string): FieldError[] {
  const names = textsOf(source.targetWWNs);
  const ids = textsOf(source.wwids);
  const errors: FieldError[] = [];
  if (names.length === 0 && ids.length === 0) {
    errors.push(required(`${path}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'));
  }
  if (names.length > 0 && ids.length > 0) {
    const why = 'targetWWNs and wwids can not be specified simultaneously';
    errors.push(invalidValue(`${path}.targetWWNs`, names, why));
  }
  if (names.length > 0 && source.lun === undefined) {
    errors.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'));
  } else if (names.length > 0) errors.push(...checkRange(`${path}.lun`, source.lun, 0));
  return errors;
}

/** Options of Kubernetes itself are not for users to set. */
export function validateFlexVolume(source: Fields, path: string): FieldError[] {
  const reserved = Object.keys(structOf(source.options) ?? {})
    .sort()
    .filter((key) => /(^|\.)(kubernetes|k8s)\.io$/.test((/^([^/]*)\//.exec(key)?.[1] ?? key).toLowerCase()));
  return [
    ...needs('driver')(source, path),
    ...reserved.map((key) =>
      invalidValue(`${path}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved'),
    ),
  ];
}

const MANAGED_DISK = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB_DISK = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

/** Managed disks and blobs are named by different forms of URI. */
export function validateAzureDisk(source: Fields, path: string): FieldError[] {
  const uri = textOf(source.diskURI);
  const isManaged = source.kind === 'Managed';
  const errors = [
    ...needs('diskName', 'diskURI')(source, path),
    ...checkGivenOneOf(`${path}.cachingMode`, source.cachingMode, ['None', 'ReadOnly', 'ReadWrite']),
    ...checkGivenOneOf(`${path}.kind`, source.kind, ['Dedicated', 'Managed', 'Shared']),
  ];
  if (isManaged && !uri.startsWith('/subscriptions/'))
    errors.push(notSupported(`${path}.diskURI`, uri, [MANAGED_DISK]));
  if (source.kind !== undefined && !isManaged && !uri.startsWith('https://')) {
    errors.push(notSupported(`${path}.diskURI`, uri, [BLOB_DISK]));
  }
  return errors;
}

export function validateStorageOs(source: Fields, path: string): FieldError[] {
  const name = textOf(source.volumeName);
  const namespace = textOf(source.volumeNamespace);
  return [
    ...(name === ''
      ? [required(`${path}.volumeName`)]
      : problemsAt(`${path}.volumeName`, name, dnsLabelProblems(name))),
    ...(namespace === '' ? [] : problemsAt(`${path}.volumeNamespace`, namespace, dnsLabelProblems(namespace))),
    ...checkSecret(source, path),
  ];
}
