import { describe, test } from 'node:test';
import { expect } from 'expect';
import { createSimulatedCluster, type SimulatedCluster } from '../simulated-cluster';
import { CONTROLLER } from './invariant';

/** A cluster whose controllers are off, so that a test can play the DaemonSet controller and break the rules. */
async function playController(strategy: object = { type: 'OnDelete' }) {
  const cluster = createSimulatedCluster({ seed: 'a', nodes: [{ name: 'node1' }, { name: 'node2' }] });
  await cluster.settle();
  await cluster.setControllerManagerRunning(false);
  const daemonSet = await cluster.create('daemonsets', 'default', {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      updateStrategy: strategy,
      template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'main', image: 'agent:v1' }] } },
    },
  });
  const controller = cluster.client(CONTROLLER);
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    name: 'agent',
    uid: daemonSet.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  const createPod = (name: string, labels: object = {}, owners: object[] = [owner]) =>
    controller.create('pods', 'default', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: { app: 'agent', ...labels }, ownerReferences: owners },
      spec: { nodeName: 'node1', containers: [{ name: 'main', image: 'agent:v1' }] },
    });
  return { cluster, controller, daemonSet, createPod };
}

const violationsOf = async (cluster: SimulatedCluster) => (await cluster.listComplaints()).join('\n');
const SURGE = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
const OLD = { 'controller-revision-hash': 'old', 'pod-template-generation': '7' };

describe('pods per node', () => {
  test('a second pod on a node is one too many', async () => {
    const { cluster, createPod } = await playController();
    createPod('one');
    createPod('two');
    expect(await violationsOf(cluster)).toContain(
      '"pods per node" is broken: pod default/two was created on node1 beside',
    );
    await expect(cluster.settle()).rejects.toThrow('pods per node');
  });

  test('a surge may have two, of different revisions', async () => {
    const { cluster, createPod } = await playController(SURGE);
    createPod('one', OLD);
    createPod('two', { 'controller-revision-hash': 'new' });
    expect(await violationsOf(cluster)).toBe('');
    createPod('three', { 'controller-revision-hash': 'newer' });
    expect(await violationsOf(cluster)).toContain('pod default/three was created');
  });

  test('two of one revision are too many even then', async () => {
    const { cluster, createPod } = await playController(SURGE);
    createPod('one', OLD);
    createPod('two', OLD);
    expect(await violationsOf(cluster)).toContain('of the same revision');
  });

  test('a pod that has ended or that somebody else made does not count', async () => {
    const { cluster, createPod } = await playController();
    const first = createPod('one');
    cluster.client('kubelet').updateStatus('pods', 'default', { ...first, status: { phase: 'Failed' } });
    createPod('two');
    expect(await violationsOf(cluster)).toBe('');
  });
});

describe('voluntary disruption', () => {
  const deleteLonePod = async (strategy: object, labels: object = OLD) => {
    const { cluster, controller, createPod } = await playController(strategy);
    createPod('one', labels);
    await cluster.advance(10_000);
    controller.delete('pods', 'default', 'one');
    return violationsOf(cluster);
  };

  test('OnDelete deletes nothing', async () => {
    expect(await deleteLonePod({ type: 'OnDelete' })).toContain('although the strategy is OnDelete');
  });

  test('a surge waits for a successor', async () => {
    expect(await deleteLonePod(SURGE)).toContain('before it had a successor');
  });

  test('a rolling update takes old pods and no others', async () => {
    expect(await deleteLonePod({ type: 'RollingUpdate' })).toBe('');
    expect(await deleteLonePod({ type: 'RollingUpdate' }, { 'pod-template-generation': '1' })).toContain(
      'of the current template generation',
    );
  });

  test('a pod on a node that may not keep it may go', async () => {
    const { cluster, controller, createPod } = await playController();
    createPod('one', OLD);
    const taints = [{ key: 'maintenance', effect: 'NoExecute' }];
    await cluster.patch('nodes', '', 'node1', { spec: { taints } }, { type: 'merge' });
    await cluster.advance(10_000);
    controller.delete('pods', 'default', 'one');
    expect(await violationsOf(cluster)).toBe('');
  });

  test('what the controller cannot know yet is not held against it', async () => {
    const { cluster, controller, createPod } = await playController({ type: 'RollingUpdate' });
    createPod('one', OLD);
    await cluster.advance(10_000);
    const spec = { updateStrategy: { type: 'OnDelete', rollingUpdate: null } };
    await cluster.patch('daemonsets', 'default', 'agent', { spec }, { type: 'merge' });
    controller.delete('pods', 'default', 'one');
    expect(await violationsOf(cluster)).toBe('');
  });
});

describe('ownership', () => {
  test('a pod without a DaemonSet is none of the controller’s', async () => {
    const { cluster, createPod } = await playController();
    createPod('stray', {}, []);
    expect(await violationsOf(cluster)).toContain('created with other owners than one DaemonSet');
  });

  test('nothing is written for a DaemonSet that is being deleted', async () => {
    const { cluster, createPod } = await playController();
    const finalizers = ['example.com/hold'];
    await cluster.patch('daemonsets', 'default', 'agent', { metadata: { finalizers } }, { type: 'merge' });
    await cluster.delete('daemonsets', 'default', 'agent');
    await cluster.advance(10_000);
    createPod('late');
    expect(await violationsOf(cluster)).toContain('although DaemonSet agent is being deleted');
  });
});

describe('resource version', () => {
  test('an observed generation neither runs ahead nor goes back', async () => {
    const { cluster, controller, daemonSet } = await playController();
    const report = (observedGeneration: number) => {
      const live = controller.get('daemonsets', 'default', daemonSet.metadata.name);
      controller.updateStatus('daemonsets', 'default', { ...live, status: { ...live.status, observedGeneration } });
    };
    report(1);
    expect(await violationsOf(cluster)).toBe('');
    report(2);
    expect(await violationsOf(cluster)).toContain('observes generation 2, which is ahead of 1');
    report(1);
    expect(await violationsOf(cluster)).toContain('observes generation 1 after 2');
  });
});
