/** A difference for people: which trace, which step, what was wanted and what came. */
import type { ReplayedTrace } from './replay';
import type { Step } from './trace';

const MAX_LINES = 12;
const MAX_ITEMS = 4;

/** Several lines: the trace and its first difference, or the error that ended it. */
export function describeDivergence(replayed: ReplayedTrace): string {
  const { trace, verdict, failure, seed, seedsTried } = replayed;
  const about = trace.about ? `  ${trace.about}` : '';
  const tries = seedsTried > 1 ? `  (the first of ${seedsTried} seeds: ${seed})` : '';
  if (failure) return `${trace.id}${about}${tries}\n${indent(failure.stack ?? failure.message)}`;
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

/** Texts line by line, without the lines that both share at their beginning. */
function describeTexts(expected: unknown, observed: unknown): string {
  const wanted = toLines(expected);
  const got = toLines(observed);
  let same = 0;
  while (same < wanted.length && same < got.length && wanted[same] === got[same]) same++;
  const context = same > 0 ? [`    ${wanted[same - 1]}`] : [];
  return [...context, mark('-', wanted.slice(same)) + mark('+', got.slice(same))].join('\n').trimEnd();
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

function indent(text: string): string {
  return text
    .split('\n')
    .slice(0, MAX_LINES)
    .map((line) => `  ${line}`)
    .join('\n');
}
