import { test } from 'node:test';
import { expect } from 'expect';
import type { EndpointSlice } from '../../api/discovery';
import { TestCluster } from '../test-cluster';

function makeCluster(): TestCluster {
  return new TestCluster({
    nodes: [{ name: 'node1' }, { name: 'node2', labels: { 'topology.kubernetes.io/zone': 'b' } }],
  });
}

function createService(cluster: TestCluster, spec: object, labels?: object): void {
  cluster.user.create('services', 'default', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'agents', namespace: 'default', ...(labels ? { labels } : {}) },
    spec: { selector: { app: 'agent' }, ports: [{ port: 80 }], ...spec },
  });
}

function slices(cluster: TestCluster): readonly EndpointSlice[] {
  return cluster.user.list('endpointslices').items.filter(({ metadata }) => metadata.name !== 'kubernetes');
}

const endpoints = (cluster: TestCluster) => slices(cluster).flatMap((slice) => slice.endpoints ?? []);
const states = (cluster: TestCluster) =>
  endpoints(cluster).map(({ conditions: { ready, serving, terminating } = {} }) => [ready, serving, terminating]);
const AGENT = { app: 'agent' };

test('a slice belongs to its Service and wears its labels', () => {
  const cluster = makeCluster();
  createService(cluster, { clusterIP: 'None' }, { team: 'infra' });
  cluster.rest();
  const service = cluster.user.get('services', 'default', 'agents');
  const [slice] = slices(cluster);
  expect(slice?.metadata).toMatchObject({
    generateName: 'agents-',
    labels: {
      team: 'infra',
      'kubernetes.io/service-name': 'agents',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'service.kubernetes.io/headless': '',
    },
    ownerReferences: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        name: 'agents',
        uid: service.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  });
  expect(slice?.addressType).toBe('IPv4');
});

test('an endpoint tells where its pod is', () => {
  const cluster = makeCluster();
  createService(cluster, {});
  const { uid } = cluster.createPod('a', { nodeName: 'node2' }, AGENT).metadata;
  cluster.rest();
  expect(endpoints(cluster)).toEqual([
    {
      addresses: ['10.244.2.1'],
      conditions: { ready: true, serving: true, terminating: false },
      targetRef: { kind: 'Pod', namespace: 'default', name: 'a', uid },
      nodeName: 'node2',
      zone: 'b',
    },
  ]);
});

test('hints follow the traffic distribution of the Service, and a zone that a node does not have', () => {
  const cluster = makeCluster();
  createService(cluster, { trafficDistribution: 'PreferSameNode' });
  cluster.createPod('one', { nodeName: 'node1' }, AGENT);
  cluster.createPod('two', { nodeName: 'node2' }, AGENT);
  cluster.rest();
  const hints = () => new Map(endpoints(cluster).map(({ nodeName, hints }) => [nodeName, hints]));
  expect(hints().get('node1')).toEqual({ forNodes: [{ name: 'node1' }] });
  expect(hints().get('node2')).toEqual({ forZones: [{ name: 'b' }], forNodes: [{ name: 'node2' }] });
  const service = cluster.user.get('services', 'default', 'agents');
  cluster.user.update('services', 'default', {
    ...service,
    spec: { ...service.spec, trafficDistribution: 'PreferSameZone' },
  });
  cluster.rest();
  expect([hints().get('node1'), hints().get('node2')]).toEqual([undefined, { forZones: [{ name: 'b' }] }]);
});

test('a pod is absent, then listed, then terminating, then absent again', () => {
  const cluster = makeCluster();
  createService(cluster, {});
  cluster.createPod('a', { nodeName: 'node1' }, AGENT);
  cluster.pass(1);
  expect(states(cluster)).toEqual([]);
  cluster.rest();
  expect(states(cluster)).toEqual([[true, true, false]]);
  cluster.user.delete('pods', 'default', 'a');
  cluster.pass(0.5);
  expect(states(cluster)).toEqual([[false, true, true]]);
  cluster.rest();
  expect(states(cluster)).toEqual([]);
});

test('a finished pod is no endpoint', () => {
  const cluster = makeCluster();
  createService(cluster, { publishNotReadyAddresses: true });
  cluster.createPod('a', { nodeName: 'node1' }, AGENT);
  cluster.rest();
  cluster.kubelet.setPodState('default/a', 'failed');
  cluster.rest();
  expect(states(cluster)).toEqual([]);
});

test('labels decide: a pod comes and goes with them', () => {
  const cluster = makeCluster();
  createService(cluster, {});
  cluster.createPod('a', { nodeName: 'node1' });
  cluster.rest();
  const relabel = (app: string | null) => {
    cluster.user.patch('pods', 'default', 'a', { metadata: { labels: { app } } }, { type: 'merge' });
    cluster.rest();
    return states(cluster).length;
  };
  expect([relabel('agent'), relabel('other'), relabel('agent'), relabel(null)]).toEqual([1, 0, 1, 0]);
});

test('a named target port is looked up in each pod', () => {
  const cluster = makeCluster();
  createService(cluster, { ports: [{ port: 80, targetPort: 'metrics' }] });
  const withPort = (containerPort: number) => ({
    nodeName: 'node1',
    containers: [{ name: 'main', image: 'web:v1', ports: [{ name: 'metrics', containerPort }] }],
  });
  cluster.createPod('a', withPort(9100), AGENT);
  cluster.createPod('b', withPort(9200), AGENT);
  cluster.rest();
  const ports = slices(cluster).flatMap((slice) => (slice.ports ?? []).map(({ port }) => port));
  expect(ports.sort()).toEqual([9100, 9200]);
});

test('a changed selector chooses anew', () => {
  const cluster = makeCluster();
  createService(cluster, {});
  cluster.createPod('a', { nodeName: 'node1' }, AGENT);
  cluster.createPod('b', { nodeName: 'node1' }, { app: 'web' });
  cluster.rest();
  cluster.user.patch('services', 'default', 'agents', { spec: { selector: { app: 'web' } } }, { type: 'merge' });
  cluster.rest();
  expect(endpoints(cluster).map(({ targetRef }) => targetRef?.name)).toEqual(['b']);
});

test('a slice that somebody edits is put right after a second', () => {
  const cluster = makeCluster();
  createService(cluster, {});
  cluster.createPod('a', { nodeName: 'node1' }, AGENT);
  cluster.rest();
  const [slice] = slices(cluster);
  cluster.user.update('endpointslices', 'default', { ...slice, endpoints: [] });
  cluster.pass(0.5);
  expect(states(cluster)).toEqual([]);
  cluster.pass(1);
  expect(states(cluster)).toEqual([[true, true, false]]);
});

test('without its Service a slice is collected', () => {
  const cluster = makeCluster();
  createService(cluster, {});
  cluster.rest();
  cluster.user.delete('services', 'default', 'agents');
  cluster.rest();
  expect(slices(cluster)).toEqual([]);
});

test('a Service without a selector gets no slices', () => {
  const cluster = makeCluster();
  cluster.user.create('services', 'default', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'bare', namespace: 'default' },
    spec: { ports: [{ port: 80 }] },
  });
  cluster.rest();
  expect(slices(cluster)).toEqual([]);
});

// SVC-09, SVC-08
test('a pod whose node is gone is left out, told of, and looked at again after 1 s, 2 s, 4 s', () => {
  const cluster = makeCluster();
  cluster.createPod('a', { nodeName: 'node1' }, AGENT);
  cluster.createPod('b', { nodeName: 'node2' }, AGENT);
  cluster.rest();
  cluster.user.delete('nodes', '', 'node2');
  cluster.rest();
  createService(cluster, {});
  const told = () => cluster.events('FailedToUpdateEndpointSlices').map(({ count = 1 }) => count);
  const counts: number[][] = [];
  for (const seconds of [0.5, 1, 2, 4]) {
    cluster.pass(seconds);
    counts.push(told());
  }
  expect(counts).toEqual([[1], [2], [3], [4]]);
  expect(endpoints(cluster).map(({ targetRef }) => targetRef?.name)).toEqual(['a']);
  expect(cluster.events('FailedToUpdateEndpointSlices')[0]?.message).toBe(
    'Error updating Endpoint Slices for Service default/agents: skipping Pod b for Service default/agents: Node node2 Not Found',
  );
});
