import { test } from 'node:test';
import { expect } from 'expect';
import type { NodeCondition, Taint } from '../../api/core';
import { type BedNode, STRATEGIES, TestBed } from './test-bed';

interface PlacementCase {
  readonly claim: string;
  readonly nodes: Readonly<Record<string, BedNode>>;
  /** Of the template's pod spec. */
  readonly spec?: object;
  readonly podsOn: readonly string[];
  /** Where it differs from `podsOn`: nodes that keep a pod they have. */
  readonly keptOn?: readonly string[];
}

const PLAIN: BedNode = {};
const COLORED: BedNode = { labels: { color: 'blue' } };
const MIXED = { 'node-0': PLAIN, 'node-1': PLAIN, 'node-2': COLORED, 'node-3': COLORED };
const NO_SCHEDULE: Taint = { key: 'dedicated', value: 'user1', effect: 'NoSchedule' };
const NO_EXECUTE: Taint = { key: 'dedicated', value: 'user1', effect: 'NoExecute' };
const TOLERATES = { tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'user1', effect: 'NoSchedule' }] };
const HUGE = { resources: { requests: { cpu: '75m', memory: '75M' } } };
const TINY: BedNode = { capacity: { cpu: '100m', memory: '100M' } };
const container = (more: object) => ({ containers: [{ name: 'main', image: 'agent:v1', ...more }] });
const condition = (type: string, status: 'True' | 'False'): NodeCondition => ({
  type,
  status,
  lastHeartbeatTime: '2026-01-01T00:00:00Z',
  lastTransitionTime: '2026-01-01T00:00:00Z',
  reason: 'Test',
  message: '',
});
const colorIs = (...values: string[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'color', operator: 'In', values }] }],
      },
    },
  },
});
const systemTaint = (key: string, effect: Taint['effect']): Taint => ({ key: `node.kubernetes.io/${key}`, effect });

const CASES: readonly PlacementCase[] = [
  // Upstream U: TestNoNodesDoesNothing
  { claim: 'without nodes there is nothing to do', nodes: {}, podsOn: [] },
  {
    // Upstream U: TestOneNodeDaemonLaunchesPod
    claim: 'one node gets one pod',
    nodes: { 'only-node': PLAIN },
    podsOn: ['only-node'],
  },
  {
    // Upstream U: TestNotReadyNodeDaemonDoesLaunchPod
    claim: 'a node that says it is not ready gets its pod',
    nodes: { 'not-ready': { conditions: [condition('Ready', 'False')] } },
    podsOn: ['not-ready'],
  },
  {
    // Upstream U: TestNetworkUnavailableNodeDaemonLaunchesPod
    claim: 'a node that says it has no network gets its pod',
    nodes: { 'network-unavailable': { conditions: [condition('NetworkUnavailable', 'True')] } },
    podsOn: ['network-unavailable'],
  },
  {
    // Upstream U: TestInsufficientCapacityNodeSufficientCapacityWithNodeLabelDaemonLaunchPod
    claim: 'resources do not count: among a full and a free node only the selector decides',
    nodes: { 'not-enough': TINY, enough: { ...COLORED, capacity: { cpu: '100m', memory: '200M' } } },
    spec: { nodeSelector: { color: 'blue' }, ...container(HUGE) },
    podsOn: ['enough'],
  },
  {
    // Upstream U: TestSelectorDaemonLaunchesPods
    // Upstream U: TestSelectorDaemonSetLaunchesPods
    claim: 'a node selector limits the pods to the nodes with those labels',
    nodes: MIXED,
    spec: { nodeSelector: { color: 'blue' } },
    podsOn: ['node-2', 'node-3'],
  },
  {
    // Upstream U: TestBadSelectorDaemonDoesNothing
    claim: 'a node selector that no node satisfies brings no pods',
    nodes: MIXED,
    spec: { nodeSelector: { color: 'blue', disk: 'ssd' } },
    podsOn: [],
  },
  {
    // Upstream U: TestNameDaemonSetLaunchesPods
    claim: 'a node name in the template limits the pods to that node',
    nodes: MIXED,
    spec: { nodeName: 'node-0' },
    podsOn: ['node-0'],
  },
  {
    // Upstream U: TestBadNameDaemonSetDoesNothing
    claim: 'a node name that no node has brings no pods',
    nodes: MIXED,
    spec: { nodeName: 'node-10' },
    podsOn: [],
  },
  {
    // Upstream U: TestNameAndSelectorDaemonSetLaunchesPods
    claim: 'a node name and a selector that agree bring one pod',
    nodes: MIXED,
    spec: { nodeSelector: { color: 'blue' }, nodeName: 'node-3' },
    podsOn: ['node-3'],
  },
  {
    // Upstream U: TestInconsistentNameSelectorDaemonSetDoesNothing
    claim: 'a node name and a selector that disagree bring no pods',
    nodes: MIXED,
    spec: { nodeSelector: { color: 'blue' }, nodeName: 'node-0' },
    podsOn: [],
  },
  {
    // Upstream U: TestNodeAffinityDaemonLaunchesPods
    claim: 'required node affinity limits the pods to the nodes it matches',
    nodes: MIXED,
    spec: colorIs('blue'),
    podsOn: ['node-2', 'node-3'],
  },
  {
    // Upstream U: TestNoScheduleTaintedDoesntEvicitRunningIntolerantPod
    // Upstream U: TestTaintedNodeDaemonDoesNotLaunchIntolerantPod
    claim: 'an untolerated NoSchedule taint keeps new pods off and lets running ones stay',
    nodes: { tainted: { taints: [NO_SCHEDULE] } },
    podsOn: [],
    keptOn: ['tainted'],
  },
  {
    // Upstream U: TestNoExecuteTaintedDoesEvicitRunningIntolerantPod
    claim: 'an untolerated NoExecute taint drives running pods away',
    nodes: { tainted: { taints: [NO_EXECUTE] } },
    podsOn: [],
  },
  {
    // Upstream U: TestTaintedNodeDaemonLaunchesToleratePod
    claim: 'a tolerated taint keeps nobody off',
    nodes: { tainted: { taints: [NO_SCHEDULE] } },
    spec: TOLERATES,
    podsOn: ['tainted'],
  },
  {
    // Upstream U: TestNodeDaemonLaunchesToleratePod
    claim: 'a toleration asks for no taint',
    nodes: { untainted: PLAIN },
    spec: TOLERATES,
    podsOn: ['untainted'],
  },
  {
    // Upstream U: TestNotReadyNodeDaemonLaunchesPod
    claim: 'a node tainted as not ready gets its pod',
    nodes: { tainted: { taints: [systemTaint('not-ready', 'NoExecute')] } },
    podsOn: ['tainted'],
  },
  {
    // Upstream U: TestUnreachableNodeDaemonLaunchesPod
    claim: 'a node tainted as unreachable gets its pod',
    nodes: { tainted: { taints: [systemTaint('unreachable', 'NoExecute')] } },
    podsOn: ['tainted'],
  },
  {
    // Upstream U: TestTaintPressureNodeDaemonLaunchesPod
    claim: 'a node under disk, memory and process pressure gets its pod',
    nodes: {
      pressed: {
        taints: ['disk-pressure', 'memory-pressure', 'pid-pressure'].map((key) => systemTaint(key, 'NoSchedule')),
      },
    },
    podsOn: ['pressed'],
  },
  {
    // Upstream U: TestNodeShouldRunDaemonPod › [0] ShouldRunDaemonPod
    claim: 'a plain pod runs on a plain node',
    nodes: { 'test-node': PLAIN },
    podsOn: ['test-node'],
  },
  {
    // Upstream U: TestNodeShouldRunDaemonPod › [1] InsufficientResourceError (request above allocatable)
    claim: 'a pod that asks for more than the node has is created all the same',
    nodes: { 'test-node': TINY },
    spec: container({ resources: { requests: { cpu: '200m', memory: '200M' } } }),
    podsOn: ['test-node'],
  },
  {
    // Upstream U: TestNodeShouldRunDaemonPod › [2] ErrPodNotMatchHostName
    claim: 'a pod for another node neither runs nor stays',
    nodes: { 'test-node': PLAIN },
    spec: { nodeName: 'other-node' },
    podsOn: [],
  },
  {
    // Upstream U: TestNodeShouldRunDaemonPod › [6] ErrNodeSelectorNotMatch
    claim: 'where the selector does not match, a pod neither runs nor stays',
    nodes: { 'test-node': PLAIN },
    spec: { nodeSelector: { color: 'blue' } },
    podsOn: [],
  },
  {
    // Upstream U: TestNodeShouldRunDaemonPod › [7] ShouldRunDaemonPod (selector matches)
    claim: 'where the selector matches, a pod runs',
    nodes: { 'test-node': COLORED },
    spec: { nodeSelector: { color: 'blue' } },
    podsOn: ['test-node'],
  },
  {
    // Upstream U: TestNodeShouldRunDaemonPod › [8] ErrPodAffinityNotMatch
    claim: 'where the required affinity does not match, a pod neither runs nor stays',
    nodes: { 'test-node': { labels: { color: 'red' } } },
    spec: colorIs('blue', 'green'),
    podsOn: [],
  },
  {
    // Upstream U: TestNodeShouldRunDaemonPod › [9] ShouldRunDaemonPod (affinity matches)
    claim: 'where the required affinity matches, a pod runs',
    nodes: { 'test-node': { labels: { color: 'green' } } },
    spec: colorIs('blue', 'green'),
    podsOn: ['test-node'],
  },
  {
    // Upstream U: TestNodeShouldRunDaemonPod › [10] ShouldRunDaemonPodOnUnschedulableNode
    claim: 'a cordoned node gets its pod',
    nodes: { 'test-node': { unschedulable: true, taints: [systemTaint('unschedulable', 'NoSchedule')] } },
    podsOn: ['test-node'],
  },
];

for (const { claim, nodes, spec, podsOn, keptOn = podsOn } of CASES) {
  for (const updateStrategy of STRATEGIES) {
    test(`${claim} (${updateStrategy.type})`, () => {
      const bed = new TestBed(nodes);
      bed.addDaemonSet({ updateStrategy }, spec);
      expect([...bed.sync().created].sort()).toEqual([...podsOn].sort());
      expect(bed.step()).toEqual([0, 0]);

      const running = new TestBed(nodes);
      const owner = running.addDaemonSet({ updateStrategy }, spec);
      for (const node of Object.keys(nodes)) running.addPod(`on-${node}`, { node, owner });
      running.makeReady();
      const { created, deleted } = running.sync();
      // An old pod that runs is also rolled, one at a time; what is left says where pods may stay.
      const gone = Object.keys(nodes).filter((node) => !keptOn.includes(node));
      expect(created).toEqual([]);
      if (updateStrategy.type === 'OnDelete') {
        expect([...deleted].sort()).toEqual(gone.map((node) => `on-${node}`).sort());
      } else {
        expect(deleted).toEqual(expect.arrayContaining(gone.map((node) => `on-${node}`)));
      }
    });
  }
}

const BUSY = { containers: [{ name: 'web', image: 'web:v1', ports: [{ containerPort: 666, hostPort: 666 }] }] };
const BESIDE_OTHERS: readonly { claim: string; spec: object; other: object }[] = [
  {
    // Upstream U: TestNoPortConflictNodeDaemonLaunchesPod
    claim: 'another pod with another host port keeps no daemon pod off',
    spec: container({ ports: [{ containerPort: 667, hostPort: 667 }] }),
    other: BUSY,
  },
  {
    // Upstream U: TestNodeShouldRunDaemonPod › [3] ErrPodNotFitsHostPorts
    claim: 'another pod with the same host port is the business of the scheduler',
    spec: container({ ports: [{ containerPort: 666, hostPort: 666 }] }),
    other: BUSY,
  },
  {
    // Upstream U: TestNodeShouldRunDaemonPod › [4] InsufficientResourceError (other pod on node)
    claim: 'a node that another pod has filled gets its daemon pod',
    spec: container(HUGE),
    other: { containers: [{ name: 'web', image: 'web:v1', ...HUGE }] },
  },
  {
    // Upstream U: TestNodeShouldRunDaemonPod › [5] ShouldRunDaemonPod (other pod on node)
    claim: 'a node with room beside another pod gets its daemon pod',
    spec: container({ resources: { requests: { cpu: '10m' } } }),
    other: { containers: [{ name: 'web', image: 'web:v1', resources: { requests: { cpu: '10m' } } }] },
  },
];
for (const { claim, spec, other } of BESIDE_OTHERS) {
  test(claim, () => {
    const bed = new TestBed({ 'test-node': TINY });
    bed.addPod('other', { node: 'test-node', labels: { app: 'web' }, spec: other });
    bed.addDaemonSet({}, spec);
    expect(bed.step()).toEqual([1, 0]);
  });
}

// Upstream U: TestInsufficientCapacityNodeDaemonDoesNotUnscheduleRunningPod
test('a running daemon pod stays although its node has become too small for it', () => {
  for (const updateStrategy of STRATEGIES) {
    const bed = new TestBed({ 'too-much-mem': TINY });
    bed.addPod('other', { node: 'too-much-mem', labels: { app: 'web' }, spec: container(HUGE) });
    bed.addDaemonSet({ updateStrategy }, { nodeName: 'too-much-mem', ...container(HUGE) });
    expect(bed.step()).toEqual([1, 0]);
    expect(bed.step()).toEqual([0, 0]);
    expect(bed.podsOn('too-much-mem').map(({ metadata }) => metadata.deletionTimestamp)).toEqual([
      undefined,
      undefined,
    ]);
  }
});
