import { test } from 'node:test';
import { expect } from 'expect';
import type { Pod, Service } from '../api/core';
import type { EndpointSlice } from '../api/discovery';
import { isAddressed, parseServiceName, podBehindHostPort, reachableEndpoints, resolveService } from './services';

const metadata = (name: string) => ({
  name,
  namespace: 'default',
  uid: name,
  resourceVersion: '1',
  creationTimestamp: '',
});

function service(spec: Service['spec']): Service {
  return { apiVersion: 'v1', kind: 'Service', metadata: metadata('agents'), spec };
}

type State = 'ready' | 'unready' | 'leaving';
const CONDITIONS = {
  ready: { ready: true, serving: true, terminating: false },
  unready: { ready: false, serving: false, terminating: false },
  leaving: { ready: false, serving: true, terminating: true },
} as const;

/** One endpoint for each node, with the address 10.0.0.<number>. */
function slice(states: Readonly<Record<string, State>>): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...metadata('agents-x'), labels: { 'kubernetes.io/service-name': 'agents' } },
    addressType: 'IPv4',
    endpoints: Object.entries(states).map(([nodeName, state], index) => ({
      addresses: [`10.0.0.${index + 1}`],
      conditions: CONDITIONS[state],
      nodeName,
      targetRef: { uid: `pod on ${nodeName}` },
    })),
    ports: [],
  };
}

const CLUSTER = service({ clusterIP: '10.96.0.11' });
const LOCAL = service({ clusterIP: '10.96.0.11', internalTrafficPolicy: 'Local' });
const reached = (of: Service, states: Readonly<Record<string, State>>, from: string) =>
  reachableEndpoints(of, [slice(states)], from).map(({ nodeName }) => nodeName);

test('a name is a Service, with or without its namespace and the domain', () => {
  expect(parseServiceName('agents')).toEqual({ namespace: 'default', name: 'agents' });
  expect(parseServiceName('agents.monitoring')).toEqual({ namespace: 'monitoring', name: 'agents' });
  expect(parseServiceName('agents.monitoring.svc.cluster.local')?.namespace).toBe('monitoring');
  expect(parseServiceName('agents.monitoring.pod')).toBeUndefined();
});

test('a headless name stands for ready pods, any other for the address of the Service', () => {
  const slices = [slice({ node1: 'ready', node2: 'unready', node3: 'leaving' })];
  expect(resolveService(service({ clusterIP: 'None' }), slices)).toEqual(['10.0.0.1']);
  expect(resolveService(CLUSTER, slices)).toEqual(['10.96.0.11']);
  expect(resolveService(CLUSTER, [])).toEqual(['10.96.0.11']);
});

// SVC-11
test('ready endpoints are used; without any, those that still serve; never the others', () => {
  expect(reached(CLUSTER, { node1: 'ready', node2: 'leaving' }, 'node2')).toEqual(['node1']);
  expect(reached(CLUSTER, { node1: 'unready', node2: 'leaving' }, 'node1')).toEqual(['node2']);
  expect(reached(CLUSTER, { node1: 'unready' }, 'node1')).toEqual([]);
});

// SVC-12
test('with Local only the node itself counts, and its leaving pod before nobody', () => {
  expect(reached(LOCAL, { node1: 'ready', node2: 'ready' }, 'node2')).toEqual(['node2']);
  expect(reached(LOCAL, { node1: 'ready', node2: 'leaving' }, 'node2')).toEqual(['node2']);
  expect(reached(LOCAL, { node1: 'ready', node2: 'unready' }, 'node2')).toEqual([]);
});

function pod(name: string, spec: Partial<Pod['spec']>, port: object, isRunning = true): Pod {
  const state = isRunning ? { running: {} } : { waiting: { reason: 'CrashLoopBackOff' } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(name),
    spec: { nodeName: 'node1', ...spec, containers: [{ name: 'main', ports: [{ containerPort: 9100, ...port }] }] },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'main', state, ready: false, restartCount: 0, image: '', imageID: '' }],
    },
  };
}

test('a host port, or a port in the network of the host, answers at the node while the container runs', () => {
  const withHostPort = pod('a', {}, { hostPort: 9200 });
  const onHost = pod('b', { hostNetwork: true }, {});
  const pods = [withHostPort, onHost, pod('inside', {}, {})];
  expect(podBehindHostPort(pods, 'node1', 9200)).toBe(withHostPort);
  expect(podBehindHostPort(pods, 'node1', 9100)).toBe(onHost);
  expect(podBehindHostPort(pods, 'node2', 9100)).toBeUndefined();
  expect(podBehindHostPort([pod('c', {}, { hostPort: 9200 }, false)], 'node1', 9200)).toBeUndefined();
});

test('a pod is addressed by a Service or by a port of its node', () => {
  const slices = [slice({ node1: 'unready' })];
  expect(isAddressed(pod('pod on node1', {}, {}), slices)).toBe(true);
  expect(isAddressed(pod('other', {}, {}), slices)).toBe(false);
  expect(isAddressed(pod('other', {}, { hostPort: 1 }), [])).toBe(true);
});

// SVC-14
test('hints are followed while all ready endpoints have one and one means the client; the node before the zone', () => {
  const { endpoints } = slice({ node1: 'ready', node2: 'ready', node3: 'ready' });
  const zones = ['a', 'a', 'b'];
  const hinted = (endpoints ?? []).map((endpoint, index) => ({
    ...endpoint,
    hints: { forZones: [{ name: zones[index] ?? '' }], forNodes: [{ name: endpoint.nodeName ?? '' }] },
  }));
  const from = (node: string, zone: string, list = hinted) =>
    reachableEndpoints(CLUSTER, [{ ...slice({}), endpoints: list }], node, zone).map(({ nodeName }) => nodeName);
  expect(from('node2', 'a')).toEqual(['node2']);
  expect(from('node9', 'a')).toEqual(['node1', 'node2']);
  expect(from('node9', 'c')).toEqual(['node1', 'node2', 'node3']);
  const [first, ...others] = hinted;
  const unhinted = first ? [{ ...first, hints: { forZones: [], forNodes: [] } }, ...others] : [];
  expect(from('node2', 'a', unhinted)).toEqual(['node1', 'node2', 'node3']);
});
