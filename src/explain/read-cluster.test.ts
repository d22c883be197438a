import { test } from 'node:test';
import { expect } from 'expect';
import { asText, node, pod } from './explain-samples';
import { readNodes, readPods } from './read-cluster';

const namesOf = (text: string) => readNodes({ source: 'nodes.yaml', text }).map(({ metadata }) => metadata.name);

test('nodes come as a List, as one object, as several documents, as YAML and as JSON', () => {
  expect(namesOf(asText(node('a'), node('b')))).toEqual(['a', 'b']);
  expect(namesOf(JSON.stringify(node('a')))).toEqual(['a']);
  expect(namesOf('kind: Node\nmetadata:\n  name: a\n---\nkind: Node\nmetadata: {name: b}\n')).toEqual(['a', 'b']);
  expect(namesOf('apiVersion: v1\nitems:\n- kind: Node\n  metadata:\n    name: a\nkind: List\n')).toEqual(['a']);
});

const MISTAKES: readonly (readonly [claim: string, text: string, words: string])[] = [
  ['an empty file', ' \n', 'nodes.yaml is empty. kubectl get nodes -o yaml > nodes.yaml prints them.'],
  ['an empty List', asText(), 'nodes.yaml holds no node.'],
  ['pods given as nodes', asText(pod('a', 'n'), pod('b', 'n')), '2 Pods and no Node. That belongs behind --pods.'],
  ['a pod among nodes', asText(node('n'), pod('a', 'n')), '1 Pod beside its Nodes.'],
  ['the table of kubectl', 'NAME   STATUS   ROLES\nn1     Ready    <none>\n', '-o yaml or -o json is needed'],
  ['any other text', 'error: no such context', 'kubectl get nodes'],
  ['broken YAML', 'kind: Node\nmetadata: [\n', 'nodes.yaml:'],
  ['a node twice', asText(node('n'), node('n')), 'the node "n" twice'],
  ['a node without a name', asText({ kind: 'Node' }), 'a Node without a name'],
  [
    'an amount that is none',
    asText(node('n', { status: { allocatable: { cpu: 'four' } } })),
    'node "n" has cpu "four", which is not an amount',
  ],
];

for (const [claim, text, words] of MISTAKES) {
  test(`nodes: ${claim} is refused with a hint`, () => {
    expect(() => readNodes({ source: 'nodes.yaml', text })).toThrow(words);
  });
}

test('nodes given as pods are sent to the right option', () => {
  expect(() => readPods({ source: 'pods.yaml', text: asText(node('n')) })).toThrow('belongs behind --nodes');
});

test('a cluster without pods is a cluster', () => {
  expect(readPods({ source: 'pods.yaml', text: asText() })).toEqual([]);
});
