import { test } from 'node:test';
import { expect } from 'expect';
import type { DaemonSet, DaemonSetUpdateStrategy, RollingUpdateDaemonSet } from '../../api/apps';
import { allowsSurge, budgetOf } from './budget';

const withStrategy = (updateStrategy: DaemonSetUpdateStrategy) => ({ spec: { updateStrategy } }) as DaemonSet;
const rolling = (rollingUpdate: RollingUpdateDaemonSet) => withStrategy({ type: 'RollingUpdate', rollingUpdate });

test('the budgets of a rolling update never both stay at 0 while there is work', () => {
  const budget = (desired: number, rollingUpdate: RollingUpdateDaemonSet) => {
    const { maxSurge, maxUnavailable } = budgetOf(rolling(rollingUpdate), desired);
    return [maxSurge, maxUnavailable];
  };
  expect(budget(0, { maxUnavailable: 0 })).toEqual([0, 0]);
  expect(budget(2, { maxUnavailable: 1 })).toEqual([0, 1]);
  expect(budget(2, { maxUnavailable: 0 })).toEqual([0, 1]);
  expect(budget(2, { maxUnavailable: 0, maxSurge: 0 })).toEqual([0, 1]);
  expect(budget(2, { maxUnavailable: '50%' })).toEqual([0, 1]);
  expect(budget(2, { maxUnavailable: 0, maxSurge: '50%' })).toEqual([1, 0]);
  expect(budget(2, { maxUnavailable: 0, maxSurge: '100%' })).toEqual([2, 0]);
  expect(budget(3, { maxUnavailable: '50%' })).toEqual([0, 2]);
});

test('a budget that is neither a number nor a percentage fails the sync with the name of its field', () => {
  expect(() => budgetOf(rolling({ maxSurge: 1 }), 3)).toThrow(
    "couldn't get unavailable numbers: invalid value for MaxUnavailable: nil value for IntOrString",
  );
  expect(() => budgetOf(rolling({ maxUnavailable: 0, maxSurge: 'x' }), 3)).toThrow('invalid value for MaxSurge: ');
});

test('another strategy has no budget and does not surge', () => {
  expect(budgetOf(withStrategy({ type: 'OnDelete' }), 3)).toEqual({ maxSurge: 0, maxUnavailable: 0 });
  expect(allowsSurge(withStrategy({ type: 'OnDelete' }))).toBe(false);
});

test('any percentage of surge is room for one more pod on a node; an unreadable one is none', () => {
  expect(allowsSurge(rolling({ maxUnavailable: 0, maxSurge: '1%' }))).toBe(true);
  expect(allowsSurge(rolling({ maxUnavailable: 1, maxSurge: 0 }))).toBe(false);
  expect(allowsSurge(rolling({ maxUnavailable: 1, maxSurge: 'x' }))).toBe(false);
});
