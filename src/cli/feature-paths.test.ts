import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { expect } from 'expect';
import { resolveFeaturePaths } from './feature-paths';

describe('the paths of a run', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'everynode-paths-'));
    mkdirSync(join(folder, 'features', 'v1.0'), { recursive: true });
    mkdirSync(join(folder, 'features', 'node_modules'));
    mkdirSync(join(folder, 'empty'));
    writeFileSync(join(folder, 'features', 'taints.feature'), 'Feature: f\n  Scenario: s\n    Given x\n');
    writeFileSync(join(folder, 'features', 'v1.0', 'old.feature'), 'Feature: g\n');
    writeFileSync(join(folder, 'features', 'node_modules', 'theirs.feature'), 'Feature: h\n');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('a folder means every feature in it, but not those of installed packages', () => {
    const found = ['features/taints.feature', 'features/v1.0/old.feature'];
    expect(resolveFeaturePaths(folder, [])).toEqual({ found, problems: [] });
    expect(resolveFeaturePaths(folder, ['.'])).toEqual({ found, problems: [] });
  });

  test('a line may lie anywhere in its scenario', () => {
    expect(resolveFeaturePaths(folder, ['features/taints.feature:3']).found).toEqual(['features/taints.feature:2']);
  });

  test('a line beyond the end of the file is no scenario', () => {
    expect(() => resolveFeaturePaths(folder, ['features/taints.feature:9'])).toThrow(
      '"features/taints.feature" has no line 9: it ends with line 3.',
    );
  });

  test('a misspelt file names the one that exists, and the others run all the same', () => {
    const { found, problems } = resolveFeaturePaths(folder, ['features/tains.feature', 'features/taints.feature']);
    expect(found).toEqual(['features/taints.feature']);
    expect(problems).toEqual(['There is no file or folder "features/tains.feature". Did you mean "taints.feature"?']);
  });

  test('an empty folder, a missing folder and a file of another kind are refused', () => {
    expect(() => resolveFeaturePaths(folder, ['empty'])).toThrow('The folder "empty" holds no .feature file.');
    expect(() => resolveFeaturePaths(join(folder, 'empty'), [])).toThrow('There is no folder "features" here.');
    writeFileSync(join(folder, 'notes.txt'), '');
    expect(() => resolveFeaturePaths(folder, ['notes.txt'])).toThrow('"notes.txt" is not a feature file');
  });
});
