import { test } from 'node:test';
import { expect } from 'expect';
import { TestCluster } from '../test-cluster';

test('pods of a deleted node stay for the quarantine, then they are removed by force', () => {
  const cluster = new TestCluster({ nodes: [{ name: 'node1' }] });
  cluster.createPod('web', { nodeName: 'node1' });
  cluster.rest();
  cluster.user.delete('nodes', '', 'node1');
  cluster.rest();
  cluster.pass(35);
  expect(cluster.pod('web')?.status.phase).toBe('Running');
  cluster.pass(30);
  expect(cluster.pod('web')).toBeUndefined();
});

test('a node that comes back in time saves its pods', () => {
  const cluster = new TestCluster({ nodes: [{ name: 'node1' }] });
  cluster.createPod('web', { nodeName: 'node1' });
  cluster.rest();
  cluster.user.delete('nodes', '', 'node1');
  cluster.pass(30);
  cluster.addNode({ name: 'node1' });
  cluster.pass(120);
  expect(cluster.pod('web')?.status.phase).toBe('Running');
});

test('there is no periodic pass while no pod is a candidate', () => {
  const cluster = new TestCluster({ nodes: [{ name: 'node1' }] });
  cluster.createPod('web', { nodeName: 'node1' });
  cluster.rest();
  expect(cluster.loop.nextAtMs).toBeUndefined();
});
