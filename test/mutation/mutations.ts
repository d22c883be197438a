/** The list of mutations: small, sensible ways to break the controller, each with the clause that it breaks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const ROOT = join(__dirname, '..', '..');

export interface Mutation {
  /** Path from the root of the repository. */
  readonly file: string;
  /** Text that stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** What goes wrong, as a sentence. */
  readonly breaks: string;
  /** The clause of the specification that no longer holds. */
  readonly clause: string;
  /** Why no history of a cluster can show the difference; such a mutation is listed, but not run. */
  readonly equivalent?: string;
}

const FIELDS = ['file', 'find', 'replace', 'breaks', 'clause'] as const;

/** Reads `mutations.yaml`: by file, a list of the rest. Throws for an entry that is not complete. */
export function readMutations(): readonly Mutation[] {
  const byFile = parse(readFileSync(join(__dirname, 'mutations.yaml'), 'utf8')) as Record<
    string,
    Omit<Mutation, 'file'>[]
  >;
  const mutations = Object.entries(byFile).flatMap(([file, list]) => list.map((entry) => ({ file, ...entry })));
  for (const mutation of mutations) {
    const missing = FIELDS.filter((field) => typeof mutation[field] !== 'string');
    if (missing.length > 0) throw new Error(`${mutation.file}: "${mutation.breaks}" lacks ${missing.join(', ')}`);
  }
  return mutations;
}

/** The mutated source. Throws, naming the mutation, if its text is not in the file exactly once. */
export function mutatedSource({ file, find, replace, breaks }: Mutation): string {
  const parts = readFileSync(join(ROOT, file), 'utf8').split(find);
  if (parts.length !== 2) {
    throw new Error(`${file}: "${breaks}" cannot be made: its text stands there ${parts.length - 1} times:\n  ${find}`);
  }
  return parts.join(replace);
}
