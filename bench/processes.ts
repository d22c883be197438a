/** Whole processes timed side by side: what a person waits for, start-up and reports included. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..');

export interface TimedProcess {
  readonly args: readonly string[];
  readonly cwd: string;
}

/**
 * Milliseconds of each run of each process, which take turns so that a busy machine hurts all.
 * @throws when one of them does not end with 0: a failing run is fast for the wrong reason.
 */
export function timeSideBySide(processes: readonly TimedProcess[], rounds: number): number[][] {
  const times: number[][] = processes.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, process] of processes.entries()) times[index]?.push(timeProcess(process));
  }
  return times;
}

function timeProcess({ args, cwd }: TimedProcess): number {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  const durationMs = performance.now() - startedAt;
  if (status !== 0)
    throw new Error(`${args.join(' ')} ended with ${status}:\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  return durationMs;
}

/** A folder with the built package in `node_modules`, as a user has it; dependencies are links to ours. */
export function layOutPackage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'everynode-bench-'));
  const target = join(folder, 'node_modules', 'everynode');
  mkdirSync(target, { recursive: true });
  if (!existsSync(join(ROOT, 'dist'))) throw new Error('There is no dist: run `npm run build` first.');
  for (const name of ['bin', 'dist', 'package.json']) cpSync(join(ROOT, name), join(target, name), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  return folder;
}
