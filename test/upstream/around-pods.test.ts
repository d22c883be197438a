/** What happens around pods, for clauses that no other test shows. */
import { test } from 'node:test';
import { expect } from 'expect';
import { startServer } from '../../src/apiserver/testing';
import { EventRecorder } from '../../src/machinery/event-recorder';
import { WholeCluster } from './whole-cluster';

const containers = [{ name: 'main', image: 'agent:v1' }];
const podNamed = (name: string, spec: object, metadata: object = {}) => ({
  metadata: { name, namespace: 'default', ...metadata },
  spec: { containers, ...spec },
});

test('NODE-GC-05: a deleted pod that never had a node fails, and only its finalizer holds it', () => {
  const world = new WholeCluster(1);
  world.user.create(
    'pods',
    'default',
    podNamed('p', { nodeSelector: { a: 'b' } }, { finalizers: ['example.com/hold'] }),
  );
  world.rest();
  world.user.delete('pods', 'default', 'p');
  world.pass(60);
  expect(world.user.get('pods', 'default', 'p').status.phase).toBe('Failed');
});

test('KUBELET-COND-05: a pod is not ready before its readiness gates are open', () => {
  const world = new WholeCluster(1);
  const ready = () => world.user.get('pods', 'default', 'p').status.conditions?.find(({ type }) => type === 'Ready');
  world.user.create('pods', 'default', podNamed('p', { readinessGates: [{ conditionType: 'example.com/lb' }] }));
  world.rest();
  expect(ready()).toMatchObject({
    status: 'False',
    reason: 'ReadinessGatesNotReady',
    message: 'corresponding condition of pod readiness gate "example.com/lb" does not exist.',
  });
});

test('SVC-09: a pod whose node is missing is no endpoint, unless unready addresses are published', () => {
  const world = new WholeCluster(1);
  for (const [name, publishNotReadyAddresses] of [['careful', false] as const, ['eager', true] as const]) {
    const spec = { clusterIP: 'None', selector: { app: 'p' }, ports: [{ port: 80 }], publishNotReadyAddresses };
    world.user.create('services', 'default', { metadata: { name, namespace: 'default' }, spec });
  }
  world.user.create('pods', 'default', podNamed('p', { nodeName: 'gone' }, { labels: { app: 'p' } }));
  const status = { phase: 'Running', podIP: '10.244.9.1', podIPs: [{ ip: '10.244.9.1' }] };
  world.user.patch('pods', 'default', 'p', { status }, { type: 'merge', subresource: 'status' });
  world.pass(5);
  const slices = world.user.list('endpointslices', { namespace: 'default' }).items;
  const listed = (service: string) =>
    slices
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)
      .flatMap(({ endpoints }) => endpoints ?? []);
  expect([listed('careful').length, listed('eager').length]).toEqual([0, 1]);
});

test('TIME-EVT-02: of many events about one object at once 25 are told', () => {
  const { client, loop } = startServer();
  const pod = client.create('pods', 'default', podNamed('p', {}));
  const recorder = new EventRecorder(client, loop.clock, 'test');
  for (let count = 0; count < 40; count++) recorder.record(pod, 'Normal', 'Counted', `the ${count}th`);
  expect(client.list('events', { namespace: 'default' }).items.length).toBe(25);
});

test('KUBELET-TERM-05: a pod that was deleted ends before it goes, as its finalizer lets one see', () => {
  const world = new WholeCluster(1);
  world.user.create('pods', 'default', podNamed('p', {}, { finalizers: ['example.com/hold'] }));
  world.rest();
  world.user.delete('pods', 'default', 'p');
  world.pass(60);
  const { phase, containerStatuses, conditions } = world.user.get('pods', 'default', 'p').status;
  expect(['Succeeded', 'Failed']).toContain(phase);
  expect(containerStatuses?.[0]?.state).toHaveProperty('terminated');
  const ready = conditions?.find(({ type }) => type === 'Ready');
  expect([ready?.status, ready?.reason]).toEqual(['False', phase === 'Failed' ? 'PodFailed' : 'PodCompleted']);
});
