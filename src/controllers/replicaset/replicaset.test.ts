import { test } from 'node:test';
import { expect } from 'expect';
import type { Pod } from '../../api/core';
import { controllerOf } from '../../api/meta';
import { TestCluster } from '../test-cluster';
import { sortForDeletion } from './deletion-order';

const NODES = [{ name: 'node1' }, { name: 'node2' }];
const LABELS = { app: 'web' };

function createReplicaSet(cluster: TestCluster, spec: object): void {
  cluster.user.create('replicasets', 'default', {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      selector: { matchLabels: LABELS },
      template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'main', image: 'web:v1' }] } },
      ...spec,
    },
  });
}

const scale = (cluster: TestCluster, replicas: number) =>
  cluster.user.patch('replicasets', 'default', 'web', { spec: { replicas } }, { type: 'merge' });
const pods = (cluster: TestCluster) => cluster.user.list('pods').items;
const status = (cluster: TestCluster) => cluster.user.get('replicasets', 'default', 'web').status;

test('as many pods as replicas, and a status that says so', () => {
  const cluster = new TestCluster({ nodes: NODES });
  createReplicaSet(cluster, { replicas: 3 });
  cluster.rest();
  expect(pods(cluster)).toHaveLength(3);
  expect(pods(cluster).every(({ metadata }) => metadata.generateName === 'web-')).toBe(true);
  expect(status(cluster)).toEqual({
    replicas: 3,
    fullyLabeledReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    terminatingReplicas: 0,
    observedGeneration: 1,
  });
  const messages = cluster.events('SuccessfulCreate').map(({ message }) => message);
  expect(messages.sort()).toEqual(
    pods(cluster)
      .map(({ metadata }) => `Created pod: ${metadata.name}`)
      .sort(),
  );
});

test('too many pods: as many go as are too many, and each is told', () => {
  const cluster = new TestCluster({ nodes: NODES });
  createReplicaSet(cluster, { replicas: 4 });
  cluster.rest();
  scale(cluster, 1);
  cluster.rest();
  expect(pods(cluster)).toHaveLength(1);
  expect(cluster.events('SuccessfulDelete')).toHaveLength(3);
});

test('a pod that is deleted or fails is replaced', () => {
  const cluster = new TestCluster({ nodes: NODES });
  createReplicaSet(cluster, { replicas: 2 });
  cluster.rest();
  const [first, second] = pods(cluster) as [Pod, Pod];
  cluster.user.delete('pods', 'default', first.metadata.name);
  cluster.kubelet.setPodState(`default/${second.metadata.name}`, 'failed');
  cluster.rest();
  const running = pods(cluster).filter(({ status: { phase } }) => phase === 'Running');
  expect(running).toHaveLength(2);
  expect(running.some(({ metadata }) => [first.metadata.uid, second.metadata.uid].includes(metadata.uid))).toBe(false);
});

test('an orphan with the right labels counts, and is adopted', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.createPod('stray', { nodeName: 'node1' }, LABELS);
  cluster.rest();
  createReplicaSet(cluster, { replicas: 2 });
  cluster.rest();
  expect(pods(cluster)).toHaveLength(2);
  expect(controllerOf(cluster.pod('stray') as Pod)?.kind).toBe('ReplicaSet');
});

test('a pod that loses its labels is released and replaced', () => {
  const cluster = new TestCluster({ nodes: NODES });
  createReplicaSet(cluster, { replicas: 1 });
  cluster.rest();
  const { name } = (pods(cluster)[0] as Pod).metadata;
  cluster.user.patch('pods', 'default', name, { metadata: { labels: { app: 'debug' } } }, { type: 'merge' });
  cluster.rest();
  expect(pods(cluster)).toHaveLength(2);
  expect(controllerOf(cluster.pod(name) as Pod)).toBeUndefined();
});

test('pods that are refused are asked for slowly, and the refusal is a condition', () => {
  const cluster = new TestCluster({ nodes: NODES });
  createReplicaSet(cluster, {
    replicas: 50,
    template: {
      metadata: { labels: LABELS },
      spec: { serviceAccountName: 'robot', containers: [{ name: 'main', image: 'web:v1' }] },
    },
  });
  cluster.pass(0.002);
  expect(cluster.events('FailedCreate')).toHaveLength(1);
  cluster.rest();
  const [condition] = status(cluster).conditions ?? [];
  expect(condition).toMatchObject({ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' });
  expect(condition?.message).toContain('serviceaccount "robot" not found');
});

test('a pod counts as available only after minReadySeconds', () => {
  const cluster = new TestCluster({ nodes: NODES });
  createReplicaSet(cluster, { replicas: 1, minReadySeconds: 10 });
  cluster.pass(5);
  expect([status(cluster).readyReplicas, status(cluster).availableReplicas]).toEqual([1, undefined]);
  cluster.rest();
  expect(status(cluster).availableReplicas).toBe(1);
});

const NOW = Date.parse('2026-01-01T01:00:00Z');

function pod(name: string, node: string | undefined, since: string | undefined, cost?: string): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: name,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(cost ? { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } } : {}),
    },
    spec: { containers: [], ...(node ? { nodeName: node } : {}) },
    status: {
      phase: 'Running',
      ...(since ? { conditions: [{ type: 'Ready', status: 'True' as const, lastTransitionTime: since }] } : {}),
    },
  };
}

test('who goes first: unbound, not ready, cheap, crowded, young', () => {
  const old = '2026-01-01T00:00:00Z';
  const given = [
    pod('old', 'node1', old),
    pod('young', 'node1', '2026-01-01T00:59:50Z'),
    pod('crowded', 'node2', old),
    pod('cheap', 'node1', old, '-5'),
    pod('not ready', 'node1', undefined),
    pod('unbound', undefined, undefined),
  ];
  const neighbours = new Map([
    ['node1', 1],
    ['node2', 2],
  ]);
  const order = ['unbound', 'not ready', 'cheap', 'crowded', 'young', 'old'];
  expect(sortForDeletion(given, neighbours, NOW).map(({ metadata }) => metadata.name)).toEqual(order);
});
