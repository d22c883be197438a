/** Labels, annotations and label selectors. Clauses API-NAME-03 to -06, API-VAL-01. */
import { labelKeyProblems, labelValueProblems } from '../../api/label-format';
import type { LabelSelector, StringMap } from '../../api/meta';
import { byteLength } from '../schema/go-text';
import { type FieldError, forbidden, invalidTyped, required, tooLong } from './field-error';
import { problemsAt, sortKeys } from './fields';

const MAX_ANNOTATION_BYTES = 256 * 1024;

/** Frozen maps and selectors that were found valid. */
const validLabels = new WeakSet<object>();
const validAnnotations = new WeakSet<object>();
const validSelectors = new WeakSet<object>();

/** Keys and values of a map of labels, both reported at the map's own path. API-NAME-05 */
export function validateLabels(labels: StringMap | undefined, path: string): FieldError[] {
  if (!labels || validLabels.has(labels)) return [];
  if (areValidLabels(labels)) {
    if (Object.isFrozen(labels)) validLabels.add(labels);
    return [];
  }
  return Object.entries(sortKeys(labels)).flatMap(([key, value]) => [
    ...problemsAt(path, key, labelKeyProblems(key)),
    ...problemsAt(path, value, labelValueProblems(value as string)),
  ]);
}

function areValidLabels(labels: StringMap): boolean {
  for (const key of Object.keys(labels)) {
    if (labelKeyProblems(key).length > 0 || labelValueProblems(labels[key] as string).length > 0) return false;
  }
  return true;
}

/** API-NAME-06 */
export function validateAnnotations(annotations: StringMap | undefined, path: string): FieldError[] {
  if (!annotations || validAnnotations.has(annotations)) return [];
  const errors: FieldError[] = [];
  let totalBytes = 0;
  let hasProblems = false;
  for (const key in annotations) {
    hasProblems ||= labelKeyProblems(key.toLowerCase()).length > 0;
    totalBytes += byteLength(key) + byteLength(annotations[key] as string);
  }
  if (hasProblems) {
    for (const key of Object.keys(annotations).sort()) {
      errors.push(...problemsAt(path, key, labelKeyProblems(key.toLowerCase())));
    }
  }
  if (totalBytes > MAX_ANNOTATION_BYTES) errors.push(tooLong(path, '', MAX_ANNOTATION_BYTES));
  if (errors.length === 0 && Object.isFrozen(annotations)) validAnnotations.add(annotations);
  return errors;
}

/** API-VAL-01 */
export function validateLabelSelector(selector: LabelSelector | undefined | null, path: string): FieldError[] {
  if (!selector || validSelectors.has(selector)) return [];
  const errors = validateLabels(selector.matchLabels, `${path}.matchLabels`);
  selector.matchExpressions?.forEach(({ key, operator, values = [] }, index) => {
    const at = `${path}.matchExpressions[${index}]`;
    errors.push(...validateOperator(operator, values, at));
    errors.push(...problemsAt(`${at}.key`, key, labelKeyProblems(key)));
    values.forEach((value, position) => {
      errors.push(...problemsAt(`${at}.values[${position}]`, value, labelValueProblems(value)));
    });
  });
  if (errors.length === 0 && Object.isFrozen(selector)) validSelectors.add(selector);
  return errors;
}

/** The operator of a requirement and how many values it takes; `isForNodes` allows Gt and Lt. API-VAL-01, API-PODV-23 */
export function validateOperator(
  operator: string,
  values: readonly string[],
  path: string,
  isForNodes = false,
): FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0
        ? []
        : [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0
        ? []
        : [forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    case 'Gt':
    case 'Lt':
      if (isForNodes) {
        return values.length === 1
          ? []
          : [required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
      }
  }
  return [invalidTyped(`${path}.operator`, operator, 'not a valid selector operator')];
}

/** A selector as the server prints it in messages: map keys sorted. */
export function printableSelector(selector: LabelSelector): LabelSelector {
  return {
    ...selector,
    ...(selector.matchLabels ? { matchLabels: sortKeys(selector.matchLabels) } : {}),
  } as LabelSelector;
}
