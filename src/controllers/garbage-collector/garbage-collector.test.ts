import { test } from 'node:test';
import { expect } from 'expect';
import type { PropagationPolicy } from '../../api/client';
import { TestCluster } from '../test-cluster';

function makeFamily() {
  const cluster = new TestCluster({ nodes: [{ name: 'node1' }], controllers: ['garbage-collector'] });
  const owner = cluster.user.create('configmaps', 'default', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'owner', namespace: 'default' },
  });
  const { name, uid } = owner.metadata;
  const reference = { apiVersion: 'v1', kind: 'ConfigMap', name, uid, controller: true, blockOwnerDeletion: true };
  const own = (child: string, ownerReferences: readonly object[]) =>
    cluster.user.create('pods', 'default', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: child, namespace: 'default', ownerReferences },
      spec: { nodeName: 'node1', containers: [{ name: 'main', image: 'web:v1' }] },
    });
  own('child', [reference]);
  cluster.rest();
  const remove = (propagationPolicy: PropagationPolicy) =>
    cluster.user.delete('configmaps', 'default', 'owner', { propagationPolicy });
  const isOwnerThere = () => cluster.server.find('configmaps', 'default/owner') !== undefined;
  return { cluster, reference, own, remove, isOwnerThere };
}

test('in the background the owner goes first and its dependents follow', () => {
  const { cluster, remove, isOwnerThere } = makeFamily();
  remove('Background');
  expect(isOwnerThere()).toBe(false);
  cluster.rest();
  expect(cluster.pod('child')).toBeUndefined();
});

test('in the foreground the owner waits for its dependents', () => {
  const { cluster, remove, isOwnerThere } = makeFamily();
  remove('Foreground');
  cluster.pass(0.5);
  expect([isOwnerThere(), cluster.pod('child')?.metadata.deletionTimestamp !== undefined]).toEqual([true, true]);
  cluster.rest();
  expect([isOwnerThere(), cluster.pod('child')]).toEqual([false, undefined]);
});

test('orphaned dependents stay and no longer name their owner', () => {
  const { cluster, remove, isOwnerThere } = makeFamily();
  remove('Orphan');
  cluster.rest();
  expect([isOwnerThere(), cluster.pod('child')?.metadata.ownerReferences ?? []]).toEqual([false, []]);
});

test('an object whose owner never existed is deleted; the uid counts, not the name', () => {
  const { cluster, reference, own } = makeFamily();
  own('stranger', [{ ...reference, uid: '00000000-0000-4000-8000-00000000dead' }]);
  cluster.rest();
  expect([cluster.pod('stranger'), cluster.pod('child') !== undefined]).toEqual([undefined, true]);
});

test('an object with another living owner only loses the reference', () => {
  const { cluster, reference, own, remove } = makeFamily();
  const other = cluster.user.create('configmaps', 'default', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'other', namespace: 'default' },
  });
  own('shared', [
    { ...reference, name: 'other', uid: other.metadata.uid },
    { ...reference, controller: false },
  ]);
  cluster.rest();
  remove('Background');
  cluster.rest();
  expect(cluster.pod('shared')?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['other']);
});

test('any kind can be deleted in the foreground, not only those that own pods (API-GC-01)', () => {
  const cluster = new TestCluster({ controllers: ['garbage-collector'] });
  cluster.user.create('clusterroles', '', { metadata: { name: 'reader' }, rules: [] });
  cluster.user.create('serviceaccounts', 'default', { metadata: { name: 'agent' } });
  cluster.rest();
  cluster.user.delete('clusterroles', '', 'reader', { propagationPolicy: 'Foreground' });
  cluster.user.delete('serviceaccounts', 'default', 'agent', { propagationPolicy: 'Orphan' });
  cluster.rest();
  expect(cluster.server.find('clusterroles', 'reader')).toBeUndefined();
  expect(cluster.server.find('serviceaccounts', 'default/agent')).toBeUndefined();
});

test('an object of the cluster whose owner would live in a namespace is never collected (API-GC-11)', () => {
  const cluster = new TestCluster({ controllers: ['garbage-collector'] });
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: 'u1' };
  cluster.user.create('clusterroles', '', { metadata: { name: 'reader', ownerReferences: [owner] }, rules: [] });
  cluster.user.create('serviceaccounts', 'default', { metadata: { name: 'agent', ownerReferences: [owner] } });
  cluster.rest();
  expect(cluster.server.find('clusterroles', 'reader')).toBeDefined();
  expect(cluster.server.find('serviceaccounts', 'default/agent')).toBeUndefined();
});

test('a ring of objects that wait for one another is broken up (API-GC-04)', () => {
  const cluster = new TestCluster({ controllers: ['garbage-collector'] });
  const create = (name: string) => cluster.user.create('configmaps', 'default', { metadata: { name } });
  const [a, b] = [create('a'), create('b')];
  const ownedBy = (object: typeof a, owner: typeof a) =>
    cluster.user.patch(
      'configmaps',
      'default',
      object.metadata.name,
      {
        metadata: {
          ownerReferences: [
            {
              apiVersion: 'v1',
              kind: 'ConfigMap',
              name: owner.metadata.name,
              uid: owner.metadata.uid,
              blockOwnerDeletion: true,
            },
          ],
        },
      },
      { type: 'merge' },
    );
  ownedBy(a, b);
  ownedBy(b, a);
  cluster.rest();
  cluster.user.delete('configmaps', 'default', 'a', { propagationPolicy: 'Foreground' });
  cluster.rest();
  expect([cluster.server.find('configmaps', 'default/a'), cluster.server.find('configmaps', 'default/b')]).toEqual([
    undefined,
    undefined,
  ]);
});
