import test from 'node:test';
import { expect } from 'expect';
import { parseCatalogue } from './catalogue';
import { collectReport, readEnvelopes } from './collect';
import { type ExampleResult, examplesOf, type ReportModel } from './model';
import { runSample, sampleTimeline } from './report-samples';

const TAINTS = `@placement
Feature: Taints
  Why an operator
    cares.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |

  @DS-TAINT-001
  Scenario: Loose
    Then it holds

  Rule: Only NoExecute removes

    @DS-TAINT-002
    Scenario Outline: A <effect> taint
      When it comes:
        """yaml
        effect: <effect>
        """
      Then it <verdict>

      Examples:
        | effect     | verdict |
        | NoSchedule | stays   |
        | NoExecute  | goes    |

    @gap @DS-TAINT-003
    Scenario: Different
      Then it differs

    @needs-fault-injection
    Scenario: Needy
      Then it needs
`;

const FEATURE = { uri: 'features/placement/taints.feature', source: TAINTS };

const CATALOGUE = parseCatalogue(
  `- {id: DS-TAINT-001, area: taints, sentence: It MUST hold., level: core, source: docs}
- {id: DS-TAINT-002, area: taints, sentence: It MUST go., source: docs}
- {id: DS-TAINT-003, area: taints, sentence: It SHOULD differ., source: docs}
- {id: DS-TAINT-004, area: taints, sentence: Nobody shows it., source: docs}
- {id: DS-TAINT-005, area: taints, sentence: Out of reach., source: docs, gap: needs a kernel}`,
  'catalogue.yaml',
);

function examplesByName(model: ReportModel): Record<string, ExampleResult> {
  return Object.fromEntries([...examplesOf(model.features)].map((example) => [example.name, example]));
}

function statesOf(model: ReportModel): Record<string, string> {
  return Object.fromEntries([...examplesOf(model.features)].map(({ name, state }) => [name, state]));
}

test('features, rules, scenarios and examples keep their words and their order', () => {
  const [feature] = collectReport(runSample([FEATURE])).features;
  expect(feature).toMatchObject({
    id: 'placement/taints',
    area: 'placement',
    name: 'Taints',
    description: 'Why an operator\ncares.',
    tags: ['@placement'],
  });
  expect(feature?.rules.map((rule) => rule.name)).toEqual([undefined, 'Only NoExecute removes']);
  const outline = feature?.rules[1]?.scenarios[0];
  expect(outline).toMatchObject({ name: 'A <effect> taint', columns: ['effect', 'verdict'] });
  expect(outline?.examples.map(({ id, values }) => [id, values])).toEqual([
    ['placement/taints/a-noschedule-taint', ['NoSchedule', 'stays']],
    ['placement/taints/a-noexecute-taint', ['NoExecute', 'goes']],
  ]);
});

test('steps carry their tables, doc strings, background and time', () => {
  const example = examplesByName(collectReport(runSample([FEATURE])))['A NoExecute taint'];
  expect(example?.steps).toMatchObject([
    { keyword: 'Given', background: true, table: [['name'], ['node1']], status: 'passed', durationMs: 1.5 },
    { keyword: 'When', text: 'it comes:', docString: { content: 'effect: NoExecute', mediaType: 'yaml' } },
    { keyword: 'Then', text: 'it goes' },
  ]);
  expect(example?.durationMs).toBe(4.5);
});

test('a failing step fails its scenario, with its words and without terminal colours', () => {
  const model = collectReport(runSample([FEATURE], { statusOf: (step) => (step === 'it goes' ? 'FAILED' : 'PASSED') }));
  const example = examplesByName(model)['A NoExecute taint'];
  expect(example?.state).toBe('failed');
  expect(example?.steps.at(-1)?.failure).toBe('"it goes" failed');
});

for (const status of ['UNDEFINED', 'PENDING', 'AMBIGUOUS']) {
  test(`a step that is ${status.toLowerCase()} fails its scenario`, () => {
    const model = collectReport(
      runSample([FEATURE], { statusOf: (step) => (step === 'it holds' ? status : 'PASSED') }),
    );
    expect(statesOf(model).Loose).toBe('failed');
  });
}

test('a skipped scenario proves nothing: unsupported when a capability is missing, else not run', () => {
  const skipped = { statusOf: () => 'SKIPPED' };
  expect(statesOf(collectReport(runSample([FEATURE], skipped)))).toMatchObject({
    Loose: 'not-run',
    Needy: 'unsupported',
    Different: 'known-difference',
  });
  const able = { ...skipped, facts: { capabilities: ['fault-injection'] } };
  expect(statesOf(collectReport(runSample([FEATURE], able)))).toMatchObject({ Needy: 'not-run' });
});

test('a scenario that was filtered out is not run', () => {
  const model = collectReport(runSample([FEATURE], { starts: (name) => name === 'Loose' }));
  expect(statesOf(model)).toMatchObject({ Loose: 'passed', Needy: 'not-run', 'A NoExecute taint': 'not-run' });
});

test('a scenario tagged @gap that fails is a known difference, and one that passes has passed', () => {
  const failing = collectReport(
    runSample([FEATURE], { statusOf: (step) => (step === 'it differs' ? 'FAILED' : 'PASSED') }),
  );
  expect(statesOf(failing).Different).toBe('known-difference');
  expect(statesOf(collectReport(runSample([FEATURE]))).Different).toBe('passed');
});

test('a requirement is only as good as its weakest proof', () => {
  const run = runSample([FEATURE], { statusOf: (step) => (step === 'it goes' ? 'FAILED' : 'PASSED') });
  const model = collectReport(run, CATALOGUE);
  expect(Object.fromEntries(model.requirements.map(({ id, state }) => [id, state]))).toEqual({
    'DS-TAINT-001': 'passed',
    'DS-TAINT-002': 'failed',
    'DS-TAINT-003': 'passed',
    'DS-TAINT-004': 'no-scenario',
    'DS-TAINT-005': 'no-scenario',
  });
  expect(model.summary.profiles.core).toMatchObject({ passed: 1, failed: 0 });
  expect(model.summary.profiles.project).toMatchObject({ passed: 1 });
});

test('a requirement half of whose scenarios were skipped has not been shown', () => {
  const run = runSample([FEATURE], { starts: (name) => name !== 'A NoSchedule taint' });
  const requirement = collectReport(run, CATALOGUE).requirements.find(({ id }) => id === 'DS-TAINT-002');
  expect(requirement).toMatchObject({
    state: 'not-run',
    examples: expect.arrayContaining(['placement/taints/a-noexecute-taint']),
  });
});

test('a tag that the catalogue does not know is named', () => {
  expect(collectReport(runSample([FEATURE]), CATALOGUE.slice(1)).summary.unknownRequirements).toEqual(['DS-TAINT-001']);
});

test('the order of execution leaves no trace', () => {
  const other = { uri: 'features/api/defaults.feature', source: 'Feature: D\n  Scenario: S\n    Given x\n' };
  const one = collectReport(runSample([FEATURE, other]), CATALOGUE, { stable: true });
  const two = collectReport(runSample([FEATURE, other], { backwards: true }), CATALOGUE, { stable: true });
  expect(JSON.stringify(two)).toBe(JSON.stringify(one));
});

test('a stable report has no wall time in it', () => {
  const text = JSON.stringify(collectReport(runSample([FEATURE]), CATALOGUE, { stable: true }));
  expect(text).not.toMatch(/durationMs|wallMs|startedAt|nodeVersion/);
});

test('equal names get ids of their own, in every script', () => {
  const source =
    'Feature: F\n  Scenario: 节点 <1>!\n    Given x\n  Scenario: 节点 1\n    Given x\n  Scenario: ***\n    Given x\n';
  const ids = [...examplesOf(collectReport(runSample([{ uri: 'f.feature', source }])).features)].map(({ id }) => id);
  expect(ids).toEqual(['f/节点-1', 'f/节点-1~2', 'f/scenario']);
});

test('the timeline of a scenario and the facts of the run come from attachments', () => {
  const facts = { seed: '42', engineVersion: '1.2.3', parity: { identical: 9, total: 10 } };
  const model = collectReport(runSample([FEATURE], { timeline: sampleTimeline(3), facts }));
  expect(model.run).toMatchObject({ ...facts, kubernetesVersion: '1.36', virtualMs: 5 * 14_000 });
  expect(examplesByName(model).Loose).toMatchObject({
    timeline: { nodeCount: 3 },
    replay: 'npx everynode run features/placement/taints.feature:12 --seed 42',
  });
});

test('a replay command survives a shell', () => {
  const source = 'Feature: F\n  Scenario: S\n    Given x\n';
  const model = collectReport(runSample([{ uri: "features/it's $(rm).feature", source }]), [], { seed: 'a b; rm' });
  expect(examplesByName(model).S?.replay).toBe(
    "npx everynode run 'features/it'\\''s $(rm).feature:2' --seed 'a b; rm'",
  );
});

test('a feature file that is no Gherkin is a failure in the report', () => {
  const model = collectReport([{ parseError: { source: { uri: 'features/x.feature' }, message: 'expected: #EOF' } }]);
  expect(model.summary.examples.failed).toBe(1);
});

test('messages that are not JSON are refused with their line', () => {
  expect(() => readEnvelopes('{}\n\n{"meta":')).toThrow(/line 3: not JSON/);
});
