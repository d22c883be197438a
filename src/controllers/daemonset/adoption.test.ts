import { test } from 'node:test';
import { expect } from 'expect';
import type { ApiClient } from '../../api/client';
import type { Pod } from '../../api/core';
import { ApiError } from '../../api/errors';
import { controllerOf } from '../../api/meta';
import { claimObjects } from '../../machinery/controller-ref';
import { samplePod } from './pod-samples';
import { controllerReferenceTo } from './pod-template';
import { ACTOR, type BedPod, ON_DELETE, STRATEGIES, TestBed } from './test-bed';

const STRANGER = { app: 'stranger' };
const FOREIGN = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'other', uid: 'other-uid', controller: true };
const HOLD = ['example.com/hold'];

interface ClaimCase {
  readonly claim: string;
  /** `own`: owned by the set. */
  readonly pods: Readonly<Record<string, BedPod & { readonly own?: boolean; readonly going?: boolean }>>;
  readonly setIsGoing?: boolean;
  /** Whom the pods belong to after a sync. */
  readonly owners: Readonly<Record<string, 'set' | 'other' | 'nobody'>>;
}
const CLAIM_CASES: readonly ClaimCase[] = [
  {
    // Upstream M: TestClaimPods › Claim pods with correct label
    claim: 'an orphan that the selector matches is adopted, another is not',
    pods: { match: { node: 'node-0' }, stranger: { node: 'node-1', labels: STRANGER } },
    owners: { match: 'set', stranger: 'nobody' },
  },
  {
    // Upstream M: TestClaimPods › Controller marked for deletion can not claim pods
    claim: 'a set that is going adopts nobody',
    pods: { one: { node: 'node-0' }, two: { node: 'node-1' } },
    setIsGoing: true,
    owners: { one: 'nobody', two: 'nobody' },
  },
  {
    // Upstream M: TestClaimPods › Controller marked for deletion can not claim new pods
    claim: 'a set that is going keeps what it has and adopts nobody',
    pods: { mine: { node: 'node-0', own: true }, orphan: { node: 'node-1' } },
    setIsGoing: true,
    owners: { mine: 'set', orphan: 'nobody' },
  },
  {
    // Upstream M: TestClaimPods › Controller can not claim pods owned by another controller
    claim: 'a pod of another controller stays with it',
    pods: { mine: { node: 'node-0', own: true }, foreign: { node: 'node-1', owner: FOREIGN } },
    owners: { mine: 'set', foreign: 'other' },
  },
  {
    // Upstream M: TestClaimPods › Controller releases claimed pods when selector doesn't match
    claim: 'an owned pod that the selector does not match any more is released',
    pods: { mine: { node: 'node-0', own: true }, changed: { node: 'node-1', own: true, labels: STRANGER } },
    owners: { mine: 'set', changed: 'nobody' },
  },
  {
    // Upstream M: TestClaimPods › Controller does not claim orphaned pods marked for deletion
    claim: 'an orphan that is going is left alone, an owned pod that is going stays owned',
    pods: {
      mine: { node: 'node-0', own: true, going: true, finalizers: HOLD },
      orphan: { node: 'node-1', going: true, finalizers: HOLD },
    },
    owners: { mine: 'set', orphan: 'nobody' },
  },
  {
    // Upstream C: TestFilterPodsByOwner › multiple Pods, some are owned by the owner
    claim: 'of many pods the set has those that name it as their controller',
    pods: {
      mine: { node: 'node-0', own: true },
      foreign: { node: 'node-1', owner: FOREIGN },
      stranger: { labels: STRANGER },
    },
    owners: { mine: 'set', foreign: 'other', stranger: 'nobody' },
  },
  {
    // Upstream C: TestFilterPodsByOwner › owned Pods and orphan Pods in the owner's namespace
    claim: 'its own pods and the orphans of its namespace are what a set looks at',
    pods: { mine: { node: 'node-0', own: true }, orphan: { node: 'node-1' } },
    owners: { mine: 'set', orphan: 'set' },
  },
];

const ownerOf = (pod: Pod) => {
  const owner = controllerOf(pod);
  if (!owner) return 'nobody';
  return owner.name === 'agent' ? 'set' : 'other';
};

for (const { claim, pods, setIsGoing, owners } of CLAIM_CASES) {
  test(claim, () => {
    const bed = new TestBed(2);
    const daemonSet = bed.addDaemonSet({ updateStrategy: ON_DELETE });
    for (const [name, { own, going, ...pod }] of Object.entries(pods)) {
      const created = bed.addPod(name, own ? { ...pod, owner: daemonSet } : pod);
      if (going) bed.deletePod(created);
    }
    if (setIsGoing) bed.user.delete('daemonsets', 'default', 'agent', { propagationPolicy: 'Foreground' });
    bed.sync();
    expect(Object.fromEntries(Object.keys(pods).map((name) => [name, ownerOf(bed.pod(name))]))).toEqual(owners);
  });
}

// Upstream C: TestFilterPodsByOwner › orphan Pods in multiple namespaces
// Upstream M: TestClaimPods › Controller does not claim pods of different namespace
test('an orphan of another namespace is none of the set’s business', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({ updateStrategy: ON_DELETE });
  bed.user.create('namespaces', '', { metadata: { name: 'elsewhere' } });
  bed.user.create('serviceaccounts', 'elsewhere', { metadata: { name: 'default', namespace: 'elsewhere' } });
  bed.addPod('here', { node: 'node-0' });
  bed.addPod('there', { node: 'node-0', namespace: 'elsewhere' });
  bed.settle();
  expect(ownerOf(bed.pod('here'))).toBe('set');
  expect(ownerOf(bed.user.get('pods', 'elsewhere', 'there'))).toBe('nobody');
});

// Upstream C: TestFilterPodsByOwner › exclude orphan pods, pods in mismatched ns,uid,kind,name,controller
test('a pod belongs to a set by namespace, kind, name, uid and the mark of a controller, all together', () => {
  const bed = new TestBed({});
  const daemonSet = bed.addDaemonSet({ updateStrategy: ON_DELETE });
  bed.user.create('namespaces', '', { metadata: { name: 'elsewhere' } });
  bed.user.create('serviceaccounts', 'elsewhere', { metadata: { name: 'default', namespace: 'elsewhere' } });
  const reference = controllerReferenceTo(daemonSet);
  const almost = {
    'other-uid': { ...reference, uid: 'x' },
    'other-kind': { ...reference, kind: 'ReplicaSet' },
    'other-name': { ...reference, name: 'x' },
  };
  for (const [name, owner] of Object.entries(almost)) bed.addPod(name, { owner });
  bed.addPod('other-namespace', { owner: reference, namespace: 'elsewhere' });
  bed.addPod('no-controller', { owner: { ...reference, controller: false }, labels: STRANGER });
  bed.settle();
  // With these labels the set releases what it takes for its own, and with matching ones it prunes it.
  bed.addNode('node-0');
  for (const [name, owner] of Object.entries(almost)) bed.addPod(`${name}-there`, { owner, node: 'node-0' });
  bed.addPod('other-namespace-there', { owner: reference, namespace: 'elsewhere', node: 'node-0' });
  expect(bed.sync()).toMatchObject({ created: ['node-0'], deleted: [] });
  bed.settle();
  expect(bed.status()).toMatchObject({ currentNumberScheduled: 1, numberMisscheduled: 0 });
});

// Upstream U: TestDontDoAnythingIfBeingDeleted
test('a set that is going does nothing at all', () => {
  for (const updateStrategy of STRATEGIES) {
    const bed = new TestBed(5);
    bed.addDaemonSet({ updateStrategy });
    bed.user.delete('daemonsets', 'default', 'agent', { propagationPolicy: 'Foreground' });
    const { writes, events } = bed.sync();
    expect([writes, events, bed.requests]).toEqual([[], [], []]);
  }
});

// Upstream U: TestDontDoAnythingIfBeingDeletedRace
test('a set whose deletion the cache does not show yet is stopped by the first orphan it would adopt', () => {
  for (const updateStrategy of STRATEGIES) {
    const bed = new TestBed(5);
    bed.addDaemonSet({ updateStrategy });
    const orphan = bed.addPod('orphan', { node: 'node-0' });
    bed.deliver();
    bed.server.holdWatch(ACTOR, 'daemonsets');
    bed.user.delete('daemonsets', 'default', 'agent', { propagationPolicy: 'Foreground' });
    const { created, deleted, error } = bed.syncWaiting();
    expect([created, deleted]).toEqual([[], []]);
    const when = bed.daemonSet().metadata.deletionTimestamp;
    expect(error).toBe(
      `couldn't get node to daemon pod mapping for daemon set "agent": can't adopt Pod default/orphan (${orphan.metadata.uid}): default/agent has just been deleted at ${when}`,
    );
    expect(ownerOf(bed.pod('orphan'))).toBe('nobody');
  }
});

test('a set that was made again under its name adopts nothing for its predecessor', () => {
  const bed = new TestBed(1);
  const first = bed.addDaemonSet();
  bed.addPod('orphan', { node: 'node-0' });
  bed.deliver();
  bed.server.holdWatch(ACTOR, 'daemonsets');
  bed.user.delete('daemonsets', 'default', 'agent');
  const second = bed.addDaemonSet();
  const { error } = bed.syncWaiting();
  const uids = `got uid ${second.metadata.uid}, wanted ${first.metadata.uid}`;
  expect(error).toContain(`can't recheck DeletionTimestamp: original DaemonSet default/agent is gone: ${uids}`);
});

/** The patches that releasing `pod` from an owner with this uid takes, as JSON. */
function releasePatches(pod: Pod, ownerUid: string, refusal?: ApiError): { patches: string[]; error?: string } {
  const patches: string[] = [];
  const patch = (_resource: string, _namespace: string, _name: string, body: unknown) => {
    patches.push(JSON.stringify(body));
    if (refusal) throw refusal;
    return pod;
  };
  const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: ownerUid, controller: true };
  const rules = {
    client: { patch } as unknown as ApiClient,
    resource: 'pods',
    kind: 'Pod',
    owner,
    ownerIsTerminating: false,
    selects: () => false,
    checkMayAdopt: () => undefined,
  } as const;
  const { error } = claimObjects(rules, [pod], []);
  return error ? { patches, error: error.message } : { patches };
}
const withUid = (uid: string) => ({ ...samplePod(), metadata: { ...samplePod().metadata, uid } });

// Upstream M: TestGeneratePatchBytesForDelete › check the structure of patch bytes
test('a release takes the owner out by uid, and names the uid of the pod so that no other is met', () => {
  expect(releasePatches(withUid('pod-uid'), 'ds-uid').patches).toEqual([
    '{"metadata":{"uid":"pod-uid","ownerReferences":[{"$patch":"delete","uid":"ds-uid"}]}}',
  ]);
});

// Upstream M: TestGeneratePatchBytesForDelete › check if parent uid is escaped
test('the owner’s uid is quoted as JSON asks', () => {
  const [patch = ''] = releasePatches(withUid('pod-uid'), 'ds"uid').patches;
  expect(patch).toContain('"uid":"ds\\"uid"');
});

// Upstream M: TestGeneratePatchBytesForDelete › check if revision uid uid is escaped
test('the dependent’s uid is quoted as JSON asks', () => {
  const [patch = ''] = releasePatches(withUid('pod"uid'), 'ds-uid').patches;
  expect(patch).toContain('{"metadata":{"uid":"pod\\"uid"');
});

test('a release that finds no pod, or another one, is done; any other refusal is an error', () => {
  const release = (refusal: ApiError) => releasePatches(withUid('u'), 'ds', refusal).error;
  expect(release(new ApiError('NotFound', 'gone'))).toBeUndefined();
  expect(release(new ApiError('Invalid', 'uid differs'))).toBeUndefined();
  expect(release(new ApiError('Forbidden', 'no'))).toBe('no');
});

const orphanRevision = (namespace: string) => ({
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  metadata: { name: 'found', namespace, labels: { app: 'agent' } },
  data: {},
  revision: 7,
});

// Upstream R: TestControlledHistories › controller revision in the same namespace
test('an orphaned revision that the selector matches is adopted', () => {
  const bed = new TestBed(1);
  const { metadata } = bed.addDaemonSet();
  bed.user.create('controllerrevisions', 'default', orphanRevision('default'));
  bed.settle();
  expect(controllerOf(bed.user.get('controllerrevisions', 'default', 'found'))?.uid).toBe(metadata.uid);
  // And counts: the current revision comes after it.
  expect(
    bed.user
      .list('controllerrevisions')
      .items.map(({ revision }) => revision)
      .sort(),
  ).toEqual([7, 8]);
});

// Upstream R: TestControlledHistories › Skip adopting the controller revision in namespace other than the one in which DS lives
test('an orphaned revision of another namespace is left alone', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet();
  bed.user.create('namespaces', '', { metadata: { name: 'elsewhere' } });
  bed.user.create('controllerrevisions', 'elsewhere', orphanRevision('elsewhere'));
  bed.settle();
  expect(controllerOf(bed.user.get('controllerrevisions', 'elsewhere', 'found'))).toBeUndefined();
  const own = bed.user.list('controllerrevisions', { namespace: 'default' }).items;
  expect(own.map(({ revision }) => revision)).toEqual([1]);
});
