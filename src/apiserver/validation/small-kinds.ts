/** Kinds with few rules of their own. Clauses API-CR, API-PC. */
import type { ControllerRevision } from '../../api/apps';
import type { KubernetesObject } from '../../api/meta';
import { asFields } from '../object-fields';
import { byteLength } from '../schema/go-text';
import { areSemanticallyEqual } from '../semantic-equality';
import { validateIntOrPercent } from './daemonset';
import { type FieldError, forbidden, invalidValue, notSupported, required, tooLong } from './field-error';
import { checkNonNegative, checkOneOf, listOf, numberOf, problemsAt, structOf, textOf } from './fields';
import { validateLabelSelector } from './labels';
import { configKeyProblems } from './names';

const HIGHEST_USER_PRIORITY = 1_000_000_000;
const SYSTEM_PRIORITIES = new Map([
  ['system-node-critical', 2_000_001_000],
  ['system-cluster-critical', 2_000_000_000],
]);
const MAX_DATA_BYTES = 1024 * 1024;

/** API-CR-01 */
export function validateControllerRevision(revision: ControllerRevision): FieldError[] {
  const errors: FieldError[] = [];
  const { data } = revision;
  if (data === undefined || data === null) errors.push(required('data', 'data is mandatory'));
  else if (typeof data !== 'object' || Array.isArray(data)) {
    errors.push(required('data', 'data must be a valid JSON object'));
  }
  return [...errors, ...checkNonNegative('revision', revision.revision)];
}

/** API-CR-02 */
export function validateControllerRevisionUpdate(
  revision: ControllerRevision,
  before: ControllerRevision,
): FieldError[] {
  const errors = checkNonNegative('revision', revision.revision);
  const isSame = revision.data === before.data || areSemanticallyEqual(revision.data, before.data);
  return isSame ? errors : [...errors, invalidValue('data', revision.data, 'field is immutable')];
}

/** API-PC-01 */
export function validatePriorityClass(priorityClass: KubernetesObject): FieldError[] {
  const { name } = priorityClass.metadata;
  const { value, preemptionPolicy } = asFields(priorityClass);
  const errors: FieldError[] = [];
  if (name?.startsWith('system-')) {
    if (SYSTEM_PRIORITIES.get(name) !== value) {
      const why = SYSTEM_PRIORITIES.has(name)
        ? `value of ${name} PriorityClass must be ${SYSTEM_PRIORITIES.get(name)}`
        : `${name} is not a known system priority class`;
      const reserved = "priority class names with 'system-' prefix are reserved for system use only. error: ";
      errors.push(forbidden('metadata.name', `${reserved}${why}`));
    }
  } else if (numberOf(value) > HIGHEST_USER_PRIORITY) {
    errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`));
  }
  return [...errors, ...checkOneOf('preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never'])];
}

/** API-PC-02 */
export function validatePriorityClassUpdate(priorityClass: KubernetesObject, before: KubernetesObject): FieldError[] {
  const now = asFields(priorityClass);
  const then = asFields(before);
  return [
    ...(now.value === then.value ? [] : [forbidden('value', 'may not be changed in an update.')]),
    ...(now.preemptionPolicy === then.preemptionPolicy
      ? []
      : [invalidValue('preemptionPolicy', now.preemptionPolicy, 'field is immutable')]),
  ];
}

/** One bound or the other, as a number or a percentage, and a selector that can be read. */
export function validatePodDisruptionBudget(budget: KubernetesObject): FieldError[] {
  const spec = structOf(asFields(budget).spec) ?? {};
  const errors: FieldError[] = [];
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    const shown = { minAvailable: spec.minAvailable, maxUnavailable: spec.maxUnavailable };
    errors.push(invalidValue('spec', shown, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const field of ['minAvailable', 'maxUnavailable']) {
    const value = spec[field];
    if (typeof value === 'string' || typeof value === 'number') {
      errors.push(...validateIntOrPercent(value, `spec.${field}`));
    }
  }
  return [...errors, ...validateLabelSelector(structOf(spec.selector), 'spec.selector')];
}

/** Config maps and secrets. */
export function validateKeyedData(object: KubernetesObject): FieldError[] {
  const errors: FieldError[] = [];
  let totalBytes = 0;
  const binaryData = structOf(asFields(object).binaryData);
  for (const field of ['data', 'binaryData']) {
    for (const [key, value] of Object.entries(structOf(asFields(object)[field]) ?? {})) {
      const at = `${field}[${key}]`;
      errors.push(...problemsAt(at, key, configKeyProblems(key)));
      if (field === 'data' && binaryData && Object.hasOwn(binaryData, key)) {
        errors.push(invalidValue(at, key, 'duplicate of key present in binaryData'));
      }
      totalBytes += byteLength(textOf(value));
    }
  }
  if (totalBytes > MAX_DATA_BYTES) errors.push(tooLong('', '', MAX_DATA_BYTES));
  return errors;
}

/** Data that was marked immutable stays, and so does the mark. */
export function validateKeyedDataUpdate(object: KubernetesObject, before: KubernetesObject): FieldError[] {
  const errors: FieldError[] = [];
  const now = asFields(object);
  const then = asFields(before);
  if (now.type !== then.type) errors.push(invalidValue('type', now.type ?? '', 'field is immutable'));
  if (then.immutable === true) {
    const why = 'field is immutable when `immutable` is set';
    if (now.immutable !== true) errors.push(forbidden('immutable', why));
    for (const field of ['data', 'binaryData']) {
      if (!areSemanticallyEqual(now[field], then[field])) errors.push(forbidden(field, why));
    }
  }
  return [...errors, ...validateKeyedData(object)];
}

/** Leases. */
export function validateLease(lease: KubernetesObject): FieldError[] {
  const spec = structOf(asFields(lease).spec) ?? {};
  const seconds = spec.leaseDurationSeconds;
  return typeof seconds === 'number' && seconds <= 0
    ? [invalidValue('spec.leaseDurationSeconds', seconds, 'must be greater than 0')]
    : [];
}

/** Role bindings: what they grant is fixed. Upstream: pkg/apis/rbac/validation/validation.go, v1.36. */
export function validateRoleBinding(binding: KubernetesObject): FieldError[] {
  return validateBinding(binding, ['Role', 'ClusterRole']);
}

export function validateClusterRoleBinding(binding: KubernetesObject): FieldError[] {
  return validateBinding(binding, ['ClusterRole']);
}

function validateBinding(binding: KubernetesObject, kinds: readonly string[]): FieldError[] {
  const reference = structOf(asFields(binding).roleRef) ?? {};
  const errors = [
    ...checkOneOf('roleRef.apiGroup', textOf(reference.apiGroup), ['rbac.authorization.k8s.io']),
    ...(kinds.includes(textOf(reference.kind)) ? [] : [notSupported('roleRef.kind', textOf(reference.kind), kinds)]),
  ];
  if (textOf(reference.name) === '') errors.push(required('roleRef.name'));
  listOf(asFields(binding).subjects).forEach((subject, index) => {
    if (textOf(subject.name) === '') errors.push(required(`subjects[${index}].name`));
    errors.push(...checkOneOf(`subjects[${index}].kind`, subject.kind, ['ServiceAccount', 'User', 'Group']));
  });
  return errors;
}

/** What a role grants: verbs, and to what. */
export function validateRole(role: KubernetesObject): FieldError[] {
  return listOf(asFields(role).rules).flatMap((rule, index) => {
    const at = `rules[${index}]`;
    const errors: FieldError[] = [];
    const isGiven = (field: string) => Array.isArray(rule[field]) && rule[field].length > 0;
    if (!isGiven('verbs')) errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'));
    if (isGiven('nonResourceURLs')) return errors;
    if (!isGiven('apiGroups')) {
      errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
    }
    if (!isGiven('resources')) {
      errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'));
    }
    return errors;
  });
}

/** A binding may change whom it grants to, and not what. */
export function validateRoleBindingUpdate(binding: KubernetesObject, before: KubernetesObject): FieldError[] {
  const { roleRef } = asFields(binding);
  const isSame = areSemanticallyEqual(roleRef, asFields(before).roleRef);
  return [
    ...(binding.kind === 'ClusterRoleBinding' ? validateClusterRoleBinding(binding) : validateRoleBinding(binding)),
    ...(isSame ? [] : [invalidValue('roleRef', roleRef, 'cannot change roleRef')]),
  ];
}
