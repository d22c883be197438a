/**
 * Who owns which fields of one object, and how writes change that.
 * Upstream: structured-merge-diff merge/update.go, v6, and apimachinery pkg/util/managedfields, v1.36. API-PATCH-05,
 * API-PATCH-06, API-PATCH-08
 */
import { ApiError } from '../../api/errors';
import type { ManagedFieldsEntry } from '../../api/meta';
import { formatTime } from '../../kernel/clock';
import { quoteGo } from '../schema/go-text';
import { type FieldSet, fieldsAt, type Path, printPath } from './field-set';
import type { MergeNode } from './list-types';
import { type Comparison, compareValues, fieldSetOf, mergeValues, removePaths, withNamedFields } from './typed-value';

/** One line of `managedFields`. An Apply and an Update of the same name, and each subresource, count separately. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource: string;
}

export interface Ownership {
  readonly manager: Manager;
  readonly fields: FieldSet;
  readonly atMs: number;
}

/** By `identify(manager)`. Never changed in place. */
export type Owners = ReadonlyMap<string, Ownership>;

export const NO_OWNERS: Owners = new Map();

/** The subresource of a path comes last, as in the JSON text that upstream sorts by. */
export function identify({ name, operation, subresource }: Manager): string {
  return JSON.stringify([name, operation, subresource]);
}

/** Fields that nobody owns. Upstream: stripmeta.go. */
const UNOWNED = fieldsAt(
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation'].map((field) => [
    'f:metadata',
    `f:${field}`,
  ]),
  ['f:metadata', 'f:managedFields'],
  ['f:metadata', 'f:resourceVersion'],
);

/** A write that is no apply: what it changed is its manager's, and nobody else's any more. Upstream: Updater.Update. */
export function ownersAfterUpdate(
  owners: Owners,
  manager: Manager,
  difference: Comparison,
  ignored: FieldSet,
  atMs: number,
): Owners {
  const taken = difference.modified.union(difference.added).recursiveDifference(ignored).difference(UNOWNED);
  const lost = difference.modified.union(difference.added).union(difference.removed);
  const result = new Map<string, Ownership>();
  for (const [id, ownership] of owners) keep(result, id, ownership, ownership.fields.difference(lost));
  if (taken.isEmpty) return result;
  const id = identify(manager);
  const previous = result.get(id)?.fields;
  result.set(id, { manager, fields: previous ? previous.union(taken) : taken, atMs });
  return result;
}

function keep(into: Map<string, Ownership>, id: string, ownership: Ownership, fields: FieldSet): void {
  if (!fields.isEmpty) into.set(id, { ...ownership, fields });
}

export interface Conflict {
  readonly manager: Manager;
  readonly path: Path;
}

export interface Applied {
  readonly value: unknown;
  readonly owners: Owners;
  readonly conflicts: readonly Conflict[];
}

/** Merges a configuration into the live object as its manager's. Upstream: Updater.Apply. */
export function applyConfiguration(
  node: MergeNode,
  live: unknown,
  config: unknown,
  owners: Owners,
  manager: Manager,
  ignored: FieldSet,
  atMs: number,
): Applied {
  const id = identify(manager);
  const last = owners.get(id)?.fields;
  const fields = fieldSetOf(node, config).recursiveDifference(ignored);
  const claims = new Map(owners).set(id, { manager, fields, atMs });
  const merged = prune(node, mergeValues(node, live, config), last, claims);
  const { added, modified, removed } = compareValues(node, live, merged);
  const contested = modified.union(added);
  const conflicts: Conflict[] = [];
  const result = new Map<string, Ownership>();
  for (const [other, ownership] of claims) {
    if (other === id) {
      keep(result, id, ownership, fields.difference(UNOWNED));
      continue;
    }
    for (const path of ownership.fields.intersection(contested).paths()) {
      conflicts.push({ manager: ownership.manager, path });
    }
    keep(result, other, ownership, ownership.fields.difference(contested).difference(removed));
  }
  return { value: merged, owners: result, conflicts };
}

/** Removes what the manager applied last time, does not apply any more, and nobody else owns. Upstream: Updater.prune. */
function prune(node: MergeNode, merged: unknown, last: FieldSet | undefined, claims: Owners): unknown {
  if (!last || last.isEmpty) return merged;
  const all = withNamedFields(node, fieldSetOf(node, merged));
  const dropped = withNamedFields(node, last);
  let owned = fieldsAt();
  for (const { fields } of claims.values()) owned = owned.union(fields);
  const bare = withNamedFields(node, fieldSetOf(node, removePaths(node, merged, dropped)));
  // Back comes what somebody owns …
  const withOwned = removePaths(node, merged, all.difference(bare.union(withNamedFields(node, owned))));
  const remaining = withNamedFields(node, fieldSetOf(node, withOwned));
  // … and what fell with a container although it was never this manager's.
  return removePaths(node, merged, all.difference(remaining).intersection(dropped));
}

/** Whether the same managers own the same fields; when they last wrote does not count. API-REQ-05 */
export function haveSameOwners(a: Owners, b: Owners): boolean {
  if (a.size !== b.size) return false;
  for (const [id, { fields }] of a) if (!b.get(id)?.fields.equals(fields)) return false;
  return true;
}

/** `metadata.managedFields` in the server's order. Upstream: managedfields.go, sortEncodedManagedFields. */
export function encodeOwners(owners: Owners, apiVersion: string): readonly ManagedFieldsEntry[] {
  const seconds = (ownership: Ownership) => Math.floor(ownership.atMs / 1000);
  return [...owners.values()]
    .sort(
      (a, b) =>
        compareTexts(a.manager.operation, b.manager.operation) ||
        seconds(a) - seconds(b) ||
        compareTexts(a.manager.name, b.manager.name) ||
        compareTexts(a.manager.subresource, b.manager.subresource),
    )
    .map(({ manager, fields, atMs }) => ({
      manager: manager.name,
      operation: manager.operation,
      apiVersion,
      time: formatTime(atMs),
      fieldsType: 'FieldsV1',
      fieldsV1: fields.toFieldsV1(),
      ...(manager.subresource ? { subresource: manager.subresource } : {}),
    }));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** 409 with the fields and who has them. Upstream: managedfields/internal/conflict.go. API-PATCH-06 */
export function applyConflict(conflicts: readonly Conflict[], apiVersion: string): ApiError {
  const sorted = [...conflicts].sort((a, b) => compareTexts(identify(a.manager), identify(b.manager)));
  const causes = sorted.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${printManager(manager, apiVersion)}`,
    field: printPath(path),
  }));
  return new ApiError('Conflict', describeConflicts(sorted, apiVersion), { causes });
}

function describeConflicts(conflicts: readonly Conflict[], apiVersion: string): string {
  const [first] = conflicts;
  if (conflicts.length === 1 && first) {
    return `Apply failed with 1 conflict: conflict with ${printManager(first.manager, apiVersion)}: ${printPath(first.path)}`;
  }
  const lines: string[] = [];
  let previous: string | undefined;
  for (const { manager, path } of conflicts) {
    const shown = printManager(manager, apiVersion);
    if (shown !== previous) lines.push(`conflicts with ${shown}:`);
    previous = shown;
    lines.push(`- ${printPath(path)}`);
  }
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}

function printManager({ name, operation, subresource }: Manager, apiVersion: string): string {
  const shown = subresource ? `${quoteGo(name)} with subresource ${quoteGo(subresource)}` : quoteGo(name);
  return operation === 'Update' ? `${shown} using ${apiVersion}` : shown;
}

/**
 * Before an apply takes over from client-side apply: what these managers own by updates becomes the applier's.
 * Upstream: client-go util/csaupgrade, which kubectl sends as a patch of `managedFields`.
 */
export function claimFormerFields(owners: Owners, manager: Manager, formerManagers: readonly string[]): Owners {
  const result = new Map(owners);
  const id = identify(manager);
  for (const name of formerManagers) {
    const formerId = identify({ name, operation: 'Update', subresource: '' });
    const former = result.get(formerId);
    if (!former) continue;
    result.delete(formerId);
    const own = result.get(id);
    result.set(id, { manager, fields: own ? own.fields.union(former.fields) : former.fields, atMs: former.atMs });
  }
  return result;
}
