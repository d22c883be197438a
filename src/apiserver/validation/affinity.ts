/** Node and pod affinity, and topology spread. Clauses API-PODV-23 to -26. */
import type {
  Affinity,
  NodeAffinity,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
} from '../../api/core';
import { labelKeyProblems, labelValueProblems } from '../../api/label-format';
import type { LabelSelector } from '../../api/meta';
import { asFields, type Fields } from '../object-fields';
import {
  duplicate,
  type FieldError,
  forbidden,
  invalidTyped,
  invalidValue,
  notSupported,
  required,
} from './field-error';
import { checkGivenOneOf, listOf, numberOf, problemsAt, textOf, textsOf } from './fields';
import { validateLabelSelector, validateOperator } from './labels';
import { dnsLabelProblems, dnsSubdomainProblems } from './names';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

export function validateAffinity(affinity: Affinity, path: string): FieldError[] {
  return [
    ...(affinity.nodeAffinity ? validateNodeAffinity(affinity.nodeAffinity, `${path}.nodeAffinity`) : []),
    ...(affinity.podAffinity ? validatePodAffinity(affinity.podAffinity, `${path}.podAffinity`) : []),
    ...(affinity.podAntiAffinity ? validatePodAffinity(affinity.podAntiAffinity, `${path}.podAntiAffinity`) : []),
  ];
}

function validateNodeAffinity(affinity: NodeAffinity, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const selector = affinity[REQUIRED];
  if (selector) {
    const at = `${path}.${REQUIRED}.nodeSelectorTerms`;
    const terms = selector.nodeSelectorTerms ?? [];
    if (terms.length === 0) errors.push(required(at, 'must have at least one node selector term'));
    terms.forEach((term, index) => {
      errors.push(...validateNodeSelectorTerm(term, true, `${at}[${index}]`));
    });
  }
  affinity[PREFERRED]?.forEach(({ weight, preference }, index) => {
    const at = `${path}.${PREFERRED}[${index}]`;
    errors.push(...validateWeight(weight, at));
    errors.push(...validateNodeSelectorTerm(preference, false, `${at}.preference`));
  });
  return errors;
}

function validateWeight(weight: number, path: string): FieldError[] {
  const isInRange = weight >= 1 && weight <= 100;
  return isInRange ? [] : [invalidValue(`${path}.weight`, weight, 'must be in the range 1-100')];
}

function validateNodeSelectorTerm(term: NodeSelectorTerm, checksValues: boolean, path: string): FieldError[] {
  const errors: FieldError[] = [];
  term.matchExpressions?.forEach(({ key, operator, values = [] }, index) => {
    const at = `${path}.matchExpressions[${index}]`;
    errors.push(...validateOperator(operator, values, at, true));
    errors.push(...problemsAt(`${at}.key`, key, labelKeyProblems(key)));
    if (!checksValues) return;
    values.forEach((value, position) => {
      errors.push(...problemsAt(`${at}.values[${position}]`, value, labelValueProblems(value)));
    });
  });
  term.matchFields?.forEach((requirement, index) => {
    errors.push(...validateFieldRequirement(requirement, `${path}.matchFields[${index}]`));
  });
  return errors;
}

/** API-PODV-24 */
function validateFieldRequirement({ key, operator, values = [] }: NodeSelectorRequirement, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalidTyped(`${path}.operator`, operator, 'not a valid selector operator'));
  } else if (values.length !== 1) {
    errors.push(
      required(`${path}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"),
    );
  }
  if (key !== 'metadata.name') errors.push(invalidValue(`${path}.key`, key, 'not a valid field selector key'));
  else {
    values.forEach((value, index) => {
      errors.push(...problemsAt(`${path}.values[${index}]`, value, dnsSubdomainProblems(value)));
    });
  }
  return errors;
}

function validatePodAffinity(affinity: PodAffinity, path: string): FieldError[] {
  const errors: FieldError[] = [];
  affinity[REQUIRED]?.forEach((term, index) => {
    errors.push(...validatePodAffinityTerm(term, `${path}.${REQUIRED}[${index}]`));
  });
  affinity[PREFERRED]?.forEach(({ weight, podAffinityTerm }, index) => {
    const at = `${path}.${PREFERRED}[${index}]`;
    errors.push(...validateWeight(weight, at));
    errors.push(...validatePodAffinityTerm(podAffinityTerm, `${at}.podAffinityTerm`));
  });
  return errors;
}

/** API-PODV-25 */
function validatePodAffinityTerm(term: PodAffinityTerm, path: string): FieldError[] {
  const errors = [
    ...validateLabelSelector(term.labelSelector, `${path}.labelSelector`),
    ...validateLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`),
  ];
  for (const namespace of term.namespaces ?? []) {
    errors.push(...problemsAt(`${path}.namespace`, namespace, dnsLabelProblems(namespace)));
  }
  errors.push(...validateTermLabelKeys(term, path));
  const key = term.topologyKey ?? '';
  if (key === '') errors.push(required(`${path}.topologyKey`, 'can not be empty'));
  errors.push(...problemsAt(`${path}.topologyKey`, key, labelKeyProblems(key)));
  return errors;
}

/** Upstream: validateMatchLabelKeysAndMismatchLabelKeys, which names the term itself where a key stands twice. */
function validateTermLabelKeys(term: PodAffinityTerm, path: string): FieldError[] {
  const fields = asFields(term);
  const keys = textsOf(fields.matchLabelKeys);
  const mismatched = textsOf(fields.mismatchLabelKeys);
  const selector = term.labelSelector;
  const errors: FieldError[] = [];
  for (const [field, list] of [
    ['matchLabelKeys', keys],
    ['mismatchLabelKeys', mismatched],
  ] as const) {
    if (list.length === 0) continue;
    const at = `${path}.${field}`;
    if (!selector) errors.push(forbidden(at, 'must not be specified when labelSelector is not set'));
    else errors.push(...list.flatMap((key, index) => problemsAt(`${at}[${index}]`, key, labelKeyProblems(key))));
  }
  const selected = new Set(Object.keys(selector?.matchLabels ?? {}));
  for (const { key } of selector?.matchExpressions ?? []) {
    const index = keys.lastIndexOf(key);
    if (index >= 0 && selected.has(key)) {
      errors.push(invalidValue(`${path}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector'));
    }
    selected.add(key);
  }
  keys.forEach((key, index) => {
    if (!mismatched.includes(key)) return;
    const at = `${path}.matchLabelKeys[${index}]`;
    errors.push(invalidValue(at, key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  });
  return errors;
}

/** Keys whose values a pod's own labels supply; they complete a selector and may not repeat it. */
function validateLabelKeys(
  keys: readonly string[],
  selector: LabelSelector | undefined,
  field: string,
  path: string,
): FieldError[] {
  if (keys.length === 0) return [];
  const at = `${path}.${field}`;
  const errors = selector ? [] : [forbidden(at, 'must not be specified when labelSelector is not set')];
  const own = new Set([
    ...Object.keys(selector?.matchLabels ?? {}),
    ...(selector?.matchExpressions ?? []).map((expression) => expression.key),
  ]);
  keys.forEach((key, index) => {
    errors.push(...problemsAt(`${at}[${index}]`, key, labelKeyProblems(key)));
    if (own.has(key)) errors.push(invalidValue(`${at}[${index}]`, key, `exists in both ${field} and labelSelector`));
  });
  return errors;
}

/** API-PODV-26 */
export function validateTopologySpread(constraints: readonly unknown[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const later = listOf(constraints).map(
    (constraint) => `{${textOf(constraint.topologyKey)}, ${textOf(constraint.whenUnsatisfiable)}}`,
  );
  listOf(constraints).forEach((constraint: Fields, index) => {
    const at = `${path}[${index}]`;
    const key = textOf(constraint.topologyKey);
    const action = textOf(constraint.whenUnsatisfiable);
    const maxSkew = numberOf(constraint.maxSkew);
    if (maxSkew <= 0) errors.push(invalidValue(`${at}.maxSkew`, maxSkew, 'must be greater than zero'));
    if (key === '') errors.push(required(`${at}.topologyKey`, 'can not be empty'));
    if (!['DoNotSchedule', 'ScheduleAnyway'].includes(action)) {
      errors.push(notSupported(`${at}.whenUnsatisfiable`, action, ['DoNotSchedule', 'ScheduleAnyway']));
    }
    const pair = `{${key}, ${action}}`;
    // The server looks ahead: the first of the two is the one that it names.
    if (later.slice(index + 1).includes(pair)) {
      errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, pair));
    }
    if (typeof constraint.minDomains === 'number') {
      if (constraint.minDomains <= 0) {
        errors.push(invalidValue(`${at}.minDomains`, constraint.minDomains, 'must be greater than zero'));
      }
      if (action !== 'DoNotSchedule') {
        errors.push(
          invalidValue(
            `${at}.minDomains`,
            constraint.minDomains,
            `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`,
          ),
        );
      }
    }
    for (const policy of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
      errors.push(...checkGivenOneOf(`${at}.${policy}`, constraint[policy], ['Honor', 'Ignore']));
    }
    const selector = constraint.labelSelector as LabelSelector | undefined;
    errors.push(...validateLabelKeys(textsOf(constraint.matchLabelKeys), selector, 'matchLabelKeys', at));
    errors.push(...validateLabelSelector(selector, `${at}.labelSelector`));
  });
  return errors;
}
