import { test } from 'node:test';
import { expect } from 'expect';
import {
  CANNOT_BE_PULLED,
  CRASHES,
  FAILS,
  HANGS,
  NEVER_READY,
  type PodBehaviour,
  RUNS,
  readyAfter,
} from '../api/pod-behaviour';
import { isPodReady } from '../api/pod-conditions';
import { TestCluster } from '../controllers/test-cluster';

const NODES = [{ name: 'node1' }, { name: 'worker-300' }];
const start = (behaviour: PodBehaviour = RUNS) => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.kubelet.behave({ behaviour });
  cluster.createPod('web', { nodeName: 'node1' });
  return cluster;
};

test('a container starts two seconds after its pod was bound', () => {
  const cluster = start();
  cluster.pass(1.9);
  expect(cluster.pod('web')?.status.phase).toBe('Pending');
  cluster.pass(0.2);
  expect(cluster.conditions(cluster.pod('web'))).toEqual([
    'ContainersReady=True',
    'Initialized=True',
    'PodReadyToStartContainers=True',
    'PodScheduled=True',
    'Ready=True',
  ]);
  const { hostIP, podIP } = cluster.pod('web')?.status ?? {};
  expect([hostIP, podIP]).toEqual(['192.168.0.1', '10.244.1.1']);
});

const OUTCOMES = [
  ['never ready', NEVER_READY, 'Running', 'running', 'containers with unready status: [main]'],
  ['crashing', CRASHES, 'Running', 'CrashLoopBackOff', 'containers with unready status: [main]'],
  ['not to be pulled', CANNOT_BE_PULLED, 'Pending', 'ImagePullBackOff', 'containers with unready status: [main]'],
] as const;
for (const [what, behaviour, phase, state, message] of OUTCOMES) {
  test(`a pod that is ${what} is ${phase} and says why it is not ready`, () => {
    const cluster = start(behaviour);
    cluster.rest();
    const status = cluster.pod('web')?.status;
    const container = status?.containerStatuses?.[0]?.state;
    expect([status?.phase, container?.waiting?.reason ?? (container?.running && 'running')]).toEqual([phase, state]);
    expect(status?.conditions?.find(({ type }) => type === 'Ready')?.message).toBe(message);
  });
}

test('a failed pod keeps its phase', () => {
  const cluster = start(FAILS);
  cluster.rest();
  cluster.kubelet.behave({ behaviour: RUNS });
  cluster.rest();
  const pod = cluster.pod('web');
  expect([pod?.status.phase, pod?.status.conditions?.find(({ type }) => type === 'Ready')?.reason]).toEqual([
    'Failed',
    'PodFailed',
  ]);
});

test('a pod that hangs has no status at all', () => {
  const cluster = start(HANGS);
  cluster.rest();
  expect(cluster.pod('web')?.status.containerStatuses).toBeUndefined();
});

test('a slow pod is waited for', () => {
  const cluster = start(readyAfter(30_000));
  cluster.pass(20);
  expect(isPodReady(cluster.pod('web') as never)).toBe(false);
  cluster.rest();
  expect(isPodReady(cluster.pod('web') as never)).toBe(true);
});

test('of several rules the last one counts, also for pods that run', () => {
  const cluster = start(NEVER_READY);
  cluster.rest();
  cluster.kubelet.behave({ image: 'web:v1', node: 'node1', behaviour: RUNS });
  cluster.kubelet.behave({ image: 'other', behaviour: CRASHES });
  cluster.rest();
  expect(isPodReady(cluster.pod('web') as never)).toBe(true);
});

test('a deleted pod leaves after a second, or at once without grace', () => {
  const cluster = start();
  cluster.rest();
  cluster.user.delete('pods', 'default', 'web');
  cluster.pass(0.9);
  expect(cluster.pod('web')?.metadata.deletionTimestamp).toBeDefined();
  cluster.pass(0.2);
  expect(cluster.pod('web')).toBeUndefined();
});

test('what a step says about one pod holds until the pod is replaced', () => {
  const cluster = start();
  cluster.rest();
  cluster.kubelet.setPodState('default/web', 'not-ready');
  cluster.kubelet.behave({ behaviour: RUNS });
  cluster.rest();
  expect(isPodReady(cluster.pod('web') as never)).toBe(false);
});

test('a stopped kubelet neither starts nor ends pods, and catches up when it is back', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.createPod('old', { nodeName: 'node1' });
  cluster.rest();
  cluster.kubelet.setRunning('node1', false);
  cluster.createPod('new', { nodeName: 'node1' });
  cluster.user.delete('pods', 'default', 'old');
  cluster.pass(30);
  expect([cluster.pod('old') !== undefined, cluster.pod('new')?.status.phase]).toEqual([true, 'Pending']);
  cluster.kubelet.setRunning('node1', true);
  cluster.rest();
  expect([cluster.pod('old'), cluster.pod('new')?.status.phase]).toEqual([undefined, 'Running']);
});

test('a pod bound to a node that does not exist starts when the node comes', () => {
  const cluster = start();
  cluster.createPod('early', { nodeName: 'node7' });
  cluster.rest();
  expect(cluster.pod('early')?.status.phase).toBe('Pending');
  cluster.addNode({ name: 'node7' });
  cluster.rest();
  expect(cluster.pod('early')?.status.podIP).toBe('10.244.7.1');
});

test('a node made by hand gets its status from its kubelet', () => {
  const cluster = new TestCluster();
  cluster.user.create('nodes', '', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'bare' } });
  cluster.rest();
  expect(cluster.conditions(cluster.node('bare'))).toContain('Ready=True');
  expect(cluster.node('bare').status.allocatable).toEqual({
    cpu: '4',
    'ephemeral-storage': '100Gi',
    memory: '8Gi',
    pods: '110',
  });
});

test('a healthy cluster at rest has no timer at all', () => {
  const cluster = start();
  cluster.rest();
  expect(cluster.loop.nextAtMs).toBeUndefined();
});
