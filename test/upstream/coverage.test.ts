import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { expect } from 'expect';
import { findWitnesses, judgeCoverage, nameOf, readCases } from './coverage';
import { REPORT, renderReport } from './report';

const list = readCases();
const witnesses = findWitnesses();

test('every upstream case has a test of ours or says why it has none', () => {
  expect(judgeCoverage(list.cases, witnesses).missing.map(nameOf)).toEqual([]);
});

test('no test names a case that upstream does not have, or one that is said not to apply', () => {
  expect(judgeCoverage(list.cases, witnesses).contradictions).toEqual([]);
});

test('docs/upstream-coverage.md is what report.ts writes', () => {
  expect(readFileSync(REPORT, 'utf8')).toBe(renderReport(list, witnesses));
});
