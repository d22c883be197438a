/**
 * What upstream's strategic merge leaves of a patch: it takes out of the patch what it has dealt with, and a refusal
 * prints the rest. API-DEC-06
 * Upstream: apimachinery pkg/util/strategicpatch/patch.go, mergeMap, mergePatchIntoOriginal, applyRetainKeysDirective;
 * apiserver pkg/endpoints/handlers/patch.go, applyPatchToObject, v1.36.
 */
import { type MergeType, mergeRuleOf, mergeTypeOf } from '../../api/patch-strategy';
import { areEqualJson, isFields, type JsonFields } from './json-value';

const ELEMENT_ORDER = '$setElementOrder/';

/** The patch as it prints after it was merged into `target`. Pure. */
export function patchRemains(target: JsonFields, patch: JsonFields, kind: string): JsonFields {
  return remainsOf(target, patch, mergeTypeOf(kind));
}

function remainsOf(target: JsonFields, patch: JsonFields, type: MergeType): JsonFields {
  const { $patch: directive, $retainKeys: _retained, ...rest } = patch;
  if (directive === 'replace') return rest;
  if (directive !== undefined) return patch;
  const remains: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) {
    // A list that comes with an order is merged with it, and neither is left.
    if (key.startsWith(ELEMENT_ORDER) || Object.hasOwn(patch, ELEMENT_ORDER + key)) continue;
    remains[key] = Object.hasOwn(target, key) ? remainsOfValue(target[key], value, type, key) : withoutNulls(value);
  }
  return remains;
}

function remainsOfValue(target: unknown, value: unknown, type: MergeType, key: string): unknown {
  const rule = mergeRuleOf(type, key);
  if (isFields(value)) return isFields(target) && !rule.isAtomic ? remainsOf(target, value, rule.type) : value;
  const { mergeKey } = rule;
  if (!Array.isArray(value) || !Array.isArray(target) || mergeKey === undefined) return value;
  return value.map((element: unknown) => {
    if (!isFields(element) || element.$patch !== undefined) return element;
    const known = target.find((other) => isFields(other) && areEqualJson(other[mergeKey], element[mergeKey]));
    return known === undefined ? withoutNulls(element) : remainsOf(known as JsonFields, element, rule.type);
  });
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isFields(value)) return value;
  const kept = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutNulls(part)]));
}
