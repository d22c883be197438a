/**
 * The report as data. Everything the page, the job summary and other readers show is in here; nothing is computed from
 * anywhere else. `conformance.schema.json` beside this file says the same to programs in other languages.
 *
 * Folder map: catalogue.ts reads what is required; collect.ts turns Cucumber Messages into features, rules and scenarios;
 * coverage-matrix.ts joins both; compare.ts and side-by-side.ts set runs against each other; timeline.ts condenses the
 * journal of a cluster into a picture; print-model.ts, html.ts, markdown.ts and formatter.ts present. The layer knows
 * the API types and Cucumber Messages, and nothing else of this project.
 */
import type { TimelineText } from './timeline-text';
import type { Timeline } from './timeline-types';

export const REPORT_FORMAT = 'everynode.report/1';

/**
 * What is known about a scenario or a requirement. The states are never merged: a scenario that did not run proves
 * nothing, and a known difference is neither a pass nor a surprise.
 *
 * - `passed`: every step ran and held.
 * - `failed`: a step failed, or is undefined, ambiguous or pending.
 * - `known-difference`: tagged `@gap` and not passing.
 * - `unsupported`: skipped, because the world lacks a capability that a `@needs-…` tag asks for.
 * - `not-run`: filtered out, skipped for another reason, or the run ended before it.
 * - `no-scenario`: a requirement that nothing claims to show; `gap` may say why. Never the state of a scenario.
 */
export type State = 'passed' | 'failed' | 'known-difference' | 'unsupported' | 'not-run' | 'no-scenario';

/** In the order in which a reader wants to see them. */
export const STATES: readonly State[] = [
  'failed',
  'known-difference',
  'no-scenario',
  'not-run',
  'unsupported',
  'passed',
];

/** How many are in each state. Every state is present, so that no reader has to guess what an absent one means. */
export type StateCounts = Readonly<Record<State, number>>;

export interface RunFacts {
  readonly engineVersion?: string;
  /** The Kubernetes version whose behaviour is modelled, such as `1.36`. */
  readonly kubernetesVersion: string;
  /** `simulated`, or a name of the real cluster. */
  readonly world?: string;
  /** Repeats every choice that Kubernetes leaves open. */
  readonly seed?: string;
  readonly nodeVersion?: string;
  readonly cucumberVersion?: string;
  readonly platform?: string;
  /** RFC 3339. Absent in a stable report. */
  readonly startedAt?: string;
  /** How long the run took on the wall. Absent in a stable report. */
  readonly wallMs?: number;
  /** Cluster time that passed in all scenarios together. */
  readonly virtualMs?: number;
  readonly commit?: string;
  readonly branch?: string;
  readonly repositoryUrl?: string;
  readonly ciName?: string;
  readonly ciUrl?: string;
  /** Name or number of the job. */
  readonly ciJob?: string;
  /** Capabilities of the world; a skipped scenario that needs another one is `unsupported`. */
  readonly capabilities?: readonly string[];
  readonly parity?: Parity;
}

/** Recorded traces of a real control plane, and how many of them this engine reproduces without a difference. */
export interface Parity {
  readonly identical: number;
  readonly total: number;
  /** Of those that differ, how many are listed with a reason. */
  readonly known?: number;
  /** RFC 3339: when they were replayed. Absent in a stable report. */
  readonly at?: string;
}

/** `core`: what Kubernetes' own conformance tests name. */
export type RequirementLevel = 'core' | 'extended';

export interface RequirementResult {
  readonly id: string;
  readonly area: string;
  readonly sentence: string;
  readonly level: RequirementLevel;
  /** Where upstream says so: a documentation page, an e2e test, a source path. */
  readonly source: string;
  readonly since?: string;
  /** Why the engine differs, or why no scenario can show it. */
  readonly gap?: string;
  readonly state: State;
  /** Ids of the examples that are tagged with it. */
  readonly examples: readonly string[];
  /** Against the baseline; never `slower`. */
  readonly change?: Change;
  /** In each of the report's `runs`. */
  readonly states?: readonly State[];
}

export interface FeatureResult {
  readonly id: string;
  /** Path of the feature file, from the project's root. */
  readonly uri: string;
  /** The folder of the file below `features/`: `placement`. */
  readonly area: string;
  readonly keyword: string;
  readonly name: string;
  readonly description?: string;
  /** BCP 47 or Gherkin language code, when not English. */
  readonly language?: string;
  readonly tags: readonly string[];
  readonly rules: readonly RuleResult[];
}

/** A `Rule`, or, without a name, the scenarios that stand directly in the feature. */
export interface RuleResult {
  readonly name?: string;
  readonly keyword?: string;
  readonly description?: string;
  readonly scenarios: readonly ScenarioResult[];
}

/** A scenario or an outline as it is written. What ran are its examples; a plain scenario has exactly one. */
export interface ScenarioResult {
  readonly keyword: string;
  readonly name: string;
  readonly description?: string;
  readonly line: number;
  /** Columns of the examples table, for an outline. */
  readonly columns?: readonly string[];
  readonly examples: readonly ExampleResult[];
}

export interface ExampleResult {
  /** Stable as long as feature path and name stay: what deep links carry. */
  readonly id: string;
  readonly name: string;
  readonly line: number;
  /** One cell for each of the outline's `columns`. */
  readonly values?: readonly string[];
  readonly tags: readonly string[];
  readonly requirements: readonly string[];
  readonly state: Exclude<State, 'no-scenario'>;
  /** Wall time in milliseconds. Absent in a stable report and when it did not run. */
  readonly durationMs?: number;
  /** More than one when the runner retried. */
  readonly attempts?: number;
  readonly steps: readonly StepResult[];
  /** A shell command that runs this example alone, with the same seed. */
  readonly replay: string;
  /** While the run is in memory, perhaps as the text that was attached. */
  readonly timeline?: Timeline | TimelineText;
  /** Against the baseline; absent when nothing has changed. */
  readonly change?: Change;
  /** In the baseline, where that differs. */
  readonly was?: { readonly state: State; readonly durationMs?: number; readonly virtualMs?: number };
  /** In each of the report's `runs`; `no-scenario` where a run does not have it. */
  readonly states?: readonly State[];
}

/** As Cucumber reports a step: an undefined or ambiguous step failed for its scenario, and says why. */
export type StepStatus = 'passed' | 'failed' | 'skipped' | 'pending' | 'undefined' | 'ambiguous' | 'not-run';

export interface StepResult {
  /** As written: `Given`, `And`, `*`; `Before` or `After` for a hook, which is listed only when it failed. */
  readonly keyword: string;
  readonly text: string;
  readonly background?: true;
  readonly table?: readonly (readonly string[])[];
  readonly docString?: { readonly content: string; readonly mediaType?: string };
  readonly status: StepStatus;
  readonly durationMs?: number;
  /** Everything the failing assertion said. */
  readonly failure?: string;
  /** Where the feature file has the step. */
  readonly line?: number;
}

export interface ReportSummary {
  /** Examples that ran or should have. */
  readonly examples: StateCounts;
  readonly requirements: StateCounts;
  /** Requirements of the level; `project`: examples that name no requirement. */
  readonly profiles: Readonly<Record<RequirementLevel | 'project', StateCounts>>;
  /** Requirement ids in tags which the catalogue does not have. */
  readonly unknownRequirements: readonly string[];
}

/**
 * What became of a scenario or a requirement since the baseline.
 *
 * - `broken`: it has failed, and had not failed before.
 * - `fixed`: it passed, and had failed or been a known difference before.
 * - `new`: the baseline does not have it.
 * - `changed`: any other change of state.
 * - `slower`: it passed both times and took clearly longer, on the wall or in cluster time.
 */
export type Change = 'broken' | 'fixed' | 'new' | 'changed' | 'slower';

/** In the order in which a reader wants to see them. */
export const CHANGES: readonly Change[] = ['broken', 'fixed', 'new', 'changed', 'slower'];

/** The run that this report is measured against. */
export interface Baseline {
  readonly run: RunFacts;
  readonly examples: StateCounts;
  readonly requirements: StateCounts;
  /** Examples by what became of them. */
  readonly changes: Readonly<Record<Change, number>>;
  /** Examples of the baseline that this run does not have. */
  readonly gone: readonly ExampleElsewhere[];
}

/** An example of another run. */
export interface ExampleElsewhere {
  readonly id: string;
  readonly name: string;
  /** Path and line of the feature file, as of that run. */
  readonly place: string;
  /** In the baseline: one state; beside one another: one for each of `runs`. */
  readonly states: readonly State[];
}

/** One of several runs side by side. The scenarios, steps and pictures of a report are those of the first. */
export interface RunColumn {
  /** What tells this run from the others: version, world, seed, or else its file. */
  readonly label: string;
  readonly run: RunFacts;
  readonly examples: StateCounts;
  readonly requirements: StateCounts;
}

export interface ReportModel {
  readonly format: typeof REPORT_FORMAT;
  readonly run: RunFacts;
  readonly summary: ReportSummary;
  readonly requirements: readonly RequirementResult[];
  readonly features: readonly FeatureResult[];
  readonly baseline?: Baseline;
  /** Two or more runs side by side, the first of them the report's own. */
  readonly runs?: readonly RunColumn[];
  /** With `runs`: examples that the first run does not have. */
  readonly elsewhere?: readonly ExampleElsewhere[];
}

/** Counts states; absent ones are zero. */
export function countStates(states: Iterable<State>): StateCounts {
  const counts: Record<State, number> = {
    passed: 0,
    failed: 0,
    'known-difference': 0,
    unsupported: 0,
    'not-run': 0,
    'no-scenario': 0,
  };
  for (const state of states) counts[state] += 1;
  return counts;
}

/** The features again, with every example replaced by what `change` makes of it. */
export function mapExamples(
  features: readonly FeatureResult[],
  change: (example: ExampleResult, feature: FeatureResult) => ExampleResult,
): readonly FeatureResult[] {
  return features.map((feature) => ({
    ...feature,
    rules: feature.rules.map((rule) => ({
      ...rule,
      scenarios: rule.scenarios.map((scenario) => ({
        ...scenario,
        examples: scenario.examples.map((example) => change(example, feature)),
      })),
    })),
  }));
}

/** Every example of a report in reading order. */
export function* examplesOf(features: readonly FeatureResult[]): Generator<ExampleResult> {
  for (const feature of features)
    for (const rule of feature.rules) for (const scenario of rule.scenarios) yield* scenario.examples;
}
