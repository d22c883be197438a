import { describe, test } from 'node:test';
import { expect } from 'expect';
import { parseRunArguments } from './run-arguments';

describe('the command line of a run', () => {
  test('paths, our options and those of Cucumber may stand in any order', () => {
    const parsed = parseRunArguments(['a.feature:3', '--seed', '7', '--tags=@x and not @y', '--out', 'o', 'b', '-d']);
    expect(parsed).toMatchObject({ paths: ['a.feature:3', 'b'], seed: '7', out: 'o', help: false });
    expect(parsed.cucumber).toEqual(['--tags', '@x and not @y', '--dry-run']);
  });

  test('without a word the report goes to "reports" and the seed is left to the environment', () => {
    expect(parseRunArguments([])).toMatchObject({ paths: [], seed: undefined, out: 'reports', cucumber: [] });
  });

  test('an unknown option names the nearest one', () => {
    expect(() => parseRunArguments(['--paralel', '2'])).toThrow(
      'There is no option --paralel. Did you mean --parallel?',
    );
    expect(() => parseRunArguments(['--zzzzzzzz'])).toThrow('There is no option --zzzzzzzz. `everynode');
  });

  test('a value that cannot be is refused before anything runs', () => {
    expect(() => parseRunArguments(['--seed'])).toThrow('The option --seed needs a value');
    expect(() => parseRunArguments(['--seed', 'x'])).toThrow('--seed takes a whole number, not "x".');
    expect(() => parseRunArguments(['--parallel', '-1'])).toThrow('--parallel takes a whole number');
    expect(() => parseRunArguments(['--name', '('])).toThrow('--name takes a regular expression');
    expect(() => parseRunArguments(['--order', 'shuffled'])).toThrow('--order takes');
    expect(() => parseRunArguments(['--strict=yes'])).toThrow('--strict takes no value');
  });
});
