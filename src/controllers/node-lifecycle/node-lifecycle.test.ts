import { test } from 'node:test';
import { expect } from 'expect';
import { ApiError } from '../../api/errors';
import { isPodReady } from '../../api/pod-conditions';
import { TestCluster } from '../test-cluster';

const NODES = [{ name: 'node1' }, { name: 'node2' }, { name: 'node3' }];
const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';

test('a node that registers ready loses the taint it was born with', () => {
  const cluster = new TestCluster({ nodes: NODES });
  expect(cluster.taints('node1')).toEqual([]);
  expect(cluster.events('RegisteredNode').map(({ message }) => message)).toContain(
    'Node node1 event: Registered Node node1 in Controller',
  );
});

test('a cordoned node carries the cordon taint as long as it is cordoned', () => {
  const cluster = new TestCluster({ nodes: [{ name: 'node1', unschedulable: true }] });
  expect(cluster.taints('node1')).toEqual(['node.kubernetes.io/unschedulable:NoSchedule']);
  const { unschedulable: _no, ...spec } = cluster.node('node1').spec;
  cluster.user.update('nodes', '', { ...cluster.node('node1'), spec });
  cluster.rest();
  expect(cluster.taints('node1')).toEqual([]);
});

test('a managed taint without its condition is taken away', () => {
  const cluster = new TestCluster({ nodes: NODES });
  const node = cluster.node('node1');
  const taints = [{ key: 'node.kubernetes.io/network-unavailable', effect: 'NoSchedule' }];
  cluster.user.update('nodes', '', { ...node, spec: { ...node.spec, taints } });
  cluster.rest();
  expect(cluster.taints('node1')).toEqual([]);
});

test('NotReady taints NoSchedule at once and NoExecute at the next pass; Ready takes both away', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.pass(1);
  cluster.kubelet.setNodeReady('node1', 'False');
  cluster.pass(0.1);
  expect(cluster.taints('node1')).toEqual([`${NOT_READY}:NoSchedule`]);
  cluster.rest();
  expect(cluster.taints('node1')).toEqual([`${NOT_READY}:NoExecute`, `${NOT_READY}:NoSchedule`]);
  cluster.kubelet.setNodeReady('node1', 'Unknown');
  cluster.rest();
  expect(cluster.taints('node1')).toEqual([`${UNREACHABLE}:NoExecute`, `${UNREACHABLE}:NoSchedule`]);
  cluster.kubelet.setNodeReady('node1', 'True');
  cluster.rest();
  expect(cluster.taints('node1')).toEqual([]);
});

test('where every node failed no node is tainted NoExecute', () => {
  const cluster = new TestCluster({ nodes: [{ name: 'node1' }] });
  cluster.kubelet.setNodeReady('node1', 'False');
  cluster.rest();
  expect(cluster.taints('node1')).toEqual([`${NOT_READY}:NoSchedule`]);
});

test('failed nodes of a zone are tainted NoExecute one after another, ten seconds apart', () => {
  const nodes = Array.from({ length: 8 }, (_, index) => ({ name: `node${index}` }));
  const cluster = new TestCluster({ nodes });
  for (const { name } of nodes.slice(0, 3)) cluster.kubelet.setNodeReady(name, 'False');
  const countTainted = () => nodes.filter(({ name }) => cluster.taints(name).includes(`${NOT_READY}:NoExecute`)).length;
  const counts: number[] = [];
  for (let second = 0; second < 3; second++) {
    cluster.pass(second === 0 ? 6 : 10);
    counts.push(countTainted());
  }
  expect(counts).toEqual([1, 2, 3]);
});

// NODE-COND-03: 50 to 60 s after the last renewal.
test('a silent kubelet is noticed after the grace period, and its pods are not ready any more', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.createPod('web', { nodeName: 'node2' });
  cluster.rest();
  cluster.kubelet.setRunning('node2', false);
  cluster.rest();
  expect(cluster.conditions(cluster.node('node2'))).toContain('Ready=True');
  cluster.pass(44);
  expect(cluster.conditions(cluster.node('node2'))).toContain('Ready=True');
  cluster.pass(17);
  expect(cluster.conditions(cluster.node('node2'))).toEqual([
    'DiskPressure=Unknown',
    'MemoryPressure=Unknown',
    'PIDPressure=Unknown',
    'Ready=Unknown',
  ]);
  expect(isPodReady(cluster.pod('web') as never)).toBe(false);
  expect(cluster.events('NodeNotReady').map(({ message }) => message)).toEqual([
    'Node node2 status is now: NodeNotReady',
    'Node is not ready',
  ]);
  cluster.kubelet.setRunning('node2', true);
  cluster.rest();
  expect([isPodReady(cluster.pod('web') as never), cluster.taints('node2')]).toEqual([true, []]);
});

test('a pressure condition becomes a NoSchedule taint', () => {
  const cluster = new TestCluster({ nodes: NODES });
  const node = cluster.node('node1');
  const conditions = (node.status.conditions ?? []).map((condition) =>
    condition.type === 'DiskPressure' ? { ...condition, status: 'True' } : condition,
  );
  cluster.user.updateStatus('nodes', '', { ...node, status: { ...node.status, conditions } });
  cluster.rest();
  expect(cluster.taints('node1')).toEqual(['node.kubernetes.io/disk-pressure:NoSchedule']);
});

// NODE-COND-02: 60 s for a node that has never said whether it is ready.
test('a node that never reports anything is Unknown after a minute', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.kubelet.setRunning('mute', false);
  cluster.user.create('nodes', '', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'mute' } });
  cluster.pass(59);
  expect(cluster.conditions(cluster.node('mute'))).toEqual([]);
  cluster.pass(10);
  expect(cluster.node('mute').status.conditions?.map(({ type, status, reason }) => [type, status, reason])).toEqual(
    ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => [
      type,
      'Unknown',
      'NodeStatusNeverUpdated',
    ]),
  );
});

// NODE-POD-01: failures are retried in later passes.
test('a pod that could not be marked not ready is marked in a later pass', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.createPod('web', { nodeName: 'node2' });
  cluster.rest();
  let refusals = 1;
  cluster.server.interceptRequests(({ verb, resource }) =>
    verb === 'updateStatus' && resource === 'pods' && refusals-- > 0 ? new ApiError('InternalError', 'no') : undefined,
  );
  cluster.kubelet.setRunning('node2', false);
  cluster.pass(58.5);
  expect([refusals, isPodReady(cluster.pod('web') as never)]).toEqual([0, true]);
  cluster.pass(5);
  expect(isPodReady(cluster.pod('web') as never)).toBe(false);
});

// NODE-ZONE-02: no NoExecute taints while most of a small zone is not ready.
test('in a small zone that is mostly lost no further node is tainted NoExecute', () => {
  const nodes = Array.from({ length: 5 }, (_, index) => ({ name: `node${index}` }));
  const cluster = new TestCluster({ nodes });
  for (const { name } of nodes.slice(0, 3)) cluster.kubelet.setNodeReady(name, 'False');
  cluster.pass(60);
  const tainted = () => nodes.filter(({ name }) => cluster.taints(name).includes(`${NOT_READY}:NoExecute`)).length;
  expect(tainted()).toBe(0);
  cluster.kubelet.setNodeReady('node0', 'True');
  cluster.pass(60);
  expect(tainted()).toBe(2);
});

// NODE-TAINT-05
test('a node that joins before it is ready is tainted from the start, and free once it is', () => {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.addNode({ name: 'late', ready: false });
  cluster.pass(0.1);
  expect(cluster.taints('late')).toEqual([`${NOT_READY}:NoSchedule`]);
  cluster.pass(6);
  expect(cluster.taints('late')).toEqual([`${NOT_READY}:NoExecute`, `${NOT_READY}:NoSchedule`]);
  cluster.kubelet.setNodeReady('late', 'True');
  cluster.pass(0.1);
  expect(cluster.taints('late')).toEqual([`${NOT_READY}:NoExecute`]);
  cluster.pass(5);
  expect(cluster.taints('late')).toEqual([]);
});

// NODE-ZONE-03: nobody is tainted NoExecute while all are lost; with the first that is back it begins.
test('when the first of all lost nodes is back, the others are tainted NoExecute', () => {
  const cluster = new TestCluster({ nodes: NODES });
  for (const { name } of NODES) cluster.kubelet.setNodeReady(name, 'False');
  cluster.pass(30);
  expect(cluster.taints('node2')).toEqual([`${NOT_READY}:NoSchedule`]);
  cluster.kubelet.setNodeReady('node1', 'True');
  cluster.pass(30);
  expect(cluster.taints('node2')).toContain(`${NOT_READY}:NoExecute`);
  expect(cluster.taints('node1')).toEqual([]);
});
