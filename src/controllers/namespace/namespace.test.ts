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
