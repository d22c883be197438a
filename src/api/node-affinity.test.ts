import { test } from 'node:test';
import { expect } from 'expect';
import type { NodeSelectorRequirement, NodeSelectorTerm } from './core';
import {
  compileNodeSelector,
  formatAffinityFailure,
  listAffinityFailures,
  matchesNodeSelector,
  matchesRequiredNodeAffinity,
} from './node-affinity';

const node = { metadata: { name: 'node1', labels: { zone: 'a', cores: '8' } } };
const matchesTerms = (...nodeSelectorTerms: NodeSelectorTerm[]) => compileNodeSelector({ nodeSelectorTerms })(node);
const matchesLabel = (key: string, operator: string, ...values: string[]) =>
  matchesTerms({ matchExpressions: [{ key, operator, values }] });
const matchesField = (requirement: NodeSelectorRequirement) => matchesTerms({ matchFields: [requirement] });

test('nodeSelector wants every label with exactly that value', () => {
  expect(matchesNodeSelector(undefined, node)).toBe(true);
  expect(matchesNodeSelector({ zone: 'a' }, node)).toBe(true);
  expect(matchesNodeSelector({ zone: 'a', disk: 'ssd' }, node)).toBe(false);
  expect(matchesNodeSelector({ disk: '' }, node)).toBe(false);
});

test('operators compare labels as the API says', () => {
  expect([matchesLabel('zone', 'In', 'a', 'b'), matchesLabel('disk', 'In', 'ssd')]).toEqual([true, false]);
  expect([matchesLabel('zone', 'NotIn', 'a'), matchesLabel('disk', 'NotIn', 'ssd')]).toEqual([false, true]);
  expect([matchesLabel('zone', 'Exists'), matchesLabel('disk', 'DoesNotExist')]).toEqual([true, true]);
  expect([
    matchesLabel('cores', 'Gt', '7'),
    matchesLabel('cores', 'Gt', '8'),
    matchesLabel('cores', 'Lt', '9'),
  ]).toEqual([true, false, true]);
  expect(matchesLabel('zone', 'Gt', '1')).toBe(false);
});

test('terms are alternatives, and the parts of a term belong together', () => {
  const inB = { matchExpressions: [{ key: 'zone', operator: 'In', values: ['b'] }] };
  const isNode1 = { key: 'metadata.name', operator: 'In', values: ['node1'] };
  expect(matchesTerms(inB, { matchFields: [isNode1] })).toBe(true);
  expect(matchesTerms({ ...inB, matchFields: [isNode1] })).toBe(false);
});

test('an empty or unusable term matches nothing, and other terms still count', () => {
  expect([matchesTerms(), matchesTerms({})]).toEqual([false, false]);
  const bad = { matchExpressions: [{ key: 'zone', operator: 'In', values: [] }] };
  expect(matchesTerms(bad)).toBe(false);
  expect(matchesTerms(bad, { matchExpressions: [{ key: 'zone', operator: 'Exists' }] })).toBe(true);
});

test('the only field a node has is its name', () => {
  expect(matchesField({ key: 'metadata.name', operator: 'NotIn', values: ['node2'] })).toBe(true);
  expect(matchesField({ key: 'metadata.name', operator: 'In', values: ['node1', 'node2'] })).toBe(false);
  expect(matchesField({ key: 'metadata.uid', operator: 'NotIn', values: ['x'] })).toBe(true);
});

test('what a node fails is said in words', () => {
  const spec = {
    nodeSelector: { disk: 'ssd' },
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['b', 'c'] }] }, {}],
        },
      },
    },
  };
  expect(matchesRequiredNodeAffinity(spec, node)).toBe(false);
  expect(listAffinityFailures(spec, node).map(formatAffinityFailure)).toEqual([
    'nodeSelector wants disk=ssd, the node has no label disk',
    'required node affinity term 1 wants zone in (b, c), the node has zone=a',
    'required node affinity term 2 is empty, so it matches nothing',
  ]);
  expect(listAffinityFailures({ nodeSelector: { zone: 'a' } }, node)).toEqual([]);
});
