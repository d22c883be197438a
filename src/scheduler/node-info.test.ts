import { test } from 'node:test';
import { expect } from 'expect';
import fc from 'fast-check';
import type { Node, Pod } from '../api/core';
import { NodeCache } from './node-info';

const makeNode = (name: string, labels = {}): Node =>
  ({ metadata: { name, labels }, spec: {}, status: { allocatable: { cpu: '4' } } }) as unknown as Node;

const makePod = (index: number, cpu: number): Pod =>
  ({
    metadata: { name: `pod${index}`, namespace: 'default', uid: `uid${index}` },
    spec: { containers: [{ name: 'main', resources: { requests: { cpu: `${cpu}m` } } }] },
    status: {},
  }) as unknown as Pod;

test('the sums of a node equal a full recount after any history of its pods', () => {
  const step = fc.record({ pod: fc.nat(9), cpu: fc.nat(500), node: fc.constantFrom('a', 'b'), add: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const cache = new NodeCache();
      cache.setNode(makeNode('a'));
      cache.setNode(makeNode('b'));
      for (const { pod, cpu, node, add } of steps) {
        if (add) cache.setPod(makePod(pod, cpu), node);
        else cache.removePod(makePod(pod, cpu));
      }
      for (const info of cache.list()) {
        const recount = [...info.pods.values()].reduce(
          (sum, pod) => sum + Number.parseInt(pod.spec.containers[0]?.resources?.requests?.cpu ?? '0', 10),
          0,
        );
        expect(info.requested.get('cpu') ?? 0).toBe(recount);
      }
    }),
  );
});

test('pods of a node that is gone are still counted when it comes back', () => {
  const cache = new NodeCache();
  cache.setNode(makeNode('a'));
  cache.setPod(makePod(1, 100), 'a');
  cache.removeNode('a');
  expect([cache.count, cache.get('a')]).toEqual([0, undefined]);
  cache.setNode(makeNode('a'));
  expect(cache.get('a')?.pods.size).toBe(1);
});

test('zones take turns in the list of nodes', () => {
  const cache = new NodeCache();
  const zone = (name: string) => ({ 'topology.kubernetes.io/zone': name });
  for (const name of ['a1', 'a2', 'a3']) cache.setNode(makeNode(name, zone('a')));
  cache.setNode(makeNode('b1', zone('b')));
  expect(cache.list().map(({ name }) => name)).toEqual(['a1', 'b1', 'a2', 'a3']);
});

test('a domain follows the labels of its nodes', () => {
  const cache = new NodeCache();
  cache.setNode(makeNode('a', { zone: 'north' }));
  expect(cache.domain('zone', 'north').size).toBe(1);
  cache.setNode(makeNode('a', { zone: 'south' }));
  expect([cache.domain('zone', 'north').size, cache.domain('zone', 'south').size]).toEqual([0, 1]);
});
