import { test } from 'node:test';
import { expect } from 'expect';
import type { Node, Pod } from '../../api/core';
import { isRejection } from '../framework';
import { NodeCache } from '../node-info';
import { PLUGINS } from '../registry';

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

let count = 0;
const makePod = (spec: object, labels: Record<string, string> = {}): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${++count}`, namespace: 'default', uid: `uid-${count}`, labels },
    spec: { containers: [{ name: 'main' }], ...spec },
    status: {},
  }) as unknown as Pod;

const requests = (list: Record<string, string>) => ({ containers: [{ name: 'main', resources: { requests: list } }] });
const hostPort = (port: object) => ({ containers: [{ name: 'main', ports: [{ containerPort: 80, ...port }] }] });
const near = (topologyKey: string, app: string) => [{ topologyKey, labelSelector: { matchLabels: { app } } }];
const required = (kind: string, topologyKey: string, app: string) => ({
  affinity: { [kind]: { requiredDuringSchedulingIgnoredDuringExecution: near(topologyKey, app) } },
});

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
];

const LABELLED = { app: 'web' };

for (const { claim, plugin: name, pod, node, labels, others, reasons, code } of CASES) {
  test(`${name}: ${claim}`, () => {
    const nodes = new NodeCache();
    nodes.setNode({
      metadata: { name: 'node1', ...(labels ? { labels } : {}) },
      spec: {},
      status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' } },
      ...node,
    } as unknown as Node);
    for (const other of others ?? []) nodes.setPod(makePod(other.spec ?? {}, other.labels), 'node1');
    const plugin = PLUGINS.find((candidate) => candidate.name === name);
    const info = nodes.get('node1');
    if (!plugin?.prepare || !info) throw new Error(`no such plug-in: ${name}`);
    const prepared = plugin.prepare(makePod(pod), nodes);
    const rejection = prepared && (isRejection(prepared) ? prepared : prepared.filter(info));
    expect(rejection?.reasons).toEqual(reasons);
    expect(rejection?.code).toBe(code);
  });
}

test('InterPodAffinity: the first pod of a group may start where nothing matches yet', () => {
  const nodes = new NodeCache();
  nodes.setNode({ metadata: { name: 'node1', labels: { zone: 'a' } }, spec: {}, status: {} } as unknown as Node);
  const plugin = PLUGINS.find(({ name }) => name === 'InterPodAffinity');
  const prepared = plugin?.prepare?.(makePod(required('podAffinity', 'zone', 'web'), LABELLED), nodes);
  const info = nodes.get('node1');
  if (!prepared || isRejection(prepared) || !info) throw new Error('expected a filter');
  expect(prepared.filter(info)).toBeUndefined();
});

test('InterPodAffinity: a resident pod keeps away those it does not want near', () => {
  const nodes = new NodeCache();
  nodes.setNode({ metadata: { name: 'node1', labels: { zone: 'a' } }, spec: {}, status: {} } as unknown as Node);
  nodes.setPod(makePod(required('podAntiAffinity', 'zone', 'web')), 'node1');
  const plugin = PLUGINS.find(({ name }) => name === 'InterPodAffinity');
  const prepared = plugin?.prepare?.(makePod({}, LABELLED), nodes);
  const info = nodes.get('node1');
  if (!prepared || isRejection(prepared) || !info) throw new Error('expected a filter');
  expect(prepared.filter(info)?.reasons).toEqual(["node(s) didn't satisfy existing pods anti-affinity rules"]);
});
