import { describe, test } from 'node:test';
import { expect } from 'expect';
import type { Pod } from '../../api/core';
import { TestCluster } from '../../controllers/test-cluster';
import { PodSettings } from './pod-settings';

/** What there is in namespace default: `configmaps/app` has the keys `a` and `b`, `secrets/token` has `user`. */
const PRESENT: Readonly<Record<string, ReadonlySet<string>>> = {
  'configmaps/default/app': new Set(['a', 'b']),
  'secrets/default/token': new Set(['user']),
};
const settingsOf = (container: object, volumes: readonly object[] = []) =>
  PodSettings.of(
    {
      metadata: { name: 'web', namespace: 'default' },
      spec: { containers: [{ name: 'main', ...container }], volumes },
      status: {},
    } as unknown as Pod,
    (resource, namespace, name) => PRESENT[`${resource}/${namespace}/${name}`],
  );
const complaintOf = (container: object) => settingsOf(container)?.complaintOf('main');
const fromKey = (field: string, source: object) => ({ env: [{ name: 'X', valueFrom: { [field]: source } }] });

// KUBELET-CSTAT-02
describe('a container', () => {
  const CASES: readonly (readonly [string, object, string | undefined])[] = [
    ['a whole ConfigMap that is missing', { envFrom: [{ configMapRef: { name: 'ap' } }] }, 'configmap "ap" not found'],
    ['a whole Secret that is missing', { envFrom: [{ secretRef: { name: 'tok' } }] }, 'secret "tok" not found'],
    ['a ConfigMap that is there', { envFrom: [{ configMapRef: { name: 'app' } }] }, undefined],
    ['a key of a missing ConfigMap', fromKey('configMapKeyRef', { name: 'ap', key: 'a' }), 'configmap "ap" not found'],
    [
      'a missing key of a ConfigMap',
      fromKey('configMapKeyRef', { name: 'app', key: 'c' }),
      "couldn't find key c in ConfigMap default/app",
    ],
    [
      'a missing key of a Secret',
      fromKey('secretKeyRef', { name: 'token', key: 'password' }),
      "couldn't find key password in Secret default/token",
    ],
    ['a key that is there', fromKey('secretKeyRef', { name: 'token', key: 'user' }), undefined],
    ['an optional key', fromKey('secretKeyRef', { name: 'token', key: 'password', optional: true }), undefined],
  ];
  for (const [what, container, complaint] of CASES) {
    test(`that names ${what} ${complaint ? 'cannot be created' : 'can be created'}`, () => {
      expect(complaintOf(container)).toBe(complaint);
    });
  }

  test('is told of whole objects before single variables', () => {
    const both = { ...fromKey('secretKeyRef', { name: 'x', key: 'y' }), envFrom: [{ configMapRef: { name: 'z' } }] };
    expect(complaintOf(both)).toBe('configmap "z" not found');
  });

  test('that names nothing costs nothing', () => {
    expect(
      settingsOf({ env: [{ name: 'A', value: 'b' }] }, [{ name: 'logs', hostPath: { path: '/' } }]),
    ).toBeUndefined();
  });
});

// KUBELET-SYNC-02
test('a volume says which object or key it lacks, be it projected or not', () => {
  const whyOf = (volume: object) => settingsOf({}, [{ name: 'v', ...volume }])?.findUnmountable()?.why;
  expect(whyOf({ secret: { secretName: 'tok' } })).toBe('secret "tok" not found');
  expect(whyOf({ secret: { secretName: 'token', items: [{ key: 'k', path: 'p' }] } })).toBe(
    'references non-existent secret key: k',
  );
  expect(whyOf({ configMap: { name: 'app', items: [{ key: 'k', path: 'p' }] } })).toBe(
    'configmap references non-existent config key: k',
  );
  expect(whyOf({ projected: { sources: [{ configMap: { name: 'app' } }, { secret: { name: 'tok' } }] } })).toBe(
    'secret "tok" not found',
  );
  expect(whyOf({ projected: { sources: [{ configMap: { name: 'kube-root-ca.crt' } }] } })).toBeUndefined();
});

describe('a kubelet', () => {
  const NEEDY = {
    nodeName: 'node1',
    containers: [{ name: 'main', image: 'web:v1', envFrom: [{ configMapRef: { name: 'app' } }] }],
  };
  const MOUNTING = { nodeName: 'node1', volumes: [{ name: 'v', configMap: { name: 'app' } }] };
  const start = (spec: object) => {
    const cluster = new TestCluster({ nodes: [{ name: 'node1' }] });
    cluster.createPod('web', spec);
    cluster.rest();
    return cluster;
  };
  const waitingOf = (cluster: TestCluster) => cluster.pod('web')?.status.containerStatuses?.[0]?.state?.waiting;

  test('tries a container that cannot be created every ten seconds', () => {
    const cluster = start(NEEDY);
    expect(waitingOf(cluster)).toEqual({ reason: 'CreateContainerConfigError', message: 'configmap "app" not found' });
    cluster.user.create('configmaps', 'default', { metadata: { name: 'app' } });
    cluster.pass(9);
    expect(cluster.pod('web')?.status.phase).toBe('Pending');
    cluster.pass(2);
    expect(cluster.pod('web')?.status).toMatchObject({ phase: 'Running', containerStatuses: [{ restartCount: 0 }] });
  });

  test('gives a pod no sandbox and no address before its volumes are there', () => {
    const cluster = start(MOUNTING);
    expect(waitingOf(cluster)).toEqual({ reason: 'ContainerCreating' });
    expect(cluster.pod('web')?.status.podIP).toBeUndefined();
    expect(cluster.conditions(cluster.pod('web'))).toContain('PodReadyToStartContainers=False');
    cluster.user.create('configmaps', 'default', { metadata: { name: 'app' } });
    cluster.pass(1);
    expect(cluster.pod('web')?.status.podIP).toBe('10.244.1.1');
    expect(cluster.conditions(cluster.pod('web'))).toContain('PodReadyToStartContainers=True');
  });

  test('waits twice as long for a volume each time', () => {
    const cluster = start(MOUNTING);
    // Tries at 0, 0.5, 1.5, 3.5 and 7.5 s.
    cluster.pass(7.6);
    const [event] = cluster.user.list('events', {}).items.filter(({ reason }) => reason === 'FailedMount');
    expect([event?.message, event?.count]).toEqual([
      'MountVolume.SetUp failed for volume "v" : configmap "app" not found',
      5,
    ]);
  });

  test('leaves a pod alone whose ConfigMap goes away later', () => {
    const cluster = new TestCluster({ nodes: [{ name: 'node1' }] });
    cluster.user.create('configmaps', 'default', { metadata: { name: 'app' } });
    cluster.createPod('web', NEEDY);
    cluster.rest();
    cluster.user.delete('configmaps', 'default', 'app', {});
    cluster.kubelet.setRunning('node1', false);
    cluster.kubelet.setRunning('node1', true);
    cluster.rest();
    expect(cluster.pod('web')?.status.phase).toBe('Running');
  });
});
