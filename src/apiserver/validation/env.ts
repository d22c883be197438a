/** Environment variables and where they come from. Clauses API-PODV-06 to -08. */
import { labelKeyProblems } from '../../api/label-format';
import type { Fields } from '../object-fields';
import { type FieldError, invalidValue, notSupported, required } from './field-error';
import { checkRequiredText, problemsAt, structOf, textOf } from './fields';
import { configKeyProblems, dnsSubdomainProblems, envNameProblems } from './names';

const ENV_FIELD_PATHS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const VOLUME_FIELD_PATHS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];
/** Everything the downward API can name at all; of these each place allows some. */
const KNOWN_FIELD_PATHS = new Set([
  ...ENV_FIELD_PATHS,
  ...VOLUME_FIELD_PATHS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);
const RESOURCE_FIELD_PATHS = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const SUBSCRIPT = /^(.*)\['(.*)'\]$/;
const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];

export function validateEnv(variables: readonly Fields[], path: string): FieldError[] {
  return variables.flatMap((variable, index) => {
    const name = textOf(variable.name);
    const at = `${path}[${index}]`;
    return [
      ...(name === '' ? [required(`${at}.name`)] : problemsAt(`${at}.name`, name, envNameProblems(name))),
      ...validateValueFrom(variable, `${at}.valueFrom`),
    ];
  });
}

function validateValueFrom(variable: Fields, path: string): FieldError[] {
  const source = structOf(variable.valueFrom);
  if (!source) return [];
  const errors: FieldError[] = [];
  const fieldRef = structOf(source.fieldRef);
  const resourceRef = structOf(source.resourceFieldRef);
  if (fieldRef) errors.push(...validateFieldRef(fieldRef, ENV_FIELD_PATHS, `${path}.fieldRef`));
  if (resourceRef) errors.push(...validateResourceRef(resourceRef, false, `${path}.resourceFieldRef`));
  for (const kind of ['configMapKeyRef', 'secretKeyRef']) {
    const reference = structOf(source[kind]);
    if (reference) errors.push(...validateKeyRef(reference, `${path}.${kind}`));
  }
  const fileRef = structOf(source.fileKeyRef);
  if (fileRef) {
    for (const field of ['key', 'path', 'volumeName']) {
      errors.push(...checkRequiredText(`${path}.fileKeyRef.${field}`, fileRef[field]));
    }
  }
  const count = SOURCES.filter((kind) => structOf(source[kind])).length;
  if (count === 0) {
    const choice =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    errors.push(invalidValue(path, '', choice));
  } else if (textOf(variable.value) !== '') {
    errors.push(invalidValue(path, '', 'may not be specified when `value` is not empty'));
  } else if (count > 1) {
    errors.push(invalidValue(path, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

function validateKeyRef(reference: Fields, path: string): FieldError[] {
  const key = textOf(reference.key);
  return [
    ...problemsAt(`${path}.name`, textOf(reference.name), dnsSubdomainProblems(textOf(reference.name))),
    ...(key === '' ? [required(`${path}.key`)] : problemsAt(`${path}.key`, key, configKeyProblems(key))),
  ];
}

/** API-PODV-07 */
function validateFieldRef(reference: Fields, allowed: readonly string[], path: string): FieldError[] {
  const fieldPath = textOf(reference.fieldPath);
  if (textOf(reference.apiVersion) === '') return [required(`${path}.apiVersion`)];
  if (fieldPath === '') return [required(`${path}.fieldPath`)];
  const at = `${path}.fieldPath`;
  const [, map, key = ''] = SUBSCRIPT.exec(fieldPath) ?? [];
  if (map !== undefined) {
    if (map === 'metadata.annotations') return problemsAt(path, key.toLowerCase(), labelKeyProblems(key.toLowerCase()));
    if (map === 'metadata.labels') return problemsAt(path, key, labelKeyProblems(key));
    const why = `error converting fieldPath: field label does not support subscript: ${fieldPath}`;
    return [invalidValue(at, fieldPath, why)];
  }
  if (!KNOWN_FIELD_PATHS.has(fieldPath)) {
    return [invalidValue(at, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`)];
  }
  return allowed.includes(fieldPath) ? [] : [notSupported(at, fieldPath, allowed)];
}

function validateResourceRef(reference: Fields, needsContainer: boolean, path: string): FieldError[] {
  const resource = textOf(reference.resource);
  const isHugePages = resource.startsWith('limits.hugepages-') || resource.startsWith('requests.hugepages-');
  const errors: FieldError[] = [];
  if (needsContainer && textOf(reference.containerName) === '') errors.push(required(`${path}.containerName`));
  else if (resource === '') errors.push(required(`${path}.resource`));
  else if (!isHugePages && !RESOURCE_FIELD_PATHS.includes(resource)) {
    errors.push(notSupported(`${path}.resource`, resource, RESOURCE_FIELD_PATHS));
  }
  return [...errors, ...validateDivisor(resource, textOf(reference.divisor), `${path}.divisor`)];
}

const BYTE_DIVISORS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];
const DIVIDED: readonly (readonly [RegExp, readonly string[], string])[] = [
  [/^(limits|requests)\.cpu$/, ['1m', '1'], '1m and 1 are supported with the cpu resource'],
  [/^(limits|requests)\.memory$/, BYTE_DIVISORS, `${BYTE_DIVISORS.join(', ')} are supported with the memory resource`],
  [
    /^(limits|requests)\.ephemeral-storage$/,
    BYTE_DIVISORS,
    `${BYTE_DIVISORS.join(', ')} are supported with the local ephemeral storage resource`,
  ],
  [
    /^(limits|requests)\.hugepages-/,
    BYTE_DIVISORS,
    `${BYTE_DIVISORS.join(', ')} are supported with the hugepages resource`,
  ],
];

function validateDivisor(resource: string, divisor: string, path: string): FieldError[] {
  if (divisor === '' || divisor === '0') return [];
  const rule = DIVIDED.find(([names]) => names.test(resource));
  if (!rule || rule[1].includes(divisor)) return [];
  return [invalidValue(path, resource, `only divisor's values ${rule[2]}`)];
}

/** Items of a downward API volume: one reference each. */
export function validateDownwardItem(item: Fields, path: string): FieldError[] {
  const fieldRef = structOf(item.fieldRef);
  const resourceRef = structOf(item.resourceFieldRef);
  if (fieldRef) {
    const errors = validateFieldRef(fieldRef, VOLUME_FIELD_PATHS, `${path}.fieldRef`);
    if (!resourceRef) return errors;
    const why = 'fieldRef and resourceFieldRef can not be specified simultaneously';
    return [...errors, invalidValue(path, 'resource', why)];
  }
  if (resourceRef) return validateResourceRef(resourceRef, true, `${path}.resourceFieldRef`);
  return [required(path, 'one of fieldRef and resourceFieldRef is required')];
}

/** API-PODV-08 */
export function validateEnvFrom(sources: readonly Fields[], path: string): FieldError[] {
  return sources.flatMap((source, index) => {
    const errors: FieldError[] = [];
    const prefix = textOf(source.prefix);
    if (prefix !== '') errors.push(...problemsAt(`${path}[${index}].prefix`, prefix, envNameProblems(prefix)));
    const kinds = ['configMapRef', 'secretRef'].filter((kind) => structOf(source[kind]));
    for (const kind of kinds) {
      const name = textOf(structOf(source[kind])?.name);
      const at = `${path}[${index}].${kind}.name`;
      errors.push(...(name === '' ? [required(at)] : problemsAt(at, name, dnsSubdomainProblems(name))));
    }
    if (kinds.length === 0) {
      errors.push(invalidValue(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (kinds.length > 1) {
      errors.push(invalidValue(path, '', 'may not have more than one field specified at a time'));
    }
    return errors;
  });
}
