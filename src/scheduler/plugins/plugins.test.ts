import { test } from 'node:test';
import { expect } from 'expect';
import type { StringMap } from '../../api/meta';
import { aimedAt, hostPort, judge, makeNodes, makePod, passing, requests, required, zone } from './world-samples';

/** Filters, one verdict per line; `scores.test.ts` and `hints.test.ts` beside it have the other halves. */
interface Case {
  readonly claim: string;
  readonly plugin: string;
  readonly pod: object;
  readonly node?: object;
  readonly labels?: Record<string, string>;
  /** Pods that are on the node already. */
  readonly others?: readonly { readonly spec?: object; readonly labels?: Record<string, string> }[];
  readonly reasons?: readonly string[];
  readonly code?: 'unschedulable' | 'unresolvable';
}

const CASES: readonly Case[] = [
  {
    claim: 'a pod that names another node is rejected for good',
    plugin: 'NodeName',
    pod: { nodeName: 'elsewhere' },
    reasons: ["node(s) didn't match the requested node name"],
    code: 'unresolvable',
  },
  {
    claim: 'a cordoned node rejects',
    plugin: 'NodeUnschedulable',
    pod: {},
    node: { spec: { unschedulable: true } },
    reasons: ['node(s) were unschedulable'],
    code: 'unresolvable',
  },
  {
    claim: 'a toleration of the cordon taint opens a cordoned node',
    plugin: 'NodeUnschedulable',
    pod: { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' }] },
    node: { spec: { unschedulable: true } },
  },
  {
    claim: 'an untolerated NoExecute taint rejects without naming the taint',
    plugin: 'TaintToleration',
    pod: {},
    node: { spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'NoExecute' }] } },
    reasons: ['node(s) had untolerated taint(s)'],
    code: 'unresolvable',
  },
  {
    claim: 'a PreferNoSchedule taint does not reject',
    plugin: 'TaintToleration',
    pod: {},
    node: { spec: { taints: [{ key: 'spot', effect: 'PreferNoSchedule' }] } },
  },
  {
    claim: 'a nodeSelector wants every pair',
    plugin: 'NodeAffinity',
    pod: { nodeSelector: { zone: 'a', disk: 'ssd' } },
    labels: { zone: 'a' },
    reasons: ["node(s) didn't match Pod's node affinity/selector"],
    code: 'unresolvable',
  },
  {
    claim: 'a wildcard address conflicts with any address on the same port',
    plugin: 'NodePorts',
    pod: hostPort({ hostPort: 9100, hostIP: '10.0.0.1' }),
    others: [{ spec: hostPort({ hostPort: 9100 }) }],
    reasons: ["node(s) didn't have free ports for the requested pod ports"],
    code: 'unschedulable',
  },
  {
    claim: 'the same port of another protocol is free',
    plugin: 'NodePorts',
    pod: hostPort({ hostPort: 53, protocol: 'UDP' }),
    others: [{ spec: hostPort({ hostPort: 53 }) }],
  },
  {
    claim: 'every short resource is named, cpu before memory before others',
    plugin: 'NodeResourcesFit',
    pod: requests({ 'example.com/gpu': '1', memory: '9Gi', cpu: '5' }),
    reasons: ['Insufficient cpu', 'Insufficient memory', 'Insufficient example.com/gpu'],
    code: 'unresolvable',
  },
  {
    claim: 'resources that other pods hold can be freed',
    plugin: 'NodeResourcesFit',
    pod: requests({ cpu: '3' }),
    others: [{ spec: requests({ cpu: '1500m' }) }],
    reasons: ['Insufficient cpu'],
    code: 'unschedulable',
  },
  {
    claim: 'a full node says so before it counts resources',
    plugin: 'NodeResourcesFit',
    pod: requests({ cpu: '3' }),
    node: { status: { allocatable: { cpu: '4', memory: '8Gi', pods: '1' } } },
    others: [{ spec: requests({ cpu: '2' }) }],
    reasons: ['Too many pods', 'Insufficient cpu'],
    code: 'unschedulable',
  },
  {
    claim: 'an init container counts as the peak, a sidecar is added',
    plugin: 'NodeResourcesFit',
    pod: {
      ...requests({ cpu: '1' }),
      initContainers: [
        { name: 'side', restartPolicy: 'Always', resources: { requests: { cpu: '1' } } },
        { name: 'init', resources: { requests: { cpu: '3500m' } } },
      ],
    },
    reasons: ['Insufficient cpu'],
    code: 'unresolvable',
  },
  {
    claim: 'required affinity wants a matching pod in the domain',
    plugin: 'InterPodAffinity',
    pod: required('podAffinity', 'zone', 'web'),
    labels: { zone: 'a' },
    others: [{ labels: { app: 'db' } }],
    reasons: ["node(s) didn't match pod affinity rules"],
    code: 'unresolvable',
  },
  {
    claim: 'required anti-affinity rejects the domain of a matching pod',
    plugin: 'InterPodAffinity',
    pod: required('podAntiAffinity', 'zone', 'web'),
    labels: { zone: 'a' },
    others: [{ labels: { app: 'web' } }],
    reasons: ["node(s) didn't match pod anti-affinity rules"],
    code: 'unschedulable',
  },
  {
    claim: 'a node without the topology label passes anti-affinity',
    plugin: 'InterPodAffinity',
    pod: required('podAntiAffinity', 'zone', 'web'),
    others: [{ labels: { app: 'web' } }],
  },
  {
    claim: 'an ordinary init container takes no host port',
    plugin: 'NodePorts',
    pod: { initContainers: [{ name: 'init', ports: [{ containerPort: 80, hostPort: 9100 }] }] },
    others: [{ spec: hostPort({ hostPort: 9100 }) }],
  },
  {
    claim: 'a sidecar takes its host port',
    plugin: 'NodePorts',
    pod: {
      initContainers: [{ name: 'side', restartPolicy: 'Always', ports: [{ containerPort: 80, hostPort: 9100 }] }],
    },
    others: [{ spec: hostPort({ hostPort: 9100 }) }],
    reasons: ["node(s) didn't have free ports for the requested pod ports"],
    code: 'unschedulable',
  },
  {
    claim: 'two addresses of the node have a port each',
    plugin: 'NodePorts',
    pod: hostPort({ hostPort: 9100, hostIP: '10.0.0.1' }),
    others: [{ spec: hostPort({ hostPort: 9100, hostIP: '10.0.0.2' }) }],
  },
  {
    claim: 'the address :: is no wildcard',
    plugin: 'NodePorts',
    pod: hostPort({ hostPort: 9100, hostIP: '::' }),
    others: [{ spec: hostPort({ hostPort: 9100, hostIP: '10.0.0.2' }) }],
  },
  {
    claim: 'requests of the pod as a whole replace those of its containers',
    plugin: 'NodeResourcesFit',
    pod: { ...requests({ cpu: '5' }), resources: { requests: { cpu: '4' } } },
  },
  {
    claim: 'overhead comes on top',
    plugin: 'NodeResourcesFit',
    pod: { ...requests({ cpu: '4' }), overhead: { cpu: '1m' } },
    reasons: ['Insufficient cpu'],
    code: 'unresolvable',
  },
  {
    claim: 'a pod that asks for nothing fits a node that gives too much already',
    plugin: 'NodeResourcesFit',
    pod: {},
    others: [{ spec: requests({ cpu: '9' }) }],
  },
  {
    claim: 'a resource that the node does not have counts as none',
    plugin: 'NodeResourcesFit',
    pod: requests({ 'example.com/gpu': '1' }),
    reasons: ['Insufficient example.com/gpu'],
    code: 'unresolvable',
  },
  {
    claim: 'a toleration with an empty key and Exists tolerates everything',
    plugin: 'TaintToleration',
    pod: { tolerations: [{ operator: 'Exists' }] },
    node: { spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'NoExecute' }] } },
  },
  {
    claim: 'a toleration of another effect does not help',
    plugin: 'TaintToleration',
    pod: { tolerations: [{ key: 'dedicated', operator: 'Exists', effect: 'NoExecute' }] },
    node: { spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] } },
    reasons: ['node(s) had untolerated taint(s)'],
    code: 'unresolvable',
  },
  {
    claim: 'required affinity needs the topology label on the node',
    plugin: 'InterPodAffinity',
    pod: required('podAffinity', 'zone', 'web'),
    others: [{ labels: { app: 'web' } }],
    reasons: ["node(s) didn't match pod affinity rules"],
    code: 'unresolvable',
  },
];

const LABELLED = { app: 'web' };

for (const { claim, plugin, pod, node, labels, others, reasons, code } of CASES) {
  test(`${plugin}: ${claim}`, () => {
    const pods = (others ?? []).map((other) => makePod(other.spec ?? {}, other.labels));
    const nodes = makeNodes([{ name: 'node1', pods, ...(labels ? { labels } : {}), ...node }]);
    const rejection = judge(plugin, makePod(pod), nodes, 'node1');
    expect(rejection?.reasons).toEqual(reasons);
    expect(rejection?.code).toBe(code);
  });
}

test('NodeAffinity: terms that name different nodes at once end the attempt', () => {
  const names = (node: string) => ({ key: 'metadata.name', operator: 'In', values: [node] });
  const terms = [{ matchFields: [names('node1'), names('node2')] }];
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
  const nodes = makeNodes([{ name: 'node1' }, { name: 'node2' }]);
  expect(judge('NodeAffinity', makePod({ affinity }), nodes, 'node1')?.reasons).toEqual([
    'pod affinity terms conflict',
  ]);
});

test('NodeAffinity: a name lets one node pass, and only with the labels of the nodeSelector', () => {
  const nodes = makeNodes([{ name: 'node1', labels: { disk: 'ssd' } }, { name: 'node2' }]);
  const pod = (node: string) => makePod({ affinity: aimedAt(node), nodeSelector: { disk: 'ssd' } });
  expect([passing('NodeAffinity', pod('node1'), nodes), passing('NodeAffinity', pod('node2'), nodes)]).toEqual([
    ['node1'],
    [],
  ]);
});

test('InterPodAffinity: the first pod of a group may start where nothing matches yet', () => {
  const nodes = makeNodes([{ name: 'node1', labels: { zone: 'a' } }]);
  expect(judge('InterPodAffinity', makePod(required('podAffinity', 'zone', 'web'), LABELLED), nodes, 'node1')).toBe(
    undefined,
  );
});

test('InterPodAffinity: a resident pod keeps away those it does not want near', () => {
  const resident = makePod(required('podAntiAffinity', 'zone', 'web'));
  const nodes = makeNodes([{ name: 'node1', labels: { zone: 'a' }, pods: [resident] }]);
  expect(judge('InterPodAffinity', makePod({}, LABELLED), nodes, 'node1')?.reasons).toEqual([
    "node(s) didn't satisfy existing pods anti-affinity rules",
  ]);
});

for (const [claim, term, namespaceLabels, isFound] of [
  ['the own namespace, if none is named', {}, {}, false],
  ['those that are named', { namespaces: ['other'] }, {}, true],
  ['those whose labels match', { namespaceSelector: { matchLabels: { team: 'a' } } }, { team: 'a' }, true],
  ['none whose labels differ', { namespaceSelector: { matchLabels: { team: 'a' } } }, { team: 'b' }, false],
  ['all, by an empty selector', { namespaceSelector: {} }, {}, true],
] as const) {
  // SCHED-IPA-01
  test(`InterPodAffinity: a term speaks of pods in ${claim}`, () => {
    const nodes = makeNodes(
      [{ name: 'node1', labels: { zone: 'a' }, pods: [makePod({}, { app: 'db' }, { namespace: 'other' })] }],
      { namespaceLabels: () => namespaceLabels as StringMap, servicesIn: () => [], replicaSet: () => undefined },
    );
    const pod = makePod(required('podAffinity', 'zone', 'db', term));
    expect(passing('InterPodAffinity', pod, nodes)).toEqual(isFound ? ['node1'] : []);
  });
}

test('InterPodAffinity: one pod must match all terms; two that match one each are not enough', () => {
  const terms = ['web', 'front'].map((value, index) => ({
    topologyKey: 'zone',
    labelSelector: { matchLabels: { [index === 0 ? 'app' : 'tier']: value } },
  }));
  const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } };
  const labels = { zone: 'a' };
  const apart = [makePod({}, { app: 'web' }), makePod({}, { tier: 'front' })];
  const both = [makePod({}, { app: 'web', tier: 'front' })];
  const verdict = (pods: typeof both) =>
    passing('InterPodAffinity', makePod({ affinity }), makeNodes([{ name: 'node1', labels, pods }]));
  expect([verdict(apart), verdict(both)]).toEqual([[], ['node1']]);
});

interface Spread {
  readonly claim: string;
  /** Matching pods on node a1, a2 (zone a) and b1 (zone b). */
  readonly pods: readonly [number, number, number];
  readonly constraint: object;
  readonly spec?: object;
  readonly passes: readonly string[];
}

const SPREADS: readonly Spread[] = [
  { claim: 'a zone may be ahead by maxSkew', pods: [1, 0, 1], constraint: {}, passes: ['a1', 'a2', 'b1'] },
  { claim: 'a zone that is ahead already takes no more', pods: [1, 0, 0], constraint: {}, passes: ['b1'] },
  {
    claim: 'a larger maxSkew leaves more room',
    pods: [1, 0, 0],
    constraint: { maxSkew: 2 },
    passes: ['a1', 'a2', 'b1'],
  },
  { claim: 'too few domains count as an empty one', pods: [1, 0, 1], constraint: { minDomains: 3 }, passes: [] },
  {
    claim: 'a pod that names its node counts that node alone',
    pods: [1, 0, 0],
    constraint: {},
    spec: { affinity: aimedAt('a1') },
    passes: ['a1', 'a2', 'b1'],
  },
  {
    claim: 'unless its affinity is to be ignored',
    pods: [1, 0, 0],
    constraint: { nodeAffinityPolicy: 'Ignore' },
    spec: { affinity: aimedAt('a1') },
    passes: ['b1'],
  },
  {
    claim: 'an empty selector counts nobody',
    pods: [5, 0, 0],
    constraint: { labelSelector: {} },
    passes: ['a1', 'a2', 'b1'],
  },
  {
    claim: 'ScheduleAnyway rejects nothing',
    pods: [5, 0, 0],
    constraint: { whenUnsatisfiable: 'ScheduleAnyway' },
    passes: ['a1', 'a2', 'b1'],
  },
  {
    claim: 'matchLabelKeys compares only with pods of the same value',
    pods: [1, 0, 0],
    constraint: { matchLabelKeys: ['revision'] },
    passes: ['a1', 'a2', 'b1'],
  },
];

for (const { claim, pods, constraint, spec, passes } of SPREADS) {
  // SCHED-PTS-01 to 03
  test(`PodTopologySpread: ${claim}`, () => {
    const webs = (index: 0 | 1 | 2) =>
      Array.from({ length: pods[index] }, () => makePod({}, { app: 'web', revision: '1' }));
    const nodes = makeNodes([
      { name: 'a1', labels: zone('a'), pods: webs(0) },
      { name: 'a2', labels: zone('a'), pods: webs(1) },
      { name: 'b1', labels: zone('b'), pods: webs(2) },
    ]);
    const spread = {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'web' } },
      ...constraint,
    };
    const pod = makePod({ topologySpreadConstraints: [spread], ...spec }, { app: 'web', revision: '2' });
    expect(passing('PodTopologySpread', pod, nodes)).toEqual(passes);
  });
}

const ZONES = {
  maxSkew: 1,
  topologyKey: 'topology.kubernetes.io/zone',
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: { matchLabels: { app: 'web' } },
};

test('PodTopologySpread: a node without the label is no place, whatever goes', () => {
  const rejection = judge(
    'PodTopologySpread',
    makePod({ topologySpreadConstraints: [ZONES] }, LABELLED),
    makeNodes([{ name: 'node1' }]),
    'node1',
  );
  expect([rejection?.code, rejection?.reasons]).toEqual([
    'unresolvable',
    ["node(s) didn't match pod topology spread constraints (missing required label)"],
  ]);
});

test('PodTopologySpread: a pod that terminates is as good as gone', () => {
  const leaving = makePod({}, LABELLED, { deletionTimestamp: '2026-01-01T00:00:00Z' });
  const nodes = makeNodes([
    { name: 'a1', labels: zone('a'), pods: [leaving] },
    { name: 'b1', labels: zone('b') },
  ]);
  const pod = makePod({ topologySpreadConstraints: [ZONES] }, LABELLED);
  expect(passing('PodTopologySpread', pod, nodes)).toEqual(['a1', 'b1']);
});

test('PodTopologySpread: a tainted node counts unless taints are to be honoured', () => {
  const spec = { taints: [{ key: 'dedicated', effect: 'NoSchedule' }] };
  const nodes = makeNodes([
    { name: 'a1', labels: zone('a'), pods: [makePod({}, LABELLED)] },
    { name: 'b1', labels: zone('b'), spec },
  ]);
  const pod = (policy: object) => makePod({ topologySpreadConstraints: [{ ...ZONES, ...policy }] }, LABELLED);
  expect(passing('PodTopologySpread', pod({}), nodes)).toEqual(['b1']);
  expect(passing('PodTopologySpread', pod({ nodeTaintsPolicy: 'Honor' }), nodes)).toEqual(['a1', 'b1']);
});
