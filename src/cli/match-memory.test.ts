import { test } from 'node:test';
import { CucumberExpression, ParameterTypeRegistry, RegularExpression } from '@cucumber/cucumber-expressions';
import { expect } from 'expect';
import { rememberMatches } from './match-memory';

const PATTERNS = [
  '{string} runs on {int} node(s)',
  '{string} runs/waits on {word} nodes',
  /^(.*) runs on 3 nodes$/,
  'rest',
];
const TEXTS = ['"agent" runs on 3 nodes', '"agent" waits on no nodes', 'rest', 'a rest', '"agent" runs on 3 nodes'];

const define = (patterns: readonly (string | RegExp)[] = PATTERNS) => {
  const registry = new ParameterTypeRegistry();
  return patterns.map((pattern) => ({
    pattern,
    expression:
      typeof pattern === 'string'
        ? new CucumberExpression(pattern, registry)
        : new RegularExpression(pattern, registry),
  }));
};

type Definitions = ReturnType<typeof define>;
const answers = (definitions: Definitions, text: string) =>
  definitions.map(({ expression }) => expression.match(text)?.map((argument) => argument.getValue(null)) ?? null);

test('every phrase answers as it would without a memory, also where several match', () => {
  const definitions = define();
  rememberMatches(definitions);
  for (const text of [...TEXTS, ...TEXTS]) expect(answers(definitions, text)).toEqual(answers(define(), text));
  expect(answers(definitions, TEXTS[0] as string).filter(Boolean)).toHaveLength(3);
});

test('a text is looked at once', () => {
  const definitions = define([/^(\d+) nodes$/]);
  const [{ expression }] = definitions as [Definitions[number]];
  const match = expression.match.bind(expression);
  const asked: string[] = [];
  expression.match = (text) => {
    asked.push(text);
    return match(text);
  };
  rememberMatches(definitions);
  for (const text of ['3 nodes', '3 nodes', 'rest', '3 nodes', 'rest']) expression.match(text);
  expect(asked).toEqual(['3 nodes', 'rest']);
});

test('an expression stays of its kind, for formatters that name it', () => {
  const definitions = define();
  rememberMatches(definitions);
  expect(definitions.map(({ expression }) => expression.constructor.name)).toEqual([
    'CucumberExpression',
    'CucumberExpression',
    'RegularExpression',
    'CucumberExpression',
  ]);
});
