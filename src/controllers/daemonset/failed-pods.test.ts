import { test } from 'node:test';
import { expect } from 'expect';
import { STRATEGIES, surge, TestBed, unavailable } from './test-bed';

/** One node with so many pods of the current template, failed and running. */
function bedWith(updateStrategy: object, failed: number, running: number): TestBed {
  const bed = new TestBed(1);
  const owner = bed.addDaemonSet({ updateStrategy });
  const labels = { app: 'agent', 'pod-template-generation': '1' };
  for (let index = 0; index < failed; index++) {
    bed.addPod(`failed-${index}`, { node: 'node-0', owner, labels, phase: 'Failed' });
  }
  for (let index = 0; index < running; index++) {
    bed.addPod(`running-${index}`, { node: 'node-0', owner, labels, phase: 'Running' });
  }
  return bed;
}

const CASES: readonly { claim: string; failed: number; running: number; step: readonly [number, number] }[] = [
  {
    // Upstream U: TestDaemonKillFailedPods › normal (do nothing)
    claim: 'a node with one running pod is left alone',
    failed: 0,
    running: 1,
    step: [0, 0],
  },
  {
    // Upstream U: TestDaemonKillFailedPods › no pods (create 1)
    claim: 'a node without pods gets one',
    failed: 0,
    running: 0,
    step: [1, 0],
  },
  {
    // Upstream U: TestDaemonKillFailedPods › 1 failed pod (kill 1), 0 normal pod (create 0; will create in the next sync)
    claim: 'a failed pod is deleted first and replaced by a later sync',
    failed: 1,
    running: 0,
    step: [0, 1],
  },
  {
    // Upstream U: TestDaemonKillFailedPods › 1 failed pod (kill 1), 3 normal pods (kill 2)
    claim: 'of one failed and three running pods one that runs is left',
    failed: 1,
    running: 3,
    step: [0, 3],
  },
];
for (const { claim, failed, running, step } of CASES) {
  for (const updateStrategy of STRATEGIES) {
    test(`${claim} (${updateStrategy.type})`, () => {
      const bed = bedWith(updateStrategy, failed, running);
      expect(bed.step()).toEqual(step);
    });
  }
}

// Upstream U: TestDaemonKillFailedPodsBackoff
test('pods that keep failing on a node are deleted at growing intervals', () => {
  for (const updateStrategy of STRATEGIES) {
    const bed = bedWith(updateStrategy, 1, 0);
    const owner = bed.daemonSet();
    const labels = { app: 'agent', 'pod-template-generation': '1' };
    const failAgain = (name: string) => bed.addPod(name, { node: 'node-0', owner, labels, phase: 'Failed' });
    // The generation is observed from here on: it is part of what the back-off is remembered by.
    bed.refuse(({ verb, resource }) => verb === 'create' && resource === 'pods');
    expect(bed.sync().deleted).toEqual(['failed-0']);
    bed.deliver();
    failAgain('failed-a');
    expect(bed.sync().deleted).toEqual(['failed-a']);

    failAgain('failed-b');
    bed.pass(0.999);
    const early = bed.sync();
    expect([early.deleted, early.events]).toEqual([[], []]);
    expect(bed.loop.delayed.at(-1)).toEqual({ key: 'default/agent', delayMs: 1000 });
    bed.pass(0.001);
    const due = bed.sync();
    expect(due.deleted).toEqual(['failed-b']);
    expect(due.events).toContain(
      'FailedDaemonPod: Found failed daemon pod default/failed-b on node node-0, will try to kill it',
    );

    // The next delay is twice as long.
    failAgain('failed-c');
    bed.pass(1.5);
    expect(bed.sync().deleted).toEqual([]);
    bed.pass(0.5);
    expect(bed.sync().deleted).toEqual(['failed-c']);
  }
});

test('a new generation starts a fresh back-off', () => {
  const bed = bedWith(unavailable(1), 0, 0);
  const fail = () => {
    bed.settle();
    for (const pod of bed.pods()) bed.setPhase(pod, 'Failed');
    bed.settle();
    return bed.pods().some(({ status }) => status.phase === 'Failed');
  };
  expect([fail(), fail()]).toEqual([false, true]);
  bed.changeDaemonSet({ minReadySeconds: 3 });
  bed.settle();
  expect(bed.pods().map(({ status }) => status.phase)).toEqual(['Pending']);
});

test('of several failed pods on one node one is deleted in a sync, the others are held back', () => {
  const bed = bedWith(unavailable(1), 3, 0);
  expect(bed.step()).toEqual([0, 1]);
});

test('a succeeded pod is deleted at once, every time, and without a warning', () => {
  const bed = bedWith(unavailable(1), 0, 0);
  for (const name of ['first', 'second']) {
    for (const pod of bed.pods()) bed.deletePod(pod);
    const owner = bed.daemonSet();
    bed.addPod(name, { node: 'node-0', owner, phase: 'Succeeded' });
    const { deleted, events } = bed.sync();
    expect(deleted).toEqual([name]);
    expect(events[0]).toBe(
      `SucceededDaemonPod: Found succeeded daemon pod default/${name} on node node-0, will try to delete it`,
    );
  }
});

test('with surge a failed pod that is held back does not keep its node from getting another', () => {
  const bed = bedWith(surge(1), 2, 0);
  expect(bed.step()).toEqual([1, 1]);
  expect(bed.podsOn('node-0')).toHaveLength(2);
});
