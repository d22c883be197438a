import { test } from 'node:test';
import { expect } from 'expect';
import { ApiError } from '../../api/errors';
import { controllerOf } from '../../api/meta';
import { EventLoop } from '../../kernel/event-loop';
import { Expectations } from '../../machinery/expectations';
import { ACTOR, STRATEGIES, TestBed } from './test-bed';

const isPodCreation = ({ verb, resource }: { verb: string; resource: string }) =>
  verb === 'create' && resource === 'pods';

// Upstream U: TestExpectationsOnRecreate
test('a set that is deleted and made again does not wait for the pods of its predecessor', () => {
  const bed = new TestBed(1);
  const first = bed.addDaemonSet();
  bed.deliver();
  bed.server.holdWatch(ACTOR, 'pods');
  expect(bed.sync().created).toEqual(['node-0']);
  // Its own status write brings the set back once; the pod has not been seen yet.
  bed.deliver();
  expect(bed.syncWaiting().created).toEqual([]);

  bed.user.delete('daemonsets', 'default', 'agent');
  bed.deliver();
  expect(bed.syncWaiting().writes).toEqual([]);

  const second = bed.addDaemonSet();
  expect(second.metadata.uid).not.toBe(first.metadata.uid);
  expect(bed.sync().created).toEqual(['node-0']);
  // The pod of the first is neither the second's nor touched by it.
  expect(bed.pods().map((pod) => controllerOf(pod)?.uid)).toEqual(
    expect.arrayContaining([first.metadata.uid, second.metadata.uid]),
  );
  bed.server.releaseWatch(ACTOR, 'pods');
  bed.settle();
  expect(bed.status()).toMatchObject({ desiredNumberScheduled: 1, currentNumberScheduled: 1 });
  expect(bed.pods()).toHaveLength(2);
});

test('a set that is made again before anybody looked at its end starts clean as well', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet();
  bed.deliver();
  bed.server.holdWatch(ACTOR, 'pods');
  expect(bed.sync().created).toEqual(['node-0']);
  bed.user.delete('daemonsets', 'default', 'agent');
  bed.addDaemonSet();
  expect(bed.sync().created).toEqual(['node-0']);
});

// Upstream U: TestSimpleDaemonSetPodCreateErrors
test('creations start slowly and stop with the first batch that fails', () => {
  for (const updateStrategy of STRATEGIES) {
    const bed = new TestBed(100);
    bed.addDaemonSet({ updateStrategy });
    let granted = 0;
    bed.refuse((request) => isPodCreation(request) && ++granted > 10);
    const first = bed.sync();
    // Batches of 1, 2, 4 and 8: the last five of fifteen fail, and 85 are not tried.
    expect([first.createRequests, first.created.length, first.error]).toEqual([15, 10, 'fake error']);
    // Nothing is waited for that will not come, so the next sync tries again, carefully.
    const second = bed.sync();
    expect([second.createRequests, second.created.length]).toEqual([1, 0]);
    expect(bed.status()).toMatchObject({
      desiredNumberScheduled: 100,
      currentNumberScheduled: 10,
      updatedNumberScheduled: 10,
    });
  }
});

// Upstream U: TestDaemonSetPodCreateExpectationsError
test('creations that were given up are not waited for', () => {
  for (const updateStrategy of STRATEGIES) {
    const bed = new TestBed(100);
    bed.addDaemonSet({ updateStrategy });
    let refusing = true;
    bed.refuse((request) => isPodCreation(request) && refusing);
    expect(bed.sync().createRequests).toBe(1);
    refusing = false;
    expect(bed.sync().created).toHaveLength(100);
  }
});

test('a namespace that is going away refuses pods in silence, and what was asked for stays open', () => {
  const bed = new TestBed(3);
  bed.addDaemonSet();
  const causes = [{ reason: 'NamespaceTerminating', message: 'namespace default is being terminated' }];
  bed.refuse(isPodCreation, new ApiError('Forbidden', 'being terminated', { causes }));
  const { error, events, createRequests } = bed.sync();
  expect([error, events, createRequests]).toEqual([undefined, [], 3]);
  expect(bed.sync().createRequests).toBe(0);
  bed.pass(300);
  expect(bed.sync().createRequests).toBe(0);
  bed.pass(0.001);
  expect(bed.sync().createRequests).toBe(3);
});

test('a batch holds 250 creations at most, and the rest follow when these were seen', () => {
  const bed = new TestBed(300);
  bed.addDaemonSet();
  expect(bed.sync().created).toHaveLength(250);
  expect(bed.sync().created).toHaveLength(50);
  expect(bed.step()).toEqual([0, 0]);
});

// Upstream C: TestControllerExpectations › Expectations have been surpassed
test('what was asked for is satisfied when as much or more has been seen', () => {
  const loop = new EventLoop();
  const expectations = new Expectations(loop.clock);
  expect(expectations.areSatisfied('set')).toBe(true);
  expectations.expect('set', 2, 0);
  expectations.creationObserved('set');
  expect(expectations.areSatisfied('set')).toBe(false);
  expectations.creationObserved('set');
  expect(expectations.areSatisfied('set')).toBe(true);
  expectations.creationObserved('set');
  expectations.deletionObserved('set');
  expect(expectations.areSatisfied('set')).toBe(true);
  expect(expectations.outstanding('set')).toMatchObject({ creations: -1, deletions: -1 });
  // New wishes replace the old account.
  expectations.expect('set', 0, 1);
  expect(expectations.areSatisfied('set')).toBe(false);
});

// Upstream C: TestControllerExpectations › Old expectations are cleared because of ttl
test('what was asked for is forgotten after more than five minutes', () => {
  const loop = new EventLoop();
  const expectations = new Expectations(loop.clock);
  expectations.expect('set', 1, 1);
  loop.advance(5 * 60_000);
  expect(expectations.areSatisfied('set')).toBe(false);
  loop.advance(1);
  expect(expectations.areSatisfied('set')).toBe(true);
});
