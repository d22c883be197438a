import { test } from 'node:test';
import { expect } from 'expect';
import { mutatedSource, readMutations } from './mutations';

test('every mutation still finds the text that it replaces', () => {
  for (const mutation of readMutations()) expect(mutatedSource(mutation)).toContain(mutation.replace);
});

test('there are at least sixty mutations, and no two are the same', () => {
  const mutations = readMutations();
  expect(mutations.length).toBeGreaterThanOrEqual(60);
  expect(new Set(mutations.map(({ file, find, replace }) => `${file}\n${find}\n${replace}`)).size).toBe(
    mutations.length,
  );
});
