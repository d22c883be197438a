import { test } from 'node:test';
import { expect } from 'expect';
import type { DaemonSet } from '../../api/apps';
import type { Taint } from '../../api/core';
import { controllerReferenceTo } from './pod-template';
import { type BedPod, ON_DELETE, TestBed } from './test-bed';

const TAINT: Taint = { key: 'dedicated', effect: 'NoExecute' };
const AGENT = 'default/agent';
const SECOND = 'default/second';
const OTHER = 'default/other';

/** Three sets: two select `app: agent`, one selects `app: other`. None of them wants a pod anywhere. */
function bedWithThreeSets() {
  const bed = new TestBed(1);
  const nowhere = { nodeSelector: { nowhere: 'true' } };
  const spec = { updateStrategy: ON_DELETE };
  const template = (app: string) => ({
    metadata: { labels: { app } },
    spec: { containers: [{ name: 'main', image: 'agent:v1' }], terminationGracePeriodSeconds: 0, ...nowhere },
  });
  const agent = bed.addDaemonSet(spec, nowhere, 'agent');
  const second = bed.addDaemonSet(spec, nowhere, 'second');
  const other = bed.addDaemonSet(
    { ...spec, selector: { matchLabels: { app: 'other' } }, template: template('other') },
    {},
    'other',
  );
  return { bed, agent, second, other };
}

/** A pod of `owner` bound to a node that nobody knows, so that no sync touches it. */
const ownedBy = (owner: DaemonSet, labels?: Record<string, string>): BedPod => ({
  owner,
  node: 'elsewhere',
  ...(labels ? { labels } : {}),
});

// Upstream U: TestDeleteFinalStateUnknown
test('a deletion of which only an old state is known puts the set on the queue', () => {
  const bed = new TestBed(1);
  const daemonSet = bed.addDaemonSet({ updateStrategy: ON_DELETE });
  const keys = bed.keysEnqueuedBy(() => bed.show('DELETED', 'daemonsets', daemonSet));
  expect(keys).toEqual([AGENT]);
});

// Upstream U: TestAddNode
test('a new node is looked at, and the sets that want it are synced', () => {
  const bed = new TestBed(0);
  bed.addDaemonSet({ updateStrategy: ON_DELETE }, { nodeSelector: { color: 'blue' } });
  expect(bed.nodesEnqueuedBy(() => bed.addNode('plain'))).toContain('plain');
  expect(bed.keysEnqueuedBy(() => bed.addNode('plain-too'))).toEqual([]);
  expect(bed.keysEnqueuedBy(() => bed.addNode('blue', { labels: { color: 'blue' } }))).toEqual([AGENT]);
});

interface NodeChange {
  readonly claim: string;
  readonly node?: { readonly labels?: Record<string, string>; readonly taints?: readonly Taint[] };
  /** Whether the set has a pod on the node before the change. */
  readonly hasPod?: boolean;
  readonly change: object;
  /** Whether the node is looked at, and whether the set is synced. */
  readonly looked: boolean;
  readonly synced: boolean;
}
const NODE_CHANGES: readonly NodeChange[] = [
  {
    // Upstream U: TestUpdateNode › Nothing changed, should not enqueue
    claim: 'a node that only says it is alive is not looked at',
    change: { metadata: { annotations: { heartbeat: '2' } } },
    looked: false,
    synced: false,
  },
  {
    // Upstream U: TestUpdateNode › Node labels changed
    claim: 'a node whose new labels match is looked at and gets its pod',
    change: { metadata: { labels: { color: 'blue' } } },
    looked: true,
    synced: true,
  },
  {
    // Upstream U: TestUpdateNode › Node taints changed
    claim: 'a node that loses the taint which kept the pod off is looked at and gets its pod',
    node: { labels: { color: 'blue' }, taints: [TAINT] },
    change: { spec: { taints: [] } },
    looked: true,
    synced: true,
  },
  {
    // Upstream U: TestUpdateNode › Node Allocatable changed
    claim: 'a node that has more to give is not looked at',
    change: { status: { allocatable: { cpu: '64' } } },
    looked: false,
    synced: false,
  },
  {
    // Upstream U: TestUpdateNode › Pod transitions from misscheduled to scheduled due to node label change
    claim: 'a node whose misscheduled pod becomes wanted is looked at, and the status put right',
    node: { labels: { color: 'blue' }, taints: [{ ...TAINT, effect: 'NoSchedule' }] },
    hasPod: true,
    change: { spec: { taints: [] } },
    looked: true,
    synced: true,
  },
  {
    claim: 'a NoSchedule taint under a running pod brings no sync, so the status is out of date',
    node: { labels: { color: 'blue' } },
    hasPod: true,
    change: { spec: { taints: [{ ...TAINT, effect: 'NoSchedule' }] } },
    looked: true,
    synced: false,
  },
];
for (const { claim, node = {}, hasPod, change, looked, synced } of NODE_CHANGES) {
  test(claim, () => {
    const bed = new TestBed({ 'node-0': node });
    const owner = bed.addDaemonSet({ updateStrategy: ON_DELETE }, { nodeSelector: { color: 'blue' } });
    if (hasPod) bed.addPod('there', { owner, node: 'node-0', phase: 'Running' });
    let keys: readonly string[] = [];
    const nodes = bed.nodesEnqueuedBy(() => {
      keys = bed.keysEnqueuedBy(() => {
        if ('status' in change) {
          bed.user.patch('nodes', '', 'node-0', change, { type: 'merge', subresource: 'status' });
        } else bed.changeNode('node-0', change);
      });
    });
    expect(nodes).toEqual(looked ? ['node-0'] : []);
    expect(keys).toEqual(synced ? [AGENT] : []);
  });
}

// Upstream U: TestShouldIgnoreNodeUpdate › Nothing changed / Node labels changed / Node taints changed
test('of all that can change about a node labels and taints count, and absent is as good as empty', () => {
  const bed = new TestBed({ 'node-0': { labels: { color: 'blue' }, taints: [TAINT] } });
  const looked = (change: object) => bed.nodesEnqueuedBy(() => bed.changeNode('node-0', change)).length > 0;
  expect(looked({ metadata: { annotations: { note: 'x' } } })).toBe(false);
  expect(looked({ spec: { unschedulable: true, podCIDR: '10.0.0.0/24' } })).toBe(false);
  expect(looked({ metadata: { labels: { color: 'red' } } })).toBe(true);
  expect(looked({ spec: { taints: [{ ...TAINT, value: 'x' }] } })).toBe(true);
  expect(looked({ spec: { taints: [] } })).toBe(true);
  expect(looked({ spec: { taints: null } })).toBe(false);
});

interface PodChange {
  readonly claim: string;
  readonly pod?: BedPod;
  readonly change: (bed: ReturnType<typeof bedWithThreeSets>) => void;
  readonly keys: readonly string[];
}
const patchPod = (bed: TestBed, metadata: object) =>
  bed.user.patch('pods', 'default', 'p', { metadata }, { type: 'merge' });
const POD_CHANGES: readonly PodChange[] = [
  {
    // Upstream U: TestAddPod
    claim: 'a new pod brings its own set, and no other with the same selector',
    change: ({ bed, second }) => bed.addPod('p', ownedBy(second)),
    keys: [SECOND],
  },
  {
    // Upstream U: TestAddPodOrphan
    claim: 'a new orphan brings every set that selects it',
    change: ({ bed }) => bed.addPod('p', { node: 'elsewhere' }),
    keys: [AGENT, SECOND],
  },
  {
    claim: 'a pod of an owner that is gone brings nobody',
    change: ({ bed, agent }) => {
      bed.addPod('p', { owner: { ...controllerReferenceTo(agent), uid: 'gone' }, node: 'elsewhere' });
    },
    keys: [],
  },
];
for (const { claim, change, keys } of POD_CHANGES) {
  test(claim, () => {
    const three = bedWithThreeSets();
    expect(three.bed.keysEnqueuedBy(() => change(three))).toEqual(keys);
  });
}

// Upstream U: TestUpdatePod
test('a pod that changes in any way brings its own set', () => {
  const { bed, agent, other } = bedWithThreeSets();
  bed.addPod('p', ownedBy(agent));
  expect(bed.keysEnqueuedBy(() => patchPod(bed, { annotations: { note: 'x' } }))).toEqual([AGENT]);
  bed.addPod('q', ownedBy(other, { app: 'other' }));
  expect(bed.keysEnqueuedBy(() => bed.makeReady([bed.pod('q')]))).toEqual([OTHER]);
});

// Upstream U: TestUpdatePodOrphanSameLabels
test('an orphan that changes anything but its labels brings nobody', () => {
  const { bed } = bedWithThreeSets();
  bed.addPod('p', { labels: { app: 'stranger' } });
  expect(bed.keysEnqueuedBy(() => patchPod(bed, { annotations: { note: 'x' } }))).toEqual([]);
});

// Upstream U: TestUpdatePodOrphanWithNewLabels
test('an orphan with new labels brings every set that selects it now', () => {
  const { bed } = bedWithThreeSets();
  bed.addPod('p', { labels: { app: 'stranger' } });
  expect(bed.keysEnqueuedBy(() => patchPod(bed, { labels: { app: 'agent' } }))).toEqual([AGENT, SECOND]);
});

// Upstream U: TestUpdatePodChangeControllerRef
test('a pod that changes hands brings its old and its new owner', () => {
  const { bed, agent, second } = bedWithThreeSets();
  bed.addPod('p', ownedBy(agent));
  const change = () => patchPod(bed, { ownerReferences: [controllerReferenceTo(second)] });
  expect(bed.keysEnqueuedBy(change)).toEqual([AGENT, SECOND]);
});

// Upstream U: TestUpdatePodControllerRefRemoved
test('a pod that loses its owner brings every set that selects it', () => {
  const { bed, agent } = bedWithThreeSets();
  bed.addPod('p', ownedBy(agent));
  expect(bed.keysEnqueuedBy(() => patchPod(bed, { ownerReferences: null }))).toEqual([AGENT, SECOND]);
});

// Upstream U: TestDeletePod
test('a pod that is gone brings its own set', () => {
  const { bed, agent, other } = bedWithThreeSets();
  const own = bed.addPod('p', ownedBy(agent));
  const others = bed.addPod('q', ownedBy(other, { app: 'other' }));
  expect(bed.keysEnqueuedBy(() => bed.deletePod(own))).toEqual([AGENT]);
  expect(bed.keysEnqueuedBy(() => bed.deletePod(others))).toEqual([OTHER]);
});

// Upstream U: TestDeletePodOrphan
test('an orphan that is gone brings nobody', () => {
  const { bed } = bedWithThreeSets();
  const orphan = bed.addPod('p', { labels: { app: 'stranger' } });
  expect(bed.keysEnqueuedBy(() => bed.deletePod(orphan))).toEqual([]);
});

const FREED: readonly { claim: string; pod: BedPod }[] = [
  {
    // Upstream U: TestDeleteNoDaemonPod › Deleted non-daemon pods to release resources
    claim: 'a pod of nobody that frees its node brings no set',
    pod: { node: 'node-0', labels: { app: 'web' } },
  },
  {
    // Upstream U: TestDeleteNoDaemonPod › Deleted non-daemon pods (with controller) to release resources
    claim: 'a pod of another controller that frees its node brings no set',
    pod: {
      node: 'node-0',
      labels: { app: 'web' },
      owner: { apiVersion: 'v1', kind: 'ReplicationController', name: 'web', uid: 'u', controller: true },
    },
  },
  {
    // Upstream U: TestDeleteNoDaemonPod › Deleted no scheduled pods
    claim: 'an unbound pod that is gone brings no set',
    pod: { labels: { app: 'web' } },
  },
];
for (const { claim, pod } of FREED) {
  test(claim, () => {
    const bed = new TestBed({ 'node-0': { capacity: { cpu: '1' } } });
    bed.addDaemonSet({ updateStrategy: ON_DELETE });
    const other = bed.addPod('other', pod);
    bed.settle();
    expect(bed.keysEnqueuedBy(() => bed.deletePod(other))).toEqual([]);
  });
}

test('a pod that became ready brings its set back when it has been ready long enough', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({ minReadySeconds: 30 });
  bed.settle();
  bed.makeReady();
  bed.deliver();
  expect(bed.loop.delayed).toEqual([{ key: AGENT, delayMs: 31_000 }]);
  // A pod that stays ready brings its set at once and not once more later.
  bed.pass(40);
  bed.settle();
  const [pod] = bed.pods();
  bed.user.patch('pods', 'default', pod?.metadata.name ?? '', { metadata: { labels: { x: 'y' } } }, { type: 'merge' });
  bed.deliver();
  expect(bed.loop.delayed.filter(({ delayMs }) => delayMs === 31_000)).toHaveLength(1);
});

test('a set whose selector says nothing is brought by no orphan', () => {
  const bed = new TestBed(0);
  const daemonSet = bed.addDaemonSet();
  bed.settle();
  bed.show('MODIFIED', 'daemonsets', { ...daemonSet, spec: { ...daemonSet.spec, selector: {} } });
  expect(bed.keysEnqueuedBy(() => bed.addPod('orphan'))).toEqual([]);
});

test('an orphaned revision that matches brings its sets, an owned one only when it changes or goes', () => {
  const { bed, agent } = bedWithThreeSets();
  bed.settle();
  const revision = (name: string, more: object) => ({
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { name, namespace: 'default', labels: { app: 'agent' }, ...more },
    data: {},
    revision: 9,
  });
  const create = (name: string, more: object) => () =>
    bed.user.create('controllerrevisions', 'default', revision(name, more));
  // Taken in by one of the two; the other one's attempt is refused and comes back by itself.
  expect(bed.keysEnqueuedBy(create('orphan', {}))).toEqual(expect.arrayContaining([AGENT, SECOND]));
  expect(bed.keysEnqueuedBy(create('owned', { ownerReferences: [controllerReferenceTo(agent)] }))).toEqual([]);
  expect(bed.keysEnqueuedBy(() => bed.user.delete('controllerrevisions', 'default', 'owned'))).toEqual([AGENT]);
});
