/**
 * How many recorded traces of a real control plane the engine reproduces, from the command or test that replayed them
 * to the report of the run after it. The file says which engine and commit it speaks of; a report takes it for no other.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Parity } from './model';
import { commitOf } from './run-facts';

export const PARITY_FILE = 'parity.json';
const FORMAT = 'everynode.parity/1';

interface ParityFile extends Parity {
  readonly format: typeof FORMAT;
  readonly engineVersion?: string;
  readonly commit?: string;
}

/** Which engine a result belongs to. */
export interface ParityOrigin {
  readonly engineVersion?: string | undefined;
  /** `process.env`, for the commit that a CI system names. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Writes the result of replaying all traces, for the next report. */
export function writeParityFile(path: string, parity: Parity, { engineVersion, env = {} }: ParityOrigin): void {
  const commit = commitOf(env);
  const file: ParityFile = {
    format: FORMAT,
    ...(engineVersion === undefined ? {} : { engineVersion }),
    ...(commit === undefined ? {} : { commit }),
    ...parity,
  };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(file)}\n`);
}

/** The result at `path`; undefined when there is none, or when it is about another engine or commit. */
export function readParityFile(path: string, { engineVersion, env = {} }: ParityOrigin): Parity | undefined {
  let file: ParityFile;
  try {
    file = JSON.parse(readFileSync(path, 'utf8')) as ParityFile;
  } catch {
    // A run of which nobody has replayed traces says nothing about parity.
    return undefined;
  }
  const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
  if (file?.format !== FORMAT || !isCount(file.identical) || !isCount(file.total)) return undefined;
  if (file.engineVersion !== engineVersion) return undefined;
  if ((file.commit ?? commitOf(env)) !== commitOf(env)) return undefined;
  const { identical, total, known, at } = file;
  return {
    identical,
    total,
    ...(isCount(known) ? { known: known as number } : {}),
    ...(typeof at === 'string' ? { at } : {}),
  };
}
