import { test } from 'node:test';
import { expect } from 'expect';
import type { ReplicaSet } from '../../api/apps';
import type { Pod, Service } from '../../api/core';
import type { Surroundings } from '../surroundings';
import { makeNodes, makePod, requests, type SampleNode, scores, zone } from './world-samples';

interface Case {
  readonly claim: string;
  readonly plugin: string;
  readonly pod: Pod;
  readonly nodes: readonly SampleNode[];
  readonly scores: Record<string, number> | undefined;
}

const taint = (key: string) => ({ key, effect: 'PreferNoSchedule' });
const images = (name: string, mebibytes: number) => ({
  status: { images: [{ names: [name], sizeBytes: mebibytes * 1024 * 1024 }] },
});
const prefers = (kind: string, weight: number, app: string) => ({
  affinity: {
    [kind]: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight, podAffinityTerm: { topologyKey: 'zone', labelSelector: { matchLabels: { app } } } },
      ],
    },
  },
});
const web = () => makePod({}, { app: 'web' });

const CASES: readonly Case[] = [
  {
    claim: 'each PreferNoSchedule taint costs its share',
    plugin: 'TaintToleration',
    pod: makePod({ tolerations: [{ key: 'known', operator: 'Exists' }] }),
    nodes: [
      { name: 'clean' },
      { name: 'tolerated', spec: { taints: [taint('known')] } },
      { name: 'one', spec: { taints: [taint('known'), taint('x')] } },
      { name: 'two', spec: { taints: [taint('x'), taint('y')] } },
    ],
    scores: { clean: 100, tolerated: 100, one: 50, two: 0 },
  },
  {
    claim: 'the weights of matching preferences add up',
    plugin: 'NodeAffinity',
    pod: makePod({
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 3, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] } },
            { weight: 1, preference: { matchExpressions: [{ key: 'gpu', operator: 'Exists' }] } },
          ],
        },
      },
    }),
    nodes: [
      { name: 'both', labels: { disk: 'ssd', gpu: '' } },
      { name: 'ssd', labels: { disk: 'ssd' } },
      { name: 'gpu', labels: { gpu: '' } },
      { name: 'plain' },
    ],
    scores: { both: 100, ssd: 75, gpu: 25, plain: 0 },
  },
  {
    claim: 'a pod without preferences has no opinion',
    plugin: 'NodeAffinity',
    pod: makePod(),
    nodes: [{ name: 'node1' }],
    scores: undefined,
  },
  {
    claim: 'the emptier node wins, the pod itself counted',
    plugin: 'NodeResourcesFit',
    pod: makePod(requests({ cpu: '1', memory: '2Gi' })),
    nodes: [{ name: 'empty' }, { name: 'half', pods: [makePod(requests({ cpu: '2', memory: '4Gi' }))] }],
    scores: { empty: 75, half: 25 },
  },
  {
    claim: 'a container without requests is taken for 100m and 200Mi',
    plugin: 'NodeResourcesFit',
    pod: makePod(),
    nodes: [{ name: 'node1', status: { allocatable: { cpu: '200m', memory: '400Mi' } } }],
    scores: { node1: 50 },
  },
  {
    claim: 'a resource that a node lacks does not count',
    plugin: 'NodeResourcesFit',
    pod: makePod(requests({ cpu: '1', memory: '1Gi' })),
    nodes: [{ name: 'node1', status: { allocatable: { cpu: '4' } } }],
    scores: { node1: 75 },
  },
  {
    claim: 'requests of the pod as a whole are not looked at, init containers and overhead are',
    plugin: 'NodeResourcesFit',
    pod: makePod({
      containers: [{ name: 'main', resources: { requests: { cpu: '1', memory: '1Gi' } } }],
      initContainers: [{ name: 'init', resources: { requests: { cpu: '2', memory: '1Gi' } } }],
      overhead: { cpu: '1' },
      resources: { requests: { cpu: '100m' } },
    }),
    nodes: [{ name: 'node1', status: { allocatable: { cpu: '4' } } }],
    scores: { node1: 25 },
  },
  {
    claim: 'cpu and memory in equal shares are best',
    plugin: 'NodeResourcesBalancedAllocation',
    pod: makePod(requests({ cpu: '1', memory: '2Gi' })),
    nodes: [{ name: 'even' }, { name: 'lopsided', pods: [makePod(requests({ cpu: '3' }))] }],
    // Evenly used before and after: 50 + (50 + 100 - 100) / 2. Lopsided: 62 before and 62 after.
    scores: { even: 75, lopsided: 75 },
  },
  {
    claim: 'the pod that makes up for what is lopsided scores higher',
    plugin: 'NodeResourcesBalancedAllocation',
    pod: makePod(requests({ memory: '4Gi' })),
    nodes: [{ name: 'empty' }, { name: 'busy', pods: [makePod(requests({ cpu: '2' }))] }],
    scores: { empty: 62, busy: 87 },
  },
  {
    claim: 'a pod without requests has no opinion',
    plugin: 'NodeResourcesBalancedAllocation',
    pod: makePod(),
    nodes: [{ name: 'node1' }],
    scores: undefined,
  },
  {
    claim: 'company that is wanted counts up, company that is not counts down',
    plugin: 'InterPodAffinity',
    pod: makePod({
      affinity: {
        ...prefers('podAffinity', 10, 'web').affinity,
        ...prefers('podAntiAffinity', 5, 'db').affinity,
      },
    }),
    nodes: [
      { name: 'near', labels: { zone: 'a' }, pods: [web()] },
      { name: 'far', labels: { zone: 'b' }, pods: [makePod({}, { app: 'db' })] },
      { name: 'alone', labels: { zone: 'c' } },
    ],
    scores: { near: 100, far: 0, alone: 33 },
  },
  {
    claim: 'what others prefer counts as well',
    plugin: 'InterPodAffinity',
    pod: web(),
    nodes: [
      { name: 'wanted', labels: { zone: 'a' }, pods: [makePod(prefers('podAffinity', 4, 'web'))] },
      { name: 'shunned', labels: { zone: 'b' }, pods: [makePod(prefers('podAntiAffinity', 4, 'web'))] },
    ],
    scores: { wanted: 100, shunned: 0 },
  },
  {
    claim: 'a large image counts by the share of nodes that have it, a small one not at all',
    plugin: 'ImageLocality',
    pod: makePod({ containers: [{ name: 'main', image: 'web' }] }),
    nodes: [
      { name: 'has', ...images('web:latest', 1000) },
      { name: 'other', ...images('db:v1', 1000) },
      { name: 'none' },
    ],
    scores: { has: 31, other: 0, none: 0 },
  },
  {
    claim: 'a pod of no Service and no ReplicaSet is not spread',
    plugin: 'PodTopologySpread',
    pod: web(),
    nodes: [{ name: 'node1' }],
    scores: undefined,
  },
  {
    claim: 'a soft constraint prefers the emptier zone and ignores nodes without one',
    plugin: 'PodTopologySpread',
    pod: makePod(
      {
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: { app: 'web' } },
          },
        ],
      },
      { app: 'web' },
    ),
    nodes: [
      { name: 'a1', labels: zone('a'), pods: [web(), web()] },
      { name: 'b1', labels: zone('b') },
      { name: 'nowhere' },
    ],
    // 2 × ln(2 + 2) rounds to 3: (3 + 0 - 3) / 3 and (3 + 0 - 0) / 3.
    scores: { a1: 0, b1: 100, nowhere: 0 },
  },
];

for (const { claim, plugin, pod, nodes, scores: expected } of CASES) {
  test(`${plugin}: ${claim}`, () => {
    expect(scores(plugin, pod, makeNodes(nodes))).toEqual(expected);
  });
}

const service = { spec: { selector: { app: 'web' } } } as unknown as Service;
const replicaSet = { spec: { selector: { matchLabels: { app: 'web' } } } } as unknown as ReplicaSet;
const around = (part: Partial<Surroundings>): Surroundings => ({
  namespaceLabels: () => undefined,
  servicesIn: () => [],
  replicaSet: () => undefined,
  ...part,
});
const ownedBy = (kind: string) => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name: 'web', uid: 'u', controller: true }],
});

for (const [owner, metadata, surroundings] of [
  ['a Service', {}, around({ servicesIn: () => [service] })],
  ['a ReplicaSet', ownedBy('ReplicaSet'), around({ replicaSet: () => replicaSet })],
] as const) {
  test(`PodTopologySpread: pods of ${owner} are spread over nodes, with a zone or without`, () => {
    const nodes = makeNodes([{ name: 'busy', pods: [web(), web(), web()] }, { name: 'idle' }], surroundings);
    // Three pods, ln(2 + 2), and 3 - 1 for the tolerated skew: 6 against 2.
    expect(scores('PodTopologySpread', makePod({}, { app: 'web' }, metadata), nodes)).toEqual({ busy: 33, idle: 100 });
  });
}

test('PodTopologySpread: a DaemonSet that owns a pod adds nothing', () => {
  const pod = makePod({}, { app: 'web' }, ownedBy('DaemonSet'));
  expect(scores('PodTopologySpread', pod, makeNodes([{ name: 'node1' }]))).toBeUndefined();
});
