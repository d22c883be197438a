import { test } from 'node:test';
import { expect } from 'expect';
import { TEMPLATE_GENERATION_ANNOTATION } from '../../api/apps';
import { makeDaemonSet, makePod, refusalOf, startServer, withImage } from '../testing';

const templateGeneration = (set: { metadata: { annotations?: Readonly<Record<string, string>> } }) =>
  set.metadata.annotations?.[TEMPLATE_GENERATION_ANNOTATION];

test('a DaemonSet starts at generation 1 without the status that was sent (DS-API-01)', () => {
  const { client } = startServer();
  const set = client.create('daemonsets', 'default', { ...makeDaemonSet(), status: { numberReady: 7 } });
  expect(set.metadata.generation).toBe(1);
  expect(set.status).toEqual({
    currentNumberScheduled: 0,
    numberMisscheduled: 0,
    desiredNumberScheduled: 0,
    numberReady: 0,
  });
  expect(templateGeneration(set)).toBe('1');
});

test('a template generation given at creation counts if it is larger, and must be a number (API-DS-02)', () => {
  const { client } = startServer();
  const withAnnotation = (name: string, text: string) =>
    makeDaemonSet(name, { annotations: { [TEMPLATE_GENERATION_ANNOTATION]: text } });
  expect(templateGeneration(client.create('daemonsets', 'default', withAnnotation('a', '5')))).toBe('5');
  expect(templateGeneration(client.create('daemonsets', 'default', withAnnotation('b', '-3')))).toBe('1');
  expect(refusalOf(() => client.create('daemonsets', 'default', withAnnotation('c', 'x'))).message).toBe(
    'DaemonSet in version "v1" cannot be handled as a DaemonSet: strconv.ParseInt: parsing "x": invalid syntax',
  );
});

test('a template change raises both generations, another spec change only one, labels none (DS-API-03, API-DS-03)', () => {
  const { client } = startServer();
  const first = client.create('daemonsets', 'default', makeDaemonSet());
  const second = client.update('daemonsets', 'default', withImage(first, 'agent:v2'));
  expect([second.metadata.generation, templateGeneration(second)]).toEqual([2, '2']);
  const third = client.update('daemonsets', 'default', { ...second, spec: { ...second.spec, minReadySeconds: 5 } });
  expect([third.metadata.generation, templateGeneration(third)]).toEqual([3, '2']);
  const fourth = client.update('daemonsets', 'default', {
    ...third,
    metadata: { ...third.metadata, labels: { a: 'b' } },
  });
  expect([fourth.metadata.generation, templateGeneration(fourth)]).toEqual([3, '2']);
});

test('the template generation of an update is the server’s own, whatever the client sends (API-DS-02)', () => {
  const { client } = startServer();
  const set = client.create('daemonsets', 'default', makeDaemonSet());
  const { annotations: _dropped, ...metadata } = set.metadata;
  const forged = { ...metadata, annotations: { [TEMPLATE_GENERATION_ANNOTATION]: '9', note: 'x' } };
  expect(templateGeneration(client.update('daemonsets', 'default', { ...set, metadata: forged }))).toBe('1');
  const current = client.get('daemonsets', 'default', 'agent');
  const bare = { ...metadata, resourceVersion: current.metadata.resourceVersion };
  expect(templateGeneration(client.update('daemonsets', 'default', { ...current, metadata: bare }))).toBe('1');
});

test('an empty list or map in the template is no change (API-DS-04)', () => {
  const { client } = startServer();
  const set = client.create('daemonsets', 'default', makeDaemonSet());
  const template = { ...set.spec.template, spec: { ...set.spec.template.spec, nodeSelector: {}, tolerations: [] } };
  const after = client.update('daemonsets', 'default', { ...set, spec: { ...set.spec, template } });
  expect(after).toBe(set);
});

test('an update of the main resource keeps the status, a status update keeps the spec (API-REQ-08)', () => {
  const { client } = startServer();
  const set = client.create('daemonsets', 'default', makeDaemonSet());
  const updated = client.update('daemonsets', 'default', {
    ...withImage(set, 'agent:v2'),
    status: { ...set.status, numberReady: 3 },
  });
  expect(updated.status.numberReady).toBe(0);
  const status = { ...updated.status, numberReady: 2, observedGeneration: 2 };
  const reported = client.updateStatus('daemonsets', 'default', { ...withImage(updated, 'agent:v3'), status });
  expect(reported.spec).toBe(updated.spec);
  expect(reported.status).toEqual(status);
  expect(reported.metadata.generation).toBe(2);
});

test('no update changes creation time, deletion mark, generation or uid (API-META-05)', () => {
  const { client } = startServer();
  const set = client.create('daemonsets', 'default', makeDaemonSet());
  const after = client.update('daemonsets', 'default', {
    ...set,
    metadata: {
      name: 'agent',
      labels: { a: 'b' },
      generation: 9,
      creationTimestamp: '2020-01-01T00:00:00Z',
      deletionTimestamp: '2020-01-01T00:00:00Z',
    },
  });
  expect(after.metadata).toEqual({
    ...set.metadata,
    labels: { a: 'b' },
    resourceVersion: after.metadata.resourceVersion,
  });
});

test('a resource without status has no status to update (API-ERR-10)', () => {
  const { client } = startServer();
  const config = client.create('configmaps', 'default', { metadata: { name: 'c' } });
  expect(refusalOf(() => client.updateStatus('configmaps', 'default', config))).toMatchObject({
    code: 404,
    message: 'the server could not find the requested resource',
  });
});

test('a pod starts Pending with its QoS class, which later statuses keep (API-POD-01, API-POD-02)', () => {
  const { client } = startServer();
  const create = (name: string, resources: object) =>
    client.create('pods', 'default', makePod(name, { containers: [{ name: 'main', image: 'a', resources }] }));
  const limits = { cpu: '1', memory: '1Gi' };
  expect(create('a', {}).status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  expect(create('b', { requests: { cpu: '100m' } }).status.qosClass).toBe('Burstable');
  const pod = create('c', { limits, requests: { cpu: '1000m', memory: '1Gi' } });
  expect(pod.status.qosClass).toBe('Guaranteed');
  expect(create('d', { limits: { cpu: '1' } }).status.qosClass).toBe('Burstable');
  expect(client.updateStatus('pods', 'default', { ...pod, status: { phase: 'Running' } }).status).toEqual({
    phase: 'Running',
    qosClass: 'Guaranteed',
  });
});

test('a gated pod says so (API-POD-01)', () => {
  const { client } = startServer();
  const pod = client.create('pods', 'default', makePod('web', { schedulingGates: [{ name: 'wait' }] }));
  expect(pod.status.conditions).toMatchObject([
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    },
  ]);
});

test('a spec change of a pod counts a generation, a label does not', () => {
  const { client } = startServer();
  client.create('pods', 'default', makePod('web'));
  const patch = (body: object) => client.patch('pods', 'default', 'web', body, { type: 'strategic' });
  expect(patch({ metadata: { labels: { a: 'b' } } }).metadata.generation).toBe(1);
  expect(patch({ spec: { containers: [{ name: 'main', image: 'agent:v2' }] } }).metadata.generation).toBe(2);
});

test('the status of a pod cannot carry a change of its owners (API-REQ-08)', () => {
  const { client } = startServer();
  const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: '1', controller: true };
  const pod = client.create('pods', 'default', makePod('web', {}, { ownerReferences: [owner] }));
  const { ownerReferences: _dropped, ...metadata } = pod.metadata;
  const after = client.updateStatus('pods', 'default', { ...pod, metadata, status: { phase: 'Running' } });
  expect(after.metadata.ownerReferences).toEqual([owner]);
});

test('a node keeps the status it registers with, and later only its status endpoint changes it (API-NODE-05)', () => {
  const { client } = startServer();
  const node = client.create('nodes', '', { metadata: { name: 'node1' }, status: { capacity: { cpu: '4' } } });
  expect(node.metadata.generation).toBeUndefined();
  expect(node.status.capacity).toEqual({ cpu: '4' });
  const after = client.update('nodes', '', { ...node, spec: { ...node.spec, unschedulable: true }, status: {} });
  expect(after.status.capacity).toEqual({ cpu: '4' });
  expect(after.spec.unschedulable).toBe(true);
});

test('a namespace is Active, has the finalizer kubernetes and always its name label (API-NS-01)', () => {
  const { client } = startServer();
  const namespace = client.create('namespaces', '', { metadata: { name: 'team' } });
  expect(namespace).toMatchObject({
    metadata: { labels: { 'kubernetes.io/metadata.name': 'team' } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  });
  const after = client.update('namespaces', '', {
    ...namespace,
    metadata: { ...namespace.metadata, labels: { a: 'b' } },
  });
  expect(after.metadata.labels).toEqual({ a: 'b', 'kubernetes.io/metadata.name': 'team' });
});

test('a service of type NodePort has a port on every node that it keeps until it is closed again', () => {
  const { client } = startServer();
  const ports = [{ port: 80, protocol: 'TCP' }];
  const open = client.create('services', 'default', { metadata: { name: 'web' }, spec: { type: 'NodePort', ports } });
  const nodePort = open.spec.ports?.[0]?.nodePort ?? 0;
  expect(nodePort).toBeGreaterThanOrEqual(30_086);
  expect(nodePort).toBeLessThanOrEqual(32_767);
  const again = client.update('services', 'default', { ...open, spec: { ...open.spec, ports } });
  expect(again.spec.ports?.[0]?.nodePort).toBe(nodePort);
  const rival = (port: number) => () =>
    client.create('services', 'default', {
      metadata: { name: 'rival' },
      spec: { type: 'NodePort', ports: [{ port: 80, nodePort: port }] },
    });
  expect(rival(nodePort)).toThrow(
    `spec.ports[0].nodePort: Invalid value: ${nodePort}: provided port is already allocated`,
  );
  expect(rival(80)).toThrow('provided port is not in the valid range. The range of valid ports is 30000-32767');
  const closed = client.update('services', 'default', { ...again, spec: { ...again.spec, type: 'ClusterIP' } });
  expect(closed.spec.ports?.[0]?.nodePort).toBeUndefined();
});

test('a service gets an address that it keeps; a headless one gets none (API-SVC-02)', () => {
  const { client } = startServer();
  const ports = [{ port: 80 }];
  const service = client.create('services', 'default', { metadata: { name: 'web' }, spec: { ports } });
  expect(service.spec.clusterIP).toMatch(/^10\.0\.\d+\.\d+$/);
  expect(service.spec.clusterIPs).toEqual([service.spec.clusterIP]);
  const after = client.update('services', 'default', {
    metadata: { name: 'web' },
    spec: { type: 'ClusterIP', ports, selector: { app: 'x' } },
  });
  expect(after.spec.clusterIP).toBe(service.spec.clusterIP);
  const headless = { metadata: { name: 'agents' }, spec: { clusterIP: 'None', ports } };
  expect(client.create('services', 'default', headless).spec.clusterIPs).toEqual(['None']);
});

test('revisions have no generation, workloads and disruption budgets have one', () => {
  const { client } = startServer();
  const revision = { metadata: { name: 'r' }, revision: 1, data: { spec: {} } };
  expect(client.create('controllerrevisions', 'default', revision).metadata.generation).toBeUndefined();
  const budget = { metadata: { name: 'b' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'x' } } } };
  expect(client.create('poddisruptionbudgets', 'default', budget).metadata.generation).toBe(1);
});
