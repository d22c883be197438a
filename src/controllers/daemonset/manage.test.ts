import { test } from 'node:test';
import { expect } from 'expect';
import type { Pod } from '../../api/core';
import { ApiError } from '../../api/errors';
import { controllerOf } from '../../api/meta';
import { targetNodeOf } from './pod-template';
import { STRATEGIES, TestBed } from './test-bed';

/** A test under each strategy: what these do has nothing to do with a rollout. */
function underEachStrategy(claim: string, run: (bedSpec: { updateStrategy: object }) => void): void {
  for (const updateStrategy of STRATEGIES) test(`${claim} (${updateStrategy.type})`, () => run({ updateStrategy }));
}

const BLUE = { labels: { color: 'blue' } };
const MIXED = { 'node-0': {}, 'node-1': {}, 'node-2': {}, 'node-3': BLUE, 'node-4': BLUE };
const ON_BLUE = { nodeSelector: { color: 'blue' } };
const targets = (pods: readonly Pod[]) => pods.map((pod) => targetNodeOf(pod)).sort();
const alive = (pods: readonly Pod[]) => pods.filter(({ metadata }) => !metadata.deletionTimestamp);

/** Pods of the current revision, bound to a node and running, made by the test for `daemonSet`. */
function addPods(bed: TestBed, node: string, count: number, labels?: Record<string, string>): void {
  const owner = bed.daemonSet();
  for (let index = 0; index < count; index++) {
    const name = `${node}-${labels ? 'other' : 'own'}-${index}`;
    const more = { 'pod-template-generation': '1' };
    bed.addPod(name, { node, owner, labels: labels ?? { app: 'agent', ...more }, phase: 'Running' });
  }
}

// Upstream U: TestSimpleDaemonSetLaunchesPods
underEachStrategy('every node gets one pod, owned by the DaemonSet', (spec) => {
  const bed = new TestBed(5);
  const daemonSet = bed.addDaemonSet(spec);
  expect(bed.step()).toEqual([5, 0]);
  expect(targets(bed.pods())).toEqual(['node-0', 'node-1', 'node-2', 'node-3', 'node-4']);
  for (const pod of bed.pods()) {
    expect(pod.metadata.ownerReferences).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        name: 'agent',
        uid: daemonSet.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
  }
});

// Upstream U: TestSimpleDaemonSetScheduleDaemonSetPodsLaunchesPods
underEachStrategy('pods are aimed at their nodes by affinity and left to the scheduler', (spec) => {
  const bed = new TestBed(5);
  bed.addDaemonSet(spec);
  bed.sync();
  for (const pod of bed.pods()) {
    expect(pod.spec.nodeName).toBeUndefined();
    const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    expect(terms).toEqual([{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [targetNodeOf(pod)] }] }]);
  }
  expect(new Set(targets(bed.pods())).size).toBe(5);
});

// Upstream U: TestPortConflictWithSameDaemonPodDoesNotDeletePod
underEachStrategy('a daemon pod is not in its own way, whatever host ports it holds', (spec) => {
  const ports = [{ containerPort: 666, hostPort: 666 }];
  const bed = new TestBed({ 'port-conflict': {} });
  bed.addDaemonSet(spec, { containers: [{ name: 'main', image: 'agent:v1', ports }] });
  expect(bed.step()).toEqual([1, 0]);
  bed.makeReady();
  expect(bed.step()).toEqual([0, 0]);
});

// Upstream U: TestDealsWithExistingPods
underEachStrategy('nodes with no, one and too many pods end with one each, and strangers are left alone', (spec) => {
  const bed = new TestBed(5);
  bed.addDaemonSet(spec);
  addPods(bed, 'node-1', 1);
  addPods(bed, 'node-2', 2);
  addPods(bed, 'node-3', 5);
  addPods(bed, 'node-4', 2, { app: 'stranger' });
  bed.makeReady();
  const { created, deleted } = bed.sync();
  expect([...created].sort()).toEqual(['node-0', 'node-4']);
  expect(deleted).toHaveLength(5);
  // What the set owned by mistake is released and lives on.
  expect(bed.podsOn('node-4').filter((pod) => !controllerOf(pod))).toHaveLength(2);
  for (const node of ['node-0', 'node-1', 'node-2', 'node-3']) expect(bed.podsOn(node)).toHaveLength(1);
});

// Upstream U: TestSelectorDaemonDeletesUnselectedPods
underEachStrategy('pods on nodes that are not selected go, and only the set’s own', (spec) => {
  const bed = new TestBed(MIXED);
  bed.addDaemonSet(spec, ON_BLUE);
  addPods(bed, 'node-0', 1);
  addPods(bed, 'node-1', 3);
  addPods(bed, 'node-1', 2, { app: 'stranger' });
  addPods(bed, 'node-4', 1);
  bed.makeReady();
  const { created, deleted } = bed.sync();
  expect(created).toEqual(['node-3']);
  expect([...deleted].sort()).toEqual(['node-0-own-0', 'node-1-own-0', 'node-1-own-1', 'node-1-own-2']);
});

// Upstream U: TestSelectorDaemonDealsWithExistingPods
underEachStrategy('missing, excess and misplaced pods are dealt with in one sync', (spec) => {
  const bed = new TestBed({ ...MIXED, 'node-5': BLUE });
  bed.addDaemonSet(spec, ON_BLUE);
  addPods(bed, 'node-0', 1);
  addPods(bed, 'node-1', 3);
  addPods(bed, 'node-3', 1);
  addPods(bed, 'node-4', 3);
  bed.makeReady();
  const { created, deleted } = bed.sync();
  expect(created).toEqual(['node-5']);
  expect(deleted).toHaveLength(1 + 3 + 2);
  expect(bed.podsOn('node-3')).toHaveLength(1);
  expect(bed.podsOn('node-4')).toHaveLength(1);
});

// Upstream U: TestDaemonSetRespectsTermination
underEachStrategy('a node whose pod is on its way out waits for its end', (spec) => {
  const bed = new TestBed(1);
  const owner = bed.addDaemonSet(spec);
  const pod = bed.addPod('leaving', { node: 'node-0', owner, finalizers: ['example.com/hold'] });
  bed.deletePod(pod);
  expect(bed.pod('leaving').metadata.deletionTimestamp).toBeDefined();
  expect(bed.step()).toEqual([0, 0]);
  bed.user.patch('pods', 'default', 'leaving', { metadata: { finalizers: null } }, { type: 'merge' });
  expect(bed.step()).toEqual([1, 0]);
});

// Upstream U: TestDeleteUnscheduledPodForNotExistingNode
underEachStrategy('an unbound pod for a node that is gone is deleted, a bound one is left to others', (spec) => {
  const bed = new TestBed({ 'node-1': {} });
  const owner = bed.addDaemonSet(spec);
  const terms = (...nodes: string[]) => [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: nodes }] }];
  const aimedAt = (...nodes: string[]) => ({
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms(...nodes) } },
    },
  });
  const labels = { app: 'agent', 'pod-template-generation': '1' };
  bed.addPod('bound', { owner, labels, node: 'node-1', spec: aimedAt('node-1') });
  bed.addPod('bound-to-gone', { owner, labels, node: 'node-2', spec: aimedAt('node-2') });
  bed.addPod('aimed-at-gone', { owner, labels, spec: aimedAt('node-2') });
  bed.makeReady([bed.pod('bound')]);
  const { created, deleted } = bed.sync();
  expect([created, deleted]).toEqual([[], ['aimed-at-gone']]);
});

/** Pods that are finished, going, both or neither: which of them count as being on their node. */
function bedWithFinishedPods(): TestBed {
  const bed = new TestBed(3);
  const owner = bed.addDaemonSet({ updateStrategy: { type: 'OnDelete' } });
  const finalizers = ['example.com/hold'];
  bed.addPod('runs', { owner, node: 'node-0', phase: 'Running' });
  const going = bed.addPod('going', { owner, node: 'node-1', phase: 'Running', finalizers });
  const done = bed.addPod('done-and-going', { owner, node: 'node-2', phase: 'Succeeded', finalizers });
  bed.deletePod(going);
  bed.deletePod(done);
  return bed;
}

// Upstream U: TestGetNodesToDaemonPods › exclude deleted terminal pods
test('a finished pod that is only held by a finalizer does not keep its node from getting a new one', () => {
  const bed = bedWithFinishedPods();
  const daemonSet = bed.daemonSet();
  // Matching orphans are taken in; what others own, what matches nothing and what lives elsewhere is not.
  bed.addPod('orphan', { node: 'node-0' });
  bed.addPod('no-match', { node: 'node-1', labels: { app: 'stranger' } });
  bed.addPod('foreign', {
    node: 'node-1',
    owner: { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'other', uid: 'other-uid', controller: true },
  });
  const { created, deleted } = bed.sync();
  expect(created).toEqual(['node-2']);
  expect(deleted).toHaveLength(1);
  expect(['runs', 'orphan']).toContain(deleted[0]);
  expect(alive(bed.podsOn('node-0')).map((pod) => controllerOf(pod)?.uid)).toEqual([daemonSet.metadata.uid]);
  expect(controllerOf(bed.pod('no-match'))).toBeUndefined();
  expect(controllerOf(bed.pod('foreign'))?.uid).toBe('other-uid');
});

// Upstream U: TestGetNodesToDaemonPods › include deleted terminal pods
test('a finished pod that is only held by a finalizer keeps the revision that it wears', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({ updateStrategy: { type: 'OnDelete' }, revisionHistoryLimit: 0 });
  bed.settle();
  const [first] = bed.user.list('controllerrevisions').items;
  const finalizers = ['example.com/hold'];
  const owner = bed.daemonSet();
  const labels = { app: 'agent', 'controller-revision-hash': first?.metadata.labels?.['controller-revision-hash'] };
  for (const pod of bed.pods()) bed.deletePod(pod);
  const done = bed.addPod('done', {
    owner,
    node: 'node-0',
    labels: labels as Record<string, string>,
    phase: 'Succeeded',
    finalizers,
  });
  bed.deletePod(done);
  bed.rollOut('agent:v2');
  bed.settle();
  expect(
    bed.user
      .list('controllerrevisions')
      .items.map(({ revision }) => revision)
      .sort(),
  ).toEqual([1, 2]);
  bed.user.patch('pods', 'default', 'done', { metadata: { finalizers: null } }, { type: 'merge' });
  bed.settle();
  expect(bed.user.list('controllerrevisions').items.map(({ revision }) => revision)).toEqual([2]);
});

// Upstream U: TestPodIsNotDeletedByDaemonsetWithEmptyLabelSelector
test('a DaemonSet whose selector says nothing touches nothing and says so', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet();
  bed.settle();
  const [pod] = bed.pods();
  // No server of today stores such a set; an older one may have.
  const daemonSet = bed.daemonSet();
  bed.show('MODIFIED', 'daemonsets', { ...daemonSet, spec: { ...daemonSet.spec, selector: {} } });
  const { writes, events } = bed.syncWaiting();
  expect(writes).toEqual([]);
  expect(events).toEqual(['SelectingAll: This daemon set is selecting all pods. A non-empty selector is required.']);
  expect(bed.pods()).toEqual([pod]);
});

// Upstream C: TestDeletePodsAllowsMissing
test('deleting a pod that is gone already is no failure and no news', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet();
  addPods(bed, 'node-0', 2);
  bed.deliver();
  bed.server.holdWatch('daemonset-controller', 'pods');
  for (const pod of bed.pods()) bed.deletePod(pod);
  const { deleted, events, error } = bed.sync();
  expect(bed.requests.filter((request) => request.startsWith('delete pods'))).toHaveLength(1);
  expect([deleted, events, error]).toEqual([[], [], undefined]);
});

test('deleting a pod that the server refuses to delete is told and tried again', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet();
  addPods(bed, 'node-0', 2);
  bed.refuse(({ verb }) => verb === 'delete', new ApiError('Forbidden', 'not today'));
  const { deleted, events, error } = bed.sync();
  expect([deleted, events, error]).toEqual([
    [],
    ['FailedDelete: Error deleting: not today'],
    'unable to delete pods: not today',
  ]);
  expect(bed.loop.delayed.at(-1)).toEqual({ key: 'default/agent', delayMs: 5 });
});
