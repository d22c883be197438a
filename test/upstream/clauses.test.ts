import { test } from 'node:test';
import { expect } from 'expect';
import { findMarks, findMissingNames, judgeClauses } from './clause-coverage';
import { findClauseIds } from './clauses';

const clauses = judgeClauses();
const areaOf = (id: string) => id.slice(0, -'-00'.length);
const idsOf = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

test('every clause has its place in the sources, or says why it has none', () => {
  expect(idsOf(clauses.filter(({ gap, isPlaced }) => gap === undefined && !isPlaced))).toEqual([]);
});

test('the sources name no clause that there is not', () => {
  const known = new Set(idsOf(clauses));
  const areas = new Set(idsOf(clauses).map(areaOf));
  expect([...findMarks()].filter((id) => areas.has(areaOf(id)) && !known.has(id)).sort()).toEqual([]);
});

test('every clause is shown by a scenario, a recording, a test, or an upstream case with a test of ours', () => {
  const unshown = clauses.filter((one) => one.gap === undefined && one.unshown === undefined && !one.isShown);
  expect(idsOf(unshown)).toEqual([]);
});

test('no clause is called unshown that is shown, nor a gap that has its place', () => {
  const contradictions = clauses.filter(
    ({ unshown, gap, isShown, isPlaced }) => (unshown !== undefined && isShown) || (gap !== undefined && isPlaced),
  );
  expect(idsOf(contradictions)).toEqual([]);
});

test('what shows a clause is there', () => {
  expect(findMissingNames(clauses)).toEqual([]);
});

test('ids are read in their short forms', () => {
  const ids = findClauseIds(
    'DS-ROLL-06 to 08, KUBECTL-GET-02 to -04, API-GC-01 to API-GC-02; SVC-01, -03 and DS-POD-001',
  );
  expect([...ids]).toEqual([
    'DS-ROLL-06',
    'DS-ROLL-07',
    'DS-ROLL-08',
    'KUBECTL-GET-02',
    'KUBECTL-GET-03',
    'KUBECTL-GET-04',
    'API-GC-01',
    'API-GC-02',
    'SVC-01',
    'SVC-03',
  ]);
});
