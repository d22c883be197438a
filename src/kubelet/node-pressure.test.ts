import { test } from 'node:test';
import { expect } from 'expect';
import { usesOf } from '../api/pod-behaviour';
import { TestCluster } from '../controllers/test-cluster';

const requesting = (memory: string, image: string) => ({
  nodeName: 'node1',
  containers: [{ name: 'main', image, resources: { requests: { memory } } }],
});

const start = () => {
  const cluster = new TestCluster({ nodes: [{ name: 'node1', capacity: { memory: '1Gi' } }, { name: 'node2' }] });
  cluster.createPod('modest', requesting('400Mi', 'modest:v1'));
  cluster.createPod('greedy', requesting('100Mi', 'greedy:v1'));
  cluster.createPod('greedier', requesting('100Mi', 'greedier:v1'));
  cluster.rest();
  cluster.kubelet.behave({ image: 'modest:v1', behaviour: usesOf('memory', '300Mi') });
  return cluster;
};
const phases = (cluster: TestCluster) =>
  ['modest', 'greedy', 'greedier'].map((name) => cluster.pod(name)?.status.phase);

test('nobody is evicted while there is room', () => {
  const cluster = start();
  cluster.kubelet.behave({ image: 'greedy:v1', behaviour: usesOf('memory', '500Mi') });
  cluster.pass(60);
  expect(phases(cluster)).toEqual(['Running', 'Running', 'Running']);
  expect(cluster.conditions(cluster.node('node1'))).toContain('MemoryPressure=False');
});

// KUBELET-EVICT-02
test('whoever is furthest above its request goes first, one in ten seconds, until there is room', () => {
  const cluster = start();
  cluster.kubelet.behave({ image: 'greedy:v1', behaviour: usesOf('memory', '300Mi') });
  cluster.kubelet.behave({ image: 'greedier:v1', behaviour: usesOf('memory', '400Mi') });
  cluster.rest();
  expect(phases(cluster)).toEqual(['Running', 'Running', 'Failed']);
  const { reason, message, conditions, containerStatuses } = cluster.pod('greedier')?.status ?? {};
  expect([reason, message]).toEqual([
    'Evicted',
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 24Mi. Container main was using 400Mi, request is 100Mi, has larger consumption of memory. ',
  ]);
  expect(conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
    status: 'True',
    reason: 'TerminationByKubelet',
  });
  expect(containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(137);
  expect(cluster.events('EvictionThresholdMet').map(({ message: text }) => text)).toEqual([
    'Attempting to reclaim memory',
  ]);
});

// KUBELET-EVICT-01: held for five minutes.
test('the pressure is reported, and taken back five minutes after it was last seen', () => {
  const cluster = start();
  cluster.kubelet.behave({ image: 'greedy:v1', behaviour: usesOf('memory', '900Mi') });
  cluster.rest();
  const seen = [cluster.conditions(cluster.node('node1')).includes('MemoryPressure=True')];
  cluster.pass(200);
  seen.push(cluster.conditions(cluster.node('node1')).includes('MemoryPressure=True'));
  cluster.pass(150);
  seen.push(cluster.conditions(cluster.node('node1')).includes('MemoryPressure=True'));
  expect(seen).toEqual([true, true, false]);
  expect(cluster.loop.nextAtMs).toBeUndefined();
});

test('a node short of disk says so in its own words', () => {
  const cluster = start();
  cluster.kubelet.behave({ image: 'greedy:v1', behaviour: usesOf('disk', '95Gi') });
  cluster.rest();
  expect(cluster.pod('greedy')?.status.message).toMatch(
    /^The node was low on resource: ephemeral-storage\. Threshold quantity: 10Gi, available: 5Gi\. /,
  );
  expect(cluster.conditions(cluster.node('node1'))).toContain('DiskPressure=True');
});
