/** Puts several runs side by side: versions, worlds or seeds as columns of the matrix. */
import {
  type ExampleElsewhere,
  examplesOf,
  mapExamples,
  type ReportModel,
  type RequirementResult,
  type RunFacts,
  type State,
} from './model';

/** A report, and the name of the file it came from. */
export interface NamedReport {
  readonly file: string;
  readonly model: ReportModel;
}

/** What may tell runs apart, and how to say it. */
const MARKS: readonly (readonly [field: keyof RunFacts, say: (value: string) => string])[] = [
  ['world', (value) => value],
  ['kubernetesVersion', (value) => `Kubernetes ${value}`],
  ['engineVersion', (value) => `everynode ${value}`],
  ['seed', (value) => `seed ${value}`],
];

/** The first report, with the states of all of them. Requirements that only later runs know stand at the end. */
export function putSideBySide(reports: readonly [NamedReport, ...NamedReport[]]): ReportModel {
  const [{ model }] = reports;
  const statesOfExamples = reports.map(
    ({ model }) => new Map<string, State>([...examplesOf(model.features)].map(({ id, state }) => [id, state])),
  );
  const statesOf = (id: string) => statesOfExamples.map((states) => states.get(id) ?? 'no-scenario');
  return {
    ...model,
    requirements: joinRequirements(reports.map(({ model }) => model)),
    features: mapExamples(model.features, (example) => ({ ...example, states: statesOf(example.id) })),
    runs: labelRuns(reports).map((label, index) => {
      const { run, summary } = (reports[index] as NamedReport).model;
      return { label, run, examples: summary.examples, requirements: summary.requirements };
    }),
    elsewhere: findElsewhere(
      reports.map(({ model }) => model),
      statesOf,
    ),
  };
}

function joinRequirements(models: readonly ReportModel[]): readonly RequirementResult[] {
  const states = models.map((model) => new Map(model.requirements.map(({ id, state }) => [id, state])));
  const joined = new Map<string, RequirementResult>();
  for (const [index, { requirements }] of models.entries()) {
    for (const requirement of requirements) {
      if (joined.has(requirement.id)) continue;
      joined.set(requirement.id, {
        ...requirement,
        // The first run is the report's own: what it does not know, it does not show.
        ...(index > 0 ? { state: 'no-scenario', examples: [] } : {}),
        states: states.map((known) => known.get(requirement.id) ?? 'no-scenario'),
      });
    }
  }
  return [...joined.values()];
}

function findElsewhere(models: readonly ReportModel[], statesOf: (id: string) => readonly State[]) {
  const seen = new Set([...examplesOf(models[0]?.features ?? [])].map(({ id }) => id));
  const found: ExampleElsewhere[] = [];
  for (const { features } of models.slice(1)) {
    for (const feature of features) {
      for (const { id, name, line } of examplesOf([feature])) {
        if (seen.has(id)) continue;
        seen.add(id);
        found.push({ id, name, place: `${feature.uri}:${line}`, states: statesOf(id) });
      }
    }
  }
  return found;
}

/** Labels from what differs between the runs; where that is not enough, the file says which is which. */
function labelRuns(reports: readonly NamedReport[]): readonly string[] {
  const differing = MARKS.filter(([field]) => new Set(reports.map(({ model }) => model.run[field])).size > 1);
  const labels = reports.map(({ model }) =>
    differing.map(([field, say]) => (model.run[field] === undefined ? '–' : say(String(model.run[field])))).join(', '),
  );
  const isUnique = new Set(labels).size === labels.length;
  return isUnique ? labels : reports.map(({ file }, index) => [labels[index], file].filter(Boolean).join(', '));
}
