/** A difference for people: which trace, which step, what was wanted and what came. */

import type { ReplayedTrace } from './replay';
import type { Step } from './trace';
import { UnknownStepError } from './trace';

const MAX_LINES = 12;
const MAX_ITEMS = 4;

/** Several lines: the trace and its first difference, or the error that ended it. */
export function describeDivergence(replayed: ReplayedTrace): string {
  const { trace, verdict, failure, seed, seedsTried } = replayed;
  const about = trace.about ? `  ${trace.about}` : '';
  const tries = seedsTried > 1 ? `  (the first of ${seedsTried} seeds: ${seed})` : '';
  if (failure) return `${trace.id}${about}${tries}\n${indent(describeFailure(failure))}`;
  const { difference } = verdict;
  if (!difference) return trace.id;
  const step = trace.steps[difference.step];
  const place = difference.path === '' ? '' : `, ${difference.path.slice(1)}`;
  const heading = `${trace.id}${about}${tries}\n  step ${difference.step} ${describeStep(step)}${place}`;
  const { counts } = difference;
  if (counts) {
    const [wanted, got] = counts;
    const missing = describeItems(difference.expected as readonly unknown[]);
    const extra = describeItems(difference.observed as readonly unknown[]);
    return `${heading} (${wanted} recorded, ${got} here)\n${mark('-', missing)}${mark('+', extra)}`.trimEnd();
  }
  return `${heading}\n${describeTexts(difference.expected, difference.observed)}`;
}

function describeStep(step: Step | undefined): string {
  if (!step) return '?';
  if (step.do === 'kubectl') return `kubectl ${(step.args ?? []).join(' ')}`;
  const manifest = step.manifest as { kind?: string; metadata?: { name?: string } } | string | undefined;
  if (typeof manifest === 'object') return `${step.do} ${manifest.kind}/${manifest.metadata?.name}`;
  return [step.do, step.path, step.name].filter((part) => part !== undefined).join(' ');
}

function describeItems(items: readonly unknown[]): string[] {
  const shown = items.slice(0, MAX_ITEMS).map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
  return items.length > MAX_ITEMS ? [...shown, `… ${items.length - MAX_ITEMS} more`] : shown;
}

/** Texts line by line: what only one side has, after the line that both share before it. */
function describeTexts(expected: unknown, observed: unknown): string {
  const wanted = toLines(expected);
  const got = toLines(observed);
  const lines: string[] = [];
  let shared: string | undefined;
  for (const { sign, text } of diffLines(wanted, got)) {
    if (sign === ' ') {
      shared = text;
      continue;
    }
    if (shared !== undefined) lines.push(`    ${shared}`);
    shared = undefined;
    lines.push(`  ${sign} ${text}`);
  }
  if (lines.length > 2 * MAX_LINES) {
    return [...lines.slice(0, 2 * MAX_LINES), `    … ${lines.length - 2 * MAX_LINES} more lines`].join('\n');
  }
  return lines.join('\n');
}

interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** The shortest way from one text to the other (longest common subsequence). */
function diffLines(wanted: readonly string[], got: readonly string[]): DiffLine[] {
  const common = Array.from({ length: wanted.length + 1 }, () => new Array<number>(got.length + 1).fill(0));
  const at = (row: number, column: number) => common[row]?.[column] ?? 0;
  for (let row = wanted.length - 1; row >= 0; row--) {
    for (let column = got.length - 1; column >= 0; column--) {
      const length =
        wanted[row] === got[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
      (common[row] as number[])[column] = length;
    }
  }
  const lines: DiffLine[] = [];
  for (let row = 0, column = 0; row < wanted.length || column < got.length; ) {
    const left = wanted[row];
    const right = got[column];
    if (left !== undefined && left === right) {
      lines.push({ sign: ' ', text: left });
      row += 1;
      column += 1;
    } else if (right === undefined || (left !== undefined && at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ sign: '-', text: left ?? '' });
      row += 1;
    } else {
      lines.push({ sign: '+', text: right });
      column += 1;
    }
  }
  return lines;
}

function toLines(value: unknown): string[] {
  if (value === undefined) return ['(nothing)'];
  return (typeof value === 'string' ? value : JSON.stringify(value)).split('\n');
}

function mark(sign: '-' | '+', lines: readonly string[]): string {
  const shown = lines.slice(0, MAX_LINES).map((line) => `  ${sign} ${line}\n`);
  if (lines.length > MAX_LINES) shown.push(`  ${sign} … ${lines.length - MAX_LINES} more lines\n`);
  return shown.join('');
}

/** Our own complaints speak for themselves; anything else is a mistake in the engine, so show where. */
function describeFailure(failure: Error): string {
  return failure instanceof UnknownStepError ? failure.message : (failure.stack ?? failure.message);
}

function indent(text: string): string {
  return text
    .split('\n')
    .slice(0, MAX_LINES)
    .map((line) => `  ${line}`)
    .join('\n');
}
