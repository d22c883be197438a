/** The one object that steps share: the cluster, and what must be remembered between two steps. */
import { World } from '@cucumber/cucumber';
import type { CommandResult } from '../src/api/command';
import { isApiError } from '../src/api/errors';
import type { Cluster } from '../src/harness/cluster';
import { explainFailure, type ScenarioPlace } from '../src/harness/explain-failure';
import { hintAtImages } from '../src/harness/lookup';
import { ClaimError, ScenarioError } from '../src/harness/scenario-error';
import { type ClusterChoices, createCluster } from '../src/worlds';
import type { PhraseKeyword } from './phrase';

/** Settings of a run, from the configuration's `worldParameters`. */
export interface WorldParameters {
  readonly seed?: string | number;
  readonly world?: string;
  readonly containerStartMs?: number;
  readonly terminationMs?: number;
  /** Which scenarios keep a timeline for the report: `always` (the default), `failures`, `never`. */
  readonly timeline?: 'always' | 'failures' | 'never';
}

/** A step that began; `code` is what it does, for steps of ours that do something. */
interface TakenStep {
  readonly keyword: PhraseKeyword;
  readonly text: string;
  code: ((world: ScenarioWorld) => unknown) | undefined;
}

const REFUSED = { code: 1, stdout: '' } as const;

export class ScenarioWorld extends World<WorldParameters> {
  #place: ScenarioPlace = { path: '', line: 0, runSeed: '' };
  #seed = '';
  #choices: Omit<ClusterChoices, 'seed'> = {};
  #cluster: Cluster | undefined;
  #keyword: PhraseKeyword = 'Given';
  #isStepNoted = true;
  readonly #steps: TakenStep[] = [];
  readonly #images: string[] = [];
  #mark = 0;
  #outcome: CommandResult | undefined;
  #isOutcomeRead = true;
  /** The step that made the last request, as the feature has it. */
  #requester = '';

  /** Begins a scenario: where it stands, and the seed of its cluster. */
  begin(place: ScenarioPlace, seed: string): void {
    this.#place = place;
    this.#seed = seed;
  }

  /** Chooses how the cluster of this scenario is made. Throws `ScenarioError` unless it is the scenario's first step. */
  async choose(choices: Omit<ClusterChoices, 'seed'>): Promise<void> {
    if (this.#steps.length > 1) throw new ScenarioError('this must be said first: the cluster is there already');
    // A tag may have asked what the cluster is able to do.
    await this.#cluster?.dispose();
    this.#cluster = undefined;
    this.#isStepNoted = false;
    this.#choices = choices;
  }

  /** The cluster of this scenario, built when a step first asks for it. */
  get cluster(): Cluster {
    if (!this.#cluster) {
      const { world = 'simulated', containerStartMs, terminationMs } = this.parameters;
      this.#cluster = createCluster(world, {
        ...this.#choices,
        seed: this.#seed,
        ...(containerStartMs === undefined ? {} : { containerStartMs }),
        ...(terminationMs === undefined ? {} : { terminationMs }),
      });
    }
    if (!this.#isStepNoted) {
      this.#isStepNoted = true;
      this.#cluster.noteStep(this.#keyword, this.#steps.at(-1)?.text ?? '');
    }
    return this.#cluster;
  }

  /** The cluster, if some step has needed one. */
  get existingCluster(): Cluster | undefined {
    return this.#cluster;
  }

  /** Path of the feature file; files that it names are looked for beside it. */
  get featurePath(): string {
    return this.#place.path;
  }

  /** Where in the journal the last Given ended: `at every moment` speaks of what came later. */
  get mark(): number {
    return this.#mark;
  }

  /** Notes an image that the scenario speaks of; if a step fails, an image that nothing ran is pointed out. */
  nameImage(image: string): void {
    this.#images.push(image);
  }

  /** Notes which step begins. `keyword` is undefined for `*`, which continues what went before. */
  beginStep(keyword: PhraseKeyword | undefined, text: string): void {
    this.#keyword = keyword ?? this.#keyword;
    this.#steps.push({ keyword: this.#keyword, text, code: undefined });
    this.#isStepNoted = false;
    if (this.#cluster) void this.cluster;
  }

  /** Runs the code of a phrase; a failure leaves with its reasons, seed, virtual time and replay command. */
  async perform(keyword: PhraseKeyword, code: (world: ScenarioWorld) => unknown): Promise<void> {
    const step = this.#steps.at(-1);
    if (step && keyword !== 'Then') step.code = code;
    try {
      if (keyword !== 'Then') this.checkNothingForgotten();
      const result = code(this);
      if (result !== undefined) await result;
    } catch (error) {
      throw await this.#explain(error);
    }
    if (this.#keyword === 'Given' && this.#cluster) this.#mark = this.#cluster.journal.length;
  }

  /** Takes all steps of the scenario so far again, on a new cluster with the same seed. The caller disposes of it. */
  async replay(): Promise<Cluster> {
    const { attach, log, link, parameters } = this;
    const again = new ScenarioWorld({ attach, log, link, parameters });
    again.begin(this.#place, this.#seed);
    for (const { keyword, text, code } of this.#steps) {
      again.beginStep(keyword, text);
      if (code) await again.perform('When', code);
      again.#isOutcomeRead = true;
    }
    return again.cluster;
  }

  /** Sends a request and lets the cluster come to rest. A refusal is kept for the `Then` that asks for it. */
  async act(request: () => Promise<unknown>): Promise<void> {
    await this.start(request);
    await this.cluster.settle();
  }

  /** Sends a request and does not wait for what follows from it. */
  async start(request: () => Promise<unknown>): Promise<void> {
    try {
      await request();
      this.keepOutcome({ code: 0, stdout: '', stderr: '' });
    } catch (error) {
      if (!isApiError(error)) throw error;
      this.keepOutcome({ ...REFUSED, stderr: error.message });
    }
  }

  /** Runs kubectl and keeps what it printed. */
  async kubectl(args: readonly string[], stdin?: string): Promise<void> {
    this.keepOutcome(await this.cluster.kubectl(args, stdin === undefined ? {} : { stdin }));
  }

  /** Runs kubectl and lets the cluster come to rest. */
  async actByKubectl(args: readonly string[], stdin?: string): Promise<void> {
    await this.kubectl(args, stdin);
    await this.cluster.settle();
  }

  /** What the last request came to. Throws `ScenarioError` if the scenario has made none. */
  readOutcome(): CommandResult {
    if (!this.#outcome) throw new ScenarioError('no step before this one has made a request');
    this.#isOutcomeRead = true;
    return this.#outcome;
  }

  /** Throws `ScenarioError` if the last request was refused and no `Then` has looked at the refusal. */
  checkNothingForgotten(): void {
    const refusal = this.#takeForgottenRefusal();
    if (refusal !== '') throw new ScenarioError(`the request was refused, and no step expects it:\n${refusal}`);
  }

  /** The refusal that no `Then` has looked at, in words and only once; empty if there is none. */
  #takeForgottenRefusal(): string {
    if (this.#isOutcomeRead || !this.#outcome) return '';
    this.#isOutcomeRead = true;
    return indent(`${this.#requester}\n${indent(this.#outcome.stderr || this.#outcome.stdout)}`);
  }

  /** Ends a scenario that has passed so far: a refusal that no step expected, or a complaint, fails it after all. */
  async finish(): Promise<void> {
    try {
      this.checkNothingForgotten();
      const complaints = (await this.#cluster?.listComplaints()) ?? [];
      if (complaints.length > 0) throw new ScenarioError(complaints.join('\n'));
    } catch (error) {
      throw await this.#explain(error);
    }
  }

  /** Keeps what a request or a command came to, for the `Then` that asks for it. Throws `ScenarioError` for a Given refused. */
  keepOutcome(outcome: CommandResult): void {
    const isRefused = outcome.code !== 0;
    if (isRefused && this.#keyword === 'Given') {
      throw new ScenarioError(`the cluster refuses this step:\n${indent(outcome.stderr || outcome.stdout)}`);
    }
    this.#outcome = outcome;
    this.#requester = `${this.#keyword} ${this.#steps.at(-1)?.text ?? ''}`;
    this.#isOutcomeRead = !isRefused;
  }

  async #explain(thrown: unknown): Promise<unknown> {
    const error = isApiError(thrown) ? new ScenarioError(thrown.message) : thrown;
    if (!(error instanceof Error) || !this.#cluster) return error;
    const hint = error instanceof ClaimError ? hintAtImages(this.#cluster, this.#images) : '';
    // A claim fails first where the request before it was refused: that is the cause to name.
    const refusal = this.#takeForgottenRefusal();
    const cause = refusal === '' ? '' : `\n\nand a request was refused before, which no step expects:\n${refusal}`;
    const message = `${error.message}${hint}${cause}\n\n${await explainFailure(this.#cluster, error, this.#place)}`;
    // A defect of the engine keeps its stack, below the words.
    const stack = error instanceof ScenarioError ? undefined : error.stack?.replace(error.message, () => message);
    error.stack = stack ?? message;
    error.message = message;
    return error;
  }
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, '  ');
}
