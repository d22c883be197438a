/**
 * The patch that `kubectl apply` sends: what the file adds or changes against the live object, and what the previous
 * file had and this one no longer has. Fields that were never in a file stay.
 * Upstream: apimachinery pkg/util/strategicpatch/patch.go, CreateThreeWayMergePatch and diffMaps, v1.36.
 * KUBECTL-APPLY-03, KUBECTL-APPLY-11.
 */
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
export function createThreeWayPatch(original: Fields | undefined, modified: Fields, current: Fields): Fields {
  const path = rootPath(modified);
  const additions = diffFields(current, modified, path, ADDITIONS);
  const deletions = original === undefined ? NOTHING : diffFields(original, modified, path, DELETIONS);
  return mergePatches(deletions, additions, path);
}

/** A strategic merge patch that turns `original` into `modified`. Upstream: CreateTwoWayMergePatch. */
export function createTwoWayPatch(original: Fields, modified: Fields): Fields {
  return diffFields(original, modified, rootPath(modified), EVERYTHING);
}

interface ListStrategy {
  /** The field that identifies an element; undefined for a set of scalars. */
  readonly mergeKey?: string;
  /** Elements are unions: the patch says which fields stay. */
  readonly retainsKeys?: boolean;
}

/** Where a field stands, as far as merging depends on it: in a Service, `ports` merge by another key than in a container. */
type FieldPath = 'service' | 'container' | 'service-account' | 'other';

const BY_NAME: ListStrategy = { mergeKey: 'name' };
const AS_UNIONS: ListStrategy = { mergeKey: 'name', retainsKeys: true };
const AS_SET: ListStrategy = {};

/** Lists that merge; every other list is replaced as a whole. API-PATCH-03, API-PATCH-04. */
const LIST_STRATEGIES: ReadonlyMap<string, ListStrategy> = new Map([
  ['containers', BY_NAME],
  ['initContainers', BY_NAME],
  ['ephemeralContainers', BY_NAME],
  ['env', BY_NAME],
  ['imagePullSecrets', BY_NAME],
  ['schedulingGates', BY_NAME],
  ['secrets', BY_NAME],
  ['volumes', AS_UNIONS],
  ['resourceClaims', AS_UNIONS],
  ['volumeMounts', { mergeKey: 'mountPath' }],
  ['volumeDevices', { mergeKey: 'devicePath' }],
  ['hostAliases', { mergeKey: 'ip' }],
  ['podIPs', { mergeKey: 'ip' }],
  ['hostIPs', { mergeKey: 'ip' }],
  ['topologySpreadConstraints', { mergeKey: 'topologyKey' }],
  ['conditions', { mergeKey: 'type' }],
  ['addresses', { mergeKey: 'type' }],
  ['ownerReferences', { mergeKey: 'uid' }],
  ['finalizers', AS_SET],
  ['podCIDRs', AS_SET],
]);

const CONTAINER_PORTS: ListStrategy = { mergeKey: 'containerPort' };
const SERVICE_PORTS: ListStrategy = { mergeKey: 'port' };

function strategyOf(path: FieldPath, key: string): ListStrategy | undefined {
  if (key === 'ports') return path === 'container' ? CONTAINER_PORTS : path === 'service' ? SERVICE_PORTS : undefined;
  if (key === 'imagePullSecrets' && path === 'service-account') return undefined;
  return LIST_STRATEGIES.get(key);
}

function rootPath(object: Fields): FieldPath {
  if (object.kind === 'Service') return 'service';
  return object.kind === 'ServiceAccount' ? 'service-account' : 'other';
}

function childPath(path: FieldPath, key: string): FieldPath {
  return key === 'containers' || key === 'initContainers' || key === 'ephemeralContainers' ? 'container' : path;
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

function diffFields(original: Fields, modified: Fields, path: FieldPath, options: DiffOptions): Fields {
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
      diffList(key, before as readonly unknown[], after, path, options, put);
    } else if (typeof after === 'object' && after !== null) {
      const inner = diffFields(before as Fields, after as Fields, childPath(path, key), options);
      if (inner !== NOTHING) put(key, inner);
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
  path: FieldPath,
  options: DiffOptions,
  put: (key: string, value: unknown) => void,
): void {
  const strategy = strategyOf(path, key);
  if (strategy === undefined) {
    if (!options.ignoresChangesAndAdditions && !equalValues(before, after)) put(key, after);
    return;
  }
  if (before.length === 0) {
    if (after.length > 0 && !options.ignoresChangesAndAdditions) put(key, after);
    return;
  }
  if (strategy.mergeKey === undefined) {
    diffScalars(key, before, after, options, put);
    return;
  }
  diffKeyedList(key, before as readonly Fields[], after as readonly Fields[], strategy, path, options, put);
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
  strategy: ListStrategy,
  path: FieldPath,
  options: DiffOptions,
  put: (key: string, value: unknown) => void,
): void {
  const mergeKey = strategy.mergeKey as string;
  const elementPath = childPath(path, key);
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
    const inner = diffFields(previous, element, elementPath, options);
    if (inner === NOTHING) continue;
    const retained = strategy.retainsKeys && !options.ignoresChangesAndAdditions;
    elements.push({
      ...(retained ? { $retainKeys: Object.keys(element).sort() } : {}),
      ...inner,
      [mergeKey]: identity,
    });
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

/** Lists of different length count as differently ordered, so the patch then spells the order out. Upstream: isOrderSame. */
function hasSameOrder(before: readonly Fields[], after: readonly Fields[], mergeKey: string): boolean {
  return (
    before.length === after.length && before.every((element, index) => element[mergeKey] === after[index]?.[mergeKey])
  );
}

/** Joins the deletions and the additions, which are both patches themselves. */
function mergePatches(deletions: Fields, additions: Fields, path: FieldPath): Fields {
  if (deletions === NOTHING) return additions;
  if (additions === NOTHING) return deletions;
  const merged: Record<string, unknown> = { ...deletions };
  for (const [key, value] of Object.entries(additions)) {
    const other = merged[key];
    if (other === undefined || value === null || other === null || shapeOf(other) !== shapeOf(value)) {
      merged[key] = value;
    } else if (Array.isArray(value)) {
      const mergeKey = key.startsWith('$') ? undefined : strategyOf(path, key)?.mergeKey;
      merged[key] =
        mergeKey === undefined
          ? value
          : mergeKeyedPatches(other as readonly Fields[], value as readonly Fields[], mergeKey, childPath(path, key));
    } else if (typeof value === 'object') {
      merged[key] = mergePatches(other as Fields, value as Fields, childPath(path, key));
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
  path: FieldPath,
): readonly Fields[] {
  const byKey = new Map(deletions.map((element) => [element[mergeKey], element]));
  const merged = additions.map((element) => {
    const other = byKey.get(element[mergeKey]);
    byKey.delete(element[mergeKey]);
    return other === undefined ? element : mergePatches(other, element, path);
  });
  return [...merged, ...byKey.values()];
}
