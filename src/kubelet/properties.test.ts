/** What holds at every moment of every pod's life, whatever happens to it: random histories of pods on two nodes. */
import { test } from 'node:test';
import { expect } from 'expect';
import * as fc from 'fast-check';
import type { Pod } from '../api/core';
import {
  CANNOT_BE_PULLED,
  CRASHES,
  crashesTimes,
  exitsAfter,
  failsProbe,
  IGNORES_SIGTERM,
  NEVER_READY,
  type PodBehaviour,
  type ProbeName,
  pulledAfter,
  RUNS,
  readyAfter,
  stopsIn,
} from '../api/pod-behaviour';
import { isPodReady, isPodTerminal } from '../api/pod-conditions';
import { TestCluster } from '../controllers/test-cluster';

const RUNS_OF_A_PROPERTY = Number(process.env.EVERYNODE_RUNS ?? 60);
const GRACE_SECONDS = 20;
/** What a deletion takes beside the grace period: the least time between TERM and KILL. */
const EPSILON_SECONDS = 2;
const NODES = ['node1', 'node2'] as const;
const PODS = ['plain', 'probed', 'initialized'] as const;

const ASKS = { tcpSocket: { port: 80 } };

const SPECS: Readonly<Record<(typeof PODS)[number], object>> = {
  plain: {},
  probed: {
    containers: [
      {
        name: 'main',
        image: 'web:v1',
        readinessProbe: { ...ASKS, periodSeconds: 3, successThreshold: 2 },
        livenessProbe: { ...ASKS, periodSeconds: 4 },
        startupProbe: { ...ASKS, periodSeconds: 2, failureThreshold: 5 },
      },
    ],
  },
  initialized: {
    initContainers: [
      { name: 'setup', image: 'web:v1' },
      { name: 'proxy', image: 'web:v1', restartPolicy: 'Always' },
    ],
    containers: [
      { name: 'main', image: 'web:v1' },
      { name: 'other', image: 'web:v2' },
    ],
  },
};

const BEHAVIOURS: readonly PodBehaviour[] = [
  RUNS,
  NEVER_READY,
  CRASHES,
  CANNOT_BE_PULLED,
  IGNORES_SIGTERM,
  crashesTimes(2),
  exitsAfter(0, 7000),
  exitsAfter(3, 40_000),
  pulledAfter(15_000),
  readyAfter(5000),
  failsProbe('readiness', 10_000, 30_000),
  failsProbe('liveness', 5000),
  failsProbe('startup', 0, 6000),
  stopsIn(9000),
];
const PROBES: readonly ProbeName[] = ['startup', 'liveness', 'readiness'];

type Act = (cluster: TestCluster) => void;
interface Step {
  readonly act: Act;
  readonly thenSeconds: number;
  readonly [fc.toStringMethod]: () => string;
}

const pod = fc.constantFrom(...PODS);
const node = fc.constantFrom(...NODES);
const attempt = (act: Act): Act => {
  return (cluster) => {
    try {
      act(cluster);
    } catch (error) {
      // It makes no sense where it comes: there is no such pod, or it has no such probe.
      if (!/not found|no kubelet runs|has no .* probe|already exists/.test(String(error))) throw error;
    }
  };
};
const act = fc.oneof(
  fc.tuple(pod, node).map(([name, nodeName]): [string, Act] => [
    `create ${name} on ${nodeName}`,
    (cluster) => {
      cluster.createPod(name, { nodeName, terminationGracePeriodSeconds: GRACE_SECONDS, ...SPECS[name] });
    },
  ]),
  fc
    .constantFrom(...BEHAVIOURS)
    .map((behaviour): [string, Act] => [
      `web:v1 ${behaviour.name}`,
      (cluster) => cluster.kubelet.behave({ image: 'web:v1', behaviour }),
    ]),
  fc
    .tuple(pod, fc.constantFrom(...PROBES), fc.boolean())
    .map(([name, probe, succeeds]): [string, Act] => [
      `${probe} of ${name} ${succeeds}`,
      (cluster) => cluster.kubelet.setProbe(`default/${name}`, probe, succeeds),
    ]),
  fc
    .tuple(node, fc.boolean())
    .map(([nodeName, isRunning]): [string, Act] => [
      `kubelet of ${nodeName} ${isRunning}`,
      (cluster) => cluster.kubelet.setRunning(nodeName, isRunning),
    ]),
  fc
    .tuple(pod, fc.constantFrom('ready', 'not-ready', 'failed', 'succeeded'))
    .map(([name, state]): [string, Act] => [
      `${name} is ${state}`,
      (cluster) => cluster.kubelet.setPodState(`default/${name}`, state as 'ready'),
    ]),
  pod.map((name): [string, Act] => [`delete ${name}`, (cluster) => cluster.user.delete('pods', 'default', name)]),
);
const step = fc.tuple(act, fc.integer({ min: 0, max: 90 })).map(
  ([[what, perform], thenSeconds]): Step => ({
    act: attempt(perform),
    thenSeconds,
    [fc.toStringMethod]: () => `${what}, ${thenSeconds}s pass`,
  }),
);

/** Plays a history on a cluster with a pod of each kind; `watch` sees every change of a pod. */
function play(steps: readonly Step[], watch: (before: Pod | undefined, after: Pod) => void): TestCluster {
  const cluster = new TestCluster({ nodes: NODES.map((name) => ({ name })) });
  cluster.server.onCommit(({ resource, before, after }) => {
    if (resource === 'pods' && after) watch(before as Pod | undefined, after as Pod);
  });
  for (const name of PODS)
    cluster.createPod(name, { nodeName: 'node1', terminationGracePeriodSeconds: GRACE_SECONDS, ...SPECS[name] });
  for (const { act: perform, thenSeconds } of steps) {
    perform(cluster);
    cluster.pass(thenSeconds);
  }
  return cluster;
}

/** Every change of every pod in random histories. */
function checkChanges(check: (before: Pod | undefined, after: Pod) => void): void {
  const property = fc.property(fc.array(step, { minLength: 3, maxLength: 14 }), (steps) => {
    play(steps, check);
  });
  fc.assert(property, { numRuns: RUNS_OF_A_PROPERTY, seed: 36, includeErrorInReport: true });
}

test('a pod is reported ready only if all its containers are', () => {
  let readyReports = 0;
  checkChanges((before, after) => {
    if (!isPodReady(after) || before?.status === after.status) return;
    readyReports += 1;
    const { phase, containerStatuses = [], initContainerStatuses = [], conditions = [] } = after.status;
    expect(phase).toBe('Running');
    expect(containerStatuses.map(({ ready }) => ready)).toEqual(after.spec.containers.map(() => true));
    expect(initContainerStatuses.every(({ ready }) => ready)).toBe(true);
    expect(conditions.find(({ type }) => type === 'ContainersReady')?.status).toBe('True');
  });
  expect(readyReports).toBeGreaterThan(0);
});

test('the count of restarts never falls', () => {
  let restarts = 0;
  checkChanges((before, after) => {
    for (const status of after.status.containerStatuses ?? []) {
      const earlier = before?.status.containerStatuses?.find(({ name }) => name === status.name)?.restartCount ?? 0;
      expect(status.restartCount).toBeGreaterThanOrEqual(earlier);
      restarts += status.restartCount - earlier;
    }
  });
  expect(restarts).toBeGreaterThan(0);
});

test('phases only go forward, and a pod that has ended stays so', () => {
  const order = ['Pending', 'Running', 'Succeeded', 'Failed'];
  let ends = 0;
  checkChanges((before, after) => {
    const earlier = before?.status.phase ?? 'Pending';
    const later = after.status.phase ?? 'Pending';
    if (before && isPodTerminal(before)) expect(later).toBe(earlier);
    else expect(order.indexOf(later)).toBeGreaterThanOrEqual(order.indexOf(earlier));
    if (isPodTerminal(after)) ends += 1;
  });
  expect(ends).toBeGreaterThan(0);
});

test('a deleted pod is gone within its grace period, if its kubelet is there', () => {
  let deletions = 0;
  const property = fc.property(fc.array(step, { maxLength: 10 }), pod, (steps, name) => {
    const cluster = play(steps, () => undefined);
    for (const nodeName of NODES) cluster.kubelet.setRunning(nodeName, true);
    if (!cluster.pod(name)) return;
    deletions += 1;
    cluster.user.delete('pods', 'default', name);
    cluster.pass(GRACE_SECONDS + EPSILON_SECONDS);
    expect(cluster.pod(name)).toBeUndefined();
  });
  fc.assert(property, { numRuns: RUNS_OF_A_PROPERTY, seed: 36, includeErrorInReport: true });
  expect(deletions).toBeGreaterThan(0);
});
