import test from 'node:test';
import { expect } from 'expect';
import { parseCatalogue } from './catalogue';
import { collectReport } from './collect';
import { compareWithBaseline } from './compare';
import { renderMarkdownChanges } from './markdown';
import { examplesOf, mapExamples, type ReportModel } from './model';
import { runSample, sampleTimeline } from './report-samples';
import { putSideBySide } from './side-by-side';

const CATALOGUE = parseCatalogue('- {id: DS-A-001, area: a, sentence: It MUST., source: s}', 'c');

/** A run of scenarios, each with one step; its status by name of the scenario. */
function runOf(states: Readonly<Record<string, string>>, facts: object = {}, timeline?: unknown): ReportModel {
  const scenarios = Object.keys(states).map((name) => `  @DS-A-001\n  Scenario: ${name}\n    Given ${name}\n`);
  const feature = { uri: 'features/a/f.feature', source: `Feature: F\n${scenarios.join('')}` };
  const starts = (name: string) => states[name] !== 'NONE';
  const statusOf = (step: string) => states[step] ?? 'PASSED';
  return collectReport(runSample([feature], { statusOf, starts, facts, timeline }), CATALOGUE);
}

function changesOf(model: ReportModel): Record<string, string | undefined> {
  return Object.fromEntries([...examplesOf(model.features)].map(({ name, change }) => [name, change]));
}

test('each scenario is told from the baseline by what became of it', () => {
  const before = runOf({
    same: 'PASSED',
    breaks: 'PASSED',
    heals: 'FAILED',
    stays: 'FAILED',
    skips: 'PASSED',
    went: 'FAILED',
  });
  const after = runOf({
    same: 'PASSED',
    breaks: 'FAILED',
    heals: 'PASSED',
    stays: 'FAILED',
    skips: 'NONE',
    came: 'PASSED',
  });
  const compared = compareWithBaseline(after, before);
  expect(changesOf(compared)).toEqual({
    same: undefined,
    breaks: 'broken',
    heals: 'fixed',
    stays: undefined,
    skips: 'changed',
    came: 'new',
  });
  expect(compared.baseline?.changes).toEqual({ broken: 1, fixed: 1, new: 1, changed: 1, slower: 0 });
  expect(compared.baseline?.gone).toEqual([
    { id: 'a/f/went', name: 'went', place: 'features/a/f.feature:18', states: ['failed'] },
  ]);
  expect(renderMarkdownChanges(compared)).toBe(
    '## Since the baseline: 1 broken, 1 fixed, 1 new, 1 changed, 1 gone\n\n- breaks\n\n',
  );
  expect(renderMarkdownChanges(after)).toBe('');
  const broken = [...examplesOf(compared.features)].find(({ name }) => name === 'breaks');
  expect(broken?.was?.state).toBe('passed');
});

test('a requirement is broken when its proof is, and a report against itself has no changes', () => {
  const good = runOf({ a: 'PASSED' });
  const bad = runOf({ a: 'FAILED' });
  expect(compareWithBaseline(bad, good).requirements[0]?.change).toBe('broken');
  expect(compareWithBaseline(good, bad).requirements[0]?.change).toBe('fixed');
  const same = compareWithBaseline(good, good);
  expect(same.requirements).toEqual(good.requirements);
  expect(same.features).toEqual(good.features);
});

/** Three scenarios, of which the first takes these times. */
function withTimes(durationMs: number, endMs: number, othersMs = 60): ReportModel {
  const model = runOf({ a: 'PASSED', b: 'PASSED', c: 'PASSED' }, {}, { ...(sampleTimeline() as object), endMs });
  const features = mapExamples(model.features, (example) => ({
    ...example,
    durationMs: example.name === 'a' ? durationMs : othersMs,
  }));
  return { ...model, features };
}

test('a scenario is slower when it needs a quarter more of cluster time, or twice the time on the wall', () => {
  const changeBetween = (before: ReportModel, after: ReportModel) => changesOf(compareWithBaseline(after, before)).a;
  expect(changeBetween(withTimes(60, 4000), withTimes(60, 5000))).toBe('slower');
  expect(changeBetween(withTimes(60, 4000), withTimes(60, 4900))).toBeUndefined();
  expect(changeBetween(withTimes(60, 4000), withTimes(120, 4000))).toBe('slower');
  expect(changeBetween(withTimes(1, 4000), withTimes(40, 4000))).toBeUndefined();
  expect(changeBetween(withTimes(120, 5000), withTimes(60, 4000))).toBeUndefined();
});

test('nothing is slower only because the machine was', () => {
  const slow = compareWithBaseline(withTimes(180, 4000, 180), withTimes(60, 4000, 60));
  expect(changesOf(slow)).toEqual({ a: undefined, b: undefined, c: undefined });
  const slower = compareWithBaseline(withTimes(500, 4000, 180), withTimes(60, 4000, 60));
  expect(changesOf(slower)).toEqual({ a: 'slower', b: undefined, c: undefined });
});

test('runs side by side are labelled by what tells them apart, and show each state of each run', () => {
  const first = runOf({ a: 'PASSED', b: 'PASSED' }, { seed: '1', world: 'simulated' });
  const second = runOf({ a: 'FAILED', c: 'PASSED' }, { seed: '1', world: 'kind' });
  const model = putSideBySide([
    { file: 'one.ndjson', model: first },
    { file: 'two.ndjson', model: second },
  ]);
  expect(model.runs?.map(({ label }) => label)).toEqual(['simulated', 'kind']);
  expect(model.requirements[0]?.states).toEqual(['passed', 'failed']);
  expect([...examplesOf(model.features)].map(({ name, states }) => [name, states])).toEqual([
    ['a', ['passed', 'failed']],
    ['b', ['passed', 'no-scenario']],
  ]);
  expect(model.elsewhere).toEqual([
    { id: 'a/f/c', name: 'c', place: 'features/a/f.feature:6', states: ['no-scenario', 'passed'] },
  ]);
});

test('runs that nothing tells apart are labelled by their files, and a requirement of a later run is kept', () => {
  const first = { ...runOf({ a: 'PASSED' }), requirements: [] };
  const second = runOf({ a: 'PASSED' });
  const model = putSideBySide([
    { file: 'one.ndjson', model: first },
    { file: 'two.ndjson', model: second },
  ]);
  expect(model.runs?.map(({ label }) => label)).toEqual(['one.ndjson', 'two.ndjson']);
  expect(model.requirements[0]).toMatchObject({
    state: 'no-scenario',
    states: ['no-scenario', 'passed'],
    examples: [],
  });
});
