/**
 * Recorded traces of a real control plane, and how they are replayed:
 *   trace.ts        the recorded form: reading it from a file
 *   player.ts       plays the steps of a trace on a simulated cluster, in virtual time
 *   stand-in.ts     what the recorder's stand-in for the kubelets made of pods
 *   recorded-cluster.ts  a cluster and nodes as the traces were recorded on
 *   raw-request.ts  `patch` and `request` steps: a path of the HTTP API as a call of the ApiClient
 *   observation.ts  what the cluster looks like, in the recorded form
 *   comparison.ts   the judge: masks, freedoms, the first difference
 *   snapshot.ts     the lines without steps: a manifest and the revision it must give
 *   replay.ts       one trace against as many seeds as it may take
 *   verdict-text.ts a difference for people
 */
import { readFileSync } from 'node:fs';
import type { ResourceList, Taint } from '../api/core';
import type { StringMap } from '../api/meta';

export interface RecordedNode {
  readonly name: string;
  readonly labels?: StringMap;
  readonly taints?: readonly Taint[];
  readonly unschedulable?: boolean;
  readonly capacity?: ResourceList;
}

/** What a step left behind, in the recorded form; what its members mean depends on the step. */
export type Got = Readonly<Record<string, unknown>>;

/** One step. Which members it has depends on `do`. */
export interface Step {
  readonly do: string;
  readonly got?: Got | undefined;
  readonly manifest?: unknown;
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  /** Text, or an object that goes in as JSON. */
  readonly stdin?: unknown;
  readonly node?: RecordedNode | string;
  readonly name?: string;
  readonly status?: 'True' | 'False' | 'Unknown';
  readonly method?: string;
  readonly path?: string;
  readonly body?: unknown;
  readonly type?: string;
  readonly image?: string;
  readonly as?: string;
  readonly seconds?: number;
  /** Milliseconds. */
  readonly quiet?: number;
  /** Milliseconds. */
  readonly cap?: number;
  readonly conditions?: boolean;
  readonly events?: boolean;
  readonly podSpec?: boolean;
  readonly endpoints?: boolean;
  readonly ips?: boolean;
}

export interface Trace {
  readonly id: string;
  readonly family: string;
  readonly about?: string;
  /** What upstream leaves open: `nodes`, `hash`. */
  readonly free?: readonly string[];
  readonly nodes?: readonly RecordedNode[];
  readonly steps: readonly Step[];
  /** Other courses that were recorded, each a list of `got` by step. */
  readonly alternatives?: readonly (readonly (Got | null | undefined)[])[];
}

/** A line without steps: what revision a manifest's template gives. */
export interface TemplateSample {
  readonly manifest: { readonly metadata: { readonly name: string; readonly namespace?: string } };
  readonly revisionName: string;
  readonly hash: string;
  readonly data: unknown;
}

export type Line = Trace | TemplateSample;

/** A file that is no file of traces. The message names the file, and the line where there is one. */
export class TraceFileError extends Error {
  override name = 'TraceFileError';
}

/** A trace asks for something that is not in its format. */
export class UnknownStepError extends Error {
  override name = 'UnknownStepError';
}

export function isTemplateSample(line: Line): line is TemplateSample {
  return !('steps' in line);
}

export function idOf(line: Line): string {
  return isTemplateSample(line) ? line.manifest.metadata.name : line.id;
}

/** Reads a `.jsonl` file of traces. Throws `TraceFileError`. */
export function readTraceFile(path: string): readonly Line[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new TraceFileError(`cannot read ${path}: ${describeSystemError(error)}`);
  }
  const lines: Line[] = [];
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() !== '') lines.push(parseLine(content, `${path}:${index + 1}`));
  }
  if (lines.length === 0) throw new TraceFileError(`${path} holds no trace`);
  return lines;
}

function describeSystemError(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory';
  if (code === 'EACCES') return 'permission denied';
  return (error as Error).message;
}

function parseLine(content: string, place: string): Line {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw new TraceFileError(`${place}: not a line of JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null) throw new TraceFileError(`${place}: a trace is an object`);
  const { id, steps, manifest } = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(steps)) {
    if (typeof id !== 'string') throw new TraceFileError(`${place}: a trace has an "id"`);
    const bad = steps.findIndex((step) => typeof (step as Step | null)?.do !== 'string');
    if (bad >= 0) throw new TraceFileError(`${place}: step ${bad + 1} does not say what to "do"`);
    return value as Trace;
  }
  const name = (manifest as TemplateSample['manifest'] | undefined)?.metadata?.name;
  if (typeof name === 'string') return value as TemplateSample;
  throw new TraceFileError(`${place}: a trace has "steps", or a "manifest" with a name`);
}
