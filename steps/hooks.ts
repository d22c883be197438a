/** What happens around every scenario: its seed, its skips, its timeline, its end. */
import { After, Before, BeforeStep, setWorldConstructor } from '@cucumber/cucumber';
import type { Feature, GherkinDocument, Pickle, TableRow } from '@cucumber/messages';
import { CAPABILITIES, type Capability } from '../src/harness/capability';
import type { ScenarioPlace } from '../src/harness/explain-failure';
import { ScenarioError } from '../src/harness/scenario-error';
import { suggest } from '../src/harness/suggest';
import { NO_TIMEOUT, type PhraseKeyword } from './phrase';
import { ScenarioWorld } from './world';

const DEFAULT_SEED = '1';
const NEEDS = '@needs-';
const TIMELINE = 'application/vnd.everynode.timeline+json';

const KEYWORD_OF_TYPE: Readonly<Record<string, PhraseKeyword>> = { Context: 'Given', Action: 'When', Outcome: 'Then' };

/** The lines and example rows of a feature by the id of their node; made once for each feature. */
const PLACES = new WeakMap<GherkinDocument, ReadonlyMap<string, { line: number; row: TableRow | undefined }>>();

/** Registers the world and the hooks with the Cucumber that is running. */
export function registerHooks(): void {
  setWorldConstructor(ScenarioWorld);

  Before(
    { name: 'seed of the cluster, needed capabilities' },
    function (this: ScenarioWorld, { pickle, gherkinDocument }) {
      const runSeed = String(this.parameters.seed ?? process.env.EVERYNODE_SEED ?? DEFAULT_SEED);
      const place = findPlace(pickle, gherkinDocument, runSeed);
      this.begin(place, seedOf(pickle, gherkinDocument, place));
      const missing = pickle.tags.map(({ name }) => name).filter((tag) => tag.startsWith(NEEDS) && !isMet(this, tag));
      if (missing.length === 0) return undefined;
      this.log(`not run: this world lacks ${missing.map((tag) => tag.slice(NEEDS.length)).join(', ')}`);
      return 'skipped';
    },
  );

  BeforeStep(function (this: ScenarioWorld, { pickleStep }) {
    this.beginStep(KEYWORD_OF_TYPE[pickleStep.type ?? ''], pickleStep.text);
  });

  const end = { ...NO_TIMEOUT, name: 'timeline, forgotten refusals, end of the cluster' };
  After(end, async function (this: ScenarioWorld, { result }) {
    const cluster = this.existingCluster;
    if (!cluster) return;
    const hasPassed = result?.status === 'PASSED';
    const { timeline = 'always' } = this.parameters;
    if (timeline === 'always' || (timeline === 'failures' && !hasPassed)) attachTimeline(this);
    try {
      if (hasPassed) await this.finish();
    } finally {
      await cluster.dispose();
    }
  });
}

type TimelineOf = typeof import('../src/report/timeline').timelineOf;
let timelineOf: TimelineOf | undefined;

/** The journal as a picture, for the report. The module is loaded when the first scenario needs it. */
function attachTimeline(world: ScenarioWorld): void {
  timelineOf ??= (require('../src/report/timeline') as { timelineOf: TimelineOf }).timelineOf;
  const entries = world.existingCluster?.journal ?? [];
  world.attach(JSON.stringify(timelineOf(entries)), TIMELINE);
}

function isMet(world: ScenarioWorld, tag: string): boolean {
  const capability = tag.slice(NEEDS.length);
  if (!(CAPABILITIES as readonly string[]).includes(capability)) {
    throw new ScenarioError(`the tag ${tag} names no capability.${suggest(capability, CAPABILITIES)}`);
  }
  return world.cluster.capabilities.has(capability as Capability);
}

/** The scenario's own seed: from the run's seed and from what the scenario is called, not from where it stands. */
function seedOf(pickle: Pickle, document: GherkinDocument, place: ScenarioPlace): string {
  const row = placesOf(document).get(pickle.astNodeIds.at(-1) ?? '')?.row;
  const cells = row?.cells.map(({ value }) => value).join(' | ') ?? '';
  return `${place.runSeed}/${place.path}/${pickle.name}/${cells}`;
}

function findPlace(pickle: Pickle, document: GherkinDocument, runSeed: string): ScenarioPlace {
  const line = placesOf(document).get(pickle.astNodeIds.at(-1) ?? '')?.line ?? 1;
  return { path: pickle.uri.replaceAll('\\', '/'), line, runSeed };
}

function placesOf(document: GherkinDocument): ReadonlyMap<string, { line: number; row: TableRow | undefined }> {
  const known = PLACES.get(document);
  if (known) return known;
  const places = new Map<string, { line: number; row: TableRow | undefined }>();
  for (const scenario of scenariosOf(document.feature)) {
    places.set(scenario.id, { line: scenario.location.line, row: undefined });
    for (const row of scenario.examples.flatMap(({ tableBody }) => tableBody)) {
      places.set(row.id, { line: row.location.line, row });
    }
  }
  PLACES.set(document, places);
  return places;
}

function scenariosOf(feature: Feature | undefined) {
  const children = feature?.children ?? [];
  const inRules = children.flatMap(({ rule }) => rule?.children ?? []);
  return [...children, ...inRules].flatMap(({ scenario }) => (scenario ? [scenario] : []));
}
