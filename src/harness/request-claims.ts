/** Claims about what a request came to, and about what a command printed. */
import type { CommandResult } from '../api/command';
import { ClaimError } from './scenario-error';

const tidy = (text: string): string =>
  text
    .replace(/\r\n/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();

/** What a terminal would show: both streams, the errors below. */
function shownOutput({ stdout, stderr }: CommandResult): string {
  return tidy(
    [stdout, stderr]
      .map(tidy)
      .filter((text) => text !== '')
      .join('\n'),
  );
}

const quote = (text: string): string => (text === '' ? '    (nothing)' : text.replace(/^/gm, '    '));

function differ(claim: string, wanted: string, got: string): ClaimError {
  return new ClaimError(`${claim}\n\n  wanted:\n${quote(wanted)}\n\n  got:\n${quote(got)}`);
}

/** Throws `ClaimError` unless the request was refused with these words somewhere in the refusal. */
export function checkRejected(outcome: CommandResult, words: string): void {
  const got = shownOutput(outcome);
  const wanted = tidy(words);
  if (outcome.code === 0) throw differ('the request was accepted, not rejected', wanted, got || 'accepted');
  if (!got.includes(wanted)) throw differ('the request was rejected in other words', wanted, got);
}

/** Throws `ClaimError` with the refusal, if there was one. */
export function checkAccepted(outcome: CommandResult): void {
  if (outcome.code !== 0) throw new ClaimError(`the request was rejected:\n${quote(shownOutput(outcome))}`);
}

/**
 * Compares what was printed as output; where that is nothing, what was printed as error. Spaces at the end of lines have
 * no meaning.
 */
export function checkOutput(outcome: CommandResult, text: string): void {
  const got = tidy(outcome.stdout) || tidy(outcome.stderr);
  const wanted = tidy(text);
  if (got === wanted) return;
  const gots = got.split('\n');
  const line = wanted.split('\n').findIndex((words, index) => words !== gots[index]);
  throw differ(
    `the output differs${line < 0 ? ' after the last wanted line' : ` from line ${line + 1} on`}`,
    wanted,
    got,
  );
}

/**
 * Compares what a terminal would show with a text in which `…` stands for anything on its line, and a line of `…` alone
 * for any lines, or none. Runs of spaces count as one.
 */
export function checkOutputLooksLike(outcome: CommandResult, text: string): void {
  const squeeze = (words: string): string => tidy(words).replace(/[ \t]+/g, ' ');
  const got = squeeze(shownOutput(outcome));
  const lines = squeeze(text)
    .split('\n')
    .map((line) => line.trim());
  const pattern = lines
    .map((line) => (line === '…' ? '(?:.*\\n)*?' : ` ?${line.split('…').map(escapePattern).join('.*')}\\n`))
    .join('');
  if (new RegExp(`^${pattern}$`).test(`${got}\n`)) return;
  throw differ('the output looks different', tidy(text), shownOutput(outcome));
}

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Throws `ClaimError`, with what was printed, for any other exit code. */
export function checkExitCode(outcome: CommandResult, wanted: number): void {
  const { code } = outcome;
  if (code !== wanted) throw new ClaimError(`the exit code is ${code}, not ${wanted}:\n${quote(shownOutput(outcome))}`);
}

/** Looks in both what was printed as output and as error. */
export function checkOutputContains(outcome: CommandResult, words: string): void {
  const got = shownOutput(outcome);
  if (!got.includes(tidy(words))) throw differ('the output does not contain these words', words, got);
}
