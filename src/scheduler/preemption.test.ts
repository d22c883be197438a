import { test } from 'node:test';
import { expect } from 'expect';
import type { Pod } from '../api/core';
import type { KubernetesObject } from '../api/meta';
import { Random } from '../kernel/random';
import { Diagnosis } from './diagnosis';
import { judgeNode, prepareFilters } from './find-nodes';
import type { NodeInfo } from './node-info';
import { aimedAt, hostPort, makeNodes, makePod, requests } from './plugins/world-samples';
import { type PreemptionResult, preempt } from './preemption';
import { PLUGINS } from './registry';

interface Resident {
  readonly name: string;
  readonly cpu: string;
  readonly priority?: number;
  /** Seconds after some beginning. */
  readonly started?: number;
  readonly labels?: Record<string, string>;
}

const startTime = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

function resident({ name, cpu, priority = 0, started, labels = {} }: Resident): Pod {
  const status = started === undefined ? {} : { startTime: startTime(started) };
  return { ...makePod({ ...requests({ cpu }), priority }, labels, { name }), status } as Pod;
}

function budget(app: string, disruptionsAllowed: number, disruptedPods: Record<string, string> = {}): KubernetesObject {
  const spec = { selector: { matchLabels: { app } } };
  const metadata = { name: app, namespace: 'default' };
  return { metadata, spec, status: { disruptionsAllowed, disruptedPods } } as unknown as KubernetesObject;
}

/** A pod of priority 100 and 2 cpu that fits nowhere, on nodes of 4 cpu. */
function attempt(
  nodes: Readonly<Record<string, readonly Resident[]>>,
  { spec = {}, budgets = [] }: { readonly spec?: object; readonly budgets?: readonly KubernetesObject[] } = {},
): PreemptionResult {
  const cache = makeNodes(Object.entries(nodes).map(([name, pods]) => ({ name, pods: pods.map(resident) })));
  const pod = makePod({ ...requests({ cpu: '2' }), priority: 100, ...spec });
  const judge = (info: NodeInfo) => {
    const prepared = prepareFilters(PLUGINS, pod, cache);
    return prepared.beforehand ?? judgeNode(prepared, info);
  };
  const diagnosis = new Diagnosis(cache.count);
  for (const info of cache.list()) {
    const rejection = judge(info);
    if (rejection) diagnosis.rejections.set(info.name, rejection);
  }
  const random = new Random('test');
  return preempt({
    pod,
    nominatedNode: undefined,
    diagnosis,
    nodes: cache,
    budgets,
    random,
    latest: (held) => held,
    judge,
  });
}

const chosen = (result: PreemptionResult) =>
  'candidate' in result
    ? `${result.candidate.nodeName}: ${result.candidate.victims.map(({ metadata }) => metadata.name).join(', ')}`
    : result.text;

interface Case {
  readonly claim: string;
  readonly nodes: Readonly<Record<string, readonly Resident[]>>;
  readonly budgets?: readonly KubernetesObject[];
  readonly spec?: object;
  readonly chosen: string;
}

const full: Resident = { name: 'full', cpu: '4' };
const app = (name: string) => ({ labels: { app: name } });

const CASES: readonly Case[] = [
  // SCHED-PREEMPT-03
  {
    claim: 'pods that can stay beside it are spared, the more important first',
    nodes: {
      a: [
        { name: 'low', cpu: '1500m', priority: 1 },
        { name: 'high', cpu: '1500m', priority: 2 },
        { name: 'tiny', cpu: '500m' },
      ],
    },
    chosen: 'a: low',
  },
  {
    claim: 'of equal ones that which started first stays',
    nodes: {
      a: [
        { name: 'late', cpu: '2', started: 9 },
        { name: 'early', cpu: '2', started: 1 },
      ],
    },
    chosen: 'a: late',
  },
  {
    claim: 'one that has not started yet counts as the latest',
    nodes: {
      a: [
        { name: 'new', cpu: '2' },
        { name: 'old', cpu: '2', started: 9 },
      ],
    },
    chosen: 'a: new',
  },
  {
    claim: 'a pod of the same priority is no victim',
    nodes: { a: [{ name: 'peer', cpu: '4', priority: 100 }] },
    chosen: '0/1 nodes are available: 1 No preemption victims found for incoming pod.',
  },
  {
    claim: 'where the lower ones are not enough, none of them goes',
    nodes: {
      a: [
        { name: 'peer', cpu: '3', priority: 100 },
        { name: 'low', cpu: '1' },
      ],
    },
    chosen: '0/1 nodes are available: 1 Insufficient cpu.',
  },
  {
    claim: 'a node that would be too small when empty is not tried',
    nodes: { a: [full], b: [full] },
    spec: requests({ cpu: '5' }),
    chosen: '0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
  },
  {
    claim: 'a pod that names its node looks at no other',
    nodes: { a: [full], b: [{ name: 'better', cpu: '3', priority: -1 }] },
    spec: { affinity: aimedAt('a') },
    chosen: 'a: full',
  },
  {
    claim: 'one that must not preempt does not even look',
    nodes: { a: [full] },
    spec: { preemptionPolicy: 'Never' },
    chosen: 'not eligible due to preemptionPolicy=Never.',
  },
  // SCHED-PREEMPT-04
  {
    claim: 'a pod whose budget is used up is spared before others',
    nodes: {
      a: [
        { name: 'guarded', cpu: '2', started: 9, ...app('g') },
        { name: 'free', cpu: '2', started: 1 },
      ],
    },
    budgets: [budget('g', 0)],
    chosen: 'a: free',
  },
  {
    claim: 'a budget with room for one protects the second only',
    nodes: {
      a: [
        { name: 'first', cpu: '1', started: 1, ...app('g') },
        { name: 'second', cpu: '1', started: 2, ...app('g') },
        { name: 'free', cpu: '2', started: 3 },
      ],
    },
    budgets: [budget('g', 1)],
    chosen: 'a: free',
  },
  {
    claim: 'a pod whose eviction is granted already does not use its budget again',
    nodes: {
      a: [
        { name: 'guarded', cpu: '2', started: 9, ...app('g') },
        { name: 'free', cpu: '2', started: 1 },
      ],
    },
    budgets: [budget('g', 0, { guarded: startTime(0) })],
    chosen: 'a: guarded',
  },
  // SCHED-PREEMPT-05, in this order.
  {
    claim: 'the node where fewest budgets break is chosen, whatever the priorities',
    nodes: {
      a: [{ name: 'guarded', cpu: '4', priority: 1, ...app('g') }],
      b: [{ name: 'free', cpu: '4', priority: 50 }],
    },
    budgets: [budget('g', 0)],
    chosen: 'b: free',
  },
  {
    claim: 'then that with the least important first victim',
    nodes: {
      a: [{ name: 'ten', cpu: '4', priority: 10 }],
      b: [
        { name: 'nine1', cpu: '2', priority: 9 },
        { name: 'nine2', cpu: '2', priority: 9 },
      ],
    },
    chosen: 'b: nine2',
  },
  {
    claim: 'then that with the smallest sum of priorities',
    nodes: {
      a: [
        { name: 'a1', cpu: '3', priority: 5 },
        { name: 'a2', cpu: '1', priority: 100 },
      ],
      b: [
        { name: 'b1', cpu: '1', priority: 5 },
        { name: 'b2', cpu: '2', priority: 4 },
        { name: 'b3', cpu: '1', priority: 100 },
      ],
    },
    spec: requests({ cpu: '3' }),
    chosen: 'a: a1',
  },
  {
    claim: 'then that whose victims started latest',
    nodes: { a: [{ name: 'old', cpu: '4', started: 1 }], b: [{ name: 'young', cpu: '4', started: 5 }] },
    chosen: 'b: young',
  },
  {
    claim: 'and among equals by name',
    nodes: { b: [{ name: 'b1', cpu: '4' }], a: [{ name: 'a1', cpu: '4' }] },
    chosen: 'a: a1',
  },
];

for (const { claim, nodes, budgets, spec, chosen: expected } of CASES) {
  test(claim, () => {
    expect(chosen(attempt(nodes, { ...(budgets ? { budgets } : {}), ...(spec ? { spec } : {}) }))).toBe(expected);
  });
}

test('a host port is a reason to preempt, and its holder the only victim', () => {
  const holder = makePod({ ...hostPort({ hostPort: 80 }), priority: 0 }, {}, { name: 'holder' });
  const cache = makeNodes([{ name: 'a', pods: [holder, resident({ name: 'bystander', cpu: '1' })] }]);
  const pod = makePod({ ...hostPort({ hostPort: 80 }), priority: 1 });
  const judge = (info: NodeInfo) => judgeNode(prepareFilters(PLUGINS, pod, cache), info);
  const diagnosis = new Diagnosis(1);
  for (const info of cache.list()) diagnosis.rejections.set(info.name, judge(info) as never);
  const random = new Random('test');
  const result = preempt({
    pod,
    nominatedNode: undefined,
    diagnosis,
    nodes: cache,
    budgets: [],
    random,
    latest: (held) => held,
    judge,
  });
  expect(chosen(result)).toBe('a: holder');
});

test('what was tried leaves the picture of the node as it was', () => {
  const cache = makeNodes([
    { name: 'a', pods: [resident({ name: 'one', cpu: '1' }), resident({ name: 'two', cpu: '3' })] },
  ]);
  const info = cache.get('a') as NodeInfo;
  const before = [info.pods.size, info.requested.get('cpu')];
  const pod = makePod({ ...requests({ cpu: '2' }), priority: 1 });
  const judge = (asked: NodeInfo) => judgeNode(prepareFilters(PLUGINS, pod, cache), asked);
  const diagnosis = new Diagnosis(1);
  diagnosis.rejections.set('a', judge(info) as never);
  const random = new Random('test');
  preempt({
    pod,
    nominatedNode: undefined,
    diagnosis,
    nodes: cache,
    budgets: [],
    random,
    latest: (held) => held,
    judge,
  });
  expect([info.pods.size, info.requested.get('cpu')]).toEqual(before);
});
