import { test } from 'node:test';
import { expect } from 'expect';
import { compileSelector, formatLabels, formatSelector, isEmptySelector, parseSelector } from './labels';

const matches = (text: string, labels: Record<string, string>) => parseSelector(text)(labels);

test('an absent selector matches nothing, an empty one everything', () => {
  expect(compileSelector(undefined)({ a: '1' })).toBe(false);
  expect(compileSelector({})(undefined)).toBe(true);
  expect([
    isEmptySelector(undefined),
    isEmptySelector({ matchLabels: {} }),
    isEmptySelector({ matchLabels: { a: '' } }),
  ]).toEqual([false, true, false]);
});

test('every part of a selector must hold', () => {
  const matcher = compileSelector({
    matchLabels: { app: 'agent' },
    matchExpressions: [
      { key: 'tier', operator: 'NotIn', values: ['web'] },
      { key: 'zone', operator: 'Exists' },
    ],
  });
  expect(matcher({ app: 'agent', zone: 'a' })).toBe(true);
  expect(matcher({ app: 'agent', zone: 'a', tier: 'web' })).toBe(false);
  expect(matcher({ app: 'agent' })).toBe(false);
  expect(matcher(undefined)).toBe(false);
});

test('a selector that the API would refuse matches nothing', () => {
  const withOperator = (operator: string, values?: string[]) =>
    compileSelector({ matchExpressions: [{ key: 'a', operator, ...(values ? { values } : {}) }] })({ a: '7' });
  expect([
    withOperator('Gt', ['5']),
    withOperator('In'),
    withOperator('Exists', ['x']),
    withOperator('Like', ['7']),
  ]).toEqual([false, false, false, false]);
});

test('a frozen selector is compiled once', () => {
  const selector = Object.freeze({ matchLabels: { app: 'agent' } });
  expect(compileSelector(selector)).toBe(compileSelector(selector));
});

test('names that every object inherits are not labels', () => {
  expect(compileSelector({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] })({})).toBe(false);
});

test('selectors are read in kubectl’s syntax', () => {
  expect(matches('', {})).toBe(true);
  expect(matches('a=1, b!=2', { a: '1' })).toBe(true);
  expect(matches('a==1', { a: '2' })).toBe(false);
  expect(matches('a in (1,2),!b', { a: '2' })).toBe(true);
  expect(matches('a notin (1,2)', {})).toBe(true);
  expect(matches('a', {})).toBe(false);
  expect(matches('in in (in,notin)', { in: 'notin' })).toBe(true);
  expect(matches('a in ()', { a: '' })).toBe(true);
  expect(matches('a=,b', { a: '', b: 'x' })).toBe(true);
  expect(matches('cores>4', { cores: '8' })).toBe(true);
  expect(matches('cores<4', { cores: '8' })).toBe(false);
});

test('a selector that does not parse is refused in the API server’s words', () => {
  expect(() => parseSelector('a in b')).toThrow("unable to parse requirement: found 'b' expected: '('");
  expect(() => parseSelector('a b')).toThrow(
    "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
  );
  expect(() => parseSelector('a,')).toThrow("found '', expected: identifier after ','");
  expect(() => parseSelector('=1')).toThrow("found '=', expected: !, identifier, or 'end of string'");
  expect(() => parseSelector('a=1=2')).toThrow("found '=', expected: ',' or 'end of string'");
  expect(() => parseSelector('!a=1')).toThrow("found '=', expected: ',' or 'end of string'");
  expect(() => parseSelector('a=-')).toThrow(
    'unable to parse requirement: values[0][a]: Invalid value: "-": a valid label must be an empty string or consist of',
  );
  expect(() => parseSelector('-a')).toThrow(
    'unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of',
  );
  expect(() => parseSelector('a>x')).toThrow("for 'Gt', 'Lt' operators, the value must be an integer");
});

test('selectors and labels print as kubectl prints them', () => {
  expect(formatSelector(undefined)).toBe('<none>');
  expect(formatSelector({})).toBe('<none>');
  expect(
    formatSelector({
      matchLabels: { app: 'agent' },
      matchExpressions: [
        { key: 'zone', operator: 'In', values: ['b', 'a'] },
        { key: 'gpu', operator: 'DoesNotExist' },
        { key: 'x', operator: 'Exists' },
        { key: 'tier', operator: 'NotIn', values: ['web'] },
      ],
    }),
  ).toBe('app=agent,!gpu,tier notin (web),x,zone in (a,b)');
  expect([formatLabels({ b: '2', a: '1' }), formatLabels({})]).toEqual(['a=1,b=2', '<none>']);
});
