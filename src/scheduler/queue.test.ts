import { test } from 'node:test';
import { expect } from 'expect';
import type { Node, Pod } from '../api/core';
import { EventLoop } from '../kernel/event-loop';
import type { SchedulerPlugin } from './framework';
import { SchedulingQueue } from './queue';

const plugin = (name: string, looksAtOneNode: boolean): SchedulerPlugin => ({
  name,
  looksAtOneNode,
  events: ['node-added', 'node-updated'],
  weight: 0,
  mayHelp: (event) => event.kind === 'node-updated',
});
const LOCAL = plugin('Local', true);
const GLOBAL = plugin('Global', false);
const GATES: SchedulerPlugin = {
  ...plugin('Gates', true),
  isGated: (pod) => (pod.spec.schedulingGates?.length ?? 0) > 0,
};

const makePod = (name: string, spec: object = {}): Pod =>
  ({ metadata: { name, namespace: 'default', uid: name }, spec, status: {} }) as unknown as Pod;
const node = { metadata: { name: 'node1' }, spec: {}, status: {} } as unknown as Node;
const touched = { kind: 'node-updated', before: { ...node, spec: {} }, node } as const;
const relabelled = { kind: 'node-updated', before: node, node } as const;

function makeQueue() {
  const loop = new EventLoop();
  const queue = new SchedulingQueue(loop, [LOCAL, GLOBAL, GATES], () => {});
  const next = () => queue.pop()?.pod.metadata.name;
  const park = (name: string, rejectedBy: string, onlyNode?: string, spec: object = {}) => {
    queue.add(makePod(name, spec));
    const queued = queue.pop();
    if (queued) queue.park(queued, new Set([rejectedBy]), onlyNode);
  };
  return { loop, queue, next, park };
}

test('a higher priority goes first, then who came first', () => {
  const { queue, next } = makeQueue();
  for (const [name, priority] of [
    ['early', 0],
    ['late', 0],
    ['urgent', 10],
  ] as const) {
    queue.add(makePod(name, { priority }));
  }
  expect([next(), next(), next(), next()]).toEqual(['urgent', 'early', 'late', undefined]);
});

test('a gated pod is not tried until its last gate goes', () => {
  const { queue, next } = makeQueue();
  const gated = makePod('held', { schedulingGates: [{ name: 'g' }] });
  queue.add(gated);
  expect(next()).toBeUndefined();
  queue.update(gated, makePod('held'));
  expect(next()).toBe('held');
});

test('a parked pod comes back only for an event that its plug-in takes for helpful', () => {
  const { queue, next, park } = makeQueue();
  park('pod', 'Global');
  queue.react({ kind: 'node-added', node }, 'node1');
  expect(next()).toBeUndefined();
  queue.react(touched, 'node1');
  expect(next()).toBe('pod');
});

test('a pod that can use one node does not hear of others, unless a plug-in looks further', () => {
  const { queue, next, park } = makeQueue();
  park('local', 'Local', 'node2');
  park('global', 'Global', 'node2');
  queue.react(touched, 'node1');
  expect([next(), next()]).toEqual(['global', undefined]);
  queue.react(touched, 'node2');
  expect(next()).toBe('local');
});

test('a pod whose node has changed meanwhile hears of other places again, because its message is outdated', () => {
  const { queue, next, park } = makeQueue();
  park('local', 'Local', 'node2');
  queue.react({ kind: 'assigned-pod-added', pod: makePod('other') }, 'node2');
  expect(next()).toBeUndefined();
  queue.react(touched, 'node1');
  expect(next()).toBe('local');
});

test('the labels of another node are no news to a pod of one node, those of its own are', () => {
  const { queue, next, park } = makeQueue();
  park('local', 'Local', 'node2');
  queue.react({ kind: 'assigned-pod-added', pod: makePod('other') }, 'node2');
  queue.react(relabelled, 'node1');
  expect(next()).toBeUndefined();
  queue.react(relabelled, 'node2');
  expect(next()).toBe('local');
});

test('a node that joins or leaves outdates every message, for each tells the number of nodes', () => {
  const { queue, next, park } = makeQueue();
  park('local', 'Local', 'node2');
  queue.react({ kind: 'node-deleted', node }, 'node1');
  expect(next()).toBeUndefined();
  queue.react(touched, 'node3');
  expect(next()).toBe('local');
});

// SCHED-QUEUE-05
test('a pod that backs off goes after all that do not, whatever its priority', () => {
  const { loop, queue, next, park } = makeQueue();
  park('rejected', 'Global', undefined, { priority: 10 });
  loop.advance(200);
  queue.react(touched, 'node1');
  queue.add(makePod('fresh'));
  expect([next(), next()]).toEqual(['fresh', 'rejected']);
});

test('once its back-off is over, priority counts again', () => {
  const { loop, queue, next, park } = makeQueue();
  park('rejected', 'Global', undefined, { priority: 10 });
  loop.advance(2000);
  queue.react(touched, 'node1');
  queue.add(makePod('fresh'));
  expect([next(), next()]).toEqual(['rejected', 'fresh']);
});

// SCHED-QUEUE-10
test('what was kept for a pod matters only to those of its priority or less', () => {
  const { queue, next, park } = makeQueue();
  park('lower', 'Global');
  park('higher', 'Global', undefined, { priority: 10 });
  queue.react(touched, 'node1', 5);
  expect([next(), next()]).toEqual(['lower', undefined]);
});

test('errors are retried after 1, 2, 4, 8 and then 10 seconds, at the next whole second', () => {
  const { loop, queue } = makeQueue();
  queue.add(makePod('pod'));
  const waits: number[] = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    const queued = queue.pop();
    if (!queued) break;
    const fromMs = loop.clock.nowMs;
    queue.retryLater(queued);
    loop.step();
    waits.push((loop.clock.nowMs - fromMs) / 1000);
  }
  expect(waits).toEqual([2, 3, 5, 9, 11, 11]);
});

test('a pod that has waited for more than five minutes is tried again without a reason', () => {
  const { loop, next, park } = makeQueue();
  park('pod', 'Local');
  loop.advance(5 * 60_000);
  expect(next()).toBeUndefined();
  loop.advance(30_000);
  expect(next()).toBe('pod');
});

test('an empty queue keeps no timer', () => {
  const { loop, queue, park } = makeQueue();
  park('pod', 'Local');
  queue.delete('pod');
  expect(loop.nextAtMs).toBeUndefined();
});
