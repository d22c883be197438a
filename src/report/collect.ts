/** Builds the report model from Cucumber Messages and the catalogue of requirements. */
import type { Envelope, Examples, Feature, GherkinDocument, Pickle, Scenario } from '@cucumber/messages';
import { bodyOf } from './attachments';
import { attachedCatalogue, isRequirementId, type Requirement } from './catalogue';
import { stepsOf } from './collect-steps';
import { coverRequirements, summarize } from './coverage-matrix';
import { type Attempt, MessageIndex } from './message-index';
import {
  type ExampleResult,
  examplesOf,
  type FeatureResult,
  REPORT_FORMAT,
  type ReportModel,
  type RuleResult,
  type RunFacts,
  type ScenarioResult,
  type StepResult,
} from './model';
import { factsOf, type RunFactOptions } from './run-facts';
import { parseTimeline } from './timeline-text';

export const TIMELINE_MEDIA_TYPE = 'application/vnd.everynode.timeline+json';

type TimelineReader = (text: string) => ExampleResult['timeline'];

export interface CollectOptions extends RunFactOptions {
  /** The shell command that repeats one example. */
  readonly replayCommand?: (location: string, seed: string | undefined) => string;
  /** Gives undefined for a timeline of another version. By default it is parsed. */
  readonly readTimeline?: TimelineReader;
}

/** Reads messages as they are stored, one JSON document a line. Throws with the line that is none. */
export function readEnvelopes(ndjson: string): readonly Envelope[] {
  return ndjson.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as Envelope];
    } catch (error) {
      throw new Error(`messages, line ${index + 1}: not JSON (${error instanceof Error ? error.message : error})`);
    }
  });
}

/**
 * The report of a run. The order in which scenarios ran leaves no trace in it. Without a catalogue, the one that travels
 * with the messages is taken.
 */
export function collectReport(
  envelopes: readonly Envelope[],
  catalogue: readonly Requirement[] = attachedCatalogue(envelopes) ?? [],
  options: CollectOptions = {},
): ReportModel {
  const index = new MessageIndex();
  for (const envelope of envelopes) index.add(envelope);
  return collectFrom(index, catalogue, options);
}

/** The same for messages that have been taken in already. */
export function collectFrom(
  index: MessageIndex,
  catalogue: readonly Requirement[],
  options: CollectOptions = {},
): ReportModel {
  const facts = factsOf(index.aboutRun, 0, options);
  const features = new FeatureCollector(index, facts, options).collect();
  const examples = [...examplesOf(features)];
  const requirements = coverRequirements(catalogue, examples);
  const virtualMs = examples.reduce((sum, example) => sum + (example.timeline?.endMs ?? 0), 0);
  return {
    format: REPORT_FORMAT,
    run: { ...facts, virtualMs },
    summary: summarize(requirements, examples),
    requirements,
    features,
  };
}

class FeatureCollector {
  readonly #index: MessageIndex;
  readonly #facts: RunFacts;
  readonly #options: CollectOptions;
  readonly #ids = new Map<string, number>();

  constructor(index: MessageIndex, facts: RunFacts, options: CollectOptions) {
    this.#index = index;
    this.#facts = facts;
    this.#options = options;
  }

  collect(): readonly FeatureResult[] {
    const byUri = (a: { uri: string }, b: { uri: string }) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : 0);
    const features = this.#index.documents.flatMap((document) => this.#feature(document));
    return [...features, ...this.#index.parseErrors.map((error) => this.#unreadable(error))].sort(byUri);
  }

  #feature(document: GherkinDocument): FeatureResult[] {
    const { feature } = document;
    if (!feature) return [];
    const uri = (document.uri ?? '').replace(/\\/g, '/');
    const id = featureId(uri);
    return [
      {
        id: this.#unique(id),
        uri,
        area: areaOf(uri, id),
        keyword: feature.keyword,
        name: feature.name,
        ...describe(feature.description),
        ...(feature.language && feature.language !== 'en' ? { language: feature.language } : {}),
        tags: feature.tags.map((tag) => tag.name),
        rules: this.#rules(feature, uri, id),
      },
    ];
  }

  #rules(feature: Feature, uri: string, featureId: string): RuleResult[] {
    const loose: ScenarioResult[] = [];
    const rules: RuleResult[] = [];
    for (const { scenario, rule } of feature.children) {
      if (scenario) loose.push(this.#scenario(scenario, uri, featureId));
      if (!rule) continue;
      const scenarios = rule.children.flatMap((child) =>
        child.scenario ? [this.#scenario(child.scenario, uri, featureId)] : [],
      );
      rules.push({ name: rule.name, keyword: rule.keyword, ...describe(rule.description), scenarios });
    }
    return loose.length > 0 ? [{ scenarios: loose }, ...rules] : rules;
  }

  #scenario(scenario: Scenario, uri: string, featureId: string): ScenarioResult {
    const pickles = [...(this.#index.picklesByNode.get(scenario.id) ?? [])];
    pickles.sort((a, b) => (a.location?.line ?? 0) - (b.location?.line ?? 0));
    const columns = scenario.examples.find((examples) => examples.tableHeader)?.tableHeader?.cells;
    return {
      keyword: scenario.keyword,
      name: scenario.name,
      ...describe(scenario.description),
      line: scenario.location.line,
      ...(columns ? { columns: columns.map((cell) => cell.value) } : {}),
      examples: pickles.map((pickle) => this.#example(pickle, scenario, uri, featureId)),
    };
  }

  #example(pickle: Pickle, scenario: Scenario, uri: string, featureId: string): ExampleResult {
    const attempt = this.#index.attemptAt(pickle);
    const tags = [...new Set(pickle.tags.map((tag) => tag.name))];
    const steps = stepsOf(pickle, attempt, this.#index);
    const line = pickle.location?.line ?? scenario.location.line;
    const ran = attempt?.finished && !this.#options.stable;
    const values = valuesOf(scenario, pickle);
    const timeline = timelineIn(attempt, this.#options.readTimeline ?? parseTimeline);
    const retries = attempt?.started.attempt ?? 0;
    return {
      id: this.#unique(`${featureId}/${slug(pickle.name)}`),
      name: pickle.name,
      line,
      ...(values ? { values } : {}),
      tags,
      requirements: tags.map((tag) => tag.slice(1)).filter(isRequirementId),
      state: this.#stateOf(steps, tags, attempt),
      ...(ran ? { durationMs: round(steps.reduce((sum, step) => sum + (step.durationMs ?? 0), 0)) } : {}),
      ...(retries > 0 ? { attempts: retries + 1 } : {}),
      steps: this.#options.stable ? steps.map(({ durationMs: _, ...step }) => step) : steps,
      replay: (this.#options.replayCommand ?? replayCommand)(`${uri}:${line}`, this.#facts.seed),
      ...(timeline ? { timeline } : {}),
    };
  }

  #stateOf(
    steps: readonly StepResult[],
    tags: readonly string[],
    attempt: Attempt | undefined,
  ): ExampleResult['state'] {
    const isGap = tags.includes('@gap');
    const bad = steps.some(({ status }) => status !== 'passed' && status !== 'skipped' && status !== 'not-run');
    if (bad) return isGap ? 'known-difference' : 'failed';
    const passed = attempt?.finished && steps.length > 0 && steps.every(({ status }) => status === 'passed');
    // A scenario without steps passes nothing, and a skipped one proves nothing.
    if (passed) return 'passed';
    if (isGap) return 'known-difference';
    const needs = tags.filter((tag) => tag.startsWith('@needs-')).map((tag) => tag.slice('@needs-'.length));
    const { capabilities } = this.#facts;
    const lacking = capabilities ? needs.some((need) => !capabilities.includes(need)) : needs.length > 0;
    return attempt && lacking ? 'unsupported' : 'not-run';
  }

  /** A feature file that is no Gherkin is a failure with a place in the report, not a missing chapter. */
  #unreadable({ uri, message }: { readonly uri: string; readonly message: string }): FeatureResult {
    const id = featureId(uri);
    const example: ExampleResult = {
      id: this.#unique(`${id}/unreadable`),
      name: uri,
      line: 1,
      tags: [],
      requirements: [],
      state: 'failed',
      steps: [{ keyword: '', text: uri, status: 'failed', failure: message }],
      replay: (this.#options.replayCommand ?? replayCommand)(uri, this.#facts.seed),
    };
    const scenarios = [{ keyword: '', name: uri, line: 1, examples: [example] }];
    return {
      id: this.#unique(id),
      uri,
      area: areaOf(uri, id),
      keyword: '',
      name: uri,
      tags: [],
      rules: [{ scenarios }],
    };
  }

  #unique(id: string): string {
    const count = (this.#ids.get(id) ?? 0) + 1;
    this.#ids.set(id, count);
    return count === 1 ? id : `${id}~${count}`;
  }
}

function replayCommand(location: string, seed: string | undefined): string {
  return `npx everynode run ${quote(location)}${seed === undefined ? '' : ` --seed ${quote(seed)}`}`;
}

/** A word that a shell takes as it is. */
function quote(word: string): string {
  return /^[\w./:@+-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`;
}

function timelineIn(attempt: Attempt | undefined, read: TimelineReader): ExampleResult['timeline'] {
  const attachment = attempt?.attachments.find(({ mediaType }) => mediaType === TIMELINE_MEDIA_TYPE);
  return attachment && read(bodyOf(attachment));
}

/** The cells of the row that an outline's example comes from. */
function valuesOf(scenario: Scenario, pickle: Pickle): readonly string[] | undefined {
  const rowId = pickle.astNodeIds[1];
  if (rowId === undefined) return undefined;
  const rows = scenario.examples.flatMap((examples: Examples) => examples.tableBody);
  return rows.find((row) => row.id === rowId)?.cells.map((cell) => cell.value);
}

/** Descriptions keep their paragraphs and lose the indentation of the file. */
function describe(text: string): { description?: string } {
  const description = text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
  return description ? { description } : {};
}

function featureId(uri: string): string {
  return uri
    .replace(/\.feature(\.md)?$/, '')
    .replace(/^(.*\/)?features\//, '')
    .split('/')
    .map(slug)
    .join('/');
}

function areaOf(uri: string, id: string): string {
  const folders = id.split('/').slice(0, -1);
  return folders[0] ?? (uri.includes('/') ? 'features' : '');
}

/** Letters and digits of any script, joined by hyphens. */
function slug(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['scenario'];
  return words.join('-').slice(0, 80).replace(/-$/, '');
}

/** Milliseconds, rounded to whole microseconds. */
export function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
