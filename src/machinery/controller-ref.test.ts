import { test } from 'node:test';
import { expect } from 'expect';
import { aggregateError } from './controller-ref';

// DS-ACT-10
test('one error speaks for itself, several are listed, and equal ones are named once', () => {
  const messageOf = (...messages: string[]) => aggregateError(messages.map((message) => new Error(message)))?.message;
  expect(messageOf()).toBeUndefined();
  expect(messageOf('quota')).toBe('quota');
  expect(messageOf('quota', 'quota')).toBe('quota');
  expect(messageOf('quota', 'timeout', 'quota')).toBe('[quota, timeout]');
});
