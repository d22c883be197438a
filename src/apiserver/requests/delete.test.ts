import { test } from 'node:test';
import { expect } from 'expect';
import { makeDaemonSet, makePod, refusalOf, startServer } from '../testing';

const CONFLICT = 'Operation cannot be fulfilled on';

test('a bound pod is marked and waits for its kubelet (API-DEL-05, API-DEL-07)', () => {
  const { client } = startServer();
  client.create('pods', 'default', makePod('web', { nodeName: 'node1' }));
  const marked = client.delete('pods', 'default', 'web');
  expect(marked.metadata).toMatchObject({
    deletionTimestamp: '2026-01-01T00:00:30Z',
    deletionGracePeriodSeconds: 30,
    generation: 2,
  });
  expect(client.get('pods', 'default', 'web')).toBe(marked);
  client.delete('pods', 'default', 'web', { gracePeriodSeconds: 0, preconditions: { uid: marked.metadata.uid } });
  expect(client.list('pods').items).toEqual([]);
});

test('a pod that no kubelet runs goes at once: unbound, finished, or by force (API-DEL-05)', () => {
  const { client } = startServer();
  client.create('pods', 'default', makePod('unbound'));
  const done = client.create('pods', 'default', makePod('done', { nodeName: 'node1' }));
  client.updateStatus('pods', 'default', { ...done, status: { phase: 'Succeeded' } });
  client.create('pods', 'default', makePod('forced', { nodeName: 'node1' }));
  client.delete('pods', 'default', 'unbound');
  client.delete('pods', 'default', 'done');
  client.delete('pods', 'default', 'forced', { gracePeriodSeconds: 0 });
  expect(client.list('pods').items).toEqual([]);
});

test('the grace period is the request’s, else the pod’s; a negative one is a second (API-DEL-05, API-DEL-08)', () => {
  const { client } = startServer();
  client.create('pods', 'default', makePod('a', { nodeName: 'n', terminationGracePeriodSeconds: 5 }));
  client.create('pods', 'default', makePod('b', { nodeName: 'n', terminationGracePeriodSeconds: 5 }));
  client.create('pods', 'default', makePod('c', { nodeName: 'n' }));
  expect(client.delete('pods', 'default', 'a').metadata.deletionGracePeriodSeconds).toBe(5);
  expect(client.delete('pods', 'default', 'b', { gracePeriodSeconds: 60 }).metadata.deletionGracePeriodSeconds).toBe(
    60,
  );
  expect(client.delete('pods', 'default', 'c', { gracePeriodSeconds: -1 }).metadata.deletionGracePeriodSeconds).toBe(1);
});

test('a second deletion can only shorten the first (API-DEL-06)', () => {
  const { client, loop } = startServer();
  client.create('pods', 'default', makePod('web', { nodeName: 'node1' }));
  const first = client.delete('pods', 'default', 'web');
  loop.advance(4000);
  expect(client.delete('pods', 'default', 'web')).toBe(first);
  expect(client.delete('pods', 'default', 'web', { gracePeriodSeconds: 60 })).toBe(first);
  expect(client.delete('pods', 'default', 'web', { gracePeriodSeconds: 10 }).metadata).toMatchObject({
    deletionTimestamp: '2026-01-01T00:00:10Z',
    deletionGracePeriodSeconds: 10,
    generation: 2,
  });
  expect(client.delete('pods', 'default', 'web', { gracePeriodSeconds: 2 }).metadata).toMatchObject({
    deletionTimestamp: '2026-01-01T00:00:04Z',
    deletionGracePeriodSeconds: 1,
  });
});

test('finalizers keep an object, and taking the last one away removes it (API-DEL-03, API-REQ-06)', () => {
  const { client, loop } = startServer();
  const events: string[] = [];
  client.create('daemonsets', 'default', makeDaemonSet('agent', { finalizers: ['example.com/wait'] }));
  client.watch('daemonsets', (batch) => events.push(...batch.map(({ type }) => type)));
  const marked = client.delete('daemonsets', 'default', 'agent');
  expect(marked.metadata).toMatchObject({
    deletionTimestamp: '2026-01-01T00:00:00Z',
    deletionGracePeriodSeconds: 0,
    generation: 2,
  });
  expect(client.delete('daemonsets', 'default', 'agent')).toBe(marked);
  client.patch('daemonsets', 'default', 'agent', { metadata: { finalizers: null } }, { type: 'merge' });
  expect(client.list('daemonsets').items).toEqual([]);
  loop.runToRest();
  expect(events).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
});

test('a terminating pod with a finalizer outlives its kubelet’s farewell', () => {
  const { client } = startServer();
  client.create('pods', 'default', makePod('web', { nodeName: 'node1' }, { finalizers: ['example.com/wait'] }));
  client.delete('pods', 'default', 'web');
  client.delete('pods', 'default', 'web', { gracePeriodSeconds: 0 });
  expect(client.get('pods', 'default', 'web').metadata.deletionGracePeriodSeconds).toBe(0);
  client.patch('pods', 'default', 'web', { metadata: { finalizers: null } }, { type: 'merge' });
  expect(client.list('pods').items).toEqual([]);
});

test('without finalizers everything but a pod goes at once, in the background by default (API-DEL-03, API-DS-06)', () => {
  const { client } = startServer();
  client.create('daemonsets', 'default', makeDaemonSet());
  client.create('nodes', '', { metadata: { name: 'node1' } });
  client.delete('daemonsets', 'default', 'agent');
  client.delete('nodes', '', 'node1');
  expect(client.list('daemonsets').items).toEqual([]);
  expect(client.list('nodes').items).toEqual([]);
});

test('foreground and orphan deletion leave a finalizer for the garbage collector (API-DEL-02)', () => {
  const { client } = startServer();
  client.create('daemonsets', 'default', makeDaemonSet('a'));
  client.create('daemonsets', 'default', makeDaemonSet('b'));
  expect(client.delete('daemonsets', 'default', 'a', { propagationPolicy: 'Foreground' }).metadata.finalizers).toEqual([
    'foregroundDeletion',
  ]);
  expect(client.delete('daemonsets', 'default', 'b', { propagationPolicy: 'Orphan' }).metadata.finalizers).toEqual([
    'orphan',
  ]);
});

test('a foreground deletion may turn into a background one, which removes the object (API-DEL-04)', () => {
  const { client } = startServer();
  client.create('daemonsets', 'default', makeDaemonSet());
  const first = client.delete('daemonsets', 'default', 'agent', { propagationPolicy: 'Foreground' });
  expect(client.delete('daemonsets', 'default', 'agent')).toBe(first);
  client.delete('daemonsets', 'default', 'agent', { propagationPolicy: 'Background' });
  expect(client.list('daemonsets').items).toEqual([]);
});

test('preconditions protect what was made anew or changed (API-ERR-11)', () => {
  const { client } = startServer();
  const { uid, resourceVersion } = client.create('daemonsets', 'default', makeDaemonSet()).metadata;
  expect(
    refusalOf(() => client.delete('daemonsets', 'default', 'agent', { preconditions: { uid: 'x' } })),
  ).toMatchObject({
    reason: 'Conflict',
    message: `${CONFLICT} DaemonSet.apps "agent": the UID in the precondition (x) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
  });
  expect(
    refusalOf(() => client.delete('daemonsets', 'default', 'agent', { preconditions: { resourceVersion: '1' } }))
      .message,
  ).toBe(
    `${CONFLICT} DaemonSet.apps "agent": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
  );
});

test('a namespace terminates until its own finalizer is gone (API-NS-02)', () => {
  const { client } = startServer();
  client.create('namespaces', '', { metadata: { name: 'team' } });
  const marked = client.delete('namespaces', '', 'team');
  expect(marked).toMatchObject({
    metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' },
    status: { phase: 'Terminating' },
  });
  expect(client.delete('namespaces', '', 'team')).toBe(marked);
  client.update('namespaces', '', { ...marked, spec: { finalizers: [] } });
  expect(client.list('namespaces').items).toHaveLength(4);
});

test('what the system needs cannot be deleted (API-NS-03, API-PC-03)', () => {
  const { client } = startServer();
  expect(refusalOf(() => client.delete('namespaces', '', 'default')).message).toBe(
    'namespaces "default" is forbidden: this namespace may not be deleted',
  );
  expect(refusalOf(() => client.delete('priorityclasses', '', 'system-node-critical')).message).toBe(
    'priorityclasses.scheduling.k8s.io "system-node-critical" is forbidden: this is a system priority class and cannot be deleted',
  );
});
