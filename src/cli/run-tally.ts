/** Follows a run through Cucumber's messages: how many scenarios there are, how each ended, what failed and why. */
import type {
  Envelope,
  Feature,
  FeatureChild,
  Pickle,
  RuleChild,
  Scenario,
  TestCase,
  TestStepResult,
} from '@cucumber/messages';

export interface StepProblem {
  /** The step as written, with its keyword; or the name of the hook. */
  readonly step: string;
  /** A table or a text stands below the step. */
  readonly hasBlock: boolean;
  readonly status: 'FAILED' | 'UNDEFINED' | 'AMBIGUOUS' | 'PENDING';
  readonly result: TestStepResult;
}

export interface FailedScenario {
  readonly name: string;
  /** Feature and rule that it stands under. */
  readonly under: readonly string[];
  /** `features/a.feature:12`; for a row of examples the line of the row. */
  readonly location: string;
  readonly problems: readonly StepProblem[];
}

export interface BrokenFeature {
  readonly uri: string;
  readonly line: number;
  readonly column: number;
  /** The parser's words, without the position. */
  readonly message: string;
  /** The offending line, when the file could be read. */
  readonly sourceLine: string | undefined;
}

interface ScenarioPlace {
  readonly line: number;
  readonly under: readonly string[];
  readonly keywords: ReadonlyMap<string, string>;
}

interface Attempt {
  readonly testCase: TestCase;
  readonly problems: StepProblem[];
  skipped: boolean;
}

export class RunTally {
  total = 0;
  passed = 0;
  failed = 0;
  /** Scenarios that the world could not run, or that a hook left out. */
  skipped = 0;
  readonly failures: FailedScenario[] = [];
  readonly brokenFeatures: BrokenFeature[] = [];
  /** Every phrase Cucumber knows, built-in and the user's own. */
  readonly phrases: string[] = [];

  private readonly sources = new Map<string, string>();
  private readonly places = new Map<string, ScenarioPlace>();
  private readonly pickles = new Map<string, Pickle>();
  private readonly testCases = new Map<string, TestCase>();
  private readonly attempts = new Map<string, Attempt>();

  /** @param pendingFails false under `--no-strict`, where a pending step is no failure. */
  constructor(private readonly pendingFails = true) {}

  get finished(): number {
    return this.passed + this.failed + this.skipped;
  }

  /** Takes the next message of the run. Gives the scenario when it has just failed for good. */
  receive(envelope: Envelope): FailedScenario | BrokenFeature | undefined {
    if (envelope.testStepFinished !== undefined) {
      const { testCaseStartedId, testStepId, testStepResult } = envelope.testStepFinished;
      this.noteStep(testCaseStartedId, testStepId, testStepResult);
    } else if (envelope.testCaseStarted !== undefined) {
      const testCase = this.testCases.get(envelope.testCaseStarted.testCaseId);
      if (testCase !== undefined) {
        this.attempts.set(envelope.testCaseStarted.id, { testCase, problems: [], skipped: false });
      }
    } else if (envelope.testCaseFinished !== undefined) {
      return this.finishAttempt(envelope.testCaseFinished.testCaseStartedId, envelope.testCaseFinished.willBeRetried);
    } else if (envelope.testCase !== undefined) {
      this.testCases.set(envelope.testCase.id, envelope.testCase);
      this.total++;
    } else if (envelope.pickle !== undefined) {
      this.pickles.set(envelope.pickle.id, envelope.pickle);
    } else if (envelope.source !== undefined) {
      this.sources.set(envelope.source.uri, envelope.source.data);
    } else if (envelope.gherkinDocument?.feature !== undefined) {
      this.notePlaces(envelope.gherkinDocument.feature);
    } else if (envelope.stepDefinition !== undefined) {
      this.phrases.push(envelope.stepDefinition.pattern.source);
    } else if (envelope.parseError !== undefined) {
      return this.noteBrokenFeature(envelope.parseError);
    }
    return undefined;
  }

  private noteStep(attemptId: string, stepId: string, result: TestStepResult): void {
    const attempt = this.attempts.get(attemptId);
    if (attempt === undefined || result.status === 'PASSED') return;
    if (result.status === 'SKIPPED' || result.status === 'UNKNOWN') {
      attempt.skipped = true;
      return;
    }
    if (result.status === 'PENDING' && !this.pendingFails) return;
    attempt.problems.push({ ...this.describeStep(attempt.testCase, stepId), status: result.status, result });
  }

  private describeStep(testCase: TestCase, stepId: string): Pick<StepProblem, 'step' | 'hasBlock'> {
    const pickle = this.pickles.get(testCase.pickleId);
    const testStep = testCase.testSteps.find((step) => step.id === stepId);
    const pickleStep = pickle?.steps.find((step) => step.id === testStep?.pickleStepId);
    if (pickle === undefined || pickleStep === undefined) return { step: 'a hook of the scenario', hasBlock: false };
    const keyword = this.placeOf(pickle)?.keywords.get(pickleStep.astNodeIds[0] ?? '') ?? '';
    return { step: `${keyword}${pickleStep.text}`, hasBlock: pickleStep.argument !== undefined };
  }

  private finishAttempt(attemptId: string, willBeRetried: boolean): FailedScenario | undefined {
    const attempt = this.attempts.get(attemptId);
    this.attempts.delete(attemptId);
    if (attempt === undefined || willBeRetried) return undefined;
    if (attempt.problems.length === 0) {
      if (attempt.skipped) this.skipped++;
      else this.passed++;
      return undefined;
    }
    this.failed++;
    const pickle = this.pickles.get(attempt.testCase.pickleId);
    const place = pickle === undefined ? undefined : this.placeOf(pickle);
    const failure = {
      name: pickle?.name ?? 'a scenario without a name',
      under: place?.under ?? [],
      location: `${pickle?.uri ?? 'unknown'}:${place?.line ?? 0}`,
      problems: attempt.problems,
    };
    this.failures.push(failure);
    return failure;
  }

  private placeOf(pickle: Pickle): ScenarioPlace | undefined {
    return this.places.get(pickle.astNodeIds.at(-1) ?? '');
  }

  private noteBrokenFeature(error: NonNullable<Envelope['parseError']>): BrokenFeature {
    const uri = error.source.uri ?? 'a feature file';
    const position = /^\((\d+):(\d+)\): /.exec(error.message);
    const line = error.source.location?.line ?? Number(position?.[1] ?? 1);
    const column = error.source.location?.column ?? Number(position?.[2] ?? 1);
    const broken = {
      uri,
      line,
      column,
      message: error.message.slice(position?.[0].length ?? 0),
      sourceLine: this.sources.get(uri)?.split('\n')[line - 1],
    };
    this.brokenFeatures.push(broken);
    return broken;
  }

  private notePlaces(feature: Feature): void {
    const visit = (
      children: readonly (FeatureChild | RuleChild)[],
      under: readonly string[],
      inherited: string[][],
    ) => {
      const backgrounds = [...inherited];
      for (const child of children) {
        if (child.background !== undefined) {
          for (const step of child.background.steps) backgrounds.push([step.id, step.keyword]);
        } else if (child.scenario !== undefined) {
          this.notePlace(child.scenario, under, backgrounds);
        } else if ('rule' in child && child.rule !== undefined) {
          visit(child.rule.children, [...under, child.rule.name], backgrounds);
        }
      }
    };
    visit(feature.children, [feature.name], []);
  }

  private notePlace(scenario: Scenario, under: readonly string[], backgrounds: readonly string[][]): void {
    const keywords = new Map(
      [...backgrounds, ...scenario.steps.map((step) => [step.id, step.keyword])].map(([id, word]) => [
        id ?? '',
        word ?? '',
      ]),
    );
    this.places.set(scenario.id, { line: scenario.location.line, under, keywords });
    for (const examples of scenario.examples) {
      for (const row of examples.tableBody) this.places.set(row.id, { line: row.location.line, under, keywords });
    }
  }
}
