import { test } from 'node:test';
import { expect } from 'expect';
import type { DaemonSetUpdateStrategy, IntOrString } from '../../api/apps';
import { allowsSurge, budgetOf } from './budget';
import { surge, TestBed, unavailable } from './test-bed';

const setWith = (updateStrategy: DaemonSetUpdateStrategy) => ({ spec: { updateStrategy } }) as never;
const max = (rollingUpdate: { maxUnavailable?: IntOrString; maxSurge?: IntOrString }) =>
  setWith({ type: 'RollingUpdate', rollingUpdate });

const CASES: readonly { claim: string; daemonSet: never; desired: number; budget: readonly [number, number] }[] = [
  {
    // Upstream R: TestGetUnavailableNumbers › No nodes
    claim: 'without nodes nothing may surge or be unavailable',
    daemonSet: max({ maxUnavailable: 0 }),
    desired: 0,
    budget: [0, 0],
  },
  {
    // Upstream R: TestGetUnavailableNumbers › Two nodes with ready pods
    claim: 'a number is taken as it is',
    daemonSet: max({ maxUnavailable: 1 }),
    desired: 2,
    budget: [0, 1],
  },
  {
    // Upstream R: TestGetUnavailableNumbers › Two nodes, one node without pods
    claim: 'none may be unavailable counts as one, or nothing would move',
    daemonSet: max({ maxUnavailable: 0 }),
    desired: 2,
    budget: [0, 1],
  },
  {
    // Upstream R: TestGetUnavailableNumbers › Two nodes, one node without pods, surge
    claim: 'none may surge or be unavailable counts as one unavailable',
    daemonSet: max({ maxUnavailable: 0, maxSurge: 0 }),
    desired: 2,
    budget: [0, 1],
  },
  {
    // Upstream R: TestGetUnavailableNumbers › Two nodes with pods, MaxUnavailable in percents
    claim: 'half of two is one unavailable',
    daemonSet: max({ maxUnavailable: '50%' }),
    desired: 2,
    budget: [0, 1],
  },
  {
    // Upstream R: TestGetUnavailableNumbers › Two nodes with pods, MaxUnavailable in percents, surge
    claim: 'half of two is one in surge',
    daemonSet: max({ maxUnavailable: 0, maxSurge: '50%' }),
    desired: 2,
    budget: [1, 0],
  },
  {
    // Upstream R: TestGetUnavailableNumbers › Two nodes with pods, MaxUnavailable is 100%, surge
    claim: 'all of two are two in surge',
    daemonSet: max({ maxUnavailable: 0, maxSurge: '100%' }),
    desired: 2,
    budget: [2, 0],
  },
  {
    claim: 'a part of a pod is a pod',
    daemonSet: max({ maxUnavailable: '1%' }),
    desired: 101,
    budget: [0, 2],
  },
];
for (const { claim, daemonSet, desired, budget } of CASES) {
  test(claim, () => {
    const { maxSurge, maxUnavailable } = budgetOf(daemonSet, desired);
    expect([maxSurge, maxUnavailable]).toEqual(budget);
  });
}

// Upstream R: TestGetUnavailableNumbers › Two nodes with pods, MaxUnavailable in percents, pod terminating
test('half of three nodes are two, and a pod on its way out is one of them', () => {
  const bed = new TestBed(3);
  bed.addDaemonSet({ updateStrategy: unavailable('50%') }, { terminationGracePeriodSeconds: 30 });
  bed.settle();
  bed.makeReady();
  bed.settle();
  const [going] = bed.pods();
  bed.user.delete('pods', 'default', going?.metadata.name ?? '');
  bed.settle();
  expect(budgetOf(bed.daemonSet(), 3)).toEqual({ maxSurge: 0, maxUnavailable: 2 });
  bed.rollOut('agent:v2');
  expect(bed.step()).toEqual([0, 1]);
  expect(bed.step()).toEqual([0, 0]);
});

test('any share of surge lets a node hold two pods, also where it rounds to none of all', () => {
  const bed = new TestBed(0);
  expect(allowsSurge(bed.addDaemonSet({ updateStrategy: surge('1%') }, {}, 'one'))).toBe(true);
  expect(allowsSurge(max({ maxSurge: '0%' }))).toBe(false);
  expect(allowsSurge(max({ maxSurge: 'many' }))).toBe(false);
  expect(allowsSurge(setWith({ type: 'OnDelete' }))).toBe(false);
});

// DS-PCT-04, DS-ONDEL-05
test('a strategy that is no RollingUpdate, or one without numbers, has no budget and does not surge', () => {
  const rollingUpdate = { maxUnavailable: 1, maxSurge: 1 };
  for (const type of ['OnDelete', 'Recreate']) {
    expect(budgetOf(setWith({ type, rollingUpdate } as never), 3)).toEqual({ maxSurge: 0, maxUnavailable: 0 });
    expect(allowsSurge(setWith({ type, rollingUpdate } as never))).toBe(false);
  }
  expect(budgetOf(setWith({ type: 'RollingUpdate' }), 3)).toEqual({ maxSurge: 0, maxUnavailable: 0 });
  expect(() => budgetOf(max({}), 3)).toThrow('invalid value for MaxUnavailable: nil value for IntOrString');
});

test('what is neither a number nor a percentage fails in the controller’s words', () => {
  expect(() => budgetOf(max({ maxUnavailable: 'many' }), 3)).toThrow(
    "couldn't get unavailable numbers: invalid value for MaxUnavailable: invalid value for IntOrString: invalid type: string is not a percentage",
  );
  expect(() => budgetOf(max({ maxUnavailable: 1, maxSurge: '40%%' }), 3)).toThrow(
    /^couldn't get unavailable numbers: invalid value for MaxSurge: invalid value for IntOrString: invalid value "40%%"/,
  );
});
