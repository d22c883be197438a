/**
 * Walks over values along their types: which paths a value has, how two values differ, their merge, and a value without
 * some of its paths. Upstream: structured-merge-diff typed/{tofieldset,compare,merge,remove}.go, v6.
 */
import { areEqualJson, isFields, type JsonFields } from '../patch/json-value';
import { FieldSet, fieldElement, keyElement, type Path, type PathElement, valueElement } from './field-set';
import { DEFAULT_KEYS, fieldNode, isLeaf, type MergeNode } from './list-types';

export interface Comparison {
  readonly added: FieldSet;
  readonly removed: FieldSet;
  readonly modified: FieldSet;
}

/** The node of what an element of a path stands for; undefined where the type has no such field. */
export function childNode(node: MergeNode, element: PathElement): MergeNode | undefined {
  const { codec } = node;
  if (codec.kind === 'struct') return fieldNode(codec, element.slice(2));
  if (codec.kind === 'map') return { codec: codec.value };
  if (codec.kind === 'list') return { codec: codec.element };
  return undefined;
}

/** How an element of an associative list is known. */
export function elementOf(node: MergeNode, item: unknown): PathElement {
  if (!node.keys) return valueElement(item);
  const fields = isFields(item) ? item : {};
  const keys: Record<string, unknown> = {};
  for (const key of node.keys) {
    const value = fields[key] ?? DEFAULT_KEYS[key];
    if (value !== undefined) keys[key] = value;
  }
  return keyElement(keys);
}

function isEmptyValue(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isFields(value) && Object.keys(value).length === 0;
}

/** The children of a value that is no leaf, by path element. Of equal elements of a list the first counts. */
function childrenOf(node: MergeNode, value: unknown): Map<PathElement, unknown> {
  const children = new Map<PathElement, unknown>();
  if (Array.isArray(value)) {
    for (const item of value) {
      const element = elementOf(node, item);
      if (!children.has(element)) children.set(element, item);
    }
  } else if (isFields(value)) {
    for (const key of Object.keys(value)) if (value[key] !== undefined) children.set(fieldElement(key), value[key]);
  }
  return children;
}

/** The paths that a value has. Structs are not members of their own; elements of lists and maps are. */
export function fieldSetOf(node: MergeNode, value: unknown): FieldSet {
  const set = new FieldSet();
  collect(node, value, [], set);
  return set;
}

function collect(node: MergeNode, value: unknown, path: Path, set: FieldSet): void {
  if (isLeaf(node)) {
    set.insert(path);
    return;
  }
  const isStruct = node.codec.kind === 'struct';
  for (const [element, child] of childrenOf(node, value)) {
    const inner = childNode(node, element);
    if (!inner) continue;
    const place = [...path, element];
    collect(inner, child, place, set);
    const isEmptyMap = child === null || (isFields(child) && Object.keys(child).length === 0);
    if (!isStruct || isEmptyMap) set.insert(place);
  }
}

/** What was added, removed and modified from one value to the other. Containers that appear or vanish count as well. */
export function compareValues(node: MergeNode, before: unknown, after: unknown): Comparison {
  const comparison = { added: new FieldSet(), removed: new FieldSet(), modified: new FieldSet() };
  compare(node, before, after, [], comparison);
  return comparison;
}

function compare(node: MergeNode, before: unknown, after: unknown, path: Path, into: Comparison): void {
  if (before === after) return;
  if (isLeaf(node) || (isEmptyValue(before) && isEmptyValue(after))) {
    if (before === undefined) into.added.insert(path);
    else if (after === undefined) into.removed.insert(path);
    else if (!areEqualJson(before, after)) into.modified.insert(path);
    return;
  }
  const old = childrenOf(node, before);
  const now = childrenOf(node, after);
  for (const element of new Set([...old.keys(), ...now.keys()])) {
    const inner = childNode(node, element);
    if (inner) compare(inner, old.get(element), now.get(element), [...path, element], into);
  }
  if (before === undefined) into.added.insert(path);
  else if (after === undefined) into.removed.insert(path);
}

/** `live` with what `config` says: leaves of `config` win, everything else stays. */
export function mergeValues(node: MergeNode, live: unknown, config: unknown): unknown {
  if (config === undefined) return live;
  if (live === undefined || isLeaf(node) || (isEmptyValue(live) && isEmptyValue(config))) return config;
  if (config === null) return live;
  if (Array.isArray(config)) return mergeLists(node, Array.isArray(live) ? live : [], config);
  const merged: Record<string, unknown> = { ...(live as JsonFields) };
  for (const [key, value] of Object.entries(config as JsonFields)) {
    const inner = childNode(node, fieldElement(key));
    if (inner) merged[key] = mergeValues(inner, merged[key], value);
  }
  return merged;
}

/** Shared elements in the order of `config`; those that only one side has keep their place among its own. */
function mergeLists(node: MergeNode, live: readonly unknown[], config: readonly unknown[]): unknown[] {
  const ours = childrenOf(node, live);
  const theirs = childrenOf(node, config);
  const inner = childNode(node, '') as MergeNode;
  const left = [...ours.keys()];
  const right = [...theirs.keys()];
  const shared = right.filter((element) => ours.has(element));
  const merged: unknown[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const mine = left[l];
    const other = right[r];
    if (mine !== undefined && other !== undefined && mine !== other && theirs.has(mine) && shared[0] !== mine) {
      l++; // Shared, but its turn comes later.
    } else if (mine !== undefined && !theirs.has(mine)) {
      merged.push(ours.get(mine));
      l++;
    } else if (other !== undefined) {
      merged.push(mergeValues(inner, ours.get(other), theirs.get(other)));
      if (shared[0] === other) shared.shift();
      if (mine === other) l++;
      r++;
    } else {
      l++;
    }
  }
  return merged;
}

/** The value without the paths of `set` and all that is below them. A container that loses everything becomes null. */
export function removePaths(node: MergeNode, value: unknown, set: FieldSet): unknown {
  if (set.isEmpty) return value;
  if (isLeaf(node)) return node.codec.kind === 'list' || node.codec.kind === 'map' ? null : value;
  if (isEmptyValue(value)) return value;
  if (Array.isArray(value)) {
    const kept: unknown[] = [];
    const inner = childNode(node, '') as MergeNode;
    for (const item of value) {
      const element = elementOf(node, item);
      if (!set.members.has(element)) kept.push(removePaths(inner, item, set.below(element)));
    }
    return kept.length > 0 ? kept : null;
  }
  const rest: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value as JsonFields)) {
    const element = fieldElement(key);
    if (set.members.has(element)) continue;
    const inner = childNode(node, element);
    rest[key] = inner ? removePaths(inner, child, set.below(element)) : child;
  }
  return Object.keys(rest).length > 0 ? rest : null;
}

/** The set with the struct fields above its paths as members too. Upstream: fieldpath.Set.EnsureNamedFieldsAreMembers. */
export function withNamedFields(node: MergeNode, set: FieldSet): FieldSet {
  const result = new FieldSet();
  for (const element of set.members) result.members.add(element);
  for (const [element, child] of set.children) {
    if (child.isEmpty) continue;
    const inner = childNode(node, element);
    if (inner && node.codec.kind === 'struct') result.members.add(element);
    result.children.set(element, inner ? withNamedFields(inner, child) : child);
  }
  return result;
}
