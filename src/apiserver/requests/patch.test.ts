import { test } from 'node:test';
import { expect } from 'expect';
import type { PatchType } from '../../api/client';
import { makeDaemonSet, makePod, refusalOf, startServer } from '../testing';

const TEMPLATE_IMAGE = '/spec/template/spec/containers/0/image';
const IMAGE_PATCHES: readonly [PatchType, unknown][] = [
  ['json', [{ op: 'replace', path: TEMPLATE_IMAGE, value: 'agent:v2' }]],
  ['merge', { spec: { template: { spec: { containers: [{ name: 'main', image: 'agent:v2' }] } } } }],
  ['strategic', { spec: { template: { spec: { containers: [{ name: 'main', image: 'agent:v2' }] } } } }],
];

for (const [type, patch] of IMAGE_PATCHES) {
  test(`a ${type} patch is an update: it is defaulted and counts a generation (API-REQ-09)`, () => {
    const { client } = startServer();
    const before = client.create('daemonsets', 'default', makeDaemonSet());
    const after = client.patch('daemonsets', 'default', 'agent', patch, { type });
    expect(after.metadata.generation).toBe(2);
    expect(after.spec.template.spec.containers[0]).toEqual({
      ...before.spec.template.spec.containers[0],
      image: 'agent:v2',
    });
  });
}

test('a patch that carries a stale resourceVersion conflicts', () => {
  const { client } = startServer();
  client.create('daemonsets', 'default', makeDaemonSet());
  const patch = { metadata: { resourceVersion: '1', labels: { a: 'b' } } };
  expect(refusalOf(() => client.patch('daemonsets', 'default', 'agent', patch, { type: 'merge' })).reason).toBe(
    'Conflict',
  );
});

test('a patch of the status changes the status alone', () => {
  const { client } = startServer();
  const pod = client.create('pods', 'default', makePod('web'));
  const patch = {
    spec: { priority: 3 },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  };
  const after = client.patch('pods', 'default', 'web', patch, { type: 'strategic', subresource: 'status' });
  expect(after.spec).toBe(pod.spec);
  expect(after.status).toMatchObject({ phase: 'Running', qosClass: 'BestEffort', conditions: [{ type: 'Ready' }] });
});

test('a restart patches the template annotations of a live DaemonSet', () => {
  const { client } = startServer();
  client.create('daemonsets', 'default', makeDaemonSet());
  const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' };
  const patch = { spec: { template: { metadata: { annotations } } } };
  const after = client.patch('daemonsets', 'default', 'agent', patch, { type: 'strategic' });
  expect(after.spec.template.metadata).toMatchObject({ labels: { app: 'agent' }, annotations });
});

test('a strict strategic patch with an unknown field is invalid (API-DEC-06)', () => {
  const { client } = startServer();
  client.create('daemonsets', 'default', makeDaemonSet());
  const patch = { spec: { foo: 1 } };
  const options = { type: 'strategic', fieldValidation: 'Strict' } as const;
  expect(refusalOf(() => client.patch('daemonsets', 'default', 'agent', patch, options))).toMatchObject({
    reason: 'Invalid',
    code: 422,
    message:
      ' "" is invalid: patch: Invalid value: "map[spec:map[foo:1]]": strict decoding error: unknown field "spec.foo"',
  });
});

test('a strategic patch of a wrong type names the type (API-DEC-06)', () => {
  const { client } = startServer();
  client.create('daemonsets', 'default', makeDaemonSet());
  const patch = { spec: { minReadySeconds: 'x' } };
  expect(refusalOf(() => client.patch('daemonsets', 'default', 'agent', patch, { type: 'strategic' })).message).toBe(
    ' "" is invalid: patch: Invalid value: "map[spec:map[minReadySeconds:x]]": unrecognized type: int32',
  );
});

test('a patch neither renames nor moves an object (API-REQ-03)', () => {
  const { client } = startServer();
  client.create('daemonsets', 'default', makeDaemonSet());
  const refusedFor = (metadata: object | null) =>
    refusalOf(() => client.patch('daemonsets', 'default', 'agent', { metadata }, { type: 'merge' }));
  expect(refusedFor({ name: 'other' })).toMatchObject({
    code: 400,
    message: 'the name of the object (other) does not match the name on the URL (agent)',
  });
  expect(refusedFor({ namespace: 'other' }).message).toBe(
    'the namespace of the provided object does not match the namespace sent on the request',
  );
  expect(refusedFor(null).message).toBe(
    'the name of the object (agent based on URL) was undeterminable: name must be provided',
  );
});

test('server-side apply creates, changes, and removes what the manager no longer says (API-PATCH-05)', () => {
  const { client } = startServer();
  const options = { type: 'apply', fieldManager: 'kubectl' } as const;
  const apply = (configuration: object) => client.patch('daemonsets', 'default', 'agent', configuration, options);
  const created = apply(makeDaemonSet('agent', { labels: { a: '1', b: '2' } }));
  expect(created.metadata.generation).toBe(1);
  client.patch('daemonsets', 'default', 'agent', { metadata: { labels: { other: 'x' } } }, { type: 'merge' });
  expect(apply(makeDaemonSet('agent', { labels: { a: '3' } })).metadata.labels).toEqual({ a: '3', other: 'x' });
  expect(refusalOf(() => client.patch('daemonsets', 'default', 'agent', {}, { type: 'apply' })).message).toContain(
    'fieldManager: Required value: is required for apply patch',
  );
});
