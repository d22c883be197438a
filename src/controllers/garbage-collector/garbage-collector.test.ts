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
