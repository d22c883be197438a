/**
 * The patch that `kubectl apply` sends: what the file adds or changes against the live object, and what the previous
 * file had and this one no longer has. Fields that were never in a file stay.
 * Upstream: apimachinery pkg/util/strategicpatch/patch.go, CreateThreeWayMergePatch and diffMaps, v1.36.
 * KUBECTL-APPLY-03, KUBECTL-APPLY-11.
 */
import { type MergeRule, type MergeType, mergeRuleOf, mergeTypeOf } from './patch-strategy';

/** Where an object keeps the file that was applied last. KUBECTL-APPLY-02. */
export const LAST_APPLIED_ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

type Fields = Readonly<Record<string, unknown>>;

interface DiffOptions {
  readonly ignoresDeletions: boolean;
  readonly ignoresChangesAndAdditions: boolean;
}

const ADDITIONS: DiffOptions = { ignoresDeletions: true, ignoresChangesAndAdditions: false };
const DELETIONS: DiffOptions = { ignoresDeletions: false, ignoresChangesAndAdditions: true };
const EVERYTHING: DiffOptions = { ignoresDeletions: false, ignoresChangesAndAdditions: false };

const NOTHING: Fields = Object.freeze({});

/**
 * A strategic merge patch that brings `current` to what `modified` says, deleting what only `original` had. Empty if
 * nothing is to do. `original` is the previous file, undefined if there was none.
 */
export function createThreeWayPatch(original: Fields | undefined, modified: Fields, current: object): Fields {
  const type = mergeTypeOf(typeof modified.kind === 'string' ? modified.kind : '');
  const additions = diffFields(current as Fields, modified, type, ADDITIONS);
  const deletions = original === undefined ? NOTHING : diffFields(original, modified, type, DELETIONS);
  return mergePatches(deletions, additions, type);
}

/** A strategic merge patch that turns `original` into `modified`. Upstream: CreateTwoWayMergePatch. */
export function createTwoWayPatch(original: object, modified: Fields): Fields {
  return diffFields(
    original as Fields,
    modified,
    mergeTypeOf(typeof modified.kind === 'string' ? modified.kind : ''),
    EVERYTHING,
  );
}

/** Equal as JSON values; absent and undefined are the same. */
export function equalValues(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => equalValues(item, right[index]))
    );
  }
  if (Array.isArray(right)) return false;
  const a = left as Fields;
  const b = right as Fields;
  for (const key in a) if (!equalValues(a[key], b[key])) return false;
  for (const key in b) if (a[key] === undefined && b[key] !== undefined) return false;
  return true;
}

function diffFields(original: Fields, modified: Fields, type: MergeType, options: DiffOptions): Fields {
  let patch: Record<string, unknown> | undefined;
  const put = (key: string, value: unknown): void => {
    patch ??= {};
    patch[key] = value;
  };
  for (const key of Object.keys(modified)) {
    const after = modified[key];
    if (after === undefined) continue;
    const before = original[key];
    if (before === after) continue;
    if (before === undefined || shapeOf(before) !== shapeOf(after)) {
      if (!options.ignoresChangesAndAdditions) put(key, after);
    } else if (Array.isArray(after)) {
      diffList(key, before as readonly unknown[], after, mergeRuleOf(type, key), options, put);
    } else if (typeof after === 'object' && after !== null) {
      const rule = mergeRuleOf(type, key);
      if (rule.isAtomic) {
        if (!options.ignoresChangesAndAdditions && !equalValues(before, after)) put(key, after);
        continue;
      }
      const inner = diffFields(before as Fields, after as Fields, rule.type, options);
      if (inner !== NOTHING) put(key, retainKeys(inner, after as Fields, rule, options));
    } else if (!options.ignoresChangesAndAdditions) {
      put(key, after);
    }
  }
  if (!options.ignoresDeletions) {
    for (const key of Object.keys(original)) {
      if (original[key] !== undefined && modified[key] === undefined) put(key, null);
    }
  }
  return patch ?? NOTHING;
}

function shapeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

function diffList(
  key: string,
  before: readonly unknown[],
  after: readonly unknown[],
  rule: MergeRule,
  options: DiffOptions,
  put: (key: string, value: unknown) => void,
): void {
  if (rule.mergeKey === undefined && !rule.isSet) {
    if (!options.ignoresChangesAndAdditions && !equalValues(before, after)) put(key, after);
    return;
  }
  if (before.length === 0) {
    if (after.length > 0 && !options.ignoresChangesAndAdditions) put(key, after);
    return;
  }
  if (rule.mergeKey === undefined) {
    diffScalars(key, before, after, options, put);
    return;
  }
  diffKeyedList(key, before as readonly Fields[], after as readonly Fields[], rule, options, put);
}

/** A set of scalars, such as finalizers. */
function diffScalars(
  key: string,
  before: readonly unknown[],
  after: readonly unknown[],
  options: DiffOptions,
  put: (key: string, value: unknown) => void,
): void {
  const added = options.ignoresChangesAndAdditions ? [] : after.filter((value) => !before.includes(value));
  const removed = options.ignoresDeletions ? [] : before.filter((value) => !after.includes(value));
  if (added.length > 0) put(key, added);
  if (removed.length > 0) put(`$deleteFromPrimitiveList/${key}`, removed);
  const contentChanged = !options.ignoresChangesAndAdditions && !equalValues(before, after);
  if (contentChanged || removed.length > 0) put(`$setElementOrder/${key}`, after);
}

function diffKeyedList(
  key: string,
  before: readonly Fields[],
  after: readonly Fields[],
  rule: MergeRule,
  options: DiffOptions,
  put: (key: string, value: unknown) => void,
): void {
  const mergeKey = rule.mergeKey as string;
  const known = new Map(before.map((element) => [element[mergeKey], element]));
  const kept = new Set<unknown>();
  const elements: Fields[] = [];
  for (const element of after) {
    const identity = element[mergeKey];
    kept.add(identity);
    const previous = known.get(identity);
    if (previous === undefined) {
      if (!options.ignoresChangesAndAdditions) elements.push(element);
      continue;
    }
    const inner = diffFields(previous, element, rule.type, options);
    if (inner === NOTHING) continue;
    elements.push({ ...retainKeys(inner, element, rule, options), [mergeKey]: identity });
  }
  const isSameOrder = hasSameOrder(before, after, mergeKey);
  if (!options.ignoresDeletions) {
    for (const element of before) {
      if (!kept.has(element[mergeKey])) elements.push({ $patch: 'delete', [mergeKey]: element[mergeKey] });
    }
  }
  if (elements.length > 0) put(key, elements);
  if (elements.length > 0 || (!options.ignoresChangesAndAdditions && !isSameOrder)) {
    put(
      `$setElementOrder/${key}`,
      after.map((element) => ({ [mergeKey]: element[mergeKey] })),
    );
  }
}

/** In a union the patch names the fields that stay, so that the others go. */
function retainKeys(patch: Fields, modified: Fields, rule: MergeRule, options: DiffOptions): Fields {
  if (!rule.retainsKeys || options.ignoresChangesAndAdditions) return patch;
  return { ...patch, $retainKeys: Object.keys(modified).sort() };
}

/** Lists of different length count as differently ordered, so the patch then spells the order out. Upstream: isOrderSame. */
function hasSameOrder(before: readonly Fields[], after: readonly Fields[], mergeKey: string): boolean {
  return (
    before.length === after.length && before.every((element, index) => element[mergeKey] === after[index]?.[mergeKey])
  );
}

/** Joins the deletions and the additions, which are both patches themselves. */
function mergePatches(deletions: Fields, additions: Fields, type: MergeType): Fields {
  if (deletions === NOTHING) return additions;
  if (additions === NOTHING) return deletions;
  const merged: Record<string, unknown> = { ...deletions };
  for (const [key, value] of Object.entries(additions)) {
    const other = merged[key];
    if (other === undefined || value === null || other === null || shapeOf(other) !== shapeOf(value)) {
      merged[key] = value;
    } else if (Array.isArray(value)) {
      const rule = mergeRuleOf(type, key);
      merged[key] =
        rule.mergeKey === undefined
          ? value
          : mergeKeyedPatches(other as readonly Fields[], value as readonly Fields[], rule.mergeKey, rule.type);
    } else if (typeof value === 'object') {
      merged[key] = mergePatches(other as Fields, value as Fields, mergeRuleOf(type, key).type);
    } else {
      merged[key] = value;
    }
  }
  return merged;
}

function mergeKeyedPatches(
  deletions: readonly Fields[],
  additions: readonly Fields[],
  mergeKey: string,
  type: MergeType,
): readonly Fields[] {
  const byKey = new Map(deletions.map((element) => [element[mergeKey], element]));
  const merged = additions.map((element) => {
    const other = byKey.get(element[mergeKey]);
    byKey.delete(element[mergeKey]);
    return other === undefined ? element : mergePatches(other, element, type);
  });
  return [...merged, ...byKey.values()];
}
