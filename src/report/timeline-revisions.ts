/** What a ControllerRevision changes, as `kubectl diff` would show it: fields of the pod template that differ. */
import type { ControllerRevision } from '../api/apps';
import type { PodTemplateSpec } from '../api/core';

/** More differences than these are not read in a picture. */
const MOST_CHANGES = 12;
const LONGEST_VALUE = 120;

/** The pod template that a revision keeps, or undefined if its data has another form. */
export function templateOf(revision: ControllerRevision): PodTemplateSpec | undefined {
  const data = revision.data as { spec?: { template?: PodTemplateSpec } } | undefined;
  return data?.spec?.template;
}

/** Images of the containers, in order. */
export function imagesOf(template: PodTemplateSpec | undefined): readonly string[] {
  return (template?.spec?.containers ?? []).map((container) => container.image ?? '');
}

type Changes = (readonly [path: string, before: string, after: string])[];
type Branch = Readonly<Record<string, unknown>>;

/** Fields that differ between two templates: path, value before, value after. Absent values are empty. */
export function compareTemplates(
  before: PodTemplateSpec | undefined,
  after: PodTemplateSpec | undefined,
): readonly (readonly [string, string, string])[] {
  const changes: Changes = [];
  compareValues('', before, after, changes);
  return changes;
}

function compareValues(path: string, before: unknown, after: unknown, changes: Changes): void {
  if (before === after || changes.length >= MOST_CHANGES) return;
  if (Array.isArray(before) && Array.isArray(after)) compareLists(path, before, after, changes);
  else if (isBranch(before) && isBranch(after)) compareBranches(path, before, after, changes);
  else {
    const was = show(before);
    const is = show(after);
    if (was !== is) changes.push([path.replace(/^\./, ''), was, is]);
  }
}

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function compareBranches(path: string, before: Branch, after: Branch, changes: Changes): void {
  for (const key of Object.keys(before)) {
    if (before[key] === after[key] || key === '$patch') continue;
    compareValues(`${path}.${key}`, before[key], Object.hasOwn(after, key) ? after[key] : undefined, changes);
  }
  for (const key of Object.keys(after)) {
    if (Object.hasOwn(before, key) || key === '$patch') continue;
    compareValues(`${path}.${key}`, undefined, after[key], changes);
  }
}

/** Compares items of the same name, as strategic merge sees them. */
function compareLists(path: string, before: readonly unknown[], after: readonly unknown[], changes: Changes): void {
  const left = itemsByName(before);
  const right = itemsByName(after);
  for (const [name, item] of left) {
    if (item !== right.get(name)) compareValues(`${path}[${name}]`, item, right.get(name), changes);
  }
  for (const [name, item] of right) if (!left.has(name)) compareValues(`${path}[${name}]`, undefined, item, changes);
}

/** List items by their name where they have one, else by their place. */
function itemsByName(list: readonly unknown[]): Map<string, unknown> {
  return new Map(list.map((item, at) => [isBranch(item) && 'name' in item ? String(item.name) : String(at), item]));
}

function show(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}
