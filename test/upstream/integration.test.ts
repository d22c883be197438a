/** Upstream's integration tests: test/integration/daemonset/daemonset_test.go. Two more are in history.test.ts. */
import { test } from 'node:test';
import { expect } from 'expect';
import { ApiError } from '../../src/api/errors';
import { surge, TestBed } from '../../src/controllers/daemonset/test-bed';
import { STRATEGIES, WholeCluster } from './whole-cluster';

function underEachStrategy(claim: string, run: (spec: { updateStrategy: object }) => void): void {
  for (const updateStrategy of STRATEGIES) test(`${claim} (${updateStrategy.type})`, () => run({ updateStrategy }));
}

// Upstream I: TestOneNodeDaemonLaunchesPod (both strategies)
underEachStrategy('a node that joins later gets its pod, and the status says so', (spec) => {
  const world = new WholeCluster(0);
  world.createDaemonSet(spec);
  world.rest();
  expect(world.pods()).toEqual([]);
  world.cluster.registerNodes([{ name: 'single-node' }]);
  world.rest();
  expect(world.occupied()).toEqual(['single-node']);
  expect(world.daemonSet().status).toMatchObject({ desiredNumberScheduled: 1, numberReady: 1, numberAvailable: 1 });
});

// Upstream I: TestSimpleDaemonSetLaunchesPods (both strategies)
underEachStrategy('five nodes get five pods, each owned by the set', (spec) => {
  const world = new WholeCluster(5);
  const { metadata } = world.createDaemonSet(spec);
  world.rest();
  expect(world.occupied()).toEqual(['node0', 'node1', 'node2', 'node3', 'node4']);
  for (const pod of world.pods()) {
    expect(pod.metadata.ownerReferences).toMatchObject([{ kind: 'DaemonSet', uid: metadata.uid, controller: true }]);
  }
  expect(world.daemonSet().status).toMatchObject({ desiredNumberScheduled: 5, numberReady: 5 });
});

const FINISHED: readonly { claim: string; phase: 'succeeded' | 'failed'; finalizers?: readonly string[] }[] = [
  {
    // Upstream I: TestSimpleDaemonSetRestartsPodsOnTerminalPhase › Succeeded
    claim: 'a pod that succeeded is replaced',
    phase: 'succeeded',
  },
  {
    // Upstream I: TestSimpleDaemonSetRestartsPodsOnTerminalPhase › Failed
    claim: 'a pod that failed is replaced',
    phase: 'failed',
  },
  {
    // Upstream I: TestSimpleDaemonSetRestartsPodsOnTerminalPhase › Succeeded with finalizer
    claim: 'a pod that succeeded is replaced though a finalizer holds it',
    phase: 'succeeded',
    finalizers: ['example.com/hold'],
  },
];
for (const { claim, phase, finalizers } of FINISHED) {
  underEachStrategy(claim, (spec) => {
    const world = new WholeCluster(2);
    world.createDaemonSet({
      ...spec,
      template: {
        metadata: { labels: { app: 'agent' }, ...(finalizers ? { finalizers } : {}) },
        spec: { containers: [{ name: 'main', image: 'agent:v1' }] },
      },
    });
    world.rest();
    const finished = world.podOn('node0');
    world.cluster.kubelet.setPodState(`default/${finished.metadata.name}`, phase);
    world.rest();
    const running = world.pods().filter(({ status }) => status.phase === 'Running');
    expect(running.map(({ spec: { nodeName } }) => nodeName).sort()).toEqual(['node0', 'node1']);
    expect(running.some(({ metadata }) => metadata.uid === finished.metadata.uid)).toBe(false);
    expect(world.pods()).toHaveLength(finalizers ? 3 : 2);
    expect(world.daemonSet().status.numberReady).toBe(2);
  });
}

// Upstream I: TestDaemonSetWithNodeSelectorLaunchesPods
underEachStrategy('terms of required affinity are alternatives, by label or by name', (spec) => {
  const labels = { zone: 'test' };
  const world = new WholeCluster([{ name: 'node0', labels }, { name: 'node1' }, { name: 'node2' }]);
  const nodeSelectorTerms = [
    { matchExpressions: [{ key: 'zone', operator: 'In', values: ['test'] }] },
    { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node1'] }] },
  ];
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
  world.createDaemonSet(spec, { affinity });
  world.rest();
  expect(world.occupied()).toEqual(['node0', 'node1']);
});

// Upstream I: TestNotReadyNodeDaemonDoesLaunchPod
underEachStrategy('a node that says it is not ready gets its pod as long as nobody taints it', (spec) => {
  // In a whole cluster a new node that is not ready is tainted NoSchedule; upstream's test runs without who does that.
  const bed = new TestBed({ 'single-node': { conditions: [{ type: 'Ready', status: 'False' }] } });
  bed.addDaemonSet(spec);
  bed.settle();
  expect(bed.podsOn('single-node')).toHaveLength(1);
  expect(bed.status()).toMatchObject({ desiredNumberScheduled: 1, currentNumberScheduled: 1 });
});

// Upstream I: TestInsufficientCapacityNode
underEachStrategy(
  'a pod that does not fit waits for the scheduler, and counts as scheduled but not as ready',
  (spec) => {
    const world = new WholeCluster([{ name: 'tight', capacity: { pods: '110', memory: '200M', cpu: '100m' } }]);
    const resources = { requests: { memory: '120M', cpu: '75m' } };
    const containers = [{ name: 'main', image: 'agent:v1', resources }];
    world.user.create('pods', 'default', { metadata: { name: 'other' }, spec: { nodeName: 'tight', containers } });
    world.createDaemonSet(spec, { containers });
    world.rest();
    expect(world.occupied()).toEqual(['nowhere', 'tight']);
    expect(world.daemonSet().status).toMatchObject({ currentNumberScheduled: 1, numberReady: 0, numberUnavailable: 1 });
    world.user.delete('pods', 'default', 'other');
    world.rest();
    expect(world.occupied()).toEqual(['tight']);
    expect(world.daemonSet().status.numberReady).toBe(1);
  },
);

// Upstream I: TestTaintedNode
underEachStrategy('a tainted node gets its pod when the taint is gone', (spec) => {
  const taints = [{ key: 'key', value: 'value', effect: 'NoSchedule' as const }];
  const world = new WholeCluster([{ name: 'tainted', taints }, { name: 'untainted' }]);
  world.createDaemonSet(spec);
  world.rest();
  expect(world.occupied()).toEqual(['untainted']);
  world.user.patch('nodes', '', 'tainted', { spec: { taints: null } }, { type: 'merge' });
  world.rest();
  expect(world.occupied()).toEqual(['tainted', 'untainted']);
});

// Upstream I: TestUnschedulableNodeDaemonDoesLaunchPod
underEachStrategy('cordoned nodes get their pods, and those without network those that use the host’s', (spec) => {
  const taint = (key: string) => ({ key: `node.kubernetes.io/${key}`, effect: 'NoSchedule' as const });
  const world = new WholeCluster([
    { name: 'cordoned', unschedulable: true, taints: [taint('unschedulable')] },
    { name: 'offline', taints: [taint('network-unavailable')] },
  ]);
  world.createDaemonSet(spec, { hostNetwork: true });
  world.rest();
  expect(world.occupied()).toEqual(['cordoned', 'offline']);
});

// Upstream I: TestUpdateStatusDespitePodCreationFailure
underEachStrategy('the status is written although no pod can be created', (spec) => {
  const bed = new TestBed(10);
  let granted = 0;
  bed.refuse(
    ({ verb, resource }) => verb === 'create' && resource === 'pods' && ++granted > 4,
    new ApiError('Forbidden', 'exceeded quota'),
  );
  bed.addDaemonSet(spec);
  // Slow start asks for 1, 2 and 4 pods, and the last three of these are refused.
  expect(bed.sync()).toMatchObject({ createRequests: 7, error: 'exceeded quota' });
  bed.sync();
  expect(bed.status()).toMatchObject({
    desiredNumberScheduled: 10,
    currentNumberScheduled: 4,
    observedGeneration: 1,
    numberUnavailable: 10,
  });
});

// Upstream I: TestDaemonSetRollingUpdateWithTolerations
test('with surge and changing tolerations the available pods never become fewer than wanted', () => {
  const zones = ['y', 'y', 'z', 'z', 'c', 'c'];
  const bed = new TestBed(
    Object.fromEntries(
      zones.map((zone, index) => [
        `node-${index}`,
        { taints: [{ key: `zone-${zone}`, effect: 'NoSchedule' as const }] },
      ]),
    ),
  );
  const tolerating = (...wanted: string[]) => ({
    template: { spec: { tolerations: wanted.map((zone) => ({ key: `zone-${zone}`, operator: 'Exists' })) } },
  });
  const finish = () => {
    for (let round = 0; round < 8; round++) {
      bed.makeReady();
      bed.round();
    }
    return bed.pods().length;
  };
  bed.addDaemonSet({ updateStrategy: surge(1) }, tolerating('y', 'c').template.spec);
  bed.round();
  expect(finish()).toBe(4);

  bed.changeDaemonSet(tolerating('z', 'c'));
  bed.round();
  // Four old pods, two on the nodes that are wanted now, and one in surge.
  expect(bed.pods()).toHaveLength(7);
  expect(finish()).toBe(4);

  bed.changeDaemonSet(tolerating('y', 'z', 'c'));
  bed.round();
  expect(bed.pods()).toHaveLength(7);
  expect(finish()).toBe(6);

  bed.changeDaemonSet({ template: { spec: { tolerations: null } } });
  bed.round();
  expect(finish()).toBe(0);
});
