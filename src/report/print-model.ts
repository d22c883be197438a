/** The report as JSON. */
import type { ExampleResult, FeatureResult, ReportModel, RuleResult, ScenarioResult } from './model';
import { TimelineText } from './timeline-text';

/**
 * What `JSON.stringify` gives for a report as it was collected, sooner: timelines that are text already are put in as
 * they are. Lists of parts stand last in their objects.
 */
export function printModel({ features, ...report }: ReportModel): string {
  return appendList(report, 'features', features, printFeature);
}

function printFeature({ rules, ...feature }: FeatureResult): string {
  return appendList(feature, 'rules', rules, printRule);
}

function printRule({ scenarios, ...rule }: RuleResult): string {
  return appendList(rule, 'scenarios', scenarios, printScenario);
}

function printScenario({ examples, ...scenario }: ScenarioResult): string {
  return appendList(scenario, 'examples', examples, printExample);
}

function printExample(example: ExampleResult): string {
  if (!(example.timeline instanceof TimelineText)) return JSON.stringify(example);
  const { timeline, ...rest } = example;
  return append(rest, 'timeline', timeline.text);
}

function appendList<T>(object: object, key: string, parts: readonly T[], print: (part: T) => string): string {
  return append(object, key, `[${parts.map(print).join(',')}]`);
}

/** The JSON of an object with one more field, whose value is JSON already. */
function append(object: object, key: string, json: string): string {
  const fields = JSON.stringify(object).slice(0, -1);
  return `${fields}${fields === '{' ? '' : ','}"${key}":${json}}`;
}
