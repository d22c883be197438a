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

/** Fields that differ between two templates: path, value before, value after. Absent values are empty. */
export function compareTemplates(
  before: PodTemplateSpec | undefined,
  after: PodTemplateSpec | undefined,
): readonly (readonly [string, string, string])[] {
  const changes: (readonly [string, string, string])[] = [];
  compareValues('', before, after, changes);
  return changes;
}

function compareValues(path: string, before: unknown, after: unknown, changes: (readonly [string, string, string])[]) {
  if (before === after || changes.length >= MOST_CHANGES) return;
  if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    const left = entriesOf(before);
    const right = entriesOf(after);
    for (const [key, value] of left) compareValues(`${path}${key}`, value, right.get(key), changes);
    for (const [key, value] of right) if (!left.has(key)) compareValues(`${path}${key}`, undefined, value, changes);
    return;
  }
  const was = show(before);
  const is = show(after);
  if (was !== is) changes.push([path.replace(/^\./, ''), was, is]);
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Children by the path they add; list items by their name where they have one, as strategic merge sees them. */
function entriesOf(value: object): Map<string, unknown> {
  const entries = new Map<string, unknown>();
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => {
      const name = isBranch(item) && 'name' in item ? String(item.name) : String(index);
      entries.set(`[${name}]`, item);
    });
  } else {
    for (const [key, item] of Object.entries(value)) if (key !== '$patch') entries.set(`.${key}`, item);
  }
  return entries;
}

function show(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}
