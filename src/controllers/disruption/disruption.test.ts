import { test } from 'node:test';
import { expect } from 'expect';
import { TestCluster } from '../test-cluster';

const LABELS = { app: 'web' };

function makeCluster(workload: 'Deployment' | 'DaemonSet' | 'none', budget: object): TestCluster {
  const controllers =
    workload === 'DaemonSet' ? ['daemonset-controller', 'disruption-controller', 'node-controller'] : undefined;
  const cluster = new TestCluster({
    nodes: [{ name: 'node1' }, { name: 'node2' }],
    ...(controllers ? { controllers } : {}),
  });
  const template = { metadata: { labels: LABELS }, spec: { containers: [{ name: 'c', image: 'web:v1' }] } };
  const spec = { selector: { matchLabels: LABELS }, template };
  const metadata = { name: 'web', namespace: 'default' };
  if (workload === 'Deployment') {
    const apiVersion = 'apps/v1';
    cluster.user.create('deployments', 'default', {
      apiVersion,
      kind: workload,
      metadata,
      spec: { replicas: 4, ...spec },
    });
  }
  if (workload === 'DaemonSet') {
    cluster.user.create('daemonsets', 'default', { apiVersion: 'apps/v1', kind: workload, metadata, spec });
  }
  cluster.user.create('poddisruptionbudgets', 'default', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: { selector: { matchLabels: LABELS }, ...budget },
  });
  cluster.rest();
  return cluster;
}

const status = (cluster: TestCluster) => cluster.user.get('poddisruptionbudgets', 'default', 'web').status;
const counts = (cluster: TestCluster) => {
  const { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods } = status(cluster) ?? {};
  return [disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods];
};

test('a whole number of pods that must stay is taken as it is', () => {
  const cluster = makeCluster('Deployment', { minAvailable: 3 });
  expect(counts(cluster)).toEqual([1, 4, 3, 4]);
  expect(status(cluster)).toMatchObject({
    observedGeneration: 1,
    conditions: [{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', observedGeneration: 1 }],
  });
});

test('a share is taken of the Deployment, rounded up', () => {
  expect(counts(makeCluster('Deployment', { minAvailable: '60%' }))).toEqual([1, 4, 3, 4]);
  expect(counts(makeCluster('Deployment', { maxUnavailable: '30%' }))).toEqual([2, 4, 2, 4]);
});

test('the budget follows the number of replicas', () => {
  const cluster = makeCluster('Deployment', { maxUnavailable: 1 });
  cluster.user.patch('deployments', 'default', 'web', { spec: { replicas: 6 } }, { type: 'merge' });
  cluster.rest();
  expect(counts(cluster)).toEqual([1, 6, 5, 6]);
});

test('a pod that is not ready uses up the budget', () => {
  const cluster = makeCluster('Deployment', { maxUnavailable: 1 });
  const [pod] = cluster.user.list('pods').items;
  cluster.kubelet.setPodState(`default/${pod?.metadata.name}`, 'not-ready');
  cluster.rest();
  expect(counts(cluster)).toEqual([0, 3, 3, 4]);
  expect(status(cluster)?.conditions?.[0]).toMatchObject({ status: 'False', reason: 'InsufficientPods' });
});

test('a second eviction is refused until the first pod is replaced', () => {
  const cluster = makeCluster('Deployment', { maxUnavailable: 1 });
  const [first, second] = cluster.user.list('pods').items.map(({ metadata }) => metadata.name) as [string, string];
  cluster.user.evict('default', first);
  expect(() => cluster.user.evict('default', second)).toThrow(
    "Cannot evict pod as it would violate the pod's disruption budget.",
  );
  cluster.rest();
  expect(status(cluster)?.disruptedPods).toBeUndefined();
  cluster.user.evict('default', second);
});

// PDB-05
test('over daemon pods only a whole number can be worked out', () => {
  expect(counts(makeCluster('DaemonSet', { minAvailable: 1 }))).toEqual([1, 2, 1, 2]);
  const cluster = makeCluster('DaemonSet', { maxUnavailable: 1 });
  expect(counts(cluster)[0]).toBe(0);
  expect(status(cluster)?.conditions?.[0]).toMatchObject({
    status: 'False',
    reason: 'SyncFailed',
    message: 'daemonsets.apps does not implement the scale subresource',
  });
  expect(cluster.events('CalculateExpectedPodCountFailed').length).toBeGreaterThan(0);
});

test('a budget that could never be worked out counts as still being looked at', () => {
  const cluster = makeCluster('DaemonSet', { minAvailable: 1 });
  cluster.user.create('poddisruptionbudgets', 'default', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'late', namespace: 'default' },
    spec: { selector: { matchLabels: LABELS }, maxUnavailable: 1 },
  });
  cluster.rest();
  const { status: late } = cluster.user.get('poddisruptionbudgets', 'default', 'late');
  expect([late?.conditions?.[0]?.reason, late?.observedGeneration]).toEqual(['SyncFailed', undefined]);
});

test('pods without a controller are told of where its scale is needed', () => {
  const cluster = makeCluster('none', { maxUnavailable: 1 });
  cluster.createPod('bare', { nodeName: 'node1' }, LABELS);
  cluster.rest();
  expect(cluster.events('UnmanagedPods')[0]?.message).toBe(
    'Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.',
  );
});

test('a budget without pods allows nothing', () => {
  const cluster = makeCluster('none', { minAvailable: 0 });
  expect(counts(cluster)).toEqual([0, 0, 0, 0]);
  expect(cluster.events('NoPods').length).toBeGreaterThan(0);
});

test('an eviction that was granted two minutes ago and did not come about is told of and forgotten', () => {
  const cluster = makeCluster('Deployment', { minAvailable: 1 });
  const [pod] = cluster.user.list('pods').items;
  const grantedAt = cluster.loop.clock.now();
  cluster.pass(130);
  const budget = cluster.user.get('poddisruptionbudgets', 'default', 'web');
  const disruptedPods = { [pod?.metadata.name ?? '']: grantedAt };
  cluster.user.updateStatus('poddisruptionbudgets', 'default', {
    ...budget,
    status: { ...(budget.status as NonNullable<typeof budget.status>), disruptedPods },
  });
  cluster.rest();
  expect(cluster.events('NotDeleted').map(({ message }) => message)).toEqual([
    "Pod was expected by PDB default/default to be deleted but it wasn't",
  ]);
  expect(status(cluster)?.disruptedPods).toBeUndefined();
});
