/**
 * Strategic merge patch: a merge patch that knows which lists of the API merge element by element.
 * Upstream: apimachinery pkg/util/strategicpatch/patch.go, v1.36. Clauses API-PATCH-02, API-DEC-08.
 */
import { ApiError } from '../../api/errors';
import { type MergeRule, type MergeType, mergeRuleOf, mergeTypeOf } from '../../api/patch-strategy';
import { areEqualJson, isFields, type JsonFields, printGo } from './json-value';

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM = '$deleteFromPrimitiveList/';
const ELEMENT_ORDER = '$setElementOrder/';

/** Errors that the server does not classify are answered with code 500 and no reason. API-ERR-09 */
const refuse = (message: string): ApiError => new ApiError('Unknown', message);

/** The object as the patch makes it. Pure. */
export function applyStrategicMergePatch(target: JsonFields, patch: JsonFields, kind: string): JsonFields {
  return mergeFields(target, patch, mergeTypeOf(kind));
}

function mergeFields(target: JsonFields, patch: JsonFields, type: MergeType): JsonFields {
  const directive = patch[DIRECTIVE];
  if (directive === 'replace') return withoutDirectives(patch);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') {
    throw refuse(`unknown patch type found: ${printGo(directive)}`);
  }
  const result: Record<string, unknown> = retainedFields(target, patch[RETAIN_KEYS]);
  const directives = Object.keys(patch).filter((key) => key.startsWith('$'));
  for (const key of directives) if (key.startsWith(DELETE_FROM)) deleteScalars(result, key, patch[key]);
  for (const key of Object.keys(patch)) {
    if (key.startsWith('$')) continue;
    const value = patch[key];
    const order = directives.length > 0 ? patch[ELEMENT_ORDER + key] : undefined;
    if (value === null) delete result[key];
    else result[key] = mergeValue(result[key], value, mergeRuleOf(type, key), order);
  }
  for (const key of directives) if (key.startsWith(ELEMENT_ORDER)) rearrange(result, patch, key, type);
  return result;
}

function deleteScalars(result: Record<string, unknown>, directive: string, unwanted: unknown): void {
  const field = directive.slice(DELETE_FROM.length);
  const list = result[field];
  if (Array.isArray(list) && Array.isArray(unwanted)) {
    result[field] = list.filter((item: unknown) => !unwanted.includes(item));
  }
}

/** An order that comes without changes only rearranges what is there. */
function rearrange(result: Record<string, unknown>, patch: JsonFields, directive: string, type: MergeType): void {
  const field = directive.slice(ELEMENT_ORDER.length);
  const list = result[field];
  const order = patch[directive];
  if (Object.hasOwn(patch, field) || !Array.isArray(list) || !Array.isArray(order)) return;
  result[field] = arrange(list, list, order, mergeRuleOf(type, field));
}

/** `$retainKeys`: a union drops the fields that the patch does not list. */
function retainedFields(target: JsonFields, retained: unknown): Record<string, unknown> {
  if (!Array.isArray(retained)) return { ...target };
  return Object.fromEntries(Object.entries(target).filter(([key]) => retained.includes(key)));
}

function mergeValue(target: unknown, patch: unknown, rule: MergeRule, order: unknown): unknown {
  if (isFields(patch)) {
    if (rule.isAtomic) return withoutDirectives(patch);
    return mergeFields(isFields(target) ? target : {}, patch, rule.type);
  }
  if (!Array.isArray(patch)) return patch;
  const list = Array.isArray(target) ? target : [];
  const elementOrder = Array.isArray(order) ? order : undefined;
  if (rule.isSet) return mergeSet(list, patch, rule, elementOrder);
  if (rule.mergeKey !== undefined) return mergeKeyedList(list, patch as readonly unknown[], rule, elementOrder);
  return patch;
}

function mergeSet(
  target: readonly unknown[],
  patch: readonly unknown[],
  rule: MergeRule,
  order: readonly unknown[] | undefined,
): readonly unknown[] {
  const merged = [...new Set([...target, ...patch])];
  return order ? arrange(target, merged, order, rule) : merged;
}

function mergeKeyedList(
  target: readonly unknown[],
  patch: readonly unknown[],
  rule: MergeRule,
  order: readonly unknown[] | undefined,
): readonly unknown[] {
  const mergeKey = rule.mergeKey as string;
  const elements = patch.map((element) => {
    if (!isFields(element)) throw refuse(`map: ${printGo(element)} does not contain declared merge key: ${mergeKey}`);
    return element;
  });
  if (elements.some((element) => element[DIRECTIVE] === 'replace')) {
    return elements.filter((element) => element[DIRECTIVE] !== 'replace').map(withoutDirectives);
  }
  let merged = target as readonly JsonFields[];
  for (const element of elements) {
    const identity = element[mergeKey];
    // API-DEC-08
    if (identity === undefined) {
      throw refuse(`map: ${printGo(element)} does not contain declared merge key: ${mergeKey}`);
    }
    const isSame = (other: JsonFields) => areEqualJson(other[mergeKey], identity);
    if (element[DIRECTIVE] === 'delete') merged = merged.filter((other) => !isSame(other));
    else if (merged.some(isSame)) {
      merged = merged.map((other) => (isSame(other) ? mergeFields(other, element, rule.type) : other));
    } else merged = [...merged, mergeFields({}, element, rule.type)];
  }
  return order ? arrange(target, merged, order, rule) : merged;
}

/**
 * Puts elements that `order` names into that order; the others keep their place relative to those that were there
 * before. An element that is new comes before the others that remain.
 */
function arrange(
  before: readonly unknown[],
  merged: readonly unknown[],
  order: readonly unknown[],
  rule: MergeRule,
): readonly unknown[] {
  const identityOf = (element: unknown) =>
    rule.mergeKey !== undefined && isFields(element) ? element[rule.mergeKey] : element;
  const wanted = order.map(identityOf);
  const live = before.map(identityOf);
  const byOrder = (positions: readonly unknown[]) => (a: unknown, b: unknown) =>
    positions.indexOf(identityOf(a)) - positions.indexOf(identityOf(b));
  const named = merged.filter((element) => wanted.includes(identityOf(element))).sort(byOrder(wanted));
  const others = merged.filter((element) => !wanted.includes(identityOf(element))).sort(byOrder(live));
  const arranged: unknown[] = [];
  while (named.length > 0 && others.length > 0) {
    const otherAt = live.indexOf(identityOf(others[0]));
    const namedAt = live.indexOf(identityOf(named[0]));
    const otherFirst = otherAt >= 0 && namedAt >= 0 && otherAt < namedAt;
    arranged.push((otherFirst ? others : named).shift());
  }
  return [...arranged, ...named, ...others];
}

/** A part of a patch as plain content: directives and nulls fall away. */
function withoutDirectives(patch: JsonFields): JsonFields {
  const content: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$') || value === null) continue;
    content[key] = isFields(value) ? withoutDirectives(value) : value;
  }
  return content;
}
