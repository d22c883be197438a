/**
 * DaemonSets. Clauses API-VAL and API-DS-05; DS-API-04 to 06.
 * Upstream: pkg/apis/apps/validation/validation.go, v1.36.
 */
import type { DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy, IntOrString } from '../../api/apps';
import { compileSelector, isEmptySelector } from '../../api/labels';
import type { Fields } from '../object-fields';
import { areSemanticallyEqual } from '../semantic-equality';
import { type FieldError, forbidden, invalidValue, notSupported, required } from './field-error';
import { checkNonNegative, internalForm, problemsAt, sortKeys, structOf } from './fields';
import { printableSelector, validateLabelSelector } from './labels';
import { percentProblems } from './names';
import { validatePodTemplate } from './pod-template';

/** Frozen specs that were found valid. */
const validSpecs = new WeakSet<object>();

export function validateDaemonSet(daemonSet: DaemonSet): FieldError[] {
  const { spec } = daemonSet;
  if (validSpecs.has(spec)) return [];
  const errors = validateSpec(spec, 'spec');
  if (errors.length === 0 && Object.isFrozen(spec)) validSpecs.add(spec);
  return errors;
}

/** API-VAL-12 */
export function validateDaemonSetUpdate(daemonSet: DaemonSet, before: DaemonSet): FieldError[] {
  const { selector } = daemonSet.spec;
  const isSame = areSemanticallyEqual(selector, before.spec.selector);
  return [
    ...(isSame ? [] : [invalidValue('spec.selector', selector && printableSelector(selector), 'field is immutable')]),
    ...validateDaemonSet(daemonSet),
  ];
}

/** That no other DaemonSet selects the same pods is nobody's rule. API-VAL-14 */
function validateSpec(spec: DaemonSetSpec, path: string): FieldError[] {
  const { selector, template } = spec;
  const errors = validateLabelSelector(selector, `${path}.selector`);
  const labels = template?.metadata?.labels;
  const podSpec = structOf(template?.spec);
  // API-VAL-02: a selector that does not parse is not tried.
  if (errors.length === 0 && !compileSelector(selector ?? undefined)(labels ?? {})) {
    errors.push(
      invalidValue(
        `${path}.template.metadata.labels`,
        labels && sortKeys(labels),
        '`selector` does not match template `labels`',
      ),
    );
  }
  // API-VAL-03
  if (isEmptySelector(selector ?? undefined)) {
    errors.push(invalidValue(`${path}.selector`, selector, 'empty selector is invalid for daemonset'));
  }
  errors.push(...validatePodTemplate(template, `${path}.template`));
  errors.push(...requireRestartAlways(podSpec, `${path}.template.spec`));
  // API-VAL-07
  if (typeof podSpec?.activeDeadlineSeconds === 'number') {
    const why = 'activeDeadlineSeconds in DaemonSet is not Supported';
    errors.push(forbidden(`${path}.template.spec.activeDeadlineSeconds`, why));
  }
  // API-VAL-08
  errors.push(...checkNonNegative(`${path}.minReadySeconds`, spec.minReadySeconds));
  errors.push(...validateStrategy(spec.updateStrategy, `${path}.updateStrategy`));
  errors.push(...checkNonNegative(`${path}.revisionHistoryLimit`, spec.revisionHistoryLimit));
  return errors;
}

/** Workload controllers run pods that never end. API-VAL-06 */
export function requireRestartAlways(podSpec: Fields | undefined, path: string): FieldError[] {
  const policy = podSpec?.restartPolicy;
  return policy === undefined || policy === 'Always' ? [] : [notSupported(`${path}.restartPolicy`, policy, ['Always'])];
}

/** API-VAL-09 */
function validateStrategy(strategy: DaemonSetUpdateStrategy, path: string): FieldError[] {
  if (strategy.type === 'OnDelete') return [];
  if (strategy.type !== 'RollingUpdate') {
    const shown = internalForm('v1.DaemonSetUpdateStrategy', strategy as Fields);
    return [notSupported(path, shown, ['RollingUpdate', 'OnDelete'])];
  }
  const { rollingUpdate } = strategy;
  if (!rollingUpdate) return [required(`${path}.rollingUpdate`)];
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate;
  const unavailableAt = `${path}.rollingUpdate.maxUnavailable`;
  const surgeAt = `${path}.rollingUpdate.maxSurge`;
  const errors = [
    ...validateIntOrPercent(maxUnavailable, unavailableAt),
    ...validateIntOrPercent(maxSurge, surgeAt),
    ...forbidMoreThanAll(maxUnavailable, unavailableAt),
    ...forbidMoreThanAll(maxSurge, surgeAt),
  ];
  const hasUnavailable = budgetOf(maxUnavailable) !== 0;
  const hasSurge = budgetOf(maxSurge) !== 0;
  if (hasUnavailable && hasSurge) {
    errors.push(invalidValue(surgeAt, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  } else if (!hasUnavailable && !hasSurge) errors.push(required(unavailableAt, 'cannot be 0 when maxSurge is 0'));
  return errors;
}

/** A number that is not negative, or a percentage. API-VAL-10 */
export function validateIntOrPercent(value: IntOrString, path: string): FieldError[] {
  return typeof value === 'string' ? problemsAt(path, value, percentProblems(value)) : checkNonNegative(path, value);
}

function percentOf(value: IntOrString): number | undefined {
  return typeof value === 'string' && percentProblems(value).length === 0 ? Number(value.slice(0, -1)) : undefined;
}

/** A percentage above 100 is a mistake; a number may be as large as it likes. API-VAL-11 */
export function forbidMoreThanAll(value: IntOrString, path: string): FieldError[] {
  return (percentOf(value) ?? 0) > 100 ? [invalidValue(path, value, 'must not be greater than 100%')] : [];
}

/** Text counts as its percentage, or as the number it spells, or as nothing. API-VAL-11 */
export function budgetOf(value: IntOrString): number {
  if (typeof value === 'number') return value;
  return percentOf(value) ?? (/^[+-]?[0-9]+$/.test(value) ? Number(value) : 0);
}

const COUNTERS = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
] as const;

/** API-DS-05 */
export function validateDaemonSetStatus(daemonSet: DaemonSet, before: DaemonSet): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of COUNTERS) {
    const count = daemonSet.status?.[field];
    if (count !== undefined && count < 0) errors.push(...checkNonNegative(`status.${field}`, count));
  }
  const collisions = daemonSet.status?.collisionCount ?? 0;
  if (collisions < (before.status?.collisionCount ?? 0)) {
    errors.push(invalidValue('status.collisionCount', collisions, 'cannot be decremented'));
  }
  return errors;
}
