import { test } from 'node:test';
import { expect } from 'expect';
import { patchRemains } from './patch-remains';

const remains = (target: object, patch: object) => patchRemains(target as never, patch as never, 'Pod');
const container = (fields: object) => ({ spec: { containers: [{ name: 'main', ...fields }] } });

test('a list that comes with an order is gone, with the order', () => {
  const patch = { spec: { '$setElementOrder/containers': [{ name: 'main' }], containers: [{ name: 'main' }], foo: 1 } };
  expect(remains(container({}), patch)).toEqual({ spec: { foo: 1 } });
});

test('a list without an order stays, but for the directives of elements that were there', () => {
  const patch = { spec: { volumes: [{ name: 'v', $retainKeys: ['hostPath', 'name'], hostPath: {} }, { name: 'w' }] } };
  expect(remains({ spec: { volumes: [{ name: 'v' }] } }, patch)).toEqual({
    spec: { volumes: [{ name: 'v', hostPath: {} }, { name: 'w' }] },
  });
});

test('nulls go where there was nothing, and stay where they delete', () => {
  expect(remains({ spec: { priority: 1 } }, { spec: { priority: null }, status: { phase: null } })).toEqual({
    spec: { priority: null },
    status: {},
  });
});

test('a map that replaces is left without the word for it', () => {
  expect(remains({ spec: { nodeSelector: {} } }, { spec: { nodeSelector: { $patch: 'replace', a: 'b' } } })).toEqual({
    spec: { nodeSelector: { a: 'b' } },
  });
});
