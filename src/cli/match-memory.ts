/**
 * Cucumber asks every phrase about every step, as it assembles a scenario and again as it runs it, and works out the
 * parameters anew each time. With a memory, each text is looked at once.
 */
import type { IFormatterOptions } from '@cucumber/cucumber';

type StepDefinition = IFormatterOptions['supportCodeLibrary']['stepDefinitions'][number];
type Expression = StepDefinition['expression'];
type Arguments = NonNullable<ReturnType<Expression['match']>>;

/** The expressions that match a text, each with the parameters it finds there. */
type Matches = ReadonlyMap<Expression, Arguments>;

/** Makes the expressions of these step definitions answer from one memory. What they answer stays the same. */
export function rememberMatches(definitions: readonly Pick<StepDefinition, 'pattern' | 'expression'>[]): void {
  const matchers = definitions.map(({ pattern, expression }) => {
    const match = expression.match.bind(expression);
    const couldMatch = typeof pattern === 'string' ? quickTestOf(expression) : () => true;
    return { expression, match: (text: string) => (couldMatch(text) ? match(text) : null) };
  });
  const findAll = (text: string): Matches => {
    const matches = new Map<Expression, Arguments>();
    for (const { expression, match } of matchers) {
      const found = match(text);
      if (found) matches.set(expression, found);
    }
    return matches;
  };

  const memory = new Map<string, Matches>();
  // Cucumber goes through all definitions with one text.
  let lastText: string | undefined;
  let lastMatches: Matches = new Map();
  const recall = (text: string): Matches => {
    if (text === lastText) return lastMatches;
    const matches = memory.get(text) ?? findAll(text);
    memory.set(text, matches);
    lastText = text;
    lastMatches = matches;
    return matches;
  };
  for (const { expression } of definitions) expression.match = (text) => recall(text).get(expression) ?? null;
}

/** Says no without looking for parameters. A Cucumber expression is one regular expression, and keeps no state in it. */
function quickTestOf(expression: Expression): (text: string) => boolean {
  const { regexp } = expression as { readonly regexp?: RegExp };
  return regexp === undefined ? () => true : (text) => regexp.test(text);
}
