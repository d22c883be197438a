import { test } from 'node:test';
import { expect } from 'expect';
import type { DaemonSet } from '../../api/apps';
import type { Affinity, NodeSelector, Pod, PodSpec } from '../../api/core';
import { judgeRollout, type SetFacts } from './node-plan';
import { samplePod } from './pod-samples';
import { daemonPodTolerations, PodFactory, targetNodeOf } from './pod-template';
import { TestBed } from './test-bed';

function daemonSetWith(spec: Partial<PodSpec>, generation?: number): DaemonSet {
  const annotations = { 'deprecated.daemonset.template.generation': String(generation) };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {
      name: 'agent',
      namespace: 'default',
      uid: 'uid',
      resourceVersion: '1',
      creationTimestamp: '',
      ...(generation === undefined ? {} : { annotations }),
    },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      updateStrategy: {},
      template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [], ...spec } as PodSpec },
    },
    status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  };
}

// Upstream D: TestCreatePodTemplate #0 (generation 1, no hash)
test('a pod of a set without a revision wears the template generation alone', () => {
  const { metadata } = new PodFactory(daemonSetWith({}, 1), '').podFor('node1');
  expect(metadata?.labels).toEqual({ app: 'agent', 'pod-template-generation': '1' });
});

// Upstream D: TestCreatePodTemplate #1 (generation 2, hash)
test('a pod wears the hash of its revision and the template generation', () => {
  const { metadata } = new PodFactory(daemonSetWith({}, 2), '123').podFor('node1');
  expect(metadata?.labels).toEqual({
    app: 'agent',
    'controller-revision-hash': '123',
    'pod-template-generation': '2',
  });
});

const AIMED: NodeSelector = {
  nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node1'] }] }],
};
const required = (...nodeSelectorTerms: NodeSelector['nodeSelectorTerms']): Affinity => ({
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
});
const expressions = { matchExpressions: [{ key: 'color', operator: 'In', values: ['blue'] }] } as const;
const nodeNames = (operator: 'In' | 'NotIn', ...values: string[]) => ({
  matchFields: [{ key: 'metadata.name', operator, values }],
});
const PREFERRED: Affinity = {
  nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: expressions }] },
};

const AFFINITY_CASES: readonly { claim: string; affinity?: Affinity }[] = [
  // Upstream D: TestReplaceDaemonSetPodNodeNameNodeAffinity #0, #4 (no affinity)
  { claim: 'a template without affinity is aimed at the node' },
  {
    // Upstream D: TestReplaceDaemonSetPodNodeNameNodeAffinity #1 (required expressions)
    claim: 'required expressions give way to the node',
    affinity: required(expressions),
  },
  {
    // Upstream D: TestReplaceDaemonSetPodNodeNameNodeAffinity #2 (preferred only)
    claim: 'preferences stay beside the node',
    affinity: PREFERRED,
  },
  {
    // Upstream D: TestReplaceDaemonSetPodNodeNameNodeAffinity #3 (two names)
    claim: 'a choice of two nodes gives way to the node',
    affinity: required(nodeNames('In', 'node1', 'node2')),
  },
  {
    // Upstream D: TestReplaceDaemonSetPodNodeNameNodeAffinity #5 (two terms)
    claim: 'several terms give way to the node',
    affinity: required(nodeNames('In', 'node2'), nodeNames('In', 'node3')),
  },
  {
    // Upstream D: TestReplaceDaemonSetPodNodeNameNodeAffinity #6 (NotIn)
    claim: 'an excluded node gives way to the node',
    affinity: required(nodeNames('NotIn', 'node2')),
  },
  {
    // Upstream D: TestReplaceDaemonSetPodNodeNameNodeAffinity #7 (other field)
    claim: 'a condition on another field gives way to the node',
    affinity: required({ matchFields: [{ key: 'metadata.uid', operator: 'In', values: ['x'] }] }),
  },
];
for (const { claim, affinity } of AFFINITY_CASES) {
  test(claim, () => {
    const { spec } = new PodFactory(daemonSetWith(affinity ? { affinity } : {}), 'h').podFor('node1');
    const preferred = affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    expect(spec?.affinity?.nodeAffinity).toEqual({
      requiredDuringSchedulingIgnoredDuringExecution: AIMED,
      ...(preferred ? { preferredDuringSchedulingIgnoredDuringExecution: preferred } : {}),
    });
    expect(targetNodeOf({ ...samplePod(), spec } as Pod)).toBe('node1');
  });
}

// Upstream D: TestGetTargetNodeName #0 (nodeName), #1 (one name), #2 (two names), #3 (nothing)
test('a pod is meant for the node it is bound to, else for the one node that its affinity names', () => {
  const withSpec = (spec: Partial<PodSpec>): Pod => ({ ...samplePod(), spec: { containers: [], ...spec } as PodSpec });
  expect(targetNodeOf(withSpec({ nodeName: 'bound' }))).toBe('bound');
  expect(targetNodeOf(withSpec({ affinity: required(nodeNames('In', 'aimed')) }))).toBe('aimed');
  expect(targetNodeOf(withSpec({ affinity: required(nodeNames('In', 'a', 'b')) }))).toBeUndefined();
  expect(targetNodeOf(withSpec({}))).toBeUndefined();
});

// Upstream C: TestCreatePodsWithGenerateName › Create pod
test('a pod is the template, owned by the set, in its namespace, and its creation is remembered', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({
    template: {
      metadata: { labels: { app: 'agent' }, annotations: { note: 'x' }, finalizers: ['example.com/hold'] },
      spec: { containers: [{ name: 'main', image: 'agent:v1' }] },
    },
  });
  bed.deliver();
  bed.server.holdWatch('daemonset-controller', 'pods');
  bed.sync();
  const [pod] = bed.pods();
  expect(pod?.metadata).toMatchObject({
    namespace: 'default',
    labels: { app: 'agent' },
    annotations: { note: 'x' },
    finalizers: ['example.com/hold'],
  });
  expect(pod?.spec.containers).toMatchObject([{ name: 'main', image: 'agent:v1' }]);
  // The cache has seen no pod at all yet, so there is nothing to compare with; a newer pod makes it comparable.
  bed.server.releaseWatch('daemonset-controller', 'pods');
  bed.settle();
  bed.server.holdWatch('daemonset-controller', 'pods');
  bed.addNode('node-1');
  const seen = pod?.metadata.resourceVersion;
  expect(bed.sync().created).toEqual(['node-1']);
  const written = bed.podsOn('node-1')[0]?.metadata.resourceVersion;
  expect(bed.sync().error).toBe(
    `read version: ${seen} is not as new as written version: ${written} for group resource pods`,
  );
});

// Upstream C: TestCreatePodsWithGenerateName › Create pod with generate name
test('a pod is named after its set', () => {
  const bed = new TestBed(2);
  bed.addDaemonSet({}, {}, 'node-agent');
  bed.settle();
  expect(bed.pods().map(({ metadata }) => metadata.generateName)).toEqual(['node-agent-', 'node-agent-']);
  for (const { metadata } of bed.pods()) expect(metadata.name).toMatch(/^node-agent-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
});

test('a toleration that the template has already is made unlimited and keeps its place', () => {
  const limited = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' } as const;
  const tolerations = daemonPodTolerations({
    containers: [],
    tolerations: [{ ...limited, tolerationSeconds: 5 }, { operator: 'Exists' }],
  });
  expect(tolerations.slice(0, 2)).toEqual([limited, { operator: 'Exists' }]);
  expect(tolerations).toHaveLength(7);
});

const UPDATED_CASES: readonly { claim: string; labels?: Record<string, string>; hash: string; updated: boolean }[] = [
  {
    // Upstream D: TestIsPodUpdated › templateGeneration and hash both match
    claim: 'generation and hash match: updated',
    labels: { 'pod-template-generation': '12345', 'controller-revision-hash': 'hash-12345' },
    hash: 'hash-12345',
    updated: true,
  },
  {
    // Upstream D: TestIsPodUpdated › templateGeneration matches, hash doesn't
    claim: 'the generation matches, the hash does not: updated',
    labels: { 'pod-template-generation': '12345', 'controller-revision-hash': 'hash-123' },
    hash: 'hash-12345',
    updated: true,
  },
  {
    // Upstream D: TestIsPodUpdated › templateGeneration matches, no hash label, has hash
    claim: 'the generation matches, the pod has no hash: updated',
    labels: { 'pod-template-generation': '12345' },
    hash: 'hash-12345',
    updated: true,
  },
  {
    // Upstream D: TestIsPodUpdated › templateGeneration matches, no hash label, no hash
    claim: 'the generation matches, nobody has a hash: updated',
    labels: { 'pod-template-generation': '12345' },
    hash: '',
    updated: true,
  },
  {
    // Upstream D: TestIsPodUpdated › templateGeneration matches, has hash label, no hash
    claim: 'the generation matches, the set has no hash: updated',
    labels: { 'pod-template-generation': '12345', 'controller-revision-hash': 'hash-12345' },
    hash: '',
    updated: true,
  },
  {
    // Upstream D: TestIsPodUpdated › templateGeneration doesn't match, hash does
    claim: 'the hash matches, the generation does not: updated',
    labels: { 'pod-template-generation': '123', 'controller-revision-hash': 'hash-12345' },
    hash: 'hash-12345',
    updated: true,
  },
  {
    // Upstream D: TestIsPodUpdated › templateGeneration and hash don't match
    claim: 'neither matches: old',
    labels: { 'pod-template-generation': '123', 'controller-revision-hash': 'hash-123' },
    hash: 'hash-12345',
    updated: false,
  },
  {
    // Upstream D: TestIsPodUpdated › empty labels, no hash
    claim: 'no label and no hash is no match: old',
    labels: {},
    hash: '',
    updated: false,
  },
  {
    // Upstream D: TestIsPodUpdated › empty labels
    claim: 'an empty set of labels: old',
    labels: {},
    hash: 'hash-12345',
    updated: false,
  },
  {
    // Upstream D: TestIsPodUpdated › no labels
    claim: 'no labels at all: old',
    hash: 'hash-12345',
    updated: false,
  },
];
for (const { claim, labels, hash, updated } of UPDATED_CASES) {
  test(`of a pod: ${claim}`, () => {
    const { labels: _, ...metadata } = samplePod().metadata;
    const pod: Pod = { ...samplePod(), metadata: labels ? { ...metadata, labels } : metadata };
    const facts: SetFacts = { hash, templateGeneration: '12345', minReadySeconds: 0, surges: false };
    expect(judgeRollout([pod], facts, 0).kind).toBe(updated ? 'updated' : 'old');
  });
}
