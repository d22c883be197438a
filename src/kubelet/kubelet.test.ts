import { test } from 'node:test';
import { expect } from 'expect';
import {
  CANNOT_BE_PULLED,
  CRASHES,
  crashesTimes,
  FAILS,
  HANGS,
  IGNORES_SIGTERM,
  NEVER_READY,
  type PodBehaviour,
  pulledAfter,
  RUNS,
  readyAfter,
  stopsIn,
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

// KUBELET-CRASH-03, KUBELET-CSTAT-01
test('a container that crashes shows how it ended, how often, and how long it waits', () => {
  const cluster = start(CRASHES);
  cluster.rest();
  const { uid } = cluster.pod('web')?.metadata ?? {};
  expect(cluster.pod('web')?.status.containerStatuses?.[0]).toMatchObject({
    restartCount: 1,
    ready: false,
    started: false,
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: `back-off 10s restarting failed container=main pod=web_default(${uid})`,
      },
    },
    lastState: { terminated: { exitCode: 1, reason: 'Error' } },
  });
  cluster.pass(60);
  expect(cluster.pod('web')?.status.containerStatuses?.[0]?.restartCount).toBe(3);
});

test('a pod that has recovered keeps its count of restarts', () => {
  const cluster = start(crashesTimes(3));
  cluster.pass(60);
  cluster.kubelet.behave({ behaviour: RUNS });
  cluster.rest();
  const [status] = cluster.pod('web')?.status.containerStatuses ?? [];
  expect([status?.ready, status?.restartCount]).toEqual([true, 3]);
});

test('a cluster at rest does not wait for back-offs', () => {
  const cluster = start(CANNOT_BE_PULLED);
  cluster.rest();
  expect(cluster.loop.clock.elapsedMs).toBeLessThan(30_000);
  cluster.kubelet.behave({ image: 'web:v1', behaviour: pulledAfter(5000) });
  cluster.pass(60);
  expect(cluster.pod('web')?.status.phase).toBe('Running');
});

const ENDS: readonly [string, PodBehaviour, object, goneAfter: number][] = [
  ['takes its own time', stopsIn(12_000), { terminationGracePeriodSeconds: 30 }, 12],
  ['is killed when the grace period is over', IGNORES_SIGTERM, { terminationGracePeriodSeconds: 7 }, 7],
  ['has two seconds at least', IGNORES_SIGTERM, { terminationGracePeriodSeconds: 1 }, 2],
  [
    'runs its hook first',
    RUNS,
    { containers: [{ name: 'main', image: 'web:v1', lifecycle: { preStop: { sleep: { seconds: 5 } } } }] },
    6,
  ],
];
for (const [what, behaviour, spec, goneAfter] of ENDS) {
  // KUBELET-TERM-04
  test(`a pod that is deleted ${what}`, () => {
    const cluster = new TestCluster({ nodes: NODES });
    cluster.kubelet.behave({ behaviour });
    cluster.createPod('web', { nodeName: 'node1', ...spec });
    cluster.rest();
    cluster.user.delete('pods', 'default', 'web');
    cluster.pass(goneAfter - 0.1);
    expect(cluster.pod('web')).toBeDefined();
    cluster.pass(0.2);
    expect(cluster.pod('web')).toBeUndefined();
  });
}

// KUBELET-ADMIT-02
test('a refused pod is Failed for good, without containers, and an event says why', () => {
  const cluster = new TestCluster({ nodes: NODES });
  const asking = (cpu: string) => ({
    nodeName: 'node1',
    containers: [{ name: 'main', image: 'web:v1', resources: { requests: { cpu } } }],
  });
  cluster.createPod('first', asking('3'));
  cluster.createPod('second', asking('2'));
  cluster.rest();
  const message = "Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000";
  const { status } = cluster.pod('second') ?? {};
  expect([status?.phase, status?.reason, status?.message]).toEqual([
    'Failed',
    'OutOfcpu',
    `Pod was rejected: ${message}`,
  ]);
  expect([status?.containerStatuses, cluster.conditions(cluster.pod('second'))]).toEqual([undefined, []]);
  expect(cluster.events('OutOfcpu').map((event) => [event.type, event.message])).toEqual([['Warning', message]]);
  cluster.user.delete('pods', 'default', 'first');
  cluster.pass(600);
  expect(cluster.pod('second')?.status.phase).toBe('Failed');
});

test('the stand-in of the recorded traces takes every pod, and knows no init containers and no hooks', () => {
  const cluster = new TestCluster({ nodes: NODES, kubelet: { isStandIn: true } });
  cluster.createPod('web', {
    nodeName: 'node1',
    initContainers: [{ name: 'init', image: 'init:v1' }],
    containers: [
      {
        name: 'main',
        image: 'web:v1',
        resources: { requests: { cpu: '64' } },
        lifecycle: { preStop: { sleep: { seconds: 20 } } },
      },
    ],
  });
  cluster.rest();
  expect(cluster.pod('web')?.status.phase).toBe('Running');
  cluster.user.delete('pods', 'default', 'web');
  cluster.pass(1.1);
  expect(cluster.pod('web')).toBeUndefined();
});

// NODE-HB-03
test('a kubelet tells once that its node was cordoned, and that it no longer is', () => {
  const cluster = new TestCluster({ nodes: NODES });
  const set = (unschedulable: boolean) =>
    cluster.user.update('nodes', '', { ...cluster.user.get('nodes', '', 'node1'), spec: { unschedulable } });
  const told = () =>
    cluster.user
      .list('events', {})
      .items.filter(({ reason }) => reason?.endsWith('Schedulable'))
      .map(({ message }) => message);
  set(true);
  cluster.kubelet.setNodeReady('node1', 'False');
  cluster.rest();
  expect(told()).toEqual(['Node node1 status is now: NodeNotSchedulable']);
  cluster.kubelet.setRunning('node1', false);
  set(false);
  cluster.rest();
  expect(told()).toHaveLength(1);
  cluster.kubelet.setRunning('node1', true);
  expect(told()).toEqual(['Node node1 status is now: NodeNotSchedulable', 'Node node1 status is now: NodeSchedulable']);
});
