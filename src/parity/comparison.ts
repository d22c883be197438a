/**
 * Holds what our cluster showed against what the real one showed. Masks what no two runs share (ages, times, uids,
 * generated names) and what upstream leaves open in the trace, and compares everything else exactly.
 */
import type { Got, Step, Trace } from './trace';

export interface Difference {
  /** Index of the step. */
  readonly step: number;
  /** Where in what the step left behind: `.stdout`, `.pods`. */
  readonly path: string;
  readonly expected: unknown;
  readonly observed: unknown;
  /** For lists: the number of entries wanted and got; `expected` and `observed` then hold the odd ones. */
  readonly counts?: readonly [number, number];
}

export interface Verdict {
  /** Undefined: identical. */
  readonly difference: Difference | undefined;
  /** Identical only if it does not matter on which node a daemon pod is. */
  readonly isLoose: boolean;
}

type Json = unknown;
type Fields = Readonly<Record<string, Json>>;

const NAME_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const AGE = /\b(?:\d+d)?(?:\d+h)?(?:\d+m)?\d+s\b|\b\d+[dh]\b|\b[1-5]?\dm\b/g;
const NAME_SUFFIX = new RegExp(`(?<=[a-z0-9])-[${NAME_LETTERS}]{5}\\b`, 'g');
const TEMPLATE_HASH = new RegExp(`-[${NAME_LETTERS}]{8,10}\\b`, 'g');
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'TIME'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, 'TIME'],
  [/(resourceVersion"?: "?)\d+/g, '$1RV'],
  [/\b10\.0\.\d+\.\d+\b/g, 'CLUSTER-IP'],
  [/\b10\.244\.(\d+)\.\d+\b/g, '10.244.$1.*'],
  [AGE, '*'],
  [NAME_SUFFIX, '-*'],
  // Column widths follow the masked texts.
  [/[ \t]+/g, ' '],
  [/ +$/gm, ''],
];

/** A text without what differs between any two runs. */
export function maskText(text: string, free: ReadonlySet<string>): string {
  let masked = text;
  for (const [pattern, replacement] of MASKS) masked = masked.replace(pattern, replacement);
  return free.has('hash') ? masked.replace(TEMPLATE_HASH, '-#') : masked;
}

/** Judges an observed course, one `got` for each step of the trace. Any recorded course may be met. */
export function compareCourse(trace: Trace, observed: readonly (Got | undefined)[]): Verdict {
  const free = new Set(trace.free ?? []);
  const strict = compareWithAny(trace, observed, free, false);
  if (strict === undefined || !free.has('nodes')) return { difference: strict, isLoose: false };
  const loose = compareWithAny(trace, observed, free, true);
  return { difference: loose, isLoose: loose === undefined };
}

/** The first difference to the recorded course, unless one of the alternatives is met. */
function compareWithAny(
  trace: Trace,
  observed: readonly (Got | undefined)[],
  free: ReadonlySet<string>,
  isAnyNode: boolean,
): Difference | undefined {
  const recorded = trace.steps.map((step) => step.got);
  let first: Difference | undefined;
  for (const course of [recorded, ...(trace.alternatives ?? [])]) {
    const difference = compareWithOne(trace.steps, course, observed, free, isAnyNode);
    if (difference === undefined) return undefined;
    first ??= difference;
  }
  return first;
}

function compareWithOne(
  steps: readonly Step[],
  course: readonly (Got | null | undefined)[],
  observed: readonly (Got | undefined)[],
  free: ReadonlySet<string>,
  isAnyNode: boolean,
): Difference | undefined {
  for (const [index, step] of steps.entries()) {
    const expected = viewStep(step, course[index] ?? undefined, free, isAnyNode);
    const got = viewStep(step, observed[index], free, isAnyNode);
    const difference = findDifference(expected, got, '');
    if (difference) return { step: index, ...difference };
  }
  return undefined;
}

/** The comparable part of what a step left behind. */
function viewStep(step: Step, got: Got | undefined, free: ReadonlySet<string>, isAnyNode: boolean): Json {
  if (got === undefined) return null;
  if (step.do === 'snapshot') return canonical(got);
  if (step.do === 'settle') return viewObservation(got, free, isAnyNode);
  const status = got.status as Fields | undefined;
  return canonical({
    code: got.code,
    stdout: typeof got.stdout === 'string' ? maskText(got.stdout, free) : undefined,
    stderr: typeof got.stderr === 'string' ? maskText(got.stderr, free) : undefined,
    message: got.message,
    reason: got.reason,
    status: status && { message: status.message, reason: status.reason, code: status.code },
  });
}

function viewObservation(got: Got, free: ReadonlySet<string>, isAnyNode: boolean): Json {
  const list = (value: Json) => (Array.isArray(value) ? (value as readonly Fields[]) : []);
  const events = got.events as Fields | undefined;
  const slices = got.endpointSlices as readonly Fields[] | undefined;
  return canonical({
    pods: sortTexts(list(got.pods).map((pod) => viewPod(pod, free, isAnyNode))),
    daemonsets: sortTexts(list(got.daemonsets)),
    revisions: sortTexts(list(got.revisions).map((revision) => viewRevision(revision, free))),
    nodes: sortTexts(list(got.nodes)),
    // How often an event is counted, and events about nodes, depend on timing.
    events:
      events &&
      Object.keys(events)
        .filter((name) => /^(DaemonSet|Pod) /.test(name))
        .sort(),
    podSpec: got.podSpec,
    endpointSlices: slices?.map((slice) => JSON.parse(maskText(JSON.stringify(slice), free))),
    unsettled: got.unsettled,
  });
}

function viewPod(pod: Fields, free: ReadonlySet<string>, isAnyNode: boolean): Fields {
  const view: Record<string, Json> = { ...pod };
  for (const name of ['name', 'podIP']) {
    if (typeof view[name] === 'string') view[name] = maskText(view[name], free);
  }
  if (free.has('hash')) delete view.hash;
  if (isAnyNode && view.owner) {
    delete view.node;
    delete view.target;
  }
  return view;
}

function viewRevision(revision: Fields, free: ReadonlySet<string>): Fields {
  if (!free.has('hash')) return revision;
  const { hash: _hash, name: _name, ...view } = revision;
  return view;
}

function sortTexts(items: readonly Fields[]): string[] {
  return items.map((item) => JSON.stringify(canonical(item))).sort();
}

/** The same value with sorted keys and without members that are null or undefined. */
function canonical(value: Json): Json {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Fields;
  const names = Object.keys(fields).filter((name) => fields[name] !== undefined && fields[name] !== null);
  return Object.fromEntries(names.sort().map((name) => [name, canonical(fields[name])]));
}

/** The first place where two canonical values differ. */
function findDifference(expected: Json, observed: Json, path: string): Omit<Difference, 'step'> | undefined {
  if (JSON.stringify(expected) === JSON.stringify(observed)) return undefined;
  if (isFields(expected) && isFields(observed)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(observed)])) {
      const difference = findDifference(expected[name], observed[name], `${path}.${name}`);
      if (difference) return difference;
    }
  }
  if (Array.isArray(expected) && Array.isArray(observed)) {
    const missing = expected.filter((item) => !observed.includes(item));
    const extra = observed.filter((item) => !expected.includes(item));
    return { path, expected: missing, observed: extra, counts: [expected.length, observed.length] };
  }
  return { path, expected, observed };
}

function isFields(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
