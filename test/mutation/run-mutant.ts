/**
 * Runs the features in this process with one mutated source file, until the first scenario fails. The work tree is not
 * touched: the module loader is given the mutated text. Prints one line of JSON, a `MutantRun`.
 *
 *   node -r ./bin/typescript.js test/mutation/run-mutant.ts 17 30    (mutation 17, at most 30 s of processor time)
 *   node -r ./bin/typescript.js test/mutation/run-mutant.ts          (nothing is mutated)
 */
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { Envelope, Pickle } from '@cucumber/messages';
import { mutatedSource, ROOT, readMutations } from './mutations';

export interface MutantRun {
  readonly success: boolean;
  /** The first scenario that failed: where it stands and what it is called. */
  readonly noticedBy?: string;
  readonly processorSeconds: number;
}

interface Compiler {
  compile(source: string, path: string): string;
}

type LoadedModule = NodeModule & { _compile(code: string, path: string): unknown };

/** From now on `require` gives the mutated text for that file. */
function serve(path: string, source: string): void {
  const compiler = (process as unknown as Record<symbol, Compiler>)[
    Symbol.for('ts-node.register.instance')
  ] as Compiler;
  const compiled = compiler.compile(source, path);
  const load = require.extensions['.ts'] as (module: NodeModule, path: string) => unknown;
  require.extensions['.ts'] = (module, requested) => {
    if (requested !== path) return load(module, requested);
    return (module as LoadedModule)._compile(compiled, requested);
  };
}

async function runFeatures(): Promise<Omit<MutantRun, 'processorSeconds'>> {
  const { loadConfiguration, runCucumber } = await import('@cucumber/cucumber/api');
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const environment = { cwd: ROOT, stdout: silence, stderr: silence };
  const { runConfiguration } = await loadConfiguration(
    {
      file: false,
      provided: {
        paths: ['features/**/*.feature'],
        require: ['bin/steps.js'],
        format: ['summary'],
        failFast: true,
        strict: true,
        worldParameters: { seed: '1', timeline: 'never' },
      },
    },
    environment,
  );
  const pickles = new Map<string, Pickle>();
  const pickleOfCase = new Map<string, string>();
  const caseOfAttempt = new Map<string, string>();
  let noticedBy: string | undefined;
  const note = ({ pickle, testCase, testCaseStarted, testStepFinished }: Envelope) => {
    if (pickle) pickles.set(pickle.id, pickle);
    if (testCase) pickleOfCase.set(testCase.id, testCase.pickleId);
    if (testCaseStarted) caseOfAttempt.set(testCaseStarted.id, testCaseStarted.testCaseId);
    if (!testStepFinished || ['PASSED', 'SKIPPED'].includes(testStepFinished.testStepResult.status)) return;
    const testCaseId = caseOfAttempt.get(testStepFinished.testCaseStartedId) ?? '';
    const failed = pickles.get(pickleOfCase.get(testCaseId) ?? '');
    noticedBy ??= failed && `${failed.uri}: ${failed.name}`;
  };
  const { success } = await runCucumber(runConfiguration, environment, note);
  return { success, ...(noticedBy === undefined ? {} : { noticedBy }) };
}

/**
 * Ends this process when it has used up its processor time; a mutant that hangs does so in synchronous code, so another
 * thread has to look. Time on the wall would say more about what else the machine does.
 */
function limitProcessorTime(seconds: number): void {
  const watch = `
    const { workerData } = require('node:worker_threads');
    setInterval(() => {
      const { user, system } = process.cpuUsage();
      if (user + system > workerData * 1e6) process.kill(process.pid, 'SIGKILL');
    }, 500);`;
  new Worker(watch, { eval: true, workerData: seconds }).unref();
}

async function main(): Promise<void> {
  const [, , position, seconds] = process.argv;
  if (seconds !== undefined) limitProcessorTime(Number(seconds));
  if (position !== undefined) {
    const mutation = readMutations()[Number(position)];
    if (!mutation) throw new Error(`there is no mutation ${position}`);
    serve(join(ROOT, mutation.file), mutatedSource(mutation));
  }
  const run = { ...(await runFeatures()), processorSeconds: process.cpuUsage().user / 1e6 };
  process.stdout.write(`${JSON.stringify(run)}\n`, () => process.exit(0));
}

if (require.main === module) void main();
