/** What changed about a node, in a few words each. */
import type { Node, Taint } from '../api/core';
import type { StringMap } from '../api/meta';

/** Adds to `marks` how `after` differs from `before`; for a new node, how it differs from an ordinary healthy one. */
export function markNodeChanges(
  marks: (readonly [number, string])[],
  atMs: number,
  before: Node | undefined,
  after: Node,
): void {
  if (before?.spec !== after.spec) {
    markTaints(marks, atMs, before?.spec?.taints ?? [], after.spec?.taints ?? []);
    const was = before?.spec?.unschedulable === true;
    const is = after.spec?.unschedulable === true;
    if (was !== is) marks.push([atMs, is ? 'cordoned' : 'uncordoned']);
  }
  if (before && before.metadata.labels !== after.metadata.labels) {
    markLabels(marks, atMs, before.metadata.labels ?? {}, after.metadata.labels ?? {});
  }
  if (before?.status?.conditions !== after.status?.conditions) {
    const was = readinessOf(before) ?? 'True';
    const is = readinessOf(after) ?? was;
    if (was !== is) marks.push([atMs, is === 'True' ? 'Ready' : is === 'False' ? 'NotReady' : 'Ready Unknown']);
  }
}

function readinessOf(node: Node | undefined): string | undefined {
  return node?.status?.conditions?.find((condition) => condition.type === 'Ready')?.status;
}

function markTaints(
  marks: (readonly [number, string])[],
  atMs: number,
  before: readonly Taint[],
  after: readonly Taint[],
): void {
  if (before === after) return;
  const has = (list: readonly Taint[], { key, value, effect }: Taint) =>
    list.some((taint) => taint.key === key && taint.effect === effect && (taint.value ?? '') === (value ?? ''));
  for (const taint of before) if (!has(after, taint)) marks.push([atMs, `−taint ${describeTaint(taint)}`]);
  for (const taint of after) if (!has(before, taint)) marks.push([atMs, `+taint ${describeTaint(taint)}`]);
}

function describeTaint({ key, value, effect }: Taint): string {
  return value ? `${key}=${value}:${effect}` : `${key}:${effect}`;
}

function markLabels(marks: (readonly [number, string])[], atMs: number, before: StringMap, after: StringMap): void {
  for (const key of Object.keys(before)) if (!(key in after)) marks.push([atMs, `−label ${key}`]);
  for (const key of Object.keys(after)) {
    if (before[key] !== after[key]) marks.push([atMs, `+label ${key}=${after[key]}`]);
  }
}

const STARTING_TAINT = 'taint node.kubernetes.io/not-ready:NoSchedule';
const STARTING_MS = 1000;

/** Leaves out what every node goes through as it joins: the taint it starts with, and labels of older releases. */
export function dropRoutineMarks(
  marks: readonly (readonly [number, string])[],
  joinedMs: number,
): readonly (readonly [number, string])[] {
  if (marks.length === 0) return marks;
  const started = marks.some(([atMs, text]) => text === `−${STARTING_TAINT}` && atMs - joinedMs < STARTING_MS);
  return marks.filter(([atMs, text]) => {
    if (text.startsWith('+label beta.kubernetes.io/')) return false;
    return !(started && atMs - joinedMs < STARTING_MS && text.endsWith(STARTING_TAINT));
  });
}

/** Orders names as people count: node2 before node10. Byte order decides between equals, so the result is stable. */
export function compareNames(a: string, b: string): number {
  return compareNumbersWithin(a, b) || compareParts(a.match(PARTS) ?? [], b.match(PARTS) ?? []);
}

const PARTS = /\d+|\D+/g;

/** The common case: names that first differ within a number. 0 for all others. */
function compareNumbersWithin(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (!isDigit(a, at) || !isDigit(b, at)) return 0;
  while (isDigit(a, at - 1)) at -= 1;
  return readNumber(a, at) - readNumber(b, at);
}

function readNumber(text: string, from: number): number {
  let end = from;
  while (isDigit(text, end)) end += 1;
  return Number(text.slice(from, end));
}

/** Also for a place outside of the text, where there is none. */
function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function compareParts(left: readonly string[], right: readonly string[]): number {
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const x = left[i] as string;
    const y = right[i] as string;
    if (x === y) continue;
    const difference = Number(x) - Number(y);
    if (difference) return difference;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}
