import { test } from 'node:test';
import { expect } from 'expect';
import { TestCluster } from '../test-cluster';

test('a new namespace gets its default ServiceAccount, again when it is deleted', () => {
  const cluster = new TestCluster();
  cluster.user.create('namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
  cluster.rest();
  expect(cluster.server.find('serviceaccounts', 'team/default')).toBeDefined();
  cluster.user.delete('serviceaccounts', 'team', 'default');
  cluster.rest();
  expect(cluster.server.find('serviceaccounts', 'team/default')).toBeDefined();
});

test('a deleted namespace takes its content with it', () => {
  const cluster = new TestCluster({ nodes: [{ name: 'node1' }] });
  cluster.user.create('namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
  cluster.rest();
  cluster.user.create('pods', 'team', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'team' },
    spec: { nodeName: 'node1', containers: [{ name: 'main', image: 'web:v1' }] },
  });
  cluster.rest();
  cluster.user.delete('namespaces', '', 'team');
  cluster.pass(0.5);
  expect(cluster.server.find('namespaces', 'team')?.status?.phase).toBe('Terminating');
  cluster.rest();
  expect([cluster.server.find('pods', 'team/web'), cluster.server.find('namespaces', 'team')]).toEqual([
    undefined,
    undefined,
  ]);
});

test('the pods of a namespace go first, and its conditions say what it waits for (API-NS-02, API-NS-04)', () => {
  const cluster = new TestCluster({ nodes: [{ name: 'node1' }] });
  cluster.user.create('namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
  cluster.user.create('configmaps', 'team', { metadata: { name: 'settings' } });
  cluster.rest();
  cluster.user.create('pods', 'team', {
    metadata: { name: 'kept', finalizers: ['example.com/wait'] },
    spec: { nodeName: 'node1', containers: [{ name: 'main', image: 'web:v1' }] },
  });
  cluster.rest();
  cluster.user.delete('namespaces', '', 'team');
  cluster.rest();
  const status: unknown = cluster.server.find('namespaces', 'team')?.status;
  const { conditions } = status as { conditions: { type: string; status: string; message: string }[] };
  expect(conditions.map(({ type, status }) => `${type}=${status}`)).toEqual([
    'NamespaceDeletionDiscoveryFailure=False',
    'NamespaceDeletionGroupVersionParsingFailure=False',
    'NamespaceDeletionContentFailure=False',
    'NamespaceContentRemaining=True',
    'NamespaceFinalizersRemaining=True',
  ]);
  expect(conditions.map(({ message }) => message).slice(3)).toEqual([
    'Some resources are remaining: pods. has 1 resource instances',
    'Some content in the namespace has finalizers remaining: example.com/wait in 1 resource instances',
  ]);
  expect(cluster.server.find('configmaps', 'team/settings')).toBeDefined();
  cluster.user.patch('pods', 'team', 'kept', { metadata: { finalizers: null } }, { type: 'merge' });
  cluster.rest();
  expect(cluster.server.find('namespaces', 'team')).toBeUndefined();
});
