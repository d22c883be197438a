import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { expect } from 'expect';
import { readCatalogue } from '../../src/report/catalogue';
import { readRepositoryFiles } from '../tidy/repository-files';
import { type Clause, findClauseIds, ROOT, readClauses } from './clauses';
import { findWitnesses, nameOf, readCases } from './coverage';

const clauses = readClauses();
const known = new Set(clauses.map(({ id }) => id));
const production = readRepositoryFiles(/\.ts$/, ['src']).filter(({ path }) => !path.endsWith('.test.ts'));
const marked = new Set(production.flatMap(({ text }) => [...findClauseIds(text)]));
const requirements = new Map(readCatalogue(join(ROOT, 'features/catalogue.yaml')).map((entry) => [entry.id, entry]));
const idsOf = (list: readonly Clause[]) => list.map(({ id }) => id);

test('every clause has its place in the sources, or says why it has none', () => {
  expect(idsOf(clauses.filter(({ id, noPlace }) => noPlace === undefined && !marked.has(id)))).toEqual([]);
});

test('the sources name no clause that there is not', () => {
  expect([...marked].filter((id) => !known.has(id)).sort()).toEqual([]);
});

test('every clause is shown by a scenario, by a test, or by an upstream case with a test of ours', () => {
  const shown = new Set(findWitnesses().map(({ upstream }) => upstream));
  const cases = readCases().cases.filter((one) => shown.has(nameOf(one)));
  const byCases = new Set(cases.flatMap((one) => one.clauses));
  const isShown = ({ id, scenarios, tests }: Clause) => scenarios.length + tests.length > 0 || byCases.has(id);
  expect(idsOf(clauses.filter((clause) => clause.unshown === undefined && !isShown(clause)))).toEqual([]);
});

test('what shows a clause is there', () => {
  const missing = clauses.flatMap(({ id, scenarios, tests }) => [
    ...scenarios.filter((name) => requirements.get(name)?.gap !== undefined || !requirements.has(name)),
    ...tests
      .filter(({ path, beginning }) => !hasTest(path, beginning))
      .map(({ path, beginning }) => `${id}: ${path}: ${beginning}`),
  ]);
  expect(missing).toEqual([]);
});

function hasTest(path: string, beginning: string): boolean {
  return beginning.length > 0 && readFileSync(join(ROOT, path), 'utf8').includes(`'${beginning}`);
}
