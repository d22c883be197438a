/** The clauses by which our sources are marked: where each is implemented, and what shows it. See `clauses.yaml`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const ROOT = join(__dirname, '../..');
const HOME = 'src/controllers/daemonset/';

export interface Clause {
  readonly id: string;
  readonly rule: string;
  /** Requirements of the catalogue whose scenarios show it. */
  readonly scenarios: readonly string[];
  readonly tests: readonly TestName[];
  /** Why no line of code stands for it. */
  readonly noPlace?: string;
  /** Why nothing can show it. */
  readonly unshown?: string;
}

interface TestName {
  /** From the root of the repository. */
  readonly path: string;
  /** How the name of the test begins. */
  readonly beginning: string;
}

type Entry = Pick<Clause, 'rule' | 'noPlace' | 'unshown'> & {
  readonly scenarios?: readonly string[];
  readonly tests?: readonly string[];
};

export function readClauses(): readonly Clause[] {
  const entries = parse(readFileSync(join(__dirname, 'clauses.yaml'), 'utf8')) as Readonly<Record<string, Entry>>;
  return Object.entries(entries).map(([id, { scenarios = [], tests = [], ...rest }]) => ({
    id,
    ...rest,
    scenarios,
    tests: tests.map(testName),
  }));
}

function testName(text: string): TestName {
  const colon = text.indexOf(': ');
  const file = text.slice(0, colon);
  return { path: file.includes('/') ? file : `${HOME}${file}`, beginning: text.slice(colon + 2) };
}

/** Ids in comments, with the short forms `DS-ROLL-06 to 08` and `DS-ROLL-05, -17`. */
export function findClauseIds(text: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { 1: area, 2: number, 3: last } of text.matchAll(/\bDS-([A-Z]+)-(\d\d)(?!\d)(?: to (\d\d)(?!\d))?/g)) {
    for (let count = Number(number); count <= Number(last ?? number); count++) {
      ids.add(`DS-${area}-${String(count).padStart(2, '0')}`);
    }
  }
  return ids;
}
