import { test } from 'node:test';
import { expect } from 'expect';
import { podCondition } from '../../api/pod-conditions';
import { TestCluster } from '../test-cluster';

/** A running pod of which somebody has just said why it will be disrupted. */
function announce(reason: string): TestCluster {
  const cluster = new TestCluster({ nodes: [{ name: 'node1' }] });
  cluster.createPod('web', { nodeName: 'node1' });
  cluster.rest();
  const pod = cluster.user.get('pods', 'default', 'web');
  const lastTransitionTime = cluster.loop.clock.now();
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason,
    lastProbeTime: null,
    lastTransitionTime,
  } as const;
  cluster.user.updateStatus('pods', 'default', {
    ...pod,
    status: { ...pod.status, conditions: [...(pod.status.conditions ?? []), condition] },
  });
  return cluster;
}
const conditionOf = (cluster: TestCluster) => {
  const pod = cluster.pod('web');
  return pod && podCondition(pod, 'DisruptionTarget');
};

// NODE-EVICT-08
test('a disruption that has not come after two minutes is called off, without a reason', () => {
  const cluster = announce('EvictionByEvictionAPI');
  cluster.pass(118);
  expect(conditionOf(cluster)?.status).toBe('True');
  cluster.pass(3);
  expect(conditionOf(cluster)?.status).toBe('False');
  expect(conditionOf(cluster)?.reason).toBeUndefined();
});

test('what a kubelet has announced is never called off', () => {
  const cluster = announce('TerminationByKubelet');
  cluster.pass(600);
  expect(conditionOf(cluster)?.status).toBe('True');
});

test('a pod that is on its way out keeps its condition to the end', () => {
  const cluster = announce('EvictionByEvictionAPI');
  cluster.user.patch('pods', 'default', 'web', { metadata: { finalizers: ['example.com/keep'] } }, { type: 'merge' });
  cluster.user.delete('pods', 'default', 'web');
  cluster.pass(600);
  expect(conditionOf(cluster)?.status).toBe('True');
});
