import { test } from 'node:test';
import { expect } from 'expect';
import { ApiError } from '../api/errors';
import { makeDaemonSet, makePod, refusalOf, startServer, withImage } from './testing';

test('a new cluster has its namespaces, each with a service account, and the two system priority classes', () => {
  const { client } = startServer();
  const names = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
  expect(client.list('namespaces').items.map(({ metadata }) => metadata.name)).toEqual(names);
  expect(client.list('serviceaccounts').items.map(({ metadata }) => metadata.namespace)).toEqual(names);
  expect(client.get('priorityclasses', '', 'system-node-critical')).toMatchObject({ value: 2_000_001_000 });
  expect(client.get('priorityclasses', '', 'system-cluster-critical')).toMatchObject({ value: 2_000_000_000 });
});

test('a created object has a uid, a creation time, a resourceVersion and a namespace, and is frozen throughout', () => {
  const { client } = startServer();
  const pod = client.create('pods', 'default', makePod('web'));
  expect(pod.metadata).toMatchObject({
    name: 'web',
    namespace: 'default',
    generation: 1,
    creationTimestamp: '2026-01-01T00:00:00Z',
    uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    resourceVersion: client.list('pods').resourceVersion,
  });
  expect(Object.isFrozen(pod.spec.containers[0])).toBe(true);
  expect(client.get('pods', 'default', 'web')).toBe(pod);
});

test('what a client sends stays its own: it is neither frozen nor changed', () => {
  const { client } = startServer();
  const draft = makePod('web');
  client.create('pods', 'default', draft);
  expect(Object.isFrozen(draft.spec.containers[0])).toBe(false);
  expect(draft).toEqual(makePod('web'));
});

test('system metadata that a client sends on create is wiped, and a resourceVersion is refused', () => {
  const { client } = startServer();
  const pod = client.create(
    'pods',
    'default',
    makePod(
      'web',
      {},
      { uid: 'mine', deletionTimestamp: '2020-01-01T00:00:00Z', creationTimestamp: '2020-01-01T00:00:00Z' },
    ),
  );
  expect(pod.metadata.uid).not.toBe('mine');
  expect(pod.metadata.deletionTimestamp).toBeUndefined();
  expect(pod.metadata.creationTimestamp).toBe('2026-01-01T00:00:00Z');
  const refusal = refusalOf(() => client.create('pods', 'default', makePod('db', {}, { resourceVersion: '3' })));
  expect([refusal.code, refusal.message]).toEqual([500, 'resourceVersion should not be set on objects to be created']);
});

test('a generated name keeps its prefix and gets five letters', () => {
  const { client } = startServer();
  const pod = client.create('pods', 'default', { ...makePod(''), metadata: { generateName: 'agent-' } });
  expect(pod.metadata.name).toMatch(/^agent-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  expect(pod.metadata.generateName).toBe('agent-');
});

test('a name can be taken once, and the refusal says if its holder is being deleted', () => {
  const { client } = startServer();
  client.create('pods', 'default', makePod('web', { nodeName: 'node1' }));
  expect(refusalOf(() => client.create('pods', 'default', makePod('web')))).toMatchObject({
    reason: 'AlreadyExists',
    code: 409,
    message: 'pods "web" already exists',
  });
  client.delete('pods', 'default', 'web');
  expect(refusalOf(() => client.create('pods', 'default', makePod('web'))).message).toBe(
    'object is being deleted: pods "web" already exists',
  );
});

test('what is absent is not found, in the words of the API', () => {
  const { client } = startServer();
  const message = 'daemonsets.apps "x" not found';
  const requests = [
    () => client.get('daemonsets', 'default', 'x'),
    () => client.update('daemonsets', 'default', makeDaemonSet('x')),
    () => client.updateStatus('daemonsets', 'default', makeDaemonSet('x')),
    () => client.patch('daemonsets', 'default', 'x', {}, { type: 'merge' }),
    () => client.delete('daemonsets', 'default', 'x'),
  ];
  for (const request of requests) {
    expect(refusalOf(request)).toMatchObject({
      reason: 'NotFound',
      message,
      details: { name: 'x', group: 'apps', kind: 'daemonsets' },
    });
  }
});

test('an object of another namespace than the request is refused', () => {
  const { client } = startServer();
  expect(
    refusalOf(() => client.create('pods', 'default', makePod('web', {}, { namespace: 'kube-system' }))).message,
  ).toBe('the namespace of the provided object does not match the namespace sent on the request');
  expect(refusalOf(() => client.update('pods', 'default', makePod('web', {}, { namespace: 'x' }))).message).toBe(
    'the namespace of the object (x) does not match the namespace on the request (default)',
  );
});

test('a stale update conflicts, one without resourceVersion does not', () => {
  const { client } = startServer();
  const first = client.create('daemonsets', 'default', makeDaemonSet());
  client.update('daemonsets', 'default', withImage(first, 'agent:v2'));
  expect(refusalOf(() => client.update('daemonsets', 'default', withImage(first, 'agent:v3')))).toMatchObject({
    reason: 'Conflict',
    message:
      'Operation cannot be fulfilled on daemonsets.apps "agent": the object has been modified; please apply your changes to the latest version and try again',
  });
  const { resourceVersion: _dropped, ...metadata } = first.metadata;
  const unconditional = client.update('daemonsets', 'default', { ...withImage(first, 'agent:v3'), metadata });
  expect(unconditional.spec.template.spec.containers[0]?.image).toBe('agent:v3');
});

test('an update that names another uid conflicts', () => {
  const { client } = startServer();
  const set = client.create('daemonsets', 'default', makeDaemonSet());
  const other = { ...set, metadata: { ...set.metadata, uid: 'other' } };
  expect(refusalOf(() => client.update('daemonsets', 'default', other)).message).toContain(
    `Precondition failed: UID in precondition: other, UID in object meta: ${set.metadata.uid}`,
  );
});

test('a write that changes nothing is not written: no new resourceVersion, no watch event, no journal entry', () => {
  const { client, loop, journal } = startServer();
  const set = client.create('daemonsets', 'default', makeDaemonSet());
  let events = 0;
  client.watch('daemonsets', (batch) => {
    events += batch.length;
  });
  loop.runToRest();
  const mark = journal.mark;
  expect(client.update('daemonsets', 'default', { ...set })).toBe(set);
  expect(client.updateStatus('daemonsets', 'default', { ...set, status: { ...set.status } })).toBe(set);
  expect(client.patch('daemonsets', 'default', 'agent', { metadata: { labels: {} } }, { type: 'merge' })).toBe(set);
  loop.runToRest();
  expect([events, journal.mark]).toEqual([1, mark]);
});

test('a dry run answers like the real request and writes nothing', () => {
  const { client, journal } = startServer();
  expect(client.create('pods', 'default', makePod('web'), { dryRun: true }).status.phase).toBe('Pending');
  expect(client.list('pods').items).toEqual([]);
  client.create('pods', 'default', makePod('web'));
  const mark = journal.mark;
  const patched = client.patch(
    'pods',
    'default',
    'web',
    { metadata: { labels: { a: 'b' } } },
    { type: 'merge', dryRun: true },
  );
  expect(patched.metadata.labels).toEqual({ a: 'b' });
  client.delete('pods', 'default', 'web', { dryRun: true });
  expect(client.get('pods', 'default', 'web').metadata.labels).toBeUndefined();
  expect(journal.mark).toBe(mark);
});

test('lists come in the order of namespaces and names, restricted by namespace, labels and fields', () => {
  const { client } = startServer();
  client.create('pods', 'kube-system', makePod('a', {}, { labels: { app: 'x' } }));
  client.create('pods', 'default', makePod('c', { nodeName: 'node1' }, { labels: { app: 'x' } }));
  client.create('pods', 'default', makePod('b', {}, { labels: { app: 'y' } }));
  const names = (options: object) => client.list('pods', options).items.map(({ metadata }) => metadata.name);
  expect(names({})).toEqual(['b', 'c', 'a']);
  expect(names({ namespace: 'default' })).toEqual(['b', 'c']);
  expect(names({ labelSelector: 'app=x' })).toEqual(['c', 'a']);
  expect(names({ fieldSelector: 'spec.nodeName=node1' })).toEqual(['c']);
  expect(refusalOf(() => client.list('daemonsets', { fieldSelector: 'spec.x=1' })).reason).toBe('BadRequest');
});

test('every commit is journaled with its actor and shown to commit listeners before any watcher hears of it', () => {
  const { server, journal, loop } = startServer();
  const order: string[] = [];
  server.onCommit(({ actor, verb, before, after }) => {
    order.push(`${actor} ${verb} ${before ? 'from' : 'new'} ${after ? 'to' : 'gone'}`);
  });
  const client = server.clientFor('daemonset-controller');
  client.watch('pods', () => order.push('watch'));
  const pod = client.create('pods', 'default', makePod('web'));
  client.updateStatus('pods', 'default', { ...pod, status: { ...pod.status, phase: 'Running' } });
  client.delete('pods', 'default', 'web', { gracePeriodSeconds: 0 });
  loop.runToRest();
  expect(order).toEqual([
    'daemonset-controller create new to',
    'daemonset-controller update from to',
    'daemonset-controller delete from gone',
    'watch',
  ]);
  expect(journal.entries.filter(({ kind }) => kind === 'commit')).toHaveLength(3);
});

test('a refused request is journaled, a read that finds nothing is not', () => {
  const { client, journal } = startServer();
  refusalOf(() => client.delete('pods', 'default', 'x'));
  refusalOf(() => client.get('pods', 'default', 'x'));
  expect(journal.entries).toMatchObject([
    {
      kind: 'refusal',
      actor: 'kubectl',
      verb: 'delete',
      resource: 'pods',
      key: 'default/x',
      message: 'pods "x" not found',
    },
  ]);
});

test('an interceptor sees who asks what, and its error is the answer', () => {
  const { server } = startServer();
  const seen: object[] = [];
  server.interceptRequests((request) => {
    seen.push(request);
    return request.verb === 'create' ? new ApiError('ServerTimeout', 'try again') : undefined;
  });
  const client = server.clientFor('daemonset-controller');
  const draft = { ...makePod(''), metadata: { generateName: 'agent-' } };
  expect(refusalOf(() => client.create('pods', 'default', draft))).toMatchObject({
    reason: 'ServerTimeout',
    code: 500,
  });
  client.list('nodes');
  expect(seen).toEqual([
    { actor: 'daemonset-controller', verb: 'create', resource: 'pods', namespace: 'default', name: 'agent-' },
    { actor: 'daemonset-controller', verb: 'list', resource: 'nodes', namespace: '', name: '' },
  ]);
  expect([...server.objects('pods')]).toEqual([]);
});

test('two clusters do not see each other', () => {
  const first = startServer();
  const second = startServer();
  first.client.create('namespaces', '', { metadata: { name: 'only-here' } });
  expect(second.client.list('namespaces').items).toHaveLength(4);
});
