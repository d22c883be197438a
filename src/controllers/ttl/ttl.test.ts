import { test } from 'node:test';
import { expect } from 'expect';
import { TestCluster } from '../test-cluster';

const TTL = 'node.alpha.kubernetes.io/ttl';
const nodes = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ name: `node${from + index + 1}` }));
const ttl = (cluster: TestCluster, name: string) => cluster.node(name).metadata.annotations?.[TTL];

test('in a small cluster kubelets ask again at once', () => {
  const cluster = new TestCluster({ nodes: nodes(0, 3) });
  cluster.user.create('nodes', '', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'bare' } });
  expect(ttl(cluster, 'bare')).toBeUndefined();
  cluster.rest();
  expect([ttl(cluster, 'node2'), ttl(cluster, 'bare')]).toEqual(['0', '0']);
});

test('above 100 nodes those that join or change may wait 15 s', () => {
  const cluster = new TestCluster({ nodes: nodes(0, 100), controllers: ['ttl-controller'], scheduler: false });
  expect(ttl(cluster, 'node100')).toBe('0');
  for (const node of nodes(100, 101)) cluster.addNode(node);
  cluster.rest();
  expect([ttl(cluster, 'node101'), ttl(cluster, 'node1')]).toEqual(['15', '0']);
  cluster.user.patch('nodes', '', 'node1', { metadata: { labels: { a: 'b' } } }, { type: 'merge' });
  cluster.rest();
  expect(ttl(cluster, 'node1')).toBe('15');
});

test('it takes fewer than 90 nodes to come back', () => {
  const cluster = new TestCluster({ nodes: nodes(0, 101), controllers: ['ttl-controller'], scheduler: false });
  const remove = (from: number, to: number) => {
    for (const { name } of nodes(from, to)) cluster.user.delete('nodes', '', name);
    cluster.user.patch('nodes', '', 'node1', { metadata: { labels: { step: String(from) } } }, { type: 'merge' });
    cluster.rest();
    return ttl(cluster, 'node1');
  };
  expect([remove(90, 101), remove(85, 90)]).toEqual(['15', '0']);
});
