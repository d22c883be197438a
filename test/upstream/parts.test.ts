/** Upstream's tests of the parts that the DaemonSet controller stands on: hashes, percentages, back-offs, queues, the API. */
import { test } from 'node:test';
import { expect } from 'expect';
import type { DaemonSet } from '../../src/api/apps';
import type { Pod, PodPhase, PodTemplateSpec } from '../../src/api/core';
import { scaledValue } from '../../src/api/int-or-percent';
import { isPodAvailable, isPodTerminal } from '../../src/api/pod-conditions';
import { computeTemplateHash, dumpPodTemplate } from '../../src/api/template-hash';
import { makeDaemonSet, refusalOf, startServer } from '../../src/apiserver/testing';
import { EventLoop } from '../../src/kernel/event-loop';
import { Backoff } from '../../src/machinery/backoff';
import { RateLimiter } from '../../src/machinery/rate-limiter';
import { WorkQueue } from '../../src/machinery/work-queue';

const TEMPLATE: PodTemplateSpec = {
  metadata: { labels: { app: 'agent', tier: 'node' } },
  spec: { containers: [{ name: 'main', image: 'agent:v1' }] },
};

// Upstream C: TestComputeHash › simple (counts 1 and 2 differ)
test('another collision count is another hash', () => {
  expect(computeTemplateHash(TEMPLATE, 1)).not.toBe(computeTemplateHash(TEMPLATE, 2));
});

// Upstream C: TestComputeHash › using math.MaxInt64 (absent and 2147483647 differ)
test('the largest collision count is another hash than none', () => {
  expect(computeTemplateHash(TEMPLATE, 2147483647)).not.toBe(computeTemplateHash(TEMPLATE));
  expect(computeTemplateHash({} as PodTemplateSpec, 2147483647)).toBe('579d8f8ff6');
});

// Upstream X: TestDeepHashObject
test('equal templates have equal hashes, in whatever order their keys were written, and others have others', () => {
  const reordered: PodTemplateSpec = {
    spec: { containers: [{ image: 'agent:v1', name: 'main' }] },
    metadata: { labels: { tier: 'node', app: 'agent' } },
  };
  expect(computeTemplateHash(reordered)).toBe(computeTemplateHash(TEMPLATE));
  const others: PodTemplateSpec[] = [
    { ...TEMPLATE, metadata: { labels: { app: 'agent' } } },
    { ...TEMPLATE, spec: { ...TEMPLATE.spec, hostNetwork: true } },
    { ...TEMPLATE, spec: { containers: [{ name: 'main', image: 'agent:v2' }] } },
  ];
  const hashes = [TEMPLATE, ...others].map((template) => computeTemplateHash(template));
  expect(new Set(hashes).size).toBe(4);
});

// Upstream X: TestDeepObjectPointer
test('what a template contains counts, not which object holds it', () => {
  const copy = structuredClone(TEMPLATE);
  expect(dumpPodTemplate(copy)).toBe(dumpPodTemplate(TEMPLATE));
  expect(computeTemplateHash(copy)).toBe(computeTemplateHash(TEMPLATE));
});

const NOW = Date.parse('2026-01-01T12:00:00Z');
function podReady(status: 'True' | 'False', secondsAgo: number | undefined): Pick<Pod, 'status'> {
  const since = secondsAgo === undefined ? {} : { lastTransitionTime: new Date(NOW - secondsAgo * 1000).toISOString() };
  return { status: { phase: 'Running', conditions: [{ type: 'Ready', status, ...since }] } };
}

// Upstream P: TestIsPodAvailable #0–#6
test('a pod is available when it has been ready for minReadySeconds, to the second', () => {
  const cases: readonly [pod: Pick<Pod, 'status'>, minReadySeconds: number, isAvailable: boolean][] = [
    [podReady('False', 0), 0, false],
    [podReady('True', 0), 1, false],
    [podReady('True', undefined), 1, false],
    [podReady('True', 0), 0, true],
    [podReady('True', 51), 50, true],
    [podReady('True', 51), 51, true],
    [podReady('True', 51), 52, false],
  ];
  expect(cases.map(([pod, seconds]) => isPodAvailable(pod, seconds, NOW))).toEqual(cases.map(([, , is]) => is));
});

// Upstream P: TestIsPodTerminal #0–#5
test('a pod is finished in the phases Failed and Succeeded, and in no other', () => {
  const isFinished = (phase: string) => isPodTerminal({ status: { phase: phase as PodPhase } });
  expect(['', 'Unknown', 'Pending', 'Running', 'Failed', 'Succeeded'].filter(isFinished)).toEqual([
    'Failed',
    'Succeeded',
  ]);
});

const NOT_A_PERCENTAGE = 'invalid value for IntOrString: invalid type: string is not a percentage';
const INVALID = /^invalid value for IntOrString: invalid value "/;

// Upstream N: TestGetIntFromIntOrString #0–#8
test('a number or a percentage is read to the last character', () => {
  const read = (value: string | number) => scaledValue(value, 100, true);
  expect([read(200), read('200%'), read('0%')]).toEqual([200, 200, 0]);
  for (const text of ['200', 'a', '40#']) expect(() => read(text)).toThrow(NOT_A_PERCENTAGE);
  for (const text of ['%', 'a%', '40%%']) expect(() => read(text)).toThrow(INVALID);
  expect(() => read('30%0')).toThrow(NOT_A_PERCENTAGE);
});

// Upstream N: TestGetIntFromIntOrPercent #0–#7
test('a percentage of a total is rounded as asked', () => {
  const cases: readonly [value: string | number, total: number, up: boolean, scaled: number][] = [
    [123, 0, false, 123],
    ['90%', 100, true, 90],
    ['90%', 95, true, 86],
    ['90%', 95, false, 85],
  ];
  for (const [value, total, up, scaled] of cases) expect(scaledValue(value, total, up)).toBe(scaled);
  for (const text of ['%', '90#', '#%', '90']) expect(() => scaledValue(text, 100, true)).toThrow();
});

// Upstream N: TestGetValueFromIntOrPercentNil
test('no value at all is an error', () => {
  expect(() => scaledValue(undefined, 1, true)).toThrow('nil value for IntOrString');
});

// Upstream B: TestSlowBackoff
test('a back-off doubles up to its cap', () => {
  const loop = new EventLoop();
  const backoff = new Backoff(loop.clock, 1000, 50_000);
  const delays = Array.from({ length: 8 }, () => {
    backoff.advance('key');
    const delayMs = backoff.delayMs('key');
    loop.advance(delayMs);
    return delayMs / 1000;
  });
  expect(delays).toEqual([1, 2, 4, 8, 16, 32, 50, 50]);
});

// Upstream B: TestBackoffReset, TestBackoffHighWaterMark
test('a back-off starts over when it was left alone for more than twice its cap, and not before', () => {
  const loop = new EventLoop();
  const backoff = new Backoff(loop.clock, 1000, 5000);
  const advance = () => {
    backoff.advance('key');
    return backoff.delayMs('key');
  };
  expect([advance(), advance()]).toEqual([1000, 2000]);
  loop.advance(10_000);
  expect(advance()).toBe(4000);
  loop.advance(10_001);
  expect(advance()).toBe(1000);
});

// Upstream B: TestBackoffGC
test('a back-off that nobody needs any more is forgotten', () => {
  const loop = new EventLoop();
  const backoff = new Backoff(loop.clock, 1000, 5000);
  backoff.advance('key');
  loop.advance(10_000);
  expect(backoff.delayMs('key')).toBe(1000);
  loop.advance(1);
  expect(backoff.delayMs('key')).toBe(0);
});

// Upstream B: TestIsInBackOffSinceUpdate
test('a key is held back until its delay is over, and at that very moment no longer', () => {
  const loop = new EventLoop();
  const backoff = new Backoff(loop.clock, 1000, 10_000);
  const seen: boolean[] = [backoff.isInBackoff('key')];
  for (const waitMs of [999, 1, 1999, 1]) {
    if (seen.length % 2 === 1) backoff.advance('key');
    loop.advance(waitMs);
    seen.push(backoff.isInBackoff('key'));
  }
  expect(seen).toEqual([false, true, false, true, false]);
});

// Upstream Q: TestItemExponentialFailureRateLimiter, TestItemExponentialFailureRateLimiterOverFlow
test('a key that fails is tried again after 5 ms, then twice as long each time, up to 1000 s', () => {
  const limiter = new RateLimiter(new EventLoop().clock);
  const delays = Array.from({ length: 25 }, () => limiter.delayMs('key'));
  expect(delays.slice(0, 5)).toEqual([5, 10, 20, 40, 80]);
  expect(delays.slice(16)).toEqual([327_680, 655_360, ...Array(7).fill(1_000_000)]);
  expect(limiter.failuresOf('key')).toBe(25);
  expect(limiter.delayMs('another')).toBe(5);
  limiter.forget('key');
  expect(limiter.delayMs('key')).toBe(5);
});

// Upstream Q: TestMaxOfRateLimiter
test('of a key’s own delay and that of the whole queue the longer one counts', () => {
  const loop = new EventLoop();
  const limiter = new RateLimiter(loop.clock);
  for (let index = 0; index < 100; index++) expect(limiter.delayMs(`key-${index}`)).toBe(5);
  expect(limiter.delayMs('key-100')).toBe(100);
  expect(limiter.delayMs('key-101')).toBe(200);
  for (let index = 0; index < 8; index++) limiter.delayMs('key-102');
  expect(limiter.delayMs('key-102')).toBe(1280);
});

/** A queue whose keys note when they were worked on. */
function notingQueue(work: (queue: WorkQueue, key: string) => void = () => undefined) {
  const loop = new EventLoop();
  const worked: string[] = [];
  const queue: WorkQueue = new WorkQueue(loop, 'queue', (key) => {
    worked.push(`${key} at ${loop.clock.elapsedMs}`);
    work(queue, key);
  });
  return { loop, queue, worked };
}

// Upstream Q: TestDeduping, TestAddTwoFireEarly
test('a key that waits twice comes once, at the earlier time, and other keys do not disturb it', () => {
  const { loop, queue, worked } = notingQueue();
  queue.addAfter('first', 50);
  queue.addAfter('first', 70);
  queue.addAfter('second', 60);
  queue.addAfter('second', 30);
  loop.advance(1000);
  expect(worked).toEqual(['second at 30', 'first at 50']);
});

// Upstream Q: TestLen, TestReinsert, TestCollapse, TestCollapseWhileProcessing, TestAddWhileProcessing
test('keys come in their order, once for however often they were added, and again if added while at work', () => {
  let additions = 2;
  const { loop, queue, worked } = notingQueue((self, key) => {
    if (key === 'a' && additions > 0) for (; additions > 0; additions--) self.add('a');
  });
  for (const key of ['a', 'b', 'a', 'c', 'b']) queue.add(key);
  loop.advance(0);
  expect(worked).toEqual(['a at 0', 'b at 0', 'c at 0', 'a at 0']);
  queue.add('b');
  loop.advance(0);
  expect(worked).toHaveLength(5);
});

const created = (spec: object): DaemonSet => {
  const draft = makeDaemonSet();
  return startServer().client.create('daemonsets', 'default', { ...draft, spec: { ...draft.spec, ...spec } });
};

// Upstream V: TestSetDefaultDaemonSetSpec #0–#3
test('what a DaemonSet leaves open has a default, and what it says stays', () => {
  const rollingUpdate = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } };
  expect(created({}).spec).toMatchObject({ updateStrategy: rollingUpdate, revisionHistoryLimit: 10 });
  expect(created({ revisionHistoryLimit: 1 }).spec).toMatchObject({
    updateStrategy: rollingUpdate,
    revisionHistoryLimit: 1,
  });
  expect(created({ updateStrategy: { type: 'RollingUpdate' } }).spec.updateStrategy).toEqual(rollingUpdate);
  expect(created({ updateStrategy: { type: 'OnDelete' } }).spec.updateStrategy).toEqual({ type: 'OnDelete' });
});

// Upstream V: TestDaemonSetUpdateMaxSurge (24 cases)
test('exactly one of maxUnavailable and maxSurge may be other than zero, and no percentage exceeds 100', () => {
  const none = [0, '0%'];
  const some = [1, '1%', '100%'];
  const wrong = [-1, '101%', '1%%', '-1%', 'one'];
  const isAccepted = (maxUnavailable: string | number, maxSurge: string | number) => {
    const spec = { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } } };
    try {
      return created(spec).spec.updateStrategy.rollingUpdate?.maxSurge === maxSurge;
    } catch {
      return false;
    }
  };
  for (const one of some) {
    for (const zero of none) {
      expect([one, zero, isAccepted(one, zero), isAccepted(zero, one)]).toEqual([one, zero, true, true]);
    }
    for (const other of some) expect([one, other, isAccepted(one, other)]).toEqual([one, other, false]);
    for (const bad of wrong) expect([bad, isAccepted(bad, one), isAccepted(one, bad)]).toEqual([bad, false, false]);
  }
  for (const zero of none)
    for (const other of none) {
      expect([zero, other, isAccepted(zero, other)]).toEqual([zero, other, false]);
    }
  const neither = { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } } };
  expect(refusalOf(() => created(neither)).reason).toBe('Invalid');
});

// DS-API-06
test('a counter in the status is never negative, and the collision count never falls', () => {
  const { client } = startServer();
  const daemonSet = client.create('daemonsets', 'default', makeDaemonSet());
  const report = (status: object) => {
    const stored = client.get('daemonsets', 'default', daemonSet.metadata.name);
    return client.updateStatus('daemonsets', 'default', { ...stored, status: { ...stored.status, ...status } });
  };
  expect(refusalOf(() => report({ numberReady: -1 })).message).toContain('status.numberReady: Invalid value: -1');
  expect(report({ collisionCount: 2 }).status.collisionCount).toBe(2);
  expect(refusalOf(() => report({ collisionCount: 1 })).message).toContain('cannot be decremented');
  expect(report({ collisionCount: 3 }).status.collisionCount).toBe(3);
});
