/** Upstream's end-to-end tests: test/e2e/apps/daemon_set.go, controller_revision.go and the upgrade test. */
import { test } from 'node:test';
import { expect } from 'expect';
import type { ControllerRevision } from '../../src/api/apps';
import type { Pod } from '../../src/api/core';
import { controllerOf } from '../../src/api/meta';
import { HANGS, RUNS, readyAfter } from '../../src/api/pod-behaviour';
import { computeTemplateHash } from '../../src/api/template-hash';
import { Random } from '../../src/kernel/random';
import { WholeCluster } from './whole-cluster';

const HASH = 'controller-revision-hash';
const EVERY_NODE = ['node0', 'node1', 'node2'];
const hashes = (pods: readonly Pod[]) => [...new Set(pods.map(({ metadata }) => metadata.labels?.[HASH]))];
const revisions = (world: WholeCluster): ControllerRevision[] =>
  [...world.user.list('controllerrevisions').items].sort((a, b) => a.revision - b.revision);
const label = (world: WholeCluster, node: string, color: string | null) =>
  world.user.patch('nodes', '', node, { metadata: { labels: { color } } }, { type: 'merge' });

// Upstream E: should run and stop simple daemon
test('a simple set runs everywhere, makes up for a pod that is deleted, and takes its pods along', () => {
  const world = new WholeCluster(3);
  world.createDaemonSet();
  world.rest();
  expect(world.occupied()).toEqual(EVERY_NODE);
  const [victim] = world.pods();
  world.user.delete('pods', 'default', victim?.metadata.name ?? '');
  world.rest();
  expect(world.occupied()).toEqual(EVERY_NODE);
  expect(world.pods().some(({ metadata }) => metadata.uid === victim?.metadata.uid)).toBe(false);
  expect(world.daemonSet().status).toMatchObject({ desiredNumberScheduled: 3, numberReady: 3, numberAvailable: 3 });
  world.user.delete('daemonsets', 'default', 'agent');
  world.rest();
  expect([world.pods(), revisions(world)]).toEqual([[], []]);
});

// Upstream E: should run and stop complex daemon
test('a set with a node selector follows the labels of the nodes and changes of its own mind', () => {
  const world = new WholeCluster(3);
  world.createDaemonSet({ updateStrategy: { type: 'OnDelete' } }, { nodeSelector: { color: 'blue' } });
  world.rest();
  expect(world.pods()).toEqual([]);
  label(world, 'node1', 'blue');
  world.rest();
  expect(world.occupied()).toEqual(['node1']);
  label(world, 'node1', 'green');
  world.rest();
  expect(world.pods()).toEqual([]);
  world.changeDaemonSet({
    updateStrategy: { type: 'RollingUpdate' },
    template: { spec: { nodeSelector: { color: 'green' } } },
  });
  world.rest();
  expect(world.occupied()).toEqual(['node1']);
});

// Upstream E: should run and stop complex daemon with node affinity
test('a set with node affinity follows the labels of the nodes', () => {
  const world = new WholeCluster(3);
  const nodeSelectorTerms = [{ matchExpressions: [{ key: 'color', operator: 'In', values: ['blue'] }] }];
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
  world.createDaemonSet({}, { affinity });
  world.rest();
  expect(world.pods()).toEqual([]);
  label(world, 'node2', 'blue');
  world.rest();
  expect(world.occupied()).toEqual(['node2']);
  label(world, 'node2', null);
  world.rest();
  expect(world.pods()).toEqual([]);
});

// Upstream E: should retry creating failed daemon pods
test('a pod that fails is replaced', () => {
  const world = new WholeCluster(3);
  world.createDaemonSet();
  world.rest();
  const failed = world.podOn('node1');
  world.cluster.kubelet.setPodState(`default/${failed.metadata.name}`, 'failed');
  world.rest();
  expect(world.podOn('node1').metadata.uid).not.toBe(failed.metadata.uid);
  expect(world.daemonSet().status.numberReady).toBe(3);
});

// Upstream E: should not update pod when spec was updated and update strategy is OnDelete
test('under OnDelete a new template makes a revision and leaves the pods as they are', () => {
  const world = new WholeCluster(3);
  world.createDaemonSet({ updateStrategy: { type: 'OnDelete' } });
  world.rest();
  const [first] = revisions(world);
  expect([first?.revision, hashes(world.pods())]).toEqual([1, [first?.metadata.labels?.[HASH]]]);
  world.setImage('agent:v2');
  world.pass(300);
  expect(revisions(world).map(({ revision }) => revision)).toEqual([1, 2]);
  expect(hashes(world.pods())).toEqual([first?.metadata.labels?.[HASH]]);
  expect(world.images()).toEqual(Array(3).fill('agent:v1'));
});

// Upstream E: should update pod when spec was updated and update strategy is RollingUpdate
test('under RollingUpdate a new template reaches every pod, never with more than one unavailable', () => {
  const world = new WholeCluster(3);
  world.createDaemonSet({ updateStrategy: { type: 'RollingUpdate' } });
  world.rest();
  let unavailable = 0;
  world.cluster.apiServer.onCommit(() => {
    const isAvailable = ({ status, metadata }: Pod) =>
      !metadata.deletionTimestamp &&
      status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
    unavailable = Math.max(unavailable, 3 - [...world.cluster.apiServer.objects('pods')].filter(isAvailable).length);
  });
  world.setImage('agent:v2');
  world.rest();
  expect(unavailable).toBe(1);
  expect(world.images()).toEqual(Array(3).fill('agent:v2'));
  const current = revisions(world).at(-1);
  expect([current?.revision, hashes(world.pods())]).toEqual([2, [current?.metadata.labels?.[HASH]]]);
});

// Upstream E: should rollback without unnecessary restarts
test('a rollback in the middle of a rollout restarts only what had been changed', () => {
  const world = new WholeCluster(3);
  world.createDaemonSet({ updateStrategy: { type: 'RollingUpdate' } });
  world.rest();
  const before = world.pods();
  world.cluster.kubelet.behave({ image: 'agent:broken', behaviour: HANGS });
  world.setImage('agent:broken');
  world.rest();
  const broken = world.pods().filter(({ spec }) => spec.containers[0]?.image === 'agent:broken');
  expect(broken).toHaveLength(1);
  world.setImage('agent:v1');
  world.rest();
  const kept = world.pods().filter((pod) => before.some(({ metadata }) => metadata.uid === pod.metadata.uid));
  expect(kept).toHaveLength(2);
  expect(world.images()).toEqual(Array(3).fill('agent:v1'));
});

// Upstream E: should surge pods onto nodes when spec was updated and update strategy is RollingUpdate
test('with surge no node ever has two pods of a version, whatever befalls the pods, and the rollout ends', () => {
  for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
    const world = new WholeCluster(6, seed);
    const random = new Random(seed);
    world.cluster.kubelet.behave({ behaviour: readyAfter(7000) });
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '30%' } };
    world.createDaemonSet({ updateStrategy, minReadySeconds: 10 });
    world.rest();
    const crowded: string[] = [];
    world.cluster.apiServer.onCommit(() => {
      const seen = new Set<string>();
      for (const { metadata, spec, status } of world.cluster.apiServer.objects('pods')) {
        if (metadata.deletionTimestamp || status.phase === 'Failed' || !spec.nodeName) continue;
        const key = `${spec.nodeName} ${metadata.labels?.[HASH]}`;
        if (seen.has(key)) crowded.push(key);
        seen.add(key);
      }
    });
    for (const image of ['agent:v2', 'agent:v3', 'agent:v4']) {
      world.setImage(image);
      for (let disturbance = 0; disturbance < 6; disturbance++) {
        world.pass(1 + random.integer(9));
        const pods = world.pods().filter(({ metadata, spec }) => spec.nodeName && !metadata.deletionTimestamp);
        const victim = pods[random.integer(pods.length)];
        if (!victim) continue;
        const { name } = victim.metadata;
        const what = random.integer(3);
        if (what === 0) world.user.delete('pods', 'default', name);
        else world.cluster.kubelet.setPodState(`default/${name}`, what === 1 ? 'not-ready' : 'failed');
      }
      for (const { metadata, spec } of world.pods()) {
        if (metadata.deletionTimestamp || !spec.nodeName) continue;
        world.cluster.kubelet.setPodState(`default/${metadata.name}`, 'ready');
      }
      world.pass(600);
      // Of two delays for a key the earlier one counts, so that the look at a pod that becomes available may be lost
      // (DS-QUEUE-06). In a cluster with more life in it something else brings the set back soon.
      world.touch();
      world.pass(600);
    }
    expect([seed, crowded, world.images()]).toEqual([seed, [], Array(6).fill('agent:v4')]);
  }
});

// Upstream E: should list and delete a collection of DaemonSets
test('sets are listed and deleted by a label, with their pods', () => {
  const world = new WholeCluster(2);
  for (const name of ['one', 'two']) world.createDaemonSet({}, {}, name, { purpose: 'collect' });
  world.createDaemonSet({}, {}, 'three');
  world.rest();
  const labelSelector = 'purpose=collect';
  expect(world.user.list('daemonsets', { labelSelector }).items.map(({ metadata }) => metadata.name)).toEqual([
    'one',
    'two',
  ]);
  const { code } = world.cluster.runKubectl(['delete', 'daemonsets', '-l', labelSelector]);
  world.rest();
  expect([code, world.user.list('daemonsets', { labelSelector }).items]).toEqual([0, []]);
  expect(world.pods().map((pod) => controllerOf(pod)?.name)).toEqual(['three', 'three']);
});

// Upstream E: should verify changes to a daemon set status
test('conditions that others write into the status stay there', () => {
  const world = new WholeCluster(2);
  world.createDaemonSet();
  world.rest();
  const condition = { type: 'StatusUpdate', status: 'True', reason: 'E2E', message: 'Set from e2e test' };
  const stored = world.daemonSet();
  world.user.updateStatus('daemonsets', 'default', {
    ...stored,
    status: { ...stored.status, conditions: [condition] },
  });
  world.rest();
  world.cluster.registerNodes([{ name: 'node-more' }]);
  world.rest();
  expect(world.daemonSet().status).toMatchObject({ numberReady: 3, conditions: [condition] });
  const patched = { ...condition, type: 'StatusPatched' };
  world.user.patch(
    'daemonsets',
    'default',
    'agent',
    { status: { conditions: [patched] } },
    { type: 'merge', subresource: 'status' },
  );
  world.setImage('agent:v2');
  world.rest();
  expect(world.daemonSet().status).toMatchObject({ updatedNumberScheduled: 3, conditions: [patched] });
});

// Upstream ER: should manage the lifecycle of a ControllerRevision
test('revisions may be relabelled, copied, let go and deleted, and the set makes of it what it needs', () => {
  const world = new WholeCluster(2);
  world.createDaemonSet();
  world.rest();
  const [first] = revisions(world);
  if (!first) throw new Error('there is no revision');
  const name = first.metadata.name;
  const patch = (target: string, labels: object) =>
    world.user.patch('controllerrevisions', 'default', target, { metadata: { labels } }, { type: 'merge' });
  // A label of no meaning is nobody's business.
  patch(name, { note: 'patched' });
  world.rest();
  expect(revisions(world)).toMatchObject([{ revision: 1, metadata: { name, labels: { note: 'patched' } } }]);

  // A copy of the current one is one too many: the copy has the higher number and stays.
  world.user.create('controllerrevisions', 'default', {
    ...first,
    metadata: {
      name: `${name}-copy`,
      namespace: 'default',
      labels: { ...first.metadata.labels },
      ownerReferences: first.metadata.ownerReferences,
    },
    revision: first.revision + 1,
  });
  label(world, 'node0', 'any');
  world.user.patch('daemonsets', 'default', 'agent', { metadata: { annotations: { touch: '1' } } }, { type: 'merge' });
  world.rest();
  expect(revisions(world)).toMatchObject([{ revision: 2, metadata: { name: `${name}-copy` } }]);

  // One that the selector does not match any more is let go, and another made for the same template.
  patch(`${name}-copy`, { app: 'other' });
  world.rest();
  const released = world.user.get('controllerrevisions', 'default', `${name}-copy`);
  expect(controllerOf(released)).toBeUndefined();
  const owned = revisions(world).filter((revision) => controllerOf(revision));
  const { template } = world.daemonSet().spec;
  expect(owned.map(({ metadata }) => metadata.name)).toEqual([`agent-${computeTemplateHash(template)}`]);

  // The current one is made again when it is deleted.
  world.user.delete('controllerrevisions', 'default', owned[0]?.metadata.name ?? '');
  world.rest();
  expect(revisions(world).filter((revision) => controllerOf(revision))).toHaveLength(1);
  expect(world.daemonSet().status.updatedNumberScheduled).toBe(2);
});

// Upstream EU: daemonset-upgrade (pods on all nodes before and after a control-plane upgrade)
test('a controller manager that goes and comes back finds the pods as they should be and touches none', async () => {
  const world = new WholeCluster(3);
  world.createDaemonSet();
  world.rest();
  const before = world.pods();
  await world.cluster.setControllerManagerRunning(false);
  world.pass(60);
  await world.cluster.setControllerManagerRunning(true);
  world.rest();
  expect(world.pods()).toEqual(before);
  // And it works: a node that joins gets its pod.
  world.cluster.kubelet.behave({ behaviour: RUNS });
  world.cluster.registerNodes([{ name: 'node3' }]);
  world.rest();
  expect(world.occupied()).toEqual([...EVERY_NODE, 'node3']);
});
