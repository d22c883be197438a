import { test } from 'node:test';
import { expect } from 'expect';
import type { ApiClient } from '../../api/client';
import { makePod, refusalOf, startServer } from '../testing';

test('binding sets the node and PodScheduled, forgets the nomination, and counts no generation (API-POD-07)', () => {
  const { client } = startServer();
  const pod = client.create('pods', 'default', makePod('web'));
  const unschedulable = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no node' };
  client.updateStatus('pods', 'default', {
    ...pod,
    status: { ...pod.status, nominatedNodeName: 'node1', conditions: [unschedulable] },
  });
  client.bind('default', 'web', 'node1');
  const bound = client.get('pods', 'default', 'web');
  expect(bound.spec.nodeName).toBe('node1');
  expect(bound.metadata.generation).toBe(1);
  expect(bound.status).toEqual({
    phase: 'Pending',
    qosClass: 'BestEffort',
    conditions: [
      {
        type: 'PodScheduled',
        status: 'True',
        observedGeneration: 1,
        lastProbeTime: null,
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ],
  });
});

test('a bound pod takes over the zone and region of its node (API-POD-08)', () => {
  const { client } = startServer();
  const zone = { 'topology.kubernetes.io/zone': 'a' };
  client.create('nodes', '', { metadata: { name: 'node1', labels: { ...zone, other: 'x' } } });
  client.create('pods', 'default', makePod('web', {}, { labels: { app: 'x', 'topology.kubernetes.io/zone': 'old' } }));
  client.bind('default', 'web', 'node1');
  expect(client.get('pods', 'default', 'web').metadata.labels).toEqual({ app: 'x', ...zone });
});

test('what cannot be bound is refused as a conflict (API-POD-07)', () => {
  const { client } = startServer();
  client.create('pods', 'default', makePod('bound', { nodeName: 'node1' }));
  client.create('pods', 'default', makePod('gone', { nodeName: 'node1' }));
  client.delete('pods', 'default', 'gone');
  client.create('pods', 'default', makePod('gated', { schedulingGates: [{ name: 'wait' }] }));
  const messageOf = (name: string) => refusalOf(() => client.bind('default', name, 'node2')).message;
  const prefix = 'Operation cannot be fulfilled on pods/binding';
  expect(messageOf('bound')).toBe(`${prefix} "bound": pod bound is already assigned to node "node1"`);
  expect(messageOf('gone')).toBe(`${prefix} "gone": pod gone is being deleted, cannot be assigned to a host`);
  expect(messageOf('gated')).toBe(`${prefix} "gated": pod gated has non-empty .spec.schedulingGates`);
  expect(messageOf('none')).toBe('pods "none" not found');
});

function createRunning(client: ApiClient, name: string, ready = true) {
  const pod = client.create('pods', 'default', makePod(name, { nodeName: 'node1' }, { labels: { app: 'web' } }));
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
  client.updateStatus('pods', 'default', { ...pod, status: { ...pod.status, phase: 'Running', conditions } });
}

function createBudget(client: ApiClient, name: string, status: object, spec: object = {}) {
  const budget = client.create('poddisruptionbudgets', 'default', {
    metadata: { name },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } }, ...spec },
  });
  client.updateStatus('poddisruptionbudgets', 'default', {
    ...budget,
    status: {
      observedGeneration: 1,
      disruptionsAllowed: 0,
      currentHealthy: 1,
      desiredHealthy: 1,
      expectedPods: 1,
      ...status,
    },
  });
}

test('an evicted pod says why before it is deleted gracefully (API-POD-10)', () => {
  const { client } = startServer();
  createRunning(client, 'web');
  client.evict('default', 'web');
  const pod = client.get('pods', 'default', 'web');
  expect(pod.metadata.deletionGracePeriodSeconds).toBe(30);
  expect(pod.status.conditions).toContainEqual(
    expect.objectContaining({
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
    }),
  );
  expect(refusalOf(() => client.evict('default', 'none')).message).toBe('pods "none" not found');
});

test('a spent disruption budget forbids the eviction (API-POD-11)', () => {
  const { client } = startServer();
  createRunning(client, 'web');
  createBudget(client, 'budget', {});
  expect(refusalOf(() => client.evict('default', 'web'))).toMatchObject({
    code: 429,
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: 'The disruption budget budget needs 1 healthy pods and has 1 currently',
        },
      ],
    },
  });
  expect(client.get('pods', 'default', 'web').metadata.deletionTimestamp).toBeUndefined();
});

test('a budget that could not be worked out says so when it forbids an eviction', () => {
  const { client } = startServer();
  createRunning(client, 'web');
  const failed = { type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message: 'no scale' };
  createBudget(client, 'budget', { conditions: [{ ...failed, lastTransitionTime: '2026-01-01T00:00:00Z' }] });
  const { details } = refusalOf(() => client.evict('default', 'web'));
  expect(details?.causes?.[0]?.message).toBe(
    'The disruption budget budget does not allow evicting pods currently because it failed sync: no scale',
  );
  expect(details?.retryAfterSeconds).toBeUndefined();
});

test('an allowed eviction spends the budget', () => {
  const { client } = startServer();
  createRunning(client, 'a');
  createRunning(client, 'b');
  createBudget(client, 'budget', { disruptionsAllowed: 1, currentHealthy: 2 });
  client.evict('default', 'a');
  expect(client.get('poddisruptionbudgets', 'default', 'budget')).toMatchObject({
    status: { disruptionsAllowed: 0, disruptedPods: { a: '2026-01-01T00:00:00Z' } },
  });
  expect(refusalOf(() => client.evict('default', 'b')).reason).toBe('TooManyRequests');
});

test('a pod that is not ready costs no budget while enough others are healthy', () => {
  const { client } = startServer();
  createRunning(client, 'broken', false);
  createBudget(client, 'budget', {});
  client.evict('default', 'broken');
  expect(client.get('pods', 'default', 'broken').metadata.deletionTimestamp).toBeDefined();
});

test('pending and terminating pods skip budgets, and two budgets for one pod are an error (API-POD-10, API-POD-11)', () => {
  const { client } = startServer();
  client.create('pods', 'default', makePod('pending', {}, { labels: { app: 'web' } }));
  createRunning(client, 'web');
  createBudget(client, 'one', {});
  createBudget(client, 'two', {});
  client.evict('default', 'pending');
  expect(refusalOf(() => client.evict('default', 'web'))).toMatchObject({
    code: 500,
    message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
  });
});
