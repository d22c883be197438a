import { test } from 'node:test';
import { expect } from 'expect';
import fc from 'fast-check';
import type { Pod } from '../../api/core';
import { parseTime } from '../../kernel/clock';
import { Random } from '../../kernel/random';
import { NodeLedger } from './ledger';
import type { Eligibility, SetFacts } from './node-plan';
import { samplePod } from './pod-samples';
import { planRollingUpdate } from './rolling-update';
import { planSurge } from './surge';

const NODES = ['node1', 'node2', 'node3', 'node4'];
const START_MS = parseTime('2026-01-01T12:00:00Z');
const ELIGIBILITIES: (Eligibility | undefined)[] = [
  { shouldRun: true, shouldContinue: true },
  { shouldRun: false, shouldContinue: true },
  { shouldRun: false, shouldContinue: false },
  undefined,
];

const aPod = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  node: fc.constantFrom(...NODES),
  bound: fc.boolean(),
  hash: fc.constantFrom('new', 'old', 'older'),
  phase: fc.constantFrom('Pending' as const, 'Running' as const, 'Failed' as const, 'Succeeded' as const),
  ready: fc.boolean(),
  terminating: fc.boolean(),
});
const aChange = fc.oneof(
  fc.record({ kind: fc.constant('pod' as const), sample: aPod }),
  fc.record({ kind: fc.constant('gone' as const), name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f') }),
  fc.record({ kind: fc.constant('node' as const), node: fc.constantFrom(...NODES), to: fc.nat(3) }),
  fc.record({ kind: fc.constant('time' as const), seconds: fc.nat(20) }),
  fc.record({
    kind: fc.constant('facts' as const),
    hash: fc.constantFrom('new', 'old'),
    surges: fc.boolean(),
    minReadySeconds: fc.constantFrom(0, 10),
  }),
);

function describeLedger(ledger: NodeLedger) {
  const sets = [
    'creates',
    'removals',
    'terminal',
    'stranded',
    'oldAvailable',
    'oldUnavailable',
    'sunset',
    'oldOnUnknownNode',
    'superseded',
  ] as const;
  const members = (set: (typeof sets)[number]) => ledger[set].draw(ledger[set].size).sort();
  return {
    totals: ledger.totals,
    sets: Object.fromEntries(sets.map((set) => [set, members(set)])),
    entries: [...ledger.entries()].sort(([a], [b]) => (a < b ? -1 : 1)),
    worn: ['new', 'old', 'older'].map((hash) => ledger.isHashWorn(hash)),
  };
}

test('after every change the running account equals a full recount', () => {
  fc.assert(
    fc.property(fc.array(aChange, { maxLength: 40 }), (changes) => {
      const eligibilities = new Map<string, Eligibility | undefined>(NODES.map((node) => [node, ELIGIBILITIES[0]]));
      const pods = new Map<string, Pod>();
      const eligibilityOf = (node: string) => eligibilities.get(node);
      const known = () => NODES.filter((node) => eligibilities.get(node) !== undefined);
      const ledger = new NodeLedger(new Random('running'), eligibilityOf);
      let facts: SetFacts = { hash: 'new', templateGeneration: undefined, minReadySeconds: 10, surges: false };
      let nowMs = START_MS;
      for (const change of changes) {
        if (change.kind === 'pod') {
          const readySince = new Date(nowMs).toISOString();
          const pod = samplePod({ ...change.sample, readySince });
          pods.set(change.sample.name, pod);
          ledger.putPod(pod);
        } else if (change.kind === 'gone') {
          pods.delete(change.name);
          ledger.removePod(`uid-${change.name}`);
        } else if (change.kind === 'node') {
          eligibilities.set(change.node, ELIGIBILITIES[change.to]);
          ledger.nodeChanged(change.node);
        } else if (change.kind === 'time') {
          nowMs += change.seconds * 1000;
        } else {
          facts = {
            hash: change.hash,
            templateGeneration: undefined,
            surges: change.surges,
            minReadySeconds: change.minReadySeconds,
          };
        }
        ledger.refresh(facts, nowMs, known);
        const recount = new NodeLedger(new Random('recount'), eligibilityOf);
        for (const pod of pods.values()) recount.putPod(pod);
        recount.refresh({ ...facts }, nowMs, known);
        const timeless = (description: ReturnType<typeof describeLedger>) => ({
          ...description,
          entries: description.entries.map(([node, entry]) => [node, { ...entry, changesAtMs: 0 }]),
        });
        expect(timeless(describeLedger(ledger))).toEqual(timeless(describeLedger(recount)));
      }
    }),
    { numRuns: 300 },
  );
});

function ledgerOf(
  pods: readonly Pod[],
  eligibilities: Record<string, Eligibility | undefined> = {},
  facts: Partial<SetFacts> = {},
): NodeLedger {
  const nodes = [...new Set(pods.map((pod) => pod.spec.nodeName as string))];
  const ledger = new NodeLedger(new Random(1), (node) =>
    node in eligibilities ? eligibilities[node] : ELIGIBILITIES[0],
  );
  for (const pod of pods) ledger.putPod(pod);
  ledger.refresh(
    { hash: 'new', templateGeneration: undefined, minReadySeconds: 0, surges: false, ...facts },
    START_MS,
    () => nodes,
  );
  return ledger;
}
const oldPods = (count: number, ready = true, from = 1) =>
  Array.from({ length: count }, (_, index) =>
    samplePod({ name: `old-${from + index}`, node: `node${from + index}`, hash: 'old', ready }),
  );
const newPods = (count: number, ready: boolean, from: number) =>
  Array.from({ length: count }, (_, index) =>
    samplePod({ name: `new-${from + index}`, node: `node${from + index}`, ready }),
  );

test('unavailable old pods are replaced whatever the budget; ready ones only within it', () => {
  // DS-ROLL-13: 88 unavailable updated, 2 unavailable old, 10 available old, budget 10.
  const ledger = ledgerOf([...newPods(88, false, 1), ...oldPods(2, false, 89), ...oldPods(10, true, 91)]);
  const { remove } = planRollingUpdate(ledger, 10, 250);
  expect(remove.map((pod) => pod.metadata.name).sort()).toEqual(['old-89', 'old-90']);
});

test('with every pod ready a rollout takes exactly the budget', () => {
  expect(planRollingUpdate(ledgerOf(oldPods(5)), 2, 250).remove).toHaveLength(2);
  expect(planRollingUpdate(ledgerOf([...oldPods(4), ...newPods(1, false, 5)]), 2, 250).remove).toHaveLength(1);
});

test('a surge creates beside ready old pods within its budget and beside broken ones always', () => {
  const step = planSurge(ledgerOf([...oldPods(4), ...oldPods(2, false, 5)]), 1, 250);
  expect(step.createOn).toHaveLength(3);
  expect(step.createOn.slice(0, 2).sort()).toEqual(['node5', 'node6']);
  expect(step.remove).toEqual([]);
});

test('a pod that is no longer wanted on its node goes as far as the others cover for it', () => {
  const stays = { node1: ELIGIBILITIES[1] };
  const step = planSurge(ledgerOf(oldPods(5), stays), 1, 250);
  expect(step.remove.map((pod) => pod.metadata.name)).toEqual(['old-1']);
  const uncovered = planSurge(ledgerOf([...oldPods(4), ...newPods(1, false, 5)], stays), 1, 250);
  expect(uncovered.remove).toEqual([]);
});

test('a surge fails while an old pod sits on a node that is gone', () => {
  expect(() => planSurge(ledgerOf(oldPods(2), { node2: undefined }), 1, 250)).toThrow(
    `couldn't get node for nodeName "node2": node "node2" not found`,
  );
});
