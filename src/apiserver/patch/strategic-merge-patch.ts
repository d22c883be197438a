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

const describeBadDirective = (patch: JsonFields): string =>
  `unknown patch type: ${printGo(patch[DIRECTIVE])} in map: ${printGo(patch)}`;

/** The object as the patch makes it. Pure. */
export function applyStrategicMergePatch(target: JsonFields, patch: JsonFields, kind: string): JsonFields {
  return mergeFields(target, patch, mergeTypeOf(kind));
}

function mergeFields(target: JsonFields, patch: JsonFields, type: MergeType): JsonFields {
  const directive = patch[DIRECTIVE];
  if (directive === 'replace') return plainContent({ ...patch, [DIRECTIVE]: undefined }) as JsonFields;
  if (directive === 'delete') return {};
  if (directive !== undefined) throw refuse(describeBadDirective(patch));
  const result: Record<string, unknown> = retainedFields(target, patch[RETAIN_KEYS]);
  const directives = Object.keys(patch).filter((key) => key.startsWith('$'));
  for (const key of directives) if (key.startsWith(DELETE_FROM)) deleteScalars(result, key, patch[key]);
  for (const key of Object.keys(patch)) {
    if (key.startsWith('$')) continue;
    const value = patch[key];
    const order = directives.length > 0 ? patch[ELEMENT_ORDER + key] : undefined;
    const merged = value === null ? undefined : mergeValue(result[key], value, mergeRuleOf(type, key), order);
    if (merged === undefined) delete result[key];
    else result[key] = merged;
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
    if (!isFields(target)) return plainContent(patch);
    return rule.isAtomic ? patch : mergeFields(target, patch, rule.type);
  }
  if (!Array.isArray(patch)) return patch;
  const elementOrder = Array.isArray(order) ? order : undefined;
  if (!Array.isArray(target)) {
    // A list that was not there is the patch's, not merged with itself: repeated and nameless elements stay.
    const list = plainContent(patch) as readonly unknown[];
    return elementOrder ? arrange([], list, elementOrder, rule) : list;
  }
  if (rule.isSet) return arrange(target, [...new Set([...target, ...patch])], elementOrder ?? patch, rule);
  if (rule.mergeKey !== undefined) return mergeKeyedList(target, patch, rule, elementOrder);
  return patch;
}

function mergeKeyedList(
  target: readonly unknown[],
  patch: readonly unknown[],
  rule: MergeRule,
  order: readonly unknown[] | undefined,
): readonly unknown[] {
  const mergeKey = rule.mergeKey as string;
  const elements = patch.map((element) => {
    if (isFields(element) && (element[mergeKey] !== undefined || element[DIRECTIVE] === 'replace')) return element;
    // API-DEC-08
    throw refuse(`map: ${printGo(element)} does not contain declared merge key: ${mergeKey}`);
  });
  const plain = elements.filter((element) => element[DIRECTIVE] === undefined);
  if (elements.some((element) => element[DIRECTIVE] === 'replace')) return plain;
  const isNamedBy = (element: JsonFields) => (other: JsonFields) => areEqualJson(other[mergeKey], element[mergeKey]);
  let live = target as readonly JsonFields[];
  for (const element of elements) {
    if (element[DIRECTIVE] === undefined) continue;
    if (element[DIRECTIVE] !== 'delete') throw refuse(describeBadDirective(element));
    const isUnwanted = isNamedBy(element);
    live = live.filter((other) => !isUnwanted(other));
  }
  const merged = [...live];
  for (const element of plain) {
    const at = merged.findIndex(isNamedBy(element));
    if (at < 0) merged.push(element);
    else merged[at] = mergeFields(merged[at] as JsonFields, element, rule.type);
  }
  return arrange(live, merged, order ?? plain, rule);
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

/** A part of a patch for which there is nothing to merge with: nulls and parts with directives fall away. */
function plainContent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainContent).filter((element) => element !== undefined);
  if (!isFields(value)) return value;
  if (value[DIRECTIVE] !== undefined) return undefined;
  const content: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    const kept = key.startsWith('$') || part === null ? undefined : plainContent(part);
    if (kept !== undefined) content[key] = kept;
  }
  return content;
}
