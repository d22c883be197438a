import { test } from 'node:test';
import { expect } from 'expect';
import { ApiError } from '../../api/errors';
import { STRATEGIES, surge, TestBed } from './test-bed';

// Upstream U: TestSimpleDaemonSetUpdatesStatusAfterLaunchingPods
test('the sync after the creations counts the pods', () => {
  for (const updateStrategy of STRATEGIES) {
    const bed = new TestBed(5);
    bed.addDaemonSet({ updateStrategy });
    expect(bed.sync().created).toHaveLength(5);
    // The caches of a real controller lag behind its own writes, so the first status still shows none.
    expect(bed.status()).toMatchObject({ desiredNumberScheduled: 5, currentNumberScheduled: 0 });
    bed.sync();
    expect(bed.status()).toMatchObject({
      desiredNumberScheduled: 5,
      currentNumberScheduled: 5,
      updatedNumberScheduled: 5,
      numberReady: 0,
      numberUnavailable: 5,
    });
  }
});

const CREATE_FAILED = 'create failed';
const STATUS_FAILED = 'status failed';
const FAILING_SYNCS: readonly { claim: string; refused: readonly string[]; error: RegExp | undefined }[] = [
  {
    // Upstream U: TestSimpleDaemonSetUpdatesStatusError › sync error
    claim: 'a failed creation fails the sync, and the status is written all the same',
    refused: ['create'],
    error: /^create failed$/,
  },
  {
    // Upstream U: TestSimpleDaemonSetUpdatesStatusError › status error
    claim: 'a status that cannot be written fails the sync',
    refused: ['updateStatus'],
    error: /^error storing status for daemon set .*: status failed$/,
  },
  {
    // Upstream U: TestSimpleDaemonSetUpdatesStatusError › sync and status error
    claim: 'of a failed creation and a failed status write the creation is reported',
    refused: ['create', 'updateStatus'],
    error: /^create failed$/,
  },
];
for (const { claim, refused, error } of FAILING_SYNCS) {
  test(claim, () => {
    const bed = new TestBed(1);
    bed.addDaemonSet();
    const refuse = (verb: string, resource: string, message: string) =>
      refused.includes(verb) &&
      bed.refuse(
        (request) => request.verb === verb && request.resource === resource,
        new ApiError('InternalError', message),
      );
    refuse('create', 'pods', CREATE_FAILED);
    refuse('updateStatus', 'daemonsets', STATUS_FAILED);
    const report = bed.sync();
    expect(report.error).toMatch(error as RegExp);
    expect(bed.requests.filter((request) => request.startsWith('updateStatus')).length).toBeGreaterThan(0);
    expect(report.writes.includes('update daemonsets')).toBe(!refused.includes('updateStatus'));
    // It is tried again after the shortest delay.
    expect(bed.loop.delayed.at(-1)).toEqual({ key: 'default/agent', delayMs: 5 });
  });
}

// Upstream U: TestNumberReadyStatus
test('only ready pods are counted as ready', () => {
  for (const updateStrategy of STRATEGIES) {
    const bed = new TestBed(2);
    bed.addDaemonSet({ updateStrategy });
    bed.settle();
    expect(bed.status()).toMatchObject({ numberReady: 0, desiredNumberScheduled: 2 });
    bed.makeReady();
    bed.sync();
    expect(bed.status()).toMatchObject({ numberReady: 2, numberAvailable: 2 });
    expect(bed.status().numberUnavailable).toBeUndefined();
  }
});

// Upstream U: TestObservedGeneration
test('the status says which generation it is about', () => {
  for (const updateStrategy of STRATEGIES) {
    const bed = new TestBed(1);
    bed.addDaemonSet({ updateStrategy });
    bed.settle();
    expect(bed.status().observedGeneration).toBe(1);
    bed.changeDaemonSet({ minReadySeconds: 5 });
    expect(bed.status().observedGeneration).toBe(1);
    bed.sync();
    expect(bed.daemonSet().metadata.generation).toBe(2);
    expect(bed.status().observedGeneration).toBe(2);
  }
});

test('while deletions are outstanding the status is written and the observed generation is not raised', () => {
  const bed = new TestBed(2);
  const owner = bed.addDaemonSet();
  bed.settle();
  bed.addPod('extra', { owner, node: 'node-0' });
  bed.deliver();
  bed.server.holdWatch('daemonset-controller', 'pods');
  expect(bed.sync().deleted).toHaveLength(1);
  bed.changeDaemonSet({ minReadySeconds: 5, revisionHistoryLimit: 3 });
  const { error, created, deleted } = bed.sync();
  expect([error, created, deleted]).toEqual([undefined, [], []]);
  expect(bed.requests).toEqual(['updateStatus daemonsets agent']);
  expect(bed.status().observedGeneration).toBe(1);
  bed.server.releaseWatch('daemonset-controller', 'pods');
  bed.settle();
  expect(bed.status().observedGeneration).toBe(2);
});

interface StoreCase {
  readonly claim: string;
  /** How many of the writes, and of the reads after them, fail. */
  readonly failedWrites: number;
  readonly failedReads: number;
  readonly writes: number;
  readonly reads: number;
  readonly error?: RegExp;
}
const STORE_CASES: readonly StoreCase[] = [
  {
    // Upstream U: TestStoreDaemonSetStatus › succeed immediately
    claim: 'a status is written once if the write succeeds',
    failedWrites: 0,
    failedReads: 0,
    writes: 1,
    reads: 0,
  },
  {
    // Upstream U: TestStoreDaemonSetStatus › succeed after one update failure
    claim: 'a failed status write is tried once more on what is stored now',
    failedWrites: 1,
    failedReads: 0,
    writes: 2,
    reads: 1,
  },
  {
    // Upstream U: TestStoreDaemonSetStatus › fail after two update failures
    claim: 'the second failed status write is the last, and its error is reported',
    failedWrites: 2,
    failedReads: 0,
    writes: 2,
    reads: 1,
    error: /: write 2 failed$/,
  },
  {
    // Upstream U: TestStoreDaemonSetStatus › fail after one update failure and one get failure
    claim: 'a status whose set cannot be read again is given up',
    failedWrites: 1,
    failedReads: 1,
    writes: 1,
    reads: 1,
    error: /: read 1 failed$/,
  },
];
for (const { claim, failedWrites, failedReads, writes, reads, error } of STORE_CASES) {
  test(claim, () => {
    const bed = new TestBed(0);
    bed.addDaemonSet();
    let write = 0;
    let read = 0;
    bed.server.interceptRequests(({ actor, verb, resource }) => {
      if (actor !== 'daemonset-controller' || resource !== 'daemonsets') return undefined;
      if (verb === 'updateStatus' && ++write <= failedWrites) {
        return new ApiError('InternalError', `write ${write} failed`);
      }
      if (verb === 'get' && ++read <= failedReads) return new ApiError('InternalError', `read ${read} failed`);
      return undefined;
    });
    const report = bed.sync();
    expect({ write, read }).toEqual({ write: writes, read: reads });
    if (error) expect(report.error).toMatch(error);
    else expect([report.error, bed.status().observedGeneration]).toEqual([undefined, 1]);
  });
}

test('a second write puts the counters on what others have written meanwhile', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet();
  bed.deliver();
  bed.server.holdWatch('daemonset-controller', 'daemonsets');
  const conditions = [{ type: 'Progress', status: 'True' }];
  bed.user.patch(
    'daemonsets',
    'default',
    'agent',
    { status: { conditions } },
    { type: 'merge', subresource: 'status' },
  );
  expect(bed.syncWaiting().error).toBeUndefined();
  expect(bed.status()).toMatchObject({ conditions, desiredNumberScheduled: 1, observedGeneration: 1 });
});

test('a status that says nothing new is not written', () => {
  const bed = new TestBed(2);
  bed.addDaemonSet();
  bed.settle();
  expect(bed.sync().writes).toEqual([]);
});

test('while two pods share a node the older one speaks for it', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({ updateStrategy: surge(1) });
  bed.settle();
  bed.makeReady();
  bed.settle();
  bed.pass(10);
  bed.rollOut('agent:v2');
  bed.settle();
  expect(bed.pods()).toHaveLength(2);
  expect(bed.status()).toMatchObject({ currentNumberScheduled: 1, numberReady: 1 });
  expect(bed.status().updatedNumberScheduled).toBeUndefined();
});

test('a set that waits for pods to become available looks again by itself', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({ minReadySeconds: 20 });
  bed.settle();
  bed.makeReady();
  bed.settle();
  expect(bed.status()).toMatchObject({ numberReady: 1, numberUnavailable: 1 });
  expect(bed.loop.delayed.map(({ delayMs }) => delayMs)).toEqual([21_000, 20_000]);
  bed.pass(20);
  bed.settle();
  expect(bed.status()).toMatchObject({ numberReady: 1, numberAvailable: 1 });
});
