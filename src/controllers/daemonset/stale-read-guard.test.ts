import { test } from 'node:test';
import { expect } from 'expect';
import { type GuardedResource, StaleReadGuard } from './stale-read-guard';
import { ACTOR, ON_DELETE, TestBed } from './test-bed';

const SET = 'default/agent';

/** A guard over caches that have seen these versions. */
function guardOver(seen: Partial<Record<GuardedResource, string>>) {
  const guard = new StaleReadGuard((resource) => seen[resource] ?? '');
  const isFresh = (key = SET) => {
    try {
      guard.ensureFresh(key);
      return true;
    } catch {
      return false;
    }
  };
  return { guard, isFresh };
}

// Upstream K: TestOwnerRecord_WroteAt
test('of several writes to a resource the newest counts, whatever order they are told in', () => {
  const seen: Partial<Record<GuardedResource, string>> = {};
  const { guard, isFresh } = guardOver(seen);
  guard.wroteAt(SET, 'uid', 'pods', '9');
  guard.wroteAt(SET, 'uid', 'pods', '10');
  guard.wroteAt(SET, 'uid', 'pods', '2');
  seen.pods = '9';
  expect(isFresh()).toBe(false);
  seen.pods = '10';
  expect(isFresh()).toBe(true);
});

// Upstream K: TestOwnerRecord_IsReady
test('a cache is fresh when it is as new as the write, and each resource is judged by its own', () => {
  const cases: readonly [seen: Partial<Record<GuardedResource, string>>, isFresh: boolean][] = [
    [{ pods: '10', daemonsets: '10' }, true],
    [{ pods: '11', daemonsets: '10' }, true],
    [{ pods: '9', daemonsets: '10' }, false],
    [{ pods: '10', daemonsets: '9' }, false],
    // Nothing seen, or nothing that can be compared: not held against it.
    [{}, true],
    [{ pods: 'abc', daemonsets: '010' }, true],
  ];
  for (const [seen, expected] of cases) {
    const { guard, isFresh } = guardOver(seen);
    guard.wroteAt(SET, 'uid', 'pods', '10');
    guard.wroteAt(SET, 'uid', 'daemonsets', '10');
    expect([seen, isFresh()]).toEqual([seen, expected]);
  }
});

// Upstream K: TestConsistencyStore_New
test('a set that nothing was written for is fresh', () => {
  expect(guardOver({ pods: '1' }).isFresh()).toBe(true);
});

// Upstream K: TestConsistencyStore_EnsureWrittenRecord
test('a set of another uid starts with an empty record', () => {
  const { guard, isFresh } = guardOver({ pods: '5', daemonsets: '1' });
  guard.wroteAt(SET, 'first', 'pods', '10');
  expect(isFresh()).toBe(false);
  guard.wroteAt(SET, 'second', 'daemonsets', '1');
  expect(isFresh()).toBe(true);
});

// Upstream K: TestConsistencyStore_WroteAt
test('writes are remembered per set and per resource', () => {
  const { guard, isFresh } = guardOver({ pods: '10', daemonsets: '10' });
  guard.wroteAt(SET, 'uid', 'pods', '11');
  guard.wroteAt('default/other', 'uid2', 'daemonsets', '9');
  expect([isFresh(), isFresh('default/other')]).toEqual([false, true]);
});

// Upstream K: TestConsistencyStore_Clear
test('a record is cleared by its own uid or by none, not by another', () => {
  const { guard, isFresh } = guardOver({ pods: '1' });
  guard.wroteAt(SET, 'uid', 'pods', '2');
  guard.clear(SET, 'another');
  expect(isFresh()).toBe(false);
  guard.clear(SET, 'uid');
  expect(isFresh()).toBe(true);
  guard.wroteAt(SET, 'uid', 'pods', '2');
  guard.clear(SET, '');
  expect(isFresh()).toBe(true);
});

// Upstream K: TestConsistencyStore_IsReady
test('a fresh record is forgotten, a stale one says which resource lags and by how much', () => {
  const seen: Partial<Record<GuardedResource, string>> = { daemonsets: '3' };
  const { guard, isFresh } = guardOver(seen);
  guard.wroteAt(SET, 'uid', 'daemonsets', '4');
  expect(() => guard.ensureFresh(SET)).toThrow(
    'read version: 3 is not as new as written version: 4 for group resource daemonsets.apps',
  );
  seen.daemonsets = '4';
  expect(isFresh()).toBe(true);
  seen.daemonsets = '1';
  expect(isFresh()).toBe(true);
});

// Upstream C: TestPatchPodCallbacks
test('an adoption is a write that the caches must show before the next sync; a release is not', () => {
  const bed = new TestBed(1);
  const owner = bed.addDaemonSet({ updateStrategy: ON_DELETE });
  bed.addPod('mine', { node: 'node-0', owner });
  bed.settle();
  bed.server.holdWatch(ACTOR, 'pods');
  bed.user.patch('pods', 'default', 'mine', { metadata: { labels: { app: 'stranger' } } }, { type: 'merge' });
  bed.server.releaseWatch(ACTOR, 'pods');
  bed.deliver();
  bed.server.holdWatch(ACTOR, 'pods');
  bed.refuse(({ verb, resource }) => verb === 'create' && resource === 'pods');
  expect(bed.sync()).toMatchObject({ writes: expect.arrayContaining(['update pods']), error: 'fake error' });
  expect(bed.sync().error).toBe('fake error');

  bed.server.releaseWatch(ACTOR, 'pods');
  bed.addPod('orphan', { node: 'node-0' });
  bed.deliver();
  bed.server.holdWatch(ACTOR, 'pods');
  expect(bed.sync()).toMatchObject({ writes: expect.arrayContaining(['update pods']), error: undefined });
  expect(bed.sync().error).toMatch(/^read version: \d+ is not as new as written version: \d+ for group resource pods$/);
});
