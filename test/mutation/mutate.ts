/**
 * `npm run mutate`: breaks the controller in one small way at a time and runs the features. What they do not notice
 * survives and is listed; fewer than 90 % noticed is a failure. Mutations that no history of a cluster can show are not
 * run and not counted, but listed with the reason. Arguments narrow the list by text or clause:
 *
 *   npm run mutate -- DS-ROLL surge.ts
 *
 * A list of our own rather than a mutation tool: a run of all features costs seconds, so a few mutants that each name
 * the clause they break are worth more than every generic one.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Mutation, mutatedSource, ROOT, readMutations } from './mutations';
import type { MutantRun } from './run-mutant';

const PARALLEL = 2;
const NEEDED_SHARE = 0.9;
/** A mutant may take so many times the processor time of the unbroken controller; then it hangs, which is noticed. */
const PATIENCE = 5;

type Verdict =
  | { readonly kind: 'noticed'; readonly by: string }
  | { readonly kind: 'survived'; readonly processorSeconds: number }
  /** It cannot even be loaded: the list is wrong. */
  | { readonly kind: 'unusable'; readonly why: string };

async function main(): Promise<number> {
  const wanted = process.argv.slice(2);
  const all = readMutations();
  const selected = [...all.keys()].filter((position) => isWanted(all[position] as Mutation, wanted));
  const chosen = selected.filter((position) => all[position]?.equivalent === undefined);
  const equivalent = selected.map((position) => all[position] as Mutation).filter((mutation) => mutation.equivalent);
  const rotten = chosen.flatMap((position) => problemOf(all[position] as Mutation));
  if (rotten.length > 0) {
    process.stderr.write(`${rotten.join('\n')}\n`);
    return 2;
  }
  const startedAt = performance.now();
  const baseline = await runMutant();
  if (baseline.kind !== 'survived') {
    process.stderr.write(`The features fail although nothing is broken: ${JSON.stringify(baseline)}\n`);
    return 2;
  }
  const verdicts = await judgeAll(all, chosen, Math.ceil(PATIENCE * baseline.processorSeconds));
  listEquivalent(equivalent);
  return report(all, verdicts, (performance.now() - startedAt) / 1000);
}

function isWanted(mutation: Mutation, wanted: readonly string[]): boolean {
  const text = `${mutation.file} ${mutation.clause} ${mutation.breaks}`;
  return wanted.length === 0 || wanted.some((part) => text.includes(part));
}

function problemOf(mutation: Mutation): string[] {
  try {
    mutatedSource(mutation);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

async function judgeAll(
  all: readonly Mutation[],
  chosen: readonly number[],
  limitSeconds: number,
): Promise<ReadonlyMap<number, Verdict>> {
  const verdicts = new Map<number, Verdict>();
  const waiting = [...chosen];
  const work = async () => {
    for (let position = waiting.shift(); position !== undefined; position = waiting.shift()) {
      const verdict = await runMutant(position, limitSeconds);
      verdicts.set(position, verdict);
      const { clause, breaks } = all[position] as Mutation;
      const detail = verdict.kind === 'noticed' ? verdict.by : verdict.kind === 'unusable' ? verdict.why : '';
      process.stdout.write(`${verdict.kind.padEnd(8)}  ${clause}: ${breaks}${detail && `  [${detail}]`}\n`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return verdicts;
}

/** Without arguments nothing is mutated, and there is no limit. */
function runMutant(position?: number, limitSeconds?: number): Promise<Verdict> {
  return new Promise((resolve) => {
    const file = join(__dirname, 'run-mutant.ts');
    const what = position === undefined ? [] : [String(position), String(limitSeconds)];
    const child = spawn(process.execPath, ['-r', join(ROOT, 'bin', 'typescript.js'), file, ...what], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      complaint += chunk;
    });
    child.on('close', (_code, signal) => {
      if (signal === 'SIGKILL') resolve({ kind: 'noticed', by: `no end after ${limitSeconds} s` });
      else resolve(verdictOf(output, complaint));
    });
  });
}

function verdictOf(output: string, complaint: string): Verdict {
  const line = output.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) return { kind: 'unusable', why: complaint.trim().split('\n').slice(0, 5).join(' ') };
  const { success, noticedBy, processorSeconds } = JSON.parse(line) as MutantRun;
  if (success) return { kind: 'survived', processorSeconds };
  if (noticedBy === undefined) return { kind: 'unusable', why: 'no scenario failed, but the run did' };
  return { kind: 'noticed', by: noticedBy };
}

function listEquivalent(mutations: readonly Mutation[]): void {
  if (mutations.length > 0) process.stdout.write('\nNot run, because no history of a cluster can show them:\n');
  for (const { file, clause, breaks, equivalent } of mutations) {
    process.stdout.write(`  ${clause}  ${breaks}  (${file}): ${equivalent}\n`);
  }
}

function report(all: readonly Mutation[], verdicts: ReadonlyMap<number, Verdict>, seconds: number): number {
  const listOf = (kind: Verdict['kind']) =>
    [...verdicts].filter(([, verdict]) => verdict.kind === kind).map(([position]) => all[position] as Mutation);
  const noticed = listOf('noticed').length;
  const survivors = listOf('survived');
  const unusable = listOf('unusable');
  for (const [title, list] of [
    ['Survivors', survivors],
    ['Cannot be run', unusable],
  ] as const) {
    if (list.length > 0) process.stdout.write(`\n${title}:\n`);
    for (const { file, clause, breaks } of list) process.stdout.write(`  ${clause}  ${breaks}  (${file})\n`);
  }
  const share = noticed / Math.max(1, verdicts.size);
  process.stdout.write(
    `\n${noticed} of ${verdicts.size} mutations noticed by the features, ${(100 * share).toFixed(1)} % (${seconds.toFixed(0)} s)\n`,
  );
  if (unusable.length > 0) return 2;
  return share >= NEEDED_SHARE ? 0 : 1;
}

main().then((exitCode) => {
  process.exitCode = exitCode;
});
