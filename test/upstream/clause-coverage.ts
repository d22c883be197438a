/** What the sources, the tests, the catalogue and the recordings say about each clause. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKnownDifferences } from '../../src/parity/known-differences';
import { readCatalogue } from '../../src/report/catalogue';
import { ROOT, readRepositoryFiles } from '../tidy/repository-files';
import { type Clause, findClauseIds, findClausesInTests, readClauses } from './clauses';
import { findWitnesses, nameOf, readCases } from './coverage';

const GOLDEN = join(ROOT, 'test/parity/golden');

export interface JudgedClause extends Clause {
  /** A comment of the sources names it, or a reason why none does, here or at the clause that says the same. */
  readonly isPlaced: boolean;
  /** A scenario, a recording, a test or an upstream case with a test of ours, here or at the clause that says the same. */
  readonly isShown: boolean;
}

/** Every clause with the verdict on it. */
export function judgeClauses(): readonly JudgedClause[] {
  const clauses = readClauses();
  const marked = findMarks();
  const named = findClausesInTests(readRepositoryFiles(/\.test\.ts$/, ['src', 'test']).map(({ text }) => text));
  const shownCases = new Set(findWitnesses().map(({ upstream }) => upstream));
  const cases = readCases().cases.filter((one) => shownCases.has(nameOf(one)));
  const byCases = new Set(cases.flatMap((one) => one.clauses));
  const isPlaced = ({ id, noPlace }: Clause) => marked.has(id) || noPlace !== undefined;
  const isShown = ({ id, scenarios, traces, tests }: Clause) =>
    scenarios.length + traces.length + tests.length > 0 || named.has(id) || byCases.has(id);
  const known = new Map(clauses.map((clause) => [clause.id, clause]));
  return clauses.map((clause) => {
    const other = clause.as === undefined ? undefined : known.get(clause.as);
    const both = other ? [clause, other] : [clause];
    const gap = clause.gap ?? other?.gap;
    const unshown = clause.unshown ?? other?.unshown;
    const reasons = { ...(gap ? { gap } : {}), ...(unshown ? { unshown } : {}) };
    return { ...clause, ...reasons, isPlaced: both.some(isPlaced), isShown: both.some(isShown) };
  });
}

/** The clauses that comments of the sources name. */
export function findMarks(): ReadonlySet<string> {
  const files = readRepositoryFiles(/\.ts$/, ['src']).filter(({ path }) => !path.endsWith('.test.ts'));
  return new Set(files.flatMap(({ text }) => [...findClauseIds(text)]));
}

/** What the entries name that is not there: clauses, requirements with a scenario, recordings that are met, tests. */
export function findMissingNames(clauses: readonly Clause[]): readonly string[] {
  const ids = new Set(clauses.map(({ id }) => id));
  const requirements = new Set(
    readCatalogue(join(ROOT, 'features/catalogue.yaml'))
      .filter(({ gap }) => gap === undefined)
      .map(({ id }) => id),
  );
  const recordings = readRecordings();
  return clauses.flatMap(({ id, as, scenarios, traces, tests }) => [
    ...(as === undefined || ids.has(as) ? [] : [`${id}: ${as}`]),
    ...scenarios.filter((name) => !requirements.has(name)).map((name) => `${id}: ${name}`),
    ...traces.filter((name) => !recordings.has(name)).map((name) => `${id}: ${name}`),
    ...tests.filter((one) => !hasTest(one.path, one.beginning)).map((one) => `${id}: ${one.path}: ${one.beginning}`),
  ]);
}

/** The recordings that are met. */
function readRecordings(): ReadonlySet<string> {
  const divergent = readKnownDifferences(join(ROOT, 'test/parity/known-differences.yaml'));
  const lines = readdirSync(GOLDEN).flatMap((file) => readFileSync(join(GOLDEN, file), 'utf8').split('\n'));
  const ids = lines.map((line) => /^\{"id":"([^"]+)"/.exec(line)?.[1]).filter((id) => id !== undefined);
  return new Set(ids.filter((id) => !divergent.has(id)));
}

function hasTest(path: string, beginning: string): boolean {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return beginning.length > 0 && ["'", '`', '"'].some((quote) => text.includes(`${quote}${beginning}`));
}
