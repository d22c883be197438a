import { test } from 'node:test';
import { expect } from 'expect';
import type { RollingUpdateDaemonSet } from './apps';
import { parseIntOrPercent, rolloutBudget, scaledValue } from './int-or-percent';

test('a percentage of the total is rounded as asked, a number is taken as it is', () => {
  expect([scaledValue('90%', 95, true), scaledValue('90%', 95, false), scaledValue(7, 95, true)]).toEqual([86, 85, 7]);
});

test('what is neither is refused in the controller’s words', () => {
  for (const text of ['200', '%', 'a', 'a%', '40#', '40%%', '30%0']) {
    expect(() => scaledValue(text, 10, true)).toThrow('invalid value for IntOrString: ');
  }
  expect(() => scaledValue('a%', 1, true)).toThrow(
    'invalid value for IntOrString: invalid value "a%": strconv.Atoi: parsing "a": invalid syntax',
  );
  expect(() => scaledValue(undefined, 1, true)).toThrow('nil value for IntOrString');
});

test('the budgets of a rolling update never both stay at 0 while there is work', () => {
  const budget = (desired: number, rollingUpdate: RollingUpdateDaemonSet) => {
    const { maxSurge, maxUnavailable } = rolloutBudget({ type: 'RollingUpdate', rollingUpdate }, desired);
    return [maxSurge, maxUnavailable];
  };
  expect(budget(0, { maxUnavailable: 0 })).toEqual([0, 0]);
  expect(budget(2, { maxUnavailable: 1 })).toEqual([0, 1]);
  expect(budget(2, { maxUnavailable: 0 })).toEqual([0, 1]);
  expect(budget(2, { maxUnavailable: '50%' })).toEqual([0, 1]);
  expect(budget(2, { maxUnavailable: 0, maxSurge: '50%' })).toEqual([1, 0]);
  expect(budget(2, { maxUnavailable: 0, maxSurge: '100%' })).toEqual([2, 0]);
  expect(budget(3, { maxUnavailable: '50%' })).toEqual([0, 2]);
  expect(() => budget(3, { maxSurge: 1 })).toThrow('nil value for IntOrString');
  expect(rolloutBudget({ type: 'OnDelete' }, 0)).toEqual({ maxSurge: 0, maxUnavailable: 0 });
});

test('what a person types becomes a number or stays a percentage', () => {
  expect([parseIntOrPercent('3'), parseIntOrPercent('25%')]).toEqual([3, '25%']);
  expect(() => parseIntOrPercent('x')).toThrow('string is not a percentage');
});
