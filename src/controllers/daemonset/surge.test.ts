import { test } from 'node:test';
import { expect } from 'expect';
import type { Pod } from '../../api/core';
import { surge, TestBed } from './test-bed';

const HASH = 'controller-revision-hash';
const BY_GENERATION = { 'pod-template-generation': '1' };

/** A set with maxSurge 1 whose nodes hold only what the test puts there; `current` is the hash of its revision. */
function emptyBed(nodes: number, spec: object = {}) {
  const bed = new TestBed(nodes);
  bed.addDaemonSet({ updateStrategy: surge(1), ...spec }, { nodeSelector: { nowhere: 'true' } });
  bed.settle();
  for (let node = 0; node < nodes; node++)
    bed.changeNode(`node-${node}`, { metadata: { labels: { nowhere: 'true' } } });
  const owner = bed.daemonSet();
  const [revision] = bed.user.list('controllerrevisions').items;
  const current = revision?.metadata.labels?.[HASH] ?? '';
  const add = (name: string, node: string, hash: string) =>
    bed.addPod(name, { node, owner, labels: { app: 'agent', [HASH]: hash } });
  return { bed, current, add };
}
/** So many nodes, each with a ready pod of the first revision. */
function runningBed(nodes: number, spec: object, podSpec: object = {}): TestBed {
  const bed = new TestBed(nodes);
  bed.addDaemonSet(spec, podSpec);
  bed.settle();
  bed.makeReady();
  bed.settle();
  return bed;
}
const imageOf = (pod: Pod) => pod.spec.containers[0]?.image;
const withImage = (bed: TestBed, image: string) => bed.pods().filter((pod) => imageOf(pod) === image);

// Upstream U: TestSurgeDealsWithExistingPods
test('while surging a node keeps one pod of each kind, and a node without pods gets one', () => {
  const { bed } = emptyBed(5);
  const owner = bed.daemonSet();
  const addOwned = (node: string, count: number, labels: Record<string, string>) => {
    for (let index = 0; index < count; index++) bed.addPod(`${node}-${index}`, { node, owner, labels });
  };
  const own = { app: 'agent', ...BY_GENERATION };
  addOwned('node-1', 1, own);
  addOwned('node-2', 2, own);
  addOwned('node-3', 5, own);
  addOwned('node-4', 2, { app: 'stranger' });
  bed.deliver();
  const { created, deleted } = bed.sync();
  expect([...created].sort()).toEqual(['node-0', 'node-4']);
  expect(deleted).toHaveLength(1 + 4);
});

// Upstream U: TestSurgePreservesReadyOldPods
test('an old pod that is ready stays beside a new one that is not', () => {
  const { bed, current, add } = emptyBed(1);
  bed.makeReady([add('old', 'node-0', 'before')]);
  add('new', 'node-0', current);
  expect(bed.round()).toEqual([0, 0]);
});

// Upstream U: TestSurgeCreatesNewPodWhenAtMaxSurgeAndOldPodDeleted
test('a node whose old pod was deleted gets a new one though the surge is spent elsewhere', () => {
  const bed = runningBed(2, { updateStrategy: surge(1) }, { terminationGracePeriodSeconds: 30 });
  bed.rollOut('agent:v2');
  expect(bed.round()).toEqual([1, 0]);
  const [covered] = withImage(bed, 'agent:v2');
  const lone = withImage(bed, 'agent:v1').find(
    ({ spec }) => !bed.podsOn(spec.nodeName ?? '').some(({ metadata }) => metadata.uid === covered?.metadata.uid),
  );
  bed.user.delete('pods', 'default', lone?.metadata.name ?? '');
  expect(bed.sync().created).toEqual([lone?.spec.nodeName]);
  // The old pod is still on its way out.
  expect(bed.podsOn(lone?.spec.nodeName ?? '')).toHaveLength(2);
});

// Upstream U: TestSurgeDeletesUnreadyOldPods
test('an old pod that is not ready makes room at once for a new one that is not either', () => {
  const { bed, current, add } = emptyBed(1);
  add('old', 'node-0', 'before');
  add('new', 'node-0', current);
  expect(bed.sync().deleted).toEqual(['old']);
  expect(bed.round()).toEqual([0, 0]);
});

const MIN_READY: readonly { claim: string; readyFor: number; deleted: readonly string[] }[] = [
  {
    // Upstream U: TestSurgePreservesOldReadyWithUnsatisfiedMinReady
    claim: 'an old pod stays while the new one has not been ready for minReadySeconds',
    readyFor: 14,
    deleted: [],
  },
  {
    // Upstream U: TestSurgeDeletesOldReadyWithUnsatisfiedMinReady
    claim: 'an old pod goes when the new one has been ready for minReadySeconds',
    readyFor: 15,
    deleted: ['old'],
  },
];
for (const { claim, readyFor, deleted } of MIN_READY) {
  test(claim, () => {
    const { bed, current, add } = emptyBed(1, { minReadySeconds: 15 });
    bed.makeReady([add('old', 'node-0', 'before'), add('new', 'node-0', current)]);
    bed.settle();
    bed.pass(readyFor);
    expect(bed.sync().deleted).toEqual(deleted);
  });
}

// Upstream's caches show a write at once, so that one of its syncs deletes old pods and starts new ones beside others.
// Ours lag as those of a real controller do, and it takes two; what a round does in all is the same.

// Upstream R: TestDaemonSetUpdatesPodsWithMaxSurge
test('new pods start maxSurge at a time beside old ones, which go when the new ones are ready', () => {
  const bed = runningBed(5, { updateStrategy: surge(2) });
  bed.rollOut('agent:v2');
  const rounds = [
    [2, 0],
    [2, 2],
    [1, 2],
    [0, 1],
    [0, 0],
  ];
  for (const round of rounds) {
    expect(bed.round()).toEqual(round);
    bed.makeReady();
  }
  expect(bed.pods().map(imageOf)).toEqual(Array(5).fill('agent:v2'));
});

// Upstream R: TestDaemonSetUpdatesPodsNotMatchTainstWithMaxSurge
test('a pod on a node that the new template does not tolerate goes while enough others are available', () => {
  const taints = [{ key: 'dedicated', effect: 'NoSchedule' }];
  const bed = new TestBed(5);
  bed.changeNode('node-0', { spec: { taints } });
  bed.addDaemonSet({ updateStrategy: surge(1) }, { tolerations: [{ operator: 'Exists' }] });
  bed.settle();
  bed.makeReady();
  bed.settle();
  const containers = [{ name: 'main', image: 'agent:v2' }];
  bed.changeDaemonSet({ template: { spec: { tolerations: null, containers } } });
  // Five are available and four wanted: the pod on the tainted node goes with the first new pod.
  const rounds = [
    [1, 1],
    [1, 1],
    [1, 1],
    [1, 1],
    [0, 1],
    [0, 0],
  ];
  for (const round of rounds) {
    expect(bed.round()).toEqual(round);
    expect(bed.podsOn('node-0')).toEqual([]);
    bed.makeReady();
  }
  expect(withImage(bed, 'agent:v2')).toHaveLength(4);
});

// Upstream R: TestDaemonSetUpdatesAllOldPodsNotReadyMaxSurge
test('with surge old pods that are down are covered without a budget, and minReadySeconds holds the others', () => {
  const bed = new TestBed(5);
  const start = bed.loop.clock.elapsedMs;
  const at = (seconds: number) => bed.pass(seconds - (bed.loop.clock.elapsedMs - start) / 1000);
  const spec = { updateStrategy: surge(3), minReadySeconds: 15 };
  bed.addDaemonSet(spec);
  bed.settle();

  at(100);
  bed.rollOut('agent:v2');
  expect(bed.step()).toEqual([5, 0]);
  at(200);
  expect(bed.step()).toEqual([0, 5]);
  bed.makeReady();
  bed.settle();

  at(300);
  bed.rollOut('agent:v3');
  expect(bed.step()).toEqual([3, 0]);
  expect(bed.step()).toEqual([0, 0]);
  const successors = withImage(bed, 'agent:v3').slice(0, 2);
  bed.makeReady(successors);
  const covered = new Set(withImage(bed, 'agent:v3').map(({ spec }) => spec.affinity));
  expect(covered.size).toBe(3);
  const uncovered = withImage(bed, 'agent:v2').filter(({ spec }) => bed.podsOn(spec.nodeName ?? '').length === 1);
  bed.makeUnready(uncovered.slice(0, 1));

  at(310);
  expect(bed.step()).toEqual([1, 0]);
  at(320);
  // Two old pods have available successors, and one that is down has a successor at all.
  expect(bed.step()).toEqual([0, 3]);
  expect(bed.step()).toEqual([1, 0]);
  bed.makeReady(withImage(bed, 'agent:v3'));
  expect(bed.step()).toEqual([0, 0]);
  at(340);
  expect(bed.step()).toEqual([0, 2]);
  at(350);
  expect(bed.round()).toEqual([0, 0]);
  expect(bed.pods().map(imageOf)).toEqual(Array(5).fill('agent:v3'));
});

test('an old pod of a node that is gone fails the step until it is gone too', () => {
  const bed = runningBed(2, { updateStrategy: surge(1) });
  bed.user.delete('nodes', '', 'node-0');
  bed.rollOut('agent:v2');
  expect(bed.sync().error).toBe(`couldn't get node for nodeName "node-0": node "node-0" not found`);
  for (const pod of bed.podsOn('node-0')) bed.deletePod(pod);
  expect(bed.round()).toEqual([1, 0]);
});
