/** `everynode parity`: replays recorded traces of a real control plane and shows where ours goes differently. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readKnownDifferences } from '../../parity/known-differences';
import { isIdentical, type ReplayedTrace, replayLine } from '../../parity/replay';
import { type Line, readTraceFile, TraceFileError } from '../../parity/trace';
import { describeDivergence } from '../../parity/verdict-text';
import { readEngineVersion } from '../../report/engine-version';
import { writeParityFile } from '../../report/parity-file';
import { EXIT } from '../exit-code';
import { choosePaint, type Paint } from '../paint';
import { UsageError } from '../usage-error';

const DEFAULT_SEEDS = 64;

const HELP = `everynode parity FILES… [--seeds N] [--out DIR] [--known FILE] [--summary FILE]

Replays recorded traces (.jsonl) of a real control plane and compares what is observed after each step.
  --seeds N     how many seeds a trace may take in which Kubernetes leaves open which node goes first (default ${DEFAULT_SEEDS})
  --out DIR     write the same traces with what was observed here, one file for each
  --known FILE  traces that are known to differ, with reasons (default test/parity/known-differences.yaml)
  --summary FILE  write the counts, for the report of the next run: reports/parity.json
`;

interface Tally {
  identical: number;
  loose: number;
  divergent: number;
  known: number;
}

/** Gives the exit code. @throws UsageError for wrong options and for a file that is no file of traces. */
export function parity(args: readonly string[]): number {
  const { files, seeds, out, known, summary, help } = readArguments(args);
  if (help) {
    process.stdout.write(HELP);
    return EXIT.passed;
  }
  try {
    const traces = files.map((file) => ({ file, lines: readTraceFile(file) }));
    const tally = replayFiles(traces, readKnownDifferences(known), seeds, out);
    if (summary !== undefined) writeSummary(summary, tally);
    return tally.divergent === 0 ? EXIT.passed : EXIT.failed;
  } catch (error) {
    if (error instanceof TraceFileError) throw new UsageError(error.message);
    throw error;
  }
}

function readArguments(args: readonly string[]) {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    throw new UsageError(`everynode parity: ${(error as Error).message}`);
  }
  const { values, positionals } = parsed;
  const seeds = Number(values.seeds ?? DEFAULT_SEEDS);
  if (!Number.isInteger(seeds) || seeds < 1) throw new UsageError(`--seeds takes a number from 1, not ${values.seeds}`);
  const help = values.help === true;
  if (positionals.length === 0 && !help)
    throw new UsageError(
      'everynode parity takes the trace files to replay, such as test/parity/golden/placement.jsonl.',
    );
  const names = positionals.map((file) => basename(file));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (values.out !== undefined && twice !== undefined) {
    throw new UsageError(`--out would write ${twice} twice: replay files of the same name one after the other`);
  }
  const known = values.known ?? join('test', 'parity', 'known-differences.yaml');
  return { files: positionals, seeds, out: values.out, known, summary: values.summary, help };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seeds: { type: 'string' },
      out: { type: 'string' },
      known: { type: 'string' },
      summary: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

function replayFiles(
  traces: readonly { readonly file: string; readonly lines: readonly Line[] }[],
  known: ReadonlyMap<string, string>,
  seeds: number,
  out: string | undefined,
): Tally {
  const paint = choosePaint(process.stdout.isTTY === true);
  const tally: Tally = { identical: 0, loose: 0, divergent: 0, known: 0 };
  for (const { file, lines } of traces) {
    const replayed = lines.map((line) => {
      const result = replayLine(line, seeds);
      note(result, known, tally, paint);
      return result;
    });
    const identical = replayed.filter(isIdentical).length;
    process.stdout.write(`${paint.bold(basename(file))}: ${identical} of ${lines.length} identical\n`);
    if (out !== undefined) writeObserved(out, file, replayed);
  }
  if (tally.loose > 0) process.stdout.write(`${tally.loose} of them up to which of several equal nodes went first\n`);
  if (tally.known > 0) process.stdout.write(`${tally.known} of the divergent are known differences\n`);
  process.stdout.write(`${tally.identical} identical, ${tally.divergent} divergent\n`);
  return tally;
}

function writeSummary(path: string, { identical, divergent, known }: Tally): void {
  const at = new Date().toISOString();
  const origin = { engineVersion: readEngineVersion(), env: process.env };
  writeParityFile(path, { identical, total: identical + divergent, known, at }, origin);
}

function note(replayed: ReplayedTrace, known: ReadonlyMap<string, string>, tally: Tally, paint: Paint): void {
  const { id } = replayed.trace;
  const reason = known.get(id);
  if (isIdentical(replayed)) {
    tally.identical += 1;
    if (replayed.verdict.isLoose) tally.loose += 1;
    if (reason !== undefined) process.stdout.write(`${id} is listed as a known difference, but is identical\n`);
    return;
  }
  tally.divergent += 1;
  if (reason !== undefined) tally.known += 1;
  const why = reason === undefined ? '' : `\n  ${paint.yellow(`known: ${reason}`)}`;
  process.stdout.write(`${paint.red('✗')} ${describeDivergence(replayed)}${why}\n\n`);
}

function writeObserved(folder: string, file: string, replayed: readonly ReplayedTrace[]): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, basename(file));
  writeFileSync(path, `${replayed.map(({ observed }) => JSON.stringify(observed)).join('\n')}\n`);
}
