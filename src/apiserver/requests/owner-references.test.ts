import { test } from 'node:test';
import { expect } from 'expect';
import { makePod, refusalOf, startServer } from '../testing';

const OWNER = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u1' };

test('an owner given twice counts once, with a warning (API-META-06)', () => {
  const { client } = startServer();
  const pod = client.create('pods', 'default', makePod('p', {}, { ownerReferences: [OWNER, OWNER] }));
  expect(pod.metadata.ownerReferences).toEqual([OWNER]);
  expect(client.warnings).toEqual([
    '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: [u1]',
  ]);
});

test('a collection is deleted by selector, and what has gone meanwhile is no mistake (API-DEL-09)', () => {
  const { client } = startServer();
  for (const name of ['a', 'b', 'c']) {
    client.create('configmaps', 'default', { metadata: { name, labels: { keep: name === 'c' ? 'yes' : 'no' } } });
  }
  client.deleteCollection('configmaps', { namespace: 'default', labelSelector: 'keep=no' });
  expect(client.list('configmaps', { namespace: 'default' }).items.map(({ metadata }) => metadata.name)).toEqual(['c']);
});

test('a deletion with an unknown policy, or with two of them, is refused (API-DEL-01)', () => {
  const { client } = startServer();
  client.create('configmaps', 'default', { metadata: { name: 'c' } });
  const unknown = refusalOf(() => client.delete('configmaps', 'default', 'c', { propagationPolicy: 'x' as 'Orphan' }));
  expect(unknown.code).toBe(422);
  expect(unknown.details?.causes?.[0]?.message).toBe(
    'Unsupported value: "x": supported values: "Foreground", "Background", "Orphan", "nil"',
  );
  const both = { propagationPolicy: 'Background', orphanDependents: true } as const;
  expect(refusalOf(() => client.delete('configmaps', 'default', 'c', both)).details?.causes?.[0]?.message).toBe(
    'Invalid value: "Background": orphanDependents and deletionPropagation cannot be both set',
  );
});
