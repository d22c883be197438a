import { describe, test } from 'node:test';
import { expect } from 'expect';
import { createSimulatedCluster } from './simulated-cluster';

const NODES = ['node1', 'node2', 'node3'].map((name) => ({ name }));

const AGENT = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent', namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'main', image: 'agent:v1' }] } },
  },
};
const CREATE_POD = { verb: 'create', resource: 'pods', message: 'etcdserver: request timed out' } as const;

const start = () => createSimulatedCluster({ seed: 'a', nodes: NODES });

describe('refused requests', () => {
  test('so many are refused after so many have passed, and then no more', async () => {
    const cluster = start();
    await cluster.injectFault({ ...CREATE_POD, after: 1, times: 2 });
    await cluster.create('daemonsets', 'default', AGENT);
    await cluster.settle();
    const refusals = cluster.journal.filter(({ kind }) => kind === 'refusal');
    expect(refusals).toHaveLength(2);
    expect(refusals[0]).toMatchObject({ actor: 'daemonset-controller', message: CREATE_POD.message });
    expect(await cluster.list('pods')).toHaveLength(3);
    expect(await cluster.listComplaints()).toEqual([]);
  });

  test('requests of the scenario and of other components pass', async () => {
    const cluster = start();
    await cluster.injectFault({ ...CREATE_POD, actor: 'somebody-else', times: 1 });
    await cluster.injectFault({ verb: 'create', resource: 'daemonsets', message: 'no', times: 1 });
    await cluster.create('daemonsets', 'default', AGENT);
    await cluster.settle();
    expect(await cluster.list('pods')).toHaveLength(3);
  });

  test('a fault that nothing met is a complaint', async () => {
    const cluster = start();
    await cluster.injectFault({ ...CREATE_POD, times: 5 });
    await cluster.settle();
    expect(await cluster.listComplaints()).toEqual([
      'the fault "etcdserver: request timed out" was armed for 5 × create pods, and 5 never came',
    ]);
  });
});

describe('held watches', () => {
  test('the controllers learn nothing until the release, and everything then', async () => {
    const cluster = start();
    await cluster.settle();
    await cluster.holdWatch('daemonsets');
    await cluster.create('daemonsets', 'default', AGENT);
    await cluster.advance(60_000);
    expect(await cluster.list('pods')).toEqual([]);
    await cluster.releaseWatch('daemonsets');
    await cluster.settle();
    expect(await cluster.list('pods')).toHaveLength(3);
    expect(await cluster.listComplaints()).toEqual([]);
  });

  test('a watch that was held for nothing is a complaint', async () => {
    const cluster = start();
    await cluster.holdWatch('daemonsets');
    await cluster.settle();
    await cluster.releaseWatch('daemonsets');
    expect(await cluster.listComplaints()).toEqual([
      'the watch of daemonsets was held, but nothing happened meanwhile',
    ]);
  });
});

describe('a controller manager that restarts', () => {
  test('does nothing while it is away, and makes up for it afterwards', async () => {
    const cluster = start();
    await cluster.setControllerManagerRunning(false);
    await cluster.create('daemonsets', 'default', AGENT);
    await cluster.advance(3_600_000);
    expect(await cluster.list('pods')).toEqual([]);
    await cluster.setControllerManagerRunning(true);
    await cluster.settle();
    expect(await cluster.list('pods')).toHaveLength(3);
  });

  test('repeats itself with the same seed', async () => {
    const commitTimesOf = async () => {
      const cluster = start();
      await cluster.setControllerManagerRunning(false);
      await cluster.setControllerManagerRunning(true);
      await cluster.create('daemonsets', 'default', AGENT);
      await cluster.settle();
      return cluster.journal
        .filter((entry) => entry.kind === 'commit' && entry.resource === 'pods')
        .map(({ atMs }) => atMs);
    };
    expect(await commitTimesOf()).toEqual(await commitTimesOf());
  });

  test('cannot start while it could not list what it watches', async () => {
    const cluster = start();
    await cluster.setControllerManagerRunning(false);
    await cluster.holdWatch('pods');
    await expect(cluster.setControllerManagerRunning(true)).rejects.toThrow('while a watch is held');
  });
});

test('a node whose clock is ahead stamps the readiness of its pods later', async () => {
  const cluster = start();
  await cluster.settle();
  await cluster.setClockSkew('node2', 60_000);
  await cluster.create('daemonsets', 'default', AGENT);
  await cluster.settle();
  const readySince = (await cluster.list('pods')).map(({ spec, status }) => ({
    node: spec.nodeName,
    atMs: Date.parse(status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? ''),
  }));
  const at = (node: string) => readySince.find((pod) => pod.node === node)?.atMs ?? 0;
  expect(at('node2') - at('node1')).toBe(60_000);
});
