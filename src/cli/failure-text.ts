/** How a failure reads on a terminal. Pure: messages in, lines out. */
import { relative } from 'node:path';
import { findNearest } from '../harness/suggest';
import { findNearestPhrases } from './nearest-phrases';
import { PACKAGE_ROOT } from './package-root';
import type { Paint } from './paint';
import type { BrokenFeature, FailedScenario, StepProblem } from './run-tally';

export interface FailureContext {
  readonly paint: Paint;
  readonly cwd: string;
  /** Every phrase Cucumber knows, to suggest from. */
  readonly phrases: readonly string[];
  /** Print Cucumber's whole text with the stack. */
  readonly backtrace: boolean;
}

/** Errors that speak of a defect in code rather than of a claim that does not hold. */
const DEFECTS = new Set(['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError']);

/** The block printed the moment a scenario fails. Ends with a line break. */
export function describeFailedScenario(failure: FailedScenario, context: FailureContext): string {
  const { paint } = context;
  const lines = [
    `${paint.red('✗')} ${paint.bold(failure.name)}  ${paint.dim(failure.location)}`,
    `  ${paint.dim(failure.under.filter((title) => title !== '').join(' › '))}`,
  ];
  for (const problem of failure.problems) {
    lines.push('', `    ${paint.red(problem.step)}`, ...indent(describeProblem(problem, context), 6));
  }
  return `${lines.join('\n')}\n\n`;
}

function describeProblem(problem: StepProblem, context: FailureContext): string {
  if (problem.status === 'UNDEFINED') return describeUndefined(problem.step, context.phrases);
  if (problem.status === 'PENDING') return 'This step is pending: its code says it is not finished.';
  const message = rephraseArguments(problem.result.message ?? '', problem.hasBlock);
  if (problem.status === 'AMBIGUOUS') return message;
  const exception = problem.result.exception;
  if (context.backtrace || exception === undefined) return message || 'It failed without a message.';
  const text = rephraseArguments(exception.message ?? message, problem.hasBlock);
  const place = describePlace(exception.type, exception.stackTrace ?? '', context.cwd);
  return place === '' ? text : `${text}\n${place}`;
}

/** Cucumber counts parameters of functions; a writer of features sees a table or text that the phrase does not take. */
function rephraseArguments(text: string, hasBlock: boolean): string {
  const counts = /^function has (\d+) arguments, should have (\d+) /.exec(text);
  if (!hasBlock || counts === null || Number(counts[1]) + 1 !== Number(counts[2])) return text;
  return 'Below this step stands a table or a text, and the phrase takes none.';
}

/** A phrase that does not exist: the nearest ones that do, in the words of `everynode steps`. */
function describeUndefined(step: string, phrases: readonly string[]): string {
  const text = step.replace(/^\s*(\*|\S+) /, '');
  const nearest = findNearestPhrases(text, phrases);
  if (nearest.length === 0) return 'No phrase matches this step. `everynode steps` prints every phrase.';
  return ['No phrase matches this step. The nearest are:', ...nearest.map((phrase) => `  ${phrase}`)].join('\n');
}

/**
 * Where the user's own code threw; nothing for our steps, whose message says all, unless the error is a defect: then
 * the first frames, so that it can be reported.
 */
function describePlace(type: string, stack: string, cwd: string): string {
  const frames = stack.split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
  if (DEFECTS.has(type))
    return frames
      .slice(0, 6)
      .map((line) => line.trim())
      .join('\n');
  const first = /\(?((?:file:\/\/)?\/[^()]+):(\d+):\d+\)?$/.exec(frames[0] ?? '');
  const file = first?.[1]?.replace('file://', '');
  if (file === undefined || file.startsWith(PACKAGE_ROOT)) return '';
  return `at ${relative(cwd, file)}:${first?.[2]}`;
}

/** The block for a feature file that does not parse: the line, a mark under the place, and what was expected there. */
export function describeBrokenFeature(broken: BrokenFeature, paint: Paint): string {
  const gutter = `${broken.line} | `;
  const lines = [
    `${paint.red('✗')} ${paint.bold('This feature file does not parse')}  ${paint.dim(`${broken.uri}:${broken.line}`)}`,
  ];
  if (broken.sourceLine !== undefined) {
    lines.push(`    ${gutter}${broken.sourceLine.trimEnd()}`);
    lines.push(`    ${' '.repeat(gutter.length + Math.max(0, broken.column - 1))}${paint.red('^')}`);
  }
  lines.push(`  line ${broken.line}, column ${broken.column}: ${rephraseParserMessage(broken.message)}`);
  return `${lines.join('\n')}\n\n`;
}

/** Gherkin's token names, in the words a writer of features uses. */
const TOKENS: Readonly<Record<string, string>> = {
  '#EOF': 'the end of the file',
  '#Language': 'a language line',
  '#TagLine': 'a tag',
  '#FeatureLine': '"Feature:"',
  '#RuleLine': '"Rule:"',
  '#BackgroundLine': '"Background:"',
  '#ScenarioLine': '"Scenario:"',
  '#ExamplesLine': '"Examples:"',
  '#StepLine': 'a step (Given, When, Then, And, But)',
  '#DocStringSeparator': 'a doc string',
  '#TableRow': 'a table row',
};

const KEYWORDS = ['Given', 'When', 'Then', 'And', 'But', 'Feature:', 'Rule:', 'Background:', 'Scenario:', 'Examples:'];

function rephraseParserMessage(message: string): string {
  const match = /^expected: (.*), got '(.*)'$/s.exec(message);
  if (match === null) return message;
  const expected = (match[1] ?? '')
    .split(', ')
    .map((token) => TOKENS[token])
    .filter((token) => token !== undefined);
  const found = match[2] ?? '';
  const nearest = findNearest(found.split(' ')[0] ?? '', KEYWORDS);
  if (nearest !== undefined) return `"${found}" begins with no keyword. Did you mean "${nearest}"?`;
  return `expected ${joinWithOr(expected)}, but found "${found}"`;
}

function joinWithOr(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function indent(text: string, by: number): string[] {
  return text.split('\n').map((line) => (line === '' ? '' : ' '.repeat(by) + line));
}
