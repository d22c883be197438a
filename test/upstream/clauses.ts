/**
 * The clauses of upstream's behaviour by which our sources are marked: where each is implemented, and what shows it.
 * `clauses/*.yaml` holds one line for each:
 *
 * - `rule`: its subject, in a few words.
 * - `scenarios`: requirements of the catalogue; `traces`: recordings under test/parity/golden; `tests`: the file and how the
 *   name of the test begins. Tests that name a clause, and upstream cases (cases.yaml), are found without being listed.
 * - `as`: another clause that says the same or holds it as a case: its place and its witnesses are this one's as well.
 * - `noPlace`: why no line of code stands for it. `unshown`: why nothing shows it.
 * - `partly`: what of it is missing. `gap`: why it is not implemented.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const FOLDER = join(__dirname, 'clauses');
const HOME = 'src/controllers/daemonset/';

export interface Clause {
  readonly id: string;
  /** The catalogue it stands in: the name of the file. */
  readonly catalogue: string;
  readonly rule: string;
  readonly scenarios: readonly string[];
  readonly traces: readonly string[];
  readonly tests: readonly TestName[];
  readonly as?: string;
  readonly noPlace?: string;
  readonly unshown?: string;
  readonly partly?: string;
  readonly gap?: string;
}

interface TestName {
  /** From the root of the repository. */
  readonly path: string;
  /** How the name of the test begins. */
  readonly beginning: string;
}

type Entry = Partial<Omit<Clause, 'id' | 'catalogue' | 'tests'>> & {
  readonly rule: string;
  readonly tests?: readonly string[];
};

/** Every clause, catalogue by catalogue in the order of the files. */
export function readClauses(): readonly Clause[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((file) => {
      const entries = parse(readFileSync(join(FOLDER, file), 'utf8')) as Readonly<Record<string, Entry>>;
      return Object.entries(entries).map(([id, { scenarios = [], traces = [], tests = [], ...rest }]) => ({
        id,
        catalogue: file.replace(/\.yaml$/, ''),
        ...rest,
        scenarios,
        traces,
        tests: tests.map(testName),
      }));
    });
}

function testName(text: string): TestName {
  const colon = text.indexOf(': ');
  const file = text.slice(0, colon);
  return { path: file.includes('/') ? file : `${HOME}${file}`, beginning: text.slice(colon + 2) };
}

const AREA = '[A-Z]+(?:-[A-Z]+)*';
const FIRST = new RegExp(
  `(?<![A-Z-])(${AREA})-(\\d\\d)(?!\\d)((?:(?:, and|,| and| to) (?:-|${AREA}-)?\\d\\d(?!\\d))*)`,
  'g',
);
const FURTHER = new RegExp(`(, and|,| and| to) (?:(-)|(${AREA})-)?(\\d\\d)`, 'g');

/** Ids in a text, with the short forms `DS-ROLL-06 to 08`, `API-GC-02 to API-GC-06` and `DS-ROLL-05, -17`. */
export function findClauseIds(text: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [, first = '', number = '', rest = ''] of text.matchAll(FIRST)) {
    let area = first;
    let last = Number(number);
    ids.add(`${area}-${number}`);
    for (const [, link, dash, other, further] of rest.matchAll(FURTHER)) {
      const isRange = link === ' to';
      if (!isRange && dash === undefined && other === undefined) continue;
      area = other ?? area;
      const end = Number(further);
      for (let count = isRange ? last + 1 : end; count <= end; count++) {
        ids.add(`${area}-${String(count).padStart(2, '0')}`);
      }
      last = end;
    }
  }
  return ids;
}

/** The clauses that tests name, in the title or in a line of comment: not those of the comment at the head of a file. */
export function findClausesInTests(texts: readonly string[]): ReadonlySet<string> {
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => !/^\s*\/?\*/.test(line));
  return new Set(lines.flatMap((line) => [...findClauseIds(line)]));
}
