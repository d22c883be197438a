import { test } from 'node:test';
import { expect } from 'expect';
import { parseIntOrPercent, scaledValue } from './int-or-percent';

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

test('what a person types becomes a number or stays a percentage', () => {
  expect([parseIntOrPercent('3'), parseIntOrPercent('25%')]).toEqual([3, '25%']);
  expect(() => parseIntOrPercent('x')).toThrow('string is not a percentage');
});
