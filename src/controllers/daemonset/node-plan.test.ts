import { test } from 'node:test';
import { expect } from 'expect';
import type { Pod } from '../../api/core';
import { parseTime } from '../../kernel/clock';
import { compareAge, countNode, judgeRollout, planNode, type SetFacts } from './node-plan';
import { samplePod } from './pod-samples';

const RUNS = { shouldRun: true, shouldContinue: true };
const STAYS = { shouldRun: false, shouldContinue: true };
const NEITHER = { shouldRun: false, shouldContinue: false };
const PLAIN: SetFacts = { hash: 'new', templateGeneration: undefined, minReadySeconds: 0, surges: false };
const SURGING: SetFacts = { ...PLAIN, surges: true };
const NOW_MS = parseTime('2026-01-01T12:00:10Z');

const names = (pods: readonly Pod[]) => pods.map((pod) => pod.metadata.name);
const plan = (eligibility: typeof RUNS, pods: Pod[], facts = PLAIN) => planNode(eligibility, pods, facts, NOW_MS);

test('an empty node gets a pod if one should run there, and only then', () => {
  expect(plan(RUNS, []).create).toBe(true);
  expect(plan(STAYS, []).create).toBe(false);
  expect(plan(NEITHER, []).create).toBe(false);
});

test('of several running pods the oldest stays, whatever its revision', () => {
  const pods = [samplePod({ name: 'a', hash: 'old' }), samplePod({ name: 'b' }), samplePod({ name: 'c' })];
  const { create, remove } = plan(RUNS, pods);
  expect(create).toBe(false);
  expect(names(remove)).toEqual(['b', 'c']);
});

test('a node that holds only a terminating pod waits until it is gone, unless pods may surge', () => {
  const pods = [samplePod({ terminating: true })];
  expect(plan(RUNS, pods).create).toBe(false);
  expect(plan(RUNS, pods, SURGING).create).toBe(true);
  expect(plan(STAYS, pods, SURGING).create).toBe(false);
});

test('a node where pods may not stay loses all that are not going already, finished ones too', () => {
  const pods = [
    samplePod({ name: 'a' }),
    samplePod({ name: 'b', phase: 'Failed' }),
    samplePod({ name: 'c', terminating: true }),
  ];
  const { create, remove, failed } = plan(NEITHER, pods);
  expect([create, names(remove), failed]).toEqual([false, ['a', 'b'], []]);
});

test('failed and succeeded pods are told apart and do not count as running', () => {
  const pods = [samplePod({ name: 'a', phase: 'Failed' }), samplePod({ name: 'b', phase: 'Succeeded' })];
  const { create, remove, failed, succeeded } = plan(RUNS, pods);
  expect([create, names(remove), names(failed), names(succeeded)]).toEqual([false, [], ['a'], ['b']]);
  expect(plan(RUNS, pods, SURGING).create).toBe(true);
});

const surgeCases: { name: string; pods: Pod[]; facts?: SetFacts; removed: string[] }[] = [
  {
    name: 'an old pod stays while its successor is not ready',
    pods: [samplePod({ name: 'old', hash: 'x' }), samplePod({ name: 'new', ready: false })],
    removed: [],
  },
  {
    name: 'an old pod goes when its successor is available',
    pods: [samplePod({ name: 'old', hash: 'x' }), samplePod({ name: 'new' })],
    removed: ['old'],
  },
  {
    name: 'an old pod that is not ready goes at once',
    pods: [samplePod({ name: 'old', hash: 'x', ready: false }), samplePod({ name: 'new', ready: false })],
    removed: ['old'],
  },
  {
    name: 'an old pod stays until its successor has been ready long enough',
    facts: { ...SURGING, minReadySeconds: 11 },
    pods: [samplePod({ name: 'old', hash: 'x' }), samplePod({ name: 'new' })],
    removed: [],
  },
  {
    name: 'at exactly minReadySeconds the successor counts',
    facts: { ...SURGING, minReadySeconds: 10 },
    pods: [samplePod({ name: 'old', hash: 'x' }), samplePod({ name: 'new' })],
    removed: ['old'],
  },
  {
    name: 'of two old and two new pods the older of each stays',
    pods: [
      samplePod({ name: 'o1', hash: 'x' }),
      samplePod({ name: 'n1', ready: false }),
      samplePod({ name: 'o2', hash: 'y' }),
      samplePod({ name: 'n2' }),
    ],
    removed: ['o2', 'n2'],
  },
];
for (const { name, pods, facts, removed } of surgeCases) {
  test(`while surging, ${name}`, () => {
    expect(names(plan(RUNS, pods, facts ?? SURGING).remove).sort()).toEqual([...removed].sort());
  });
}

test('a pod counts as updated by its hash or by its template generation; an empty hash matches nothing', () => {
  const pod = samplePod({ hash: 'abc' });
  const stage = (facts: Partial<SetFacts>) => judgeRollout([pod], { ...PLAIN, ...facts }, NOW_MS).kind;
  expect(stage({ hash: 'abc' })).toBe('updated');
  expect(stage({ hash: '' })).toBe('old');
  const generated = { ...pod, metadata: { ...pod.metadata, labels: { 'pod-template-generation': '7' } } };
  expect(judgeRollout([generated], { ...PLAIN, templateGeneration: '7' }, NOW_MS).kind).toBe('updated');
});

test('a rollout sees two pods of one kind as excess and terminating pods not at all', () => {
  expect(judgeRollout([samplePod({ hash: 'x' }), samplePod({ hash: 'y' })], PLAIN, NOW_MS).kind).toBe('excess');
  expect(judgeRollout([samplePod(), samplePod({ name: 'b' })], PLAIN, NOW_MS).kind).toBe('excess');
  expect(judgeRollout([samplePod({ terminating: true })], PLAIN, NOW_MS).kind).toBe('empty');
  expect(judgeRollout([samplePod(), samplePod({ hash: 'x' })], PLAIN, NOW_MS).kind).toBe('both');
});

test('bound pods are older than unbound ones, then the earlier created, then the smaller name', () => {
  const pods = [
    samplePod({ name: 'b', bound: false, created: '2026-01-01T10:00:00Z' }),
    samplePod({ name: 'd' }),
    samplePod({ name: 'c' }),
    samplePod({ name: 'a', created: '2026-01-01T11:00:00Z' }),
  ];
  expect(names(pods.sort(compareAge))).toEqual(['a', 'c', 'd', 'b']);
});

test('the oldest pod alone speaks for its node in the status', () => {
  const counts = countNode([samplePod({ name: 'old', hash: 'x' }), samplePod({ name: 'new' })], PLAIN, NOW_MS);
  expect(counts).toEqual({ scheduled: true, ready: true, available: true, updated: false });
});
