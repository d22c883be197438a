import { test } from 'node:test';
import { expect } from 'expect';
import { NEVER_READY } from '../../api/pod-behaviour';
import { TestCluster } from '../test-cluster';

const NODES = [{ name: 'node1' }, { name: 'node2' }, { name: 'node3' }];
const LABELS = { app: 'web' };
const REVISION = 'deployment.kubernetes.io/revision';

function makeCluster(spec: object = {}): TestCluster {
  const cluster = new TestCluster({ nodes: NODES });
  cluster.user.create('deployments', 'default', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: 4,
      selector: { matchLabels: LABELS },
      template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'c', image: 'web:v1' }] } },
      ...spec,
    },
  });
  cluster.rest();
  return cluster;
}

const change = (cluster: TestCluster, spec: object) =>
  cluster.user.patch('deployments', 'default', 'web', { spec }, { type: 'merge' });
const setImage = (cluster: TestCluster, image: string) =>
  change(cluster, { template: { spec: { containers: [{ name: 'c', image }] } } });
const deployment = (cluster: TestCluster) => cluster.user.get('deployments', 'default', 'web');
const sets = (cluster: TestCluster) =>
  cluster.user
    .list('replicasets')
    .items.map(({ metadata, spec }) => ({
      revision: metadata.annotations?.[REVISION],
      image: spec.template.spec.containers[0]?.image,
      replicas: spec.replicas,
    }))
    .sort((a, b) => Number(a.revision) - Number(b.revision));
const progressing = (cluster: TestCluster) =>
  deployment(cluster).status.conditions?.find(({ type }) => type === 'Progressing');
const messages = (cluster: TestCluster) => cluster.events('ScalingReplicaSet').map(({ message }) => message);

// As recorded from a real control plane, test/parity/golden/workloads.jsonl.
test('the ReplicaSet is named after the hash of its template', () => {
  const cluster = makeCluster();
  const [set] = cluster.user.list('replicasets').items;
  expect(set?.metadata.name).toBe('web-6dc4ff998b');
  expect(set?.spec.selector.matchLabels).toEqual({ app: 'web', 'pod-template-hash': '6dc4ff998b' });
  expect(set?.metadata.annotations).toEqual({
    'deployment.kubernetes.io/desired-replicas': '4',
    'deployment.kubernetes.io/max-replicas': '5',
    [REVISION]: '1',
  });
  expect(messages(cluster)).toEqual(['Scaled up replica set web-6dc4ff998b from 0 to 4']);
});

test('a complete Deployment says so', () => {
  const cluster = makeCluster();
  const { status, metadata } = deployment(cluster);
  expect(metadata.annotations?.[REVISION]).toBe('1');
  expect(status).toMatchObject({
    observedGeneration: 1,
    replicas: 4,
    updatedReplicas: 4,
    readyReplicas: 4,
    availableReplicas: 4,
  });
  expect(status.unavailableReplicas).toBeUndefined();
  const conditions = (status.conditions ?? []).map(({ type, status: value, reason, message }) => [
    type,
    value,
    reason,
    message,
  ]);
  expect(conditions.sort()).toEqual([
    ['Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.'],
    ['Progressing', 'True', 'NewReplicaSetAvailable', 'ReplicaSet "web-6dc4ff998b" has successfully progressed.'],
  ]);
});

test('a new template makes a new ReplicaSet, an old one brings its own back', () => {
  const cluster = makeCluster();
  setImage(cluster, 'web:v2');
  cluster.rest();
  expect(sets(cluster)).toEqual([
    { revision: '1', image: 'web:v1', replicas: 0 },
    { revision: '2', image: 'web:v2', replicas: 4 },
  ]);
  setImage(cluster, 'web:v1');
  cluster.rest();
  expect(sets(cluster)).toEqual([
    { revision: '2', image: 'web:v2', replicas: 0 },
    { revision: '3', image: 'web:v1', replicas: 4 },
  ]);
  expect(deployment(cluster).metadata.annotations?.[REVISION]).toBe('3');
});

test('only so many old ReplicaSets are kept as the history may hold', () => {
  const cluster = makeCluster({ revisionHistoryLimit: 1 });
  for (const image of ['web:v2', 'web:v3', 'web:v4']) {
    setImage(cluster, image);
    cluster.rest();
  }
  expect(sets(cluster).map(({ revision }) => revision)).toEqual(['3', '4']);
});

test('scaling changes no revision', () => {
  const cluster = makeCluster();
  change(cluster, { replicas: 6 });
  cluster.rest();
  expect(sets(cluster)).toEqual([{ revision: '1', image: 'web:v1', replicas: 6 }]);
  expect(messages(cluster).at(-1)).toBe('Scaled up replica set web-6dc4ff998b from 4 to 6');
});

test('a rollout that makes no progress is told so after its deadline', () => {
  const cluster = makeCluster({ progressDeadlineSeconds: 60 });
  cluster.kubelet.behave({ image: 'web:v2', behaviour: NEVER_READY });
  setImage(cluster, 'web:v2');
  cluster.rest();
  expect(progressing(cluster)).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' });
  cluster.pass(65);
  expect(progressing(cluster)).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
});

test('a paused Deployment keeps its pods, and goes on when it is resumed', () => {
  const cluster = makeCluster();
  change(cluster, { paused: true });
  cluster.rest();
  expect(progressing(cluster)).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused' });
  setImage(cluster, 'web:v2');
  cluster.rest();
  expect(sets(cluster)).toEqual([{ revision: '1', image: 'web:v1', replicas: 4 }]);
  change(cluster, { paused: null });
  cluster.rest();
  expect(sets(cluster).map(({ image, replicas }) => [image, replicas])).toEqual([
    ['web:v1', 0],
    ['web:v2', 4],
  ]);
});

test('with Recreate no new pod exists before the last old one is gone', () => {
  const cluster = makeCluster({ strategy: { type: 'Recreate', rollingUpdate: null } });
  setImage(cluster, 'web:v2');
  let mixed = 0;
  while (!cluster.loop.isAtRest) {
    cluster.loop.step();
    const images = new Set(cluster.user.list('pods').items.map(({ spec }) => spec.containers[0]?.image));
    if (images.size > 1) mixed += 1;
  }
  expect(mixed).toBe(0);
  expect(sets(cluster).map(({ replicas }) => replicas)).toEqual([0, 4]);
});

test('a deleted Deployment takes its ReplicaSets and pods along', () => {
  const cluster = makeCluster();
  cluster.user.delete('deployments', 'default', 'web', { propagationPolicy: 'Background' });
  cluster.rest();
  expect([cluster.user.list('replicasets').items.length, cluster.user.list('pods').items.length]).toEqual([0, 0]);
});
