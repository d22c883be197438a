/** What a watch may leave out or say twice (DS-ORD-09), and what the handlers make of it. */
import { test } from 'node:test';
import { expect } from 'expect';
import type { DaemonSet } from '../../api/apps';
import type { Pod } from '../../api/core';
import { controllerReferenceTo } from './pod-template';
import { ACTOR, ON_DELETE, TestBed } from './test-bed';

const AGENT = 'default/agent';
const FINALIZER = 'example.com/backup';

const withMetadata = <T extends Pod | DaemonSet>(object: T, metadata: Partial<T['metadata']>): T => ({
  ...object,
  metadata: { ...object.metadata, ...metadata },
});

// DS-TRIG-04
test('a set that was deleted and made again in one event forgets what the former one asked for', () => {
  const bed = new TestBed(1);
  const first = bed.addDaemonSet();
  bed.deliver();
  bed.server.holdWatch(ACTOR, 'pods');
  expect(bed.sync().created).toEqual(['node-0']);
  bed.deliver();
  expect(bed.syncWaiting().created).toEqual([]);

  bed.server.holdWatch(ACTOR, 'daemonsets');
  bed.user.delete('daemonsets', 'default', 'agent');
  const second = bed.addDaemonSet();
  bed.show('MODIFIED', 'daemonsets', second);
  bed.deliver();
  expect(first.metadata.uid).not.toBe(second.metadata.uid);
  // The record of writes is cleared for the new uid only, which has none: the guard still waits for the first set's pod.
  expect(bed.syncWaiting().created).toEqual([]);
  bed.server.releaseWatch(ACTOR, 'pods');
  bed.deliver();
  bed.user.patch('nodes', '', 'node-0', { metadata: { labels: { again: 'true' } } }, { type: 'merge' });
  expect(bed.sync().created).toEqual(['node-0']);
});

// DS-TRIG-03, DS-TRIG-10
test('a pod that is shown again unchanged brings nobody, a DaemonSet brings itself', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({ updateStrategy: ON_DELETE });
  bed.settle();
  const [pod] = bed.pods();
  expect(bed.keysEnqueuedBy(() => bed.show('MODIFIED', 'pods', pod as Pod))).toEqual([]);
  const daemonSet = bed.daemonSet();
  expect(bed.keysEnqueuedBy(() => bed.show('MODIFIED', 'daemonsets', daemonSet))).toEqual([AGENT]);
});

// DS-TRIG-08
test('a pod that is first seen on its way out is no creation that was waited for', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({ updateStrategy: ON_DELETE }, {}, 'agent');
  bed.deliver();
  bed.server.holdWatch(ACTOR, 'pods');
  expect(bed.sync().created).toEqual(['node-0']);
  bed.deliver();
  bed.syncWaiting();
  const [pod] = bed.pods();
  bed.show('ADDED', 'pods', withMetadata(pod as Pod, { deletionTimestamp: bed.loop.clock.now() }));
  bed.user.patch('daemonsets', 'default', 'agent', { spec: { revisionHistoryLimit: 3 } }, { type: 'merge' });
  bed.sync();
  // The creation is still outstanding, so the new generation does not count as observed.
  expect(bed.status().observedGeneration).toBe(1);
});

// DS-TRIG-11, DS-EXP-04
test('every further event of a terminating pod counts as one more deletion', () => {
  const bed = new TestBed(2);
  bed.addDaemonSet({ updateStrategy: ON_DELETE });
  bed.settle();
  for (const { metadata } of bed.pods()) {
    bed.user.patch('pods', 'default', metadata.name, { metadata: { finalizers: [FINALIZER] } }, { type: 'merge' });
  }
  bed.settle();
  bed.server.holdWatch(ACTOR, 'pods');
  bed.changeDaemonSet({ template: { spec: { nodeSelector: { nowhere: 'true' } } } });
  expect(bed.sync().deleted).toHaveLength(2);
  // Both deletions are outstanding. The watch shows one of the pods twice, and never the other.
  const [pod] = bed.pods();
  for (const resourceVersion of ['900001', '900002']) {
    bed.show('MODIFIED', 'pods', withMetadata(pod as Pod, { resourceVersion }));
  }
  bed.changeDaemonSet({ revisionHistoryLimit: 3 });
  bed.sync();
  expect(bed.status().observedGeneration).toBe(3);
});

// DS-TRIG-06, DS-TRIG-17
test('a pod whose owner has another uid, another kind or is not known brings nobody', () => {
  const bed = new TestBed(0);
  const owner = controllerReferenceTo(bed.addDaemonSet({ updateStrategy: ON_DELETE }));
  bed.settle();
  const strangers = [
    { ...owner, uid: 'another' },
    { ...owner, kind: 'ReplicaSet' },
    { ...owner, name: 'unknown' },
  ];
  for (const [index, stranger] of strangers.entries()) {
    expect(bed.keysEnqueuedBy(() => bed.addPod(`p${index}`, { owner: stranger, node: 'elsewhere' }))).toEqual([]);
    expect(bed.keysEnqueuedBy(() => bed.deletePod(bed.pod(`p${index}`)))).toEqual([]);
  }
});

// DS-TRIG-19, DS-TRIG-20
test('a revision that changes hands brings its former owner, one that is shown again unchanged nobody', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({ updateStrategy: ON_DELETE });
  bed.settle();
  const [revision] = bed.user.list('controllerrevisions').items;
  if (!revision) throw new Error('the set has made no revision');
  expect(bed.keysEnqueuedBy(() => bed.show('MODIFIED', 'controllerrevisions', revision))).toEqual([]);
  const { name } = revision.metadata;
  const release = { metadata: { ownerReferences: null, labels: { app: 'other' } } };
  const letGo = () => bed.user.patch('controllerrevisions', 'default', name, release, { type: 'merge' });
  expect(bed.keysEnqueuedBy(letGo)).toContain(AGENT);
});
