/** Sets a report against an earlier one: what is new, fixed, broken, slower, gone. */
import {
  CHANGES,
  type Change,
  type ExampleElsewhere,
  type ExampleResult,
  examplesOf,
  mapExamples,
  type ReportModel,
  type State,
} from './model';

/**
 * Wall time differs from run to run: only twice the time, and a difference that somebody would notice, count. On a
 * machine that was slower altogether, twice what it took longer in the median.
 */
const SLOWER_WALL = { factor: 2, byMs: 50 };
/** Cluster time repeats exactly with a seed, so that a quarter more is a change of behaviour. */
const SLOWER_VIRTUAL = { factor: 1.25, byMs: 1000 };

/** The report, with what became of each scenario and requirement since the baseline. */
export function compareWithBaseline(model: ReportModel, baseline: ReportModel): ReportModel {
  const earlier = new Map([...examplesOf(baseline.features)].map((example) => [example.id, example]));
  const counts: Record<Change, number> = Object.fromEntries(CHANGES.map((change) => [change, 0])) as never;
  const pace = medianPace(model, earlier);
  const features = mapExamples(model.features, (example) => {
    const before = earlier.get(example.id);
    const change = changeOfExample(before, example, pace);
    if (change === undefined) return example;
    counts[change] += 1;
    return { ...example, change, ...(before ? { was: describeBefore(before) } : {}) };
  });
  const requirementsBefore = new Map(baseline.requirements.map(({ id, state }) => [id, state]));
  const requirements = model.requirements.map((requirement) => {
    const change = changeOfState(requirementsBefore.get(requirement.id), requirement.state);
    return change ? { ...requirement, change } : requirement;
  });
  return {
    ...model,
    features,
    requirements,
    baseline: {
      run: baseline.run,
      examples: baseline.summary.examples,
      requirements: baseline.summary.requirements,
      changes: counts,
      gone: findGone(model, baseline),
    },
  };
}

/** How many times as long the scenarios took in the median, on the wall; never below one. */
function medianPace(model: ReportModel, earlier: ReadonlyMap<string, ExampleResult>): number {
  const ratios: number[] = [];
  for (const { id, durationMs } of examplesOf(model.features)) {
    const before = earlier.get(id)?.durationMs;
    if (durationMs !== undefined && before) ratios.push(durationMs / before);
  }
  ratios.sort((a, b) => a - b);
  return Math.max(1, ratios[Math.floor((ratios.length - 1) / 2)] ?? 1);
}

function changeOfExample(before: ExampleResult | undefined, now: ExampleResult, pace: number): Change | undefined {
  const change = changeOfState(before?.state, now.state);
  if (change || !before || now.state !== 'passed') return change;
  const isSlower =
    isLonger(before.durationMs && before.durationMs * pace, now.durationMs, SLOWER_WALL) ||
    isLonger(before.timeline?.endMs, now.timeline?.endMs, SLOWER_VIRTUAL);
  return isSlower ? 'slower' : undefined;
}

function changeOfState(before: State | undefined, now: State): Exclude<Change, 'slower'> | undefined {
  if (before === now) return undefined;
  if (before === undefined) return 'new';
  if (now === 'failed') return 'broken';
  if (now === 'passed' && (before === 'failed' || before === 'known-difference')) return 'fixed';
  return 'changed';
}

function isLonger(before: number | undefined, now: number | undefined, limit: typeof SLOWER_WALL): boolean {
  if (before === undefined || now === undefined) return false;
  return now >= before * limit.factor && now - before >= limit.byMs;
}

function describeBefore({ state, durationMs, timeline }: ExampleResult): NonNullable<ExampleResult['was']> {
  return {
    state,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(timeline ? { virtualMs: timeline.endMs } : {}),
  };
}

function findGone(model: ReportModel, baseline: ReportModel): readonly ExampleElsewhere[] {
  const here = new Set([...examplesOf(model.features)].map(({ id }) => id));
  return baseline.features.flatMap((feature) =>
    [...examplesOf([feature])]
      .filter(({ id }) => !here.has(id))
      .map(({ id, name, line, state }) => ({ id, name, place: `${feature.uri}:${line}`, states: [state] })),
  );
}
