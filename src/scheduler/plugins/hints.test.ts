import { test } from 'node:test';
import { expect } from 'expect';
import type { ClusterEvent } from '../framework';
import { NOTHING_AROUND } from '../surroundings';
import { hostPort, makeNode, makePod, pluginNamed, requests, required, type SampleNode, zone } from './world-samples';

// SCHED-QUEUE-11: which event makes a pod that the plug-in rejected worth another try.
type Case = readonly [plugin: string, claim: string, pod: object, event: ClusterEvent, isHelpful: boolean];

const node = (rest: Omit<SampleNode, 'name'> = {}) => makeNode({ name: 'node1', ...rest });
const joins = (rest: Omit<SampleNode, 'name'> = {}): ClusterEvent => ({ kind: 'node-added', node: node(rest) });
const changes = (before: Omit<SampleNode, 'name'>, after: Omit<SampleNode, 'name'>): ClusterEvent => ({
  kind: 'node-updated',
  before: node(before),
  node: node(after),
});
const goes = (spec: object = {}, labels = {}): ClusterEvent => ({
  kind: 'assigned-pod-deleted',
  pod: makePod(spec, labels),
});
const comes = (labels: Record<string, string>, metadata = {}): ClusterEvent => ({
  kind: 'assigned-pod-added',
  pod: makePod({}, labels, metadata),
});
const ownUpdate = (before: object, after: object): ClusterEvent => ({
  kind: 'pod-updated',
  before: makePod(before),
  pod: makePod(after),
});
const relabelled = (before: Record<string, string>, after: Record<string, string>): ClusterEvent => ({
  kind: 'assigned-pod-updated',
  before: makePod({}, before),
  pod: makePod({}, after),
});

const cordon = { spec: { unschedulable: true } };
const tainted = { spec: { taints: [{ key: 'dedicated', effect: 'NoSchedule' }] } };
const cpu = (amount: string) => ({ status: { allocatable: { cpu: amount, memory: '8Gi', pods: '110' } } });
const tolerating = (...keys: string[]) => ({ tolerations: keys.map((key) => ({ key, operator: 'Exists' })) });
const near = required('podAffinity', 'zone', 'web');
const far = required('podAntiAffinity', 'zone', 'web');
const spread = {
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'web' } },
    },
  ],
};

const CASES: readonly Case[] = [
  ['NodeUnschedulable', 'a node that is open joins', {}, joins(), true],
  ['NodeUnschedulable', 'a cordoned node joins', {}, joins(cordon), false],
  ['NodeUnschedulable', 'a node is uncordoned', {}, changes(cordon, {}), true],
  ['NodeUnschedulable', 'a node is cordoned', {}, changes({}, cordon), false],
  [
    'NodeUnschedulable',
    'the pod learns to tolerate it',
    {},
    ownUpdate({}, tolerating('node.kubernetes.io/unschedulable')),
    true,
  ],
  ['NodeName', 'any node joins', { nodeName: 'elsewhere' }, joins(), true],
  ['TaintToleration', 'a node without such a taint joins', {}, joins(), true],
  ['TaintToleration', 'a tainted node joins', {}, joins(tainted), false],
  ['TaintToleration', 'the taint goes', {}, changes(tainted, {}), true],
  [
    'TaintToleration',
    'the label of a tainted node changes',
    {},
    changes(tainted, { ...tainted, labels: zone('a') }),
    false,
  ],
  ['TaintToleration', 'the pod has one more toleration', {}, ownUpdate({}, tolerating('x')), true],
  ['TaintToleration', 'the pod is changed otherwise', {}, ownUpdate({}, {}), false],
  [
    'NodeAffinity',
    'a node that matches joins',
    { nodeSelector: { disk: 'ssd' } },
    joins({ labels: { disk: 'ssd' } }),
    true,
  ],
  ['NodeAffinity', 'a node that does not match joins', { nodeSelector: { disk: 'ssd' } }, joins(), false],
  [
    'NodeAffinity',
    'a node comes to match',
    { nodeSelector: { disk: 'ssd' } },
    changes({}, { labels: { disk: 'ssd' } }),
    true,
  ],
  [
    'NodeAffinity',
    'a node matches as before',
    { nodeSelector: { disk: 'ssd' } },
    changes({ labels: { disk: 'ssd' } }, { labels: { disk: 'ssd', x: 'y' } }),
    false,
  ],
  ['NodePorts', 'any node joins', hostPort({ hostPort: 80 }), joins(), true],
  ['NodePorts', 'the pod with that port goes', hostPort({ hostPort: 80 }), goes(hostPort({ hostPort: 80 })), true],
  ['NodePorts', 'a pod with another port goes', hostPort({ hostPort: 80 }), goes(hostPort({ hostPort: 81 })), false],
  ['NodeResourcesFit', 'any pod goes', requests({ cpu: '1' }), goes(), true],
  ['NodeResourcesFit', 'a node with room joins', requests({ cpu: '2' }), joins(cpu('2')), true],
  ['NodeResourcesFit', 'a node that is too small joins', requests({ cpu: '2' }), joins(cpu('1')), false],
  ['NodeResourcesFit', 'a node grows enough', requests({ cpu: '2' }), changes(cpu('1'), cpu('2')), true],
  ['NodeResourcesFit', 'a node shrinks', requests({ cpu: '2' }), changes(cpu('4'), cpu('3')), false],
  ['NodeResourcesFit', 'a node grows too little', requests({ cpu: '4' }), changes(cpu('1'), cpu('2')), false],
  [
    'NodeResourcesFit',
    'another pod asks for less cpu',
    requests({ cpu: '1' }),
    { kind: 'assigned-pod-updated', before: makePod(requests({ cpu: '2' })), pod: makePod(requests({ cpu: '1' })) },
    true,
  ],
  [
    'NodeResourcesFit',
    'another pod asks for less of something else',
    requests({ cpu: '1' }),
    {
      kind: 'assigned-pod-updated',
      before: makePod(requests({ memory: '2Gi' })),
      pod: makePod(requests({ memory: '1Gi' })),
    },
    false,
  ],
  [
    'NodeResourcesFit',
    'the pod asks for less',
    requests({ cpu: '1' }),
    ownUpdate(requests({ cpu: '2' }), requests({ cpu: '1' })),
    true,
  ],
  ['InterPodAffinity', 'a wanted pod comes', near, comes({ app: 'web' }), true],
  ['InterPodAffinity', 'another pod comes', near, comes({ app: 'db' }), false],
  ['InterPodAffinity', 'a pod becomes a wanted one', near, relabelled({ app: 'db' }, { app: 'web' }), true],
  ['InterPodAffinity', 'an unwanted pod goes', far, goes({}, { app: 'web' }), true],
  ['InterPodAffinity', 'a wanted pod goes', near, goes({}, { app: 'web' }), false],
  ['InterPodAffinity', 'a pod that kept us away goes', {}, goes(required('podAntiAffinity', 'zone', 'x')), true],
  ['InterPodAffinity', 'an unwanted pod becomes another', far, relabelled({ app: 'web' }, { app: 'db' }), true],
  ['InterPodAffinity', 'a node of a domain joins', near, joins({ labels: { zone: 'a' } }), true],
  ['InterPodAffinity', 'a node of no domain joins', near, joins(), false],
  ['InterPodAffinity', 'a node comes into a domain', near, changes({}, { labels: { zone: 'a' } }), true],
  [
    'InterPodAffinity',
    'a node with the wanted pods leaves its domain',
    near,
    changes({ labels: { zone: 'a' } }, {}),
    false,
  ],
  [
    'InterPodAffinity',
    'a node with the unwanted pods leaves its domain',
    far,
    changes({ labels: { zone: 'a' } }, {}),
    true,
  ],
  ['PodTopologySpread', 'a pod of the group comes', spread, comes({ app: 'web' }), true],
  ['PodTopologySpread', 'a pod of another namespace comes', spread, comes({ app: 'web' }, { namespace: 'x' }), false],
  ['PodTopologySpread', 'a pod of the group goes', spread, goes({}, { app: 'web' }), true],
  ['PodTopologySpread', 'another pod goes', spread, goes({}, { app: 'db' }), false],
  ['PodTopologySpread', 'a pod leaves the group', spread, relabelled({ app: 'web' }, { app: 'db' }), true],
  ['PodTopologySpread', 'a node of a zone joins', spread, joins({ labels: zone('a') }), true],
  ['PodTopologySpread', 'a node without a zone joins', spread, joins(), false],
  [
    'PodTopologySpread',
    'a node goes to another zone',
    spread,
    changes({ labels: zone('a') }, { labels: zone('b') }),
    true,
  ],
  [
    'PodTopologySpread',
    'the taints of a node change',
    spread,
    changes({ labels: zone('a') }, { ...tainted, labels: zone('a') }),
    true,
  ],
  [
    'PodTopologySpread',
    'a node of a zone leaves',
    spread,
    { kind: 'node-deleted', node: node({ labels: zone('a') }) },
    true,
  ],
  ['SchedulingGates', 'the last gate goes', {}, ownUpdate({ schedulingGates: [{ name: 'a' }] }, {}), true],
  [
    'SchedulingGates',
    'one of two gates goes',
    {},
    ownUpdate({ schedulingGates: [{ name: 'a' }, { name: 'b' }] }, { schedulingGates: [{ name: 'b' }] }),
    false,
  ],
];

for (const [name, claim, spec, event, isHelpful] of CASES) {
  test(`${name}: ${claim}, which ${isHelpful ? 'may help' : 'does not help'}`, () => {
    const plugin = pluginNamed(name);
    expect(plugin.events).toContain(event.kind);
    expect(plugin.mayHelp(event, makePod(spec, { app: 'x' }), NOTHING_AROUND)).toBe(isHelpful);
  });
}
