/** Joins requirements with what ran: which state the proof of each requirement is in. */
import type { Requirement } from './catalogue';
import type { ExampleResult, ReportSummary, RequirementResult, State } from './model';
import { countStates } from './model';

/** The weakest proof decides: a requirement is `passed` only when every scenario that claims to show it passed. */
const WEAKEST_FIRST: readonly State[] = ['failed', 'known-difference', 'not-run', 'unsupported', 'passed'];

/** The state of a requirement, from the states of the examples tagged with it. A reason why there is none is no proof. */
function stateOfRequirement(states: readonly State[]): State {
  return WEAKEST_FIRST.find((state) => states.includes(state)) ?? 'no-scenario';
}

/** One row for each requirement, in the order of the catalogue. */
export function coverRequirements(
  catalogue: readonly Requirement[],
  examples: readonly ExampleResult[],
): readonly RequirementResult[] {
  const byRequirement = new Map<string, ExampleResult[]>();
  for (const example of examples) {
    for (const id of example.requirements) {
      const claimed = byRequirement.get(id);
      if (claimed) claimed.push(example);
      else byRequirement.set(id, [example]);
    }
  }
  return catalogue.map((requirement) => {
    const claimed = byRequirement.get(requirement.id) ?? [];
    const states = claimed.map((example) => example.state);
    return {
      ...requirement,
      state: stateOfRequirement(states),
      examples: claimed.map((example) => example.id),
    };
  });
}

/** The counts of a report. */
export function summarize(
  requirements: readonly RequirementResult[],
  examples: readonly ExampleResult[],
): ReportSummary {
  const known = new Set(requirements.map((requirement) => requirement.id));
  const named = new Set(examples.flatMap((example) => example.requirements));
  const ofLevel = (level: string) =>
    countStates(requirements.filter((requirement) => requirement.level === level).map(({ state }) => state));
  return {
    examples: countStates(examples.map(({ state }) => state)),
    requirements: countStates(requirements.map(({ state }) => state)),
    profiles: {
      core: ofLevel('core'),
      extended: ofLevel('extended'),
      project: countStates(examples.filter((example) => example.requirements.length === 0).map(({ state }) => state)),
    },
    unknownRequirements: [...named].filter((id) => !known.has(id)).sort(),
  };
}
