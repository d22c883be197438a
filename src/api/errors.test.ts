import { it } from 'node:test';
import { expect } from 'expect';
import { aggregateMessage } from './errors';

it('one message speaks for itself, several stand in brackets', () => {
  expect(aggregateMessage(['a'])).toBe('a');
  expect(aggregateMessage(['a', 'b'])).toBe('[a, b]');
});

it('equal messages count once', () => {
  expect(aggregateMessage(['a', 'b', 'a'])).toBe('[a, b]');
  expect(aggregateMessage(['a', 'a'])).toBe('a');
});
