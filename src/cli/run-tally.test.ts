import { describe, test } from 'node:test';
import type { Envelope } from '@cucumber/messages';
import { expect } from 'expect';
import { describeBrokenFeature, describeFailedScenario } from './failure-text';
import { choosePaint } from './paint';
import { type BrokenFeature, type FailedScenario, RunTally } from './run-tally';

const PLAIN = choosePaint(false, {});
const ZERO = { seconds: 0, nanos: 0 };

/** The messages of a run with one scenario of two steps, the second of which ends as told. */
function playScenario(tally: RunTally, result: { status: string; message?: string; type?: string }, retried = false) {
  const location = (line: number) => ({ line, column: 1 });
  const step = (id: string, text: string, line: number) => ({ id, keyword: 'Then ', text, location: location(line) });
  const scenario = {
    id: 's',
    name: 'one',
    location: location(4),
    tags: [],
    keyword: '',
    description: '',
    examples: [],
  };
  const feature = {
    name: 'Taints',
    children: [
      { rule: { name: 'Some stay', children: [{ scenario: { ...scenario, steps: [step('b', 'it holds', 6)] } }] } },
    ],
  };
  const exception = { type: result.type ?? 'ClaimError', message: result.message ?? '', stackTrace: '' };
  const envelopes = [
    { gherkinDocument: { uri: 'features/a.feature', feature } },
    {
      pickle: {
        id: 'p',
        uri: 'features/a.feature',
        name: 'one',
        astNodeIds: ['s'],
        steps: [{ id: 'ps', text: 'it holds', astNodeIds: ['b'] }],
      },
    },
    { stepDefinition: { pattern: { source: 'it hold(s) {word}' } } },
    { testCase: { id: 'tc', pickleId: 'p', testSteps: [{ id: 'ts', pickleStepId: 'ps' }] } },
    { testCaseStarted: { id: 'run', testCaseId: 'tc', attempt: 0, timestamp: ZERO } },
    {
      testStepFinished: {
        testCaseStartedId: 'run',
        testStepId: 'ts',
        testStepResult: { ...result, duration: ZERO, exception },
      },
    },
    { testCaseFinished: { testCaseStartedId: 'run', willBeRetried: retried, timestamp: ZERO } },
  ] as unknown as Envelope[];
  return envelopes.map((envelope) => tally.receive(envelope)).at(-1) as FailedScenario | undefined;
}

const context = (tally: RunTally) => ({ paint: PLAIN, cwd: '/', phrases: tally.phrases, backtrace: false });

describe('the tally of a run', () => {
  test('counts a scenario by the worst of its steps', () => {
    const tally = new RunTally();
    for (const status of ['PASSED', 'SKIPPED', 'FAILED', 'UNDEFINED']) playScenario(tally, { status });
    expect(tally).toMatchObject({ total: 4, passed: 1, skipped: 1, failed: 2, finished: 4 });
  });

  test('leaves out an attempt that will be tried again', () => {
    const tally = new RunTally();
    playScenario(tally, { status: 'FAILED' }, true);
    expect(tally.finished).toBe(0);
  });

  test('a pending step fails the run unless it is not strict', () => {
    const strict = new RunTally();
    playScenario(strict, { status: 'PENDING' });
    const lenient = new RunTally(false);
    playScenario(lenient, { status: 'PENDING' });
    expect([strict.failed, lenient.failed]).toEqual([1, 0]);
  });
});

describe('the text of a failure', () => {
  test('names the scenario, where it stands, the step, and what the step said', () => {
    const tally = new RunTally();
    const failure = playScenario(tally, { status: 'FAILED', message: 'node1 has\n  no pod' });
    expect(describeFailedScenario(failure as FailedScenario, context(tally))).toBe(
      '✗ one  features/a.feature:4\n  Taints › Some stay\n\n    Then it holds\n      node1 has\n        no pod\n\n',
    );
  });

  test('says that a phrase takes no table where Cucumber counts the parameters of functions', () => {
    const message =
      'function has 1 arguments, should have 2 (if synchronous or returning a promise) or 3 (if accepting a callback)';
    const failure = playScenario(new RunTally(), { status: 'FAILED', message }) as FailedScenario;
    const text = (hasBlock: boolean) =>
      describeFailedScenario(
        { ...failure, problems: failure.problems.map((problem) => ({ ...problem, hasBlock })) },
        context(new RunTally()),
      );
    expect(text(true)).toContain('Below this step stands a table or a text, and the phrase takes none.');
    expect(text(false)).toContain('function has 1 arguments');
  });

  test('suggests phrases for a step that none matches', () => {
    const tally = new RunTally();
    const failure = playScenario(tally, { status: 'UNDEFINED' });
    expect(describeFailedScenario(failure as FailedScenario, context(tally))).toContain('    it hold(s) {word}');
  });

  test('shows a feature that does not parse with its line, a mark, and the keyword that was meant', () => {
    const tally = new RunTally();
    tally.receive({ source: { uri: 'f', data: 'Feature: f\n  Wen x', mediaType: '' } } as unknown as Envelope);
    const broken = tally.receive({
      parseError: { source: { uri: 'f' }, message: "(2:3): expected: #EOF, #StepLine, got 'Wen x'" },
    } as Envelope);
    expect(describeBrokenFeature(broken as BrokenFeature, PLAIN)).toBe(
      '✗ This feature file does not parse  f:2\n    2 |   Wen x\n          ^\n  line 2, column 3: "Wen x" begins with no keyword. Did you mean "When"?\n\n',
    );
  });
});
