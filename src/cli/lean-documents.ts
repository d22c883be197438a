/**
 * A plugin of Cucumber for `--parallel`. Cucumber sends a worker the whole document of a feature with each of its
 * scenarios; for a feature of 2,000 scenarios that takes longer than running them. So each scenario goes with a document
 * in which it stands alone: same feature, same rule, same ids and lines, without its neighbours.
 */
import type { CoordinatorContext, IFilterablePickle } from '@cucumber/cucumber/api';
import type { FeatureChild, GherkinDocument, RuleChild, Scenario } from '@cucumber/messages';

export const type = 'plugin';

/** What Cucumber calls once per run. */
export function coordinator({ transform }: CoordinatorContext<unknown>): void {
  transform('pickles:order', leaveOutNeighbours);
}

/** The same pickles in the same order. */
function leaveOutNeighbours(pickles: readonly IFilterablePickle[]): IFilterablePickle[] {
  const documents = new Map<GherkinDocument, ReadonlyMap<string, GherkinDocument>>();
  return pickles.map(({ gherkinDocument, pickle, location }) => {
    const lean = documents.get(gherkinDocument) ?? takeApart(gherkinDocument);
    documents.set(gherkinDocument, lean);
    return { pickle, location, gherkinDocument: lean.get(pickle.astNodeIds.at(-1) ?? '') ?? gherkinDocument };
  });
}

/** A document for each scenario, by its id, and for each example of an outline, by the id of its row. */
function takeApart(document: GherkinDocument): Map<string, GherkinDocument> {
  const lean = new Map<string, GherkinDocument>();
  const { feature } = document;
  if (feature === undefined) return lean;
  const add = (id: string, children: FeatureChild[]) =>
    lean.set(id, { ...document, comments: [], feature: { ...feature, children } });
  for (const [id, children] of eachAlone(feature.children)) add(id, children);
  const backgrounds = feature.children.filter(({ background }) => background);
  for (const { rule } of feature.children) {
    if (rule === undefined) continue;
    for (const [id, children] of eachAlone(rule.children)) add(id, [...backgrounds, { rule: { ...rule, children } }]);
  }
  return lean;
}

/** Each scenario with the background before it. */
function* eachAlone(children: readonly RuleChild[]): Iterable<[string, RuleChild[]]> {
  const backgrounds = children.filter(({ background }) => background);
  for (const { scenario } of children) {
    if (scenario === undefined) continue;
    for (const [id, alone] of eachExample(scenario)) yield [id, [...backgrounds, { scenario: alone }]];
  }
}

function* eachExample(scenario: Scenario): Iterable<[string, Scenario]> {
  yield [scenario.id, scenario];
  for (const table of scenario.examples) {
    for (const row of table.tableBody) yield [row.id, { ...scenario, examples: [{ ...table, tableBody: [row] }] }];
  }
}
