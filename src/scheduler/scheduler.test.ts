import { test } from 'node:test';
import { expect } from 'expect';
import { ApiError } from '../api/errors';
import { TestCluster } from '../controllers/test-cluster';

const onNode = (name: string) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] }],
      },
    },
  },
});
const requests = (cpu: string) => ({
  containers: [{ name: 'main', image: 'web:v1', resources: { requests: { cpu } } }],
});
const messageOf = (cluster: TestCluster, name: string) =>
  cluster.pod(name)?.status.conditions?.find(({ type }) => type === 'PodScheduled')?.message;
const NODES = [{ name: 'node1' }, { name: 'node2' }, { name: 'node3' }];

test('a pod for one node is bound there and an event says so', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.createPod('web', onNode('node2'));
  cluster.rest();
  expect(cluster.pod('web')?.spec.nodeName).toBe('node2');
  expect(cluster.events('Scheduled').map(({ message }) => message)).toEqual([
    'Successfully assigned default/web to node2',
  ]);
});

// SCHED-MSG-03; the plug-in for dynamic resources puts its own words first, as recorded.
test('a pod without a node tells why, for the nodes it was not meant for as well', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.createPod('first', { ...onNode('node2'), ...requests('3') });
  cluster.rest();
  cluster.createPod('second', { ...onNode('node2'), ...requests('3') });
  cluster.rest();
  const message =
    "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. " +
    'no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, ' +
    '2 Preemption is not helpful for scheduling.';
  expect(messageOf(cluster, 'second')).toBe(message);
  expect(cluster.events('FailedScheduling').map((event) => event.message)).toEqual([message]);
});

test('a node that joins is counted in the message of a pod that waits for another', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.createPod('first', { ...onNode('node2'), ...requests('3') });
  cluster.rest();
  cluster.createPod('second', { ...onNode('node2'), ...requests('3') });
  cluster.rest();
  cluster.addNode({ name: 'node4' });
  cluster.rest();
  expect(messageOf(cluster, 'second')).toMatch(/^0\/4 nodes are available: 1 Insufficient cpu, 3 node\(s\)/);
});

test('pods of a Deployment prefer nodes without one of their own', () => {
  const cluster = new TestCluster({ nodes: NODES });
  // Requests in the other direction: by free room alone all three would go to node1.
  for (const node of ['node2', 'node3']) cluster.createPod(`on-${node}`, { ...onNode(node), ...requests('300m') });
  cluster.rest();
  cluster.user.create('deployments', 'default', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'web:v1' }] } },
    },
  });
  cluster.rest();
  const pods = [...cluster.server.objects('pods')].filter(({ metadata }) => metadata.labels?.app === 'web');
  expect(pods.map(({ spec }) => spec.nodeName).sort()).toEqual(['node1', 'node2', 'node3']);
});

test('a waiting pod is bound as soon as the pod that was in its way is gone', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.createPod('first', { ...onNode('node2'), ...requests('3') });
  cluster.rest();
  cluster.createPod('second', { ...onNode('node2'), ...requests('3') });
  cluster.rest();
  cluster.user.delete('pods', 'default', 'first');
  cluster.rest();
  expect(cluster.pod('second')?.spec.nodeName).toBe('node2');
});

test('a pod of higher priority takes the place of another, which is told', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.createPod('ordinary', { ...onNode('node2'), ...requests('3') });
  cluster.rest();
  cluster.createPod('critical', {
    ...onNode('node2'),
    ...requests('3'),
    priorityClassName: 'system-node-critical',
  });
  cluster.rest();
  expect([cluster.pod('ordinary'), cluster.pod('critical')?.spec.nodeName]).toEqual([undefined, 'node2']);
  expect(cluster.events('Preempted').map(({ involvedObject }) => involvedObject.name)).toEqual(['ordinary']);
});

test('of two pods that drive out each other’s company the first still finds it, and the second waits', () => {
  const zone = { 'topology.kubernetes.io/zone': 'a' };
  const cluster = new TestCluster({ nodes: ['node1', 'node2'].map((name) => ({ name, labels: zone })) });
  for (const node of ['node1', 'node2']) {
    cluster.createPod(`web-${node}`, { ...onNode(node), ...requests('4') }, { tier: 'web' });
  }
  cluster.rest();
  const term = { topologyKey: 'topology.kubernetes.io/zone', labelSelector: { matchLabels: { tier: 'web' } } };
  const podAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
  for (const node of ['node1', 'node2']) {
    const affinity = { ...onNode(node).affinity, podAffinity };
    cluster.createPod(node, { affinity, ...requests('1'), priorityClassName: 'system-node-critical' });
  }
  cluster.rest();
  expect([cluster.pod('node1')?.spec.nodeName, cluster.pod('node2')?.spec.nodeName]).toEqual(['node1', undefined]);
  expect(messageOf(cluster, 'node2')).toContain("1 node(s) didn't match pod affinity rules");
});

// Upstream asks it again whenever a pod ends anywhere: any end may free resources.
test('a pod that company elsewhere kept from preempting does it once the company is gone', () => {
  const zone = { 'topology.kubernetes.io/zone': 'a' };
  const cluster = new TestCluster({ nodes: ['node1', 'node2'].map((name) => ({ name, labels: zone })) });
  for (const node of ['node1', 'node2']) {
    cluster.createPod(`web-${node}`, { ...onNode(node), ...requests('3') }, { tier: 'web' });
  }
  cluster.rest();
  const term = { topologyKey: 'topology.kubernetes.io/zone', labelSelector: { matchLabels: { tier: 'web' } } };
  const podAntiAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
  const affinity = { ...onNode('node2').affinity, podAntiAffinity };
  cluster.createPod('agent', { affinity, ...requests('3'), priorityClassName: 'system-node-critical' });
  cluster.rest();
  expect(messageOf(cluster, 'agent')).toMatch(/1 Insufficient cpu.*1 node\(s\) didn't match pod anti-affinity rules/);
  cluster.user.delete('pods', 'default', 'web-node1');
  cluster.rest();
  expect([cluster.pod('agent')?.spec.nodeName, cluster.pod('web-node2')]).toEqual(['node2', undefined]);
});

test('a pod that must not preempt says so', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.createPod('ordinary', { ...onNode('node2'), ...requests('3') });
  cluster.rest();
  cluster.user.create('priorityclasses', '', {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'polite' },
    value: 1000,
    preemptionPolicy: 'Never',
  });
  cluster.createPod('polite', { ...onNode('node2'), ...requests('3'), priorityClassName: 'polite' });
  cluster.rest();
  expect(messageOf(cluster, 'polite')).toContain('preemption: not eligible due to preemptionPolicy=Never.');
});

test('without any node a pod waits, and the cluster still comes to rest', () => {
  const cluster = new TestCluster();
  cluster.createPod('web', {});
  cluster.rest();
  expect(messageOf(cluster, 'web')).toBe('no nodes available to schedule pods');
  cluster.addNode({ name: 'node1' });
  cluster.pass(12);
  expect(cluster.pod('web')?.spec.nodeName).toBe('node1');
});

test('a pod of another scheduler is left alone', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.createPod('web', { schedulerName: 'mine' });
  cluster.rest();
  expect([cluster.pod('web')?.spec.nodeName, cluster.pod('web')?.status.conditions]).toEqual([undefined, undefined]);
});

test('a refused binding is tried again', () => {
  const cluster = new TestCluster({ nodes: NODES });
  let refusals = 1;
  cluster.server.interceptRequests(({ verb }) => {
    if (verb !== 'bind' || refusals-- <= 0) return undefined;
    return new ApiError('InternalError', 'no luck');
  });
  cluster.createPod('web', {});
  cluster.rest();
  expect(cluster.pod('web')?.spec.nodeName).toBeDefined();
});

test('which of several equal nodes is chosen depends on the seed alone', () => {
  const choose = (seed: string) => {
    const cluster = new TestCluster({ nodes: NODES, seed });
    cluster.createPod('web', {});
    cluster.rest();
    return cluster.pod('web')?.spec.nodeName;
  };
  expect(choose('a')).toBe(choose('a'));
  expect(new Set('abcdefghijkl'.split('').map(choose)).size).toBeGreaterThan(1);
});
