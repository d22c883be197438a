import { test } from 'node:test';
import { expect } from 'expect';
import { makeDaemonSet, makePod, refusalOf, startServer } from '../testing';

test('nothing is created in a missing namespace (API-ADM-01)', () => {
  const { client } = startServer();
  expect(refusalOf(() => client.create('daemonsets', 'nope', makeDaemonSet()))).toMatchObject({
    reason: 'NotFound',
    message: 'namespaces "nope" not found',
  });
});

test('nothing new starts in a namespace that is being terminated, but what is there may change (API-ADM-01)', () => {
  const { client } = startServer();
  client.create('namespaces', '', { metadata: { name: 'team' } });
  client.create('configmaps', 'team', { metadata: { name: 'c' } });
  client.delete('namespaces', '', 'team');
  const draft = { ...makePod(''), metadata: { generateName: 'agent-' } };
  expect(refusalOf(() => client.create('pods', 'team', draft))).toMatchObject({
    reason: 'Forbidden',
    message:
      'pods "agent-" is forbidden: unable to create new content in namespace team because it is being terminated',
    details: {
      causes: [
        { reason: 'NamespaceTerminating', message: 'namespace team is being terminated', field: 'metadata.namespace' },
      ],
    },
  });
  client.patch('configmaps', 'team', 'c', { data: { a: 'b' } }, { type: 'merge' });
  client.delete('configmaps', 'team', 'c');
});

test('a pod runs under the account default, or one that exists (API-ADM-02)', () => {
  const { client } = startServer();
  expect(client.create('pods', 'default', makePod('web')).spec).toMatchObject({
    serviceAccountName: 'default',
    serviceAccount: 'default',
  });
  expect(refusalOf(() => client.create('pods', 'default', makePod('db', { serviceAccountName: 'ci' }))).message).toBe(
    'pods "db" is forbidden: error looking up service account default/ci: serviceaccount "ci" not found',
  );
});

test('a namespace without its account refuses pods', () => {
  const { client } = startServer();
  client.create('namespaces', '', { metadata: { name: 'new' } });
  expect(refusalOf(() => client.create('pods', 'new', makePod('web'))).message).toBe(
    'pods "web" is forbidden: error looking up service account new/default: serviceaccount "default" not found',
  );
});

test('priority is 0 unless a class says otherwise (API-ADM-03)', () => {
  const { client } = startServer();
  expect(client.create('pods', 'default', makePod('a')).spec).toMatchObject({
    priority: 0,
    preemptionPolicy: 'PreemptLowerPriority',
  });
  const critical = makePod('b', { priorityClassName: 'system-node-critical' });
  expect(client.create('pods', 'default', critical).spec.priority).toBe(2_000_001_000);
  client.create('priorityclasses', '', {
    metadata: { name: 'calm' },
    value: 7,
    preemptionPolicy: 'Never',
    globalDefault: true,
  });
  expect(client.create('pods', 'default', makePod('c')).spec).toMatchObject({
    priorityClassName: 'calm',
    priority: 7,
    preemptionPolicy: 'Never',
  });
});

test('an unknown class is refused for pods only (API-EX-09)', () => {
  const { client } = startServer();
  const set = makeDaemonSet('web');
  const template = { ...set.spec.template, spec: { ...set.spec.template.spec, priorityClassName: 'x' } };
  client.create('daemonsets', 'default', { ...set, spec: { ...set.spec, template } });
  const pod = { ...makePod('', { priorityClassName: 'x' }), metadata: { generateName: 'web-' } };
  expect(refusalOf(() => client.create('pods', 'default', pod)).message).toBe(
    'pods "web-" is forbidden: no PriorityClass with name x was found',
  );
});

test('a preset priority must be what the class says (API-ADM-04)', () => {
  const { client } = startServer();
  expect(refusalOf(() => client.create('pods', 'default', makePod('web', { priority: 5 }))).message).toBe(
    'pods "web" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
  );
});

test('there is one global default class at most (API-PC-04)', () => {
  const { client } = startServer();
  client.create('priorityclasses', '', { metadata: { name: 'a' }, value: 1, globalDefault: true });
  expect(
    refusalOf(() => client.create('priorityclasses', '', { metadata: { name: 'b' }, value: 2, globalDefault: true }))
      .message,
  ).toBe(
    'priorityclasses.scheduling.k8s.io "b" is forbidden: PriorityClass a is already marked as default. Only one default can exist',
  );
});

test('a pod tolerates a lost node for five minutes unless it says otherwise (API-ADM-06)', () => {
  const { client } = startServer();
  const seconds = { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 };
  const notReady = { key: 'node.kubernetes.io/not-ready', ...seconds };
  const unreachable = { key: 'node.kubernetes.io/unreachable', ...seconds };
  const tolerationsOf = (name: string, tolerations: readonly object[]) =>
    client.create('pods', 'default', makePod(name, { tolerations })).spec.tolerations;
  expect(tolerationsOf('a', [])).toEqual([notReady, unreachable]);
  const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' };
  expect(tolerationsOf('b', [own])).toEqual([own, unreachable]);
  expect(tolerationsOf('c', [{ operator: 'Exists' }])).toEqual([{ operator: 'Exists' }]);
  const other = { ...own, effect: 'NoSchedule' };
  expect(tolerationsOf('d', [other])).toEqual([other, notReady, unreachable]);
});

test('a new node carries the taint not-ready once (API-ADM-05)', () => {
  const { client } = startServer();
  const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
  const create = (name: string, taints: readonly object[]) =>
    client.create('nodes', '', { metadata: { name }, spec: { taints } }).spec.taints;
  expect(create('a', [])).toEqual([notReady]);
  expect(create('b', [notReady])).toEqual([notReady]);
});
