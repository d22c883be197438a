import { test } from 'node:test';
import { expect } from 'expect';
import type { Pod } from '../api/core';
import { printJournal } from '../api/journal-text';
import { createSimulatedCluster, type SimulatedCluster } from './simulated-cluster';

const NODES = ['node1', 'node2', 'node3'].map((name) => ({ name }));

function daemonSet(image: string, rollingUpdate?: object) {
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      ...(rollingUpdate ? { updateStrategy: { type: 'RollingUpdate', rollingUpdate } } : {}),
      template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'main', image }] } },
    },
  });
}

async function apply(cluster: SimulatedCluster, manifest: string): Promise<void> {
  const { code, stderr } = cluster.runKubectl(['apply', '-f', '-'], manifest);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await cluster.settle();
}

const imagesByNode = (pods: readonly Pod[]) =>
  Object.fromEntries(pods.map((pod) => [pod.spec.nodeName, pod.spec.containers[0]?.image]).sort());

test('a DaemonSet is placed on every node, becomes ready, and rolls out a new image', async () => {
  const cluster = createSimulatedCluster({ seed: 'a', nodes: NODES });
  await apply(cluster, daemonSet('agent:v1'));
  expect(imagesByNode(await cluster.list('pods'))).toEqual({ node1: 'agent:v1', node2: 'agent:v1', node3: 'agent:v1' });
  await apply(cluster, daemonSet('agent:v2'));
  expect(imagesByNode(await cluster.list('pods'))).toEqual({ node1: 'agent:v2', node2: 'agent:v2', node3: 'agent:v2' });
  const stored = await cluster.get('daemonsets', 'default', 'agent');
  expect(stored?.status).toMatchObject({ desiredNumberScheduled: 3, numberReady: 3, updatedNumberScheduled: 3 });
  expect((await cluster.list('controllerrevisions')).map(({ revision }) => revision).sort()).toEqual([1, 2]);
});

test('the same seed leaves the same journal, byte for byte; another seed another one', async () => {
  const journalOf = async (seed: string) => {
    const cluster = createSimulatedCluster({ seed, nodes: NODES });
    await apply(cluster, daemonSet('agent:v1', { maxSurge: 1, maxUnavailable: 0 }));
    await apply(cluster, daemonSet('agent:v2', { maxSurge: 2, maxUnavailable: 0 }));
    return printJournal(cluster.journal);
  };
  expect(await journalOf('a')).toBe(await journalOf('a'));
  expect(await journalOf('a')).not.toBe(await journalOf('b'));
});

test('a cluster at rest does nothing more, however long one waits', async () => {
  const cluster = createSimulatedCluster({ seed: 'a', nodes: NODES });
  await apply(cluster, daemonSet('agent:v1'));
  const before = cluster.journal.length;
  await cluster.advance(3_600_000);
  expect(cluster.journal.slice(before).filter(({ kind }) => kind === 'commit')).toEqual([]);
});
