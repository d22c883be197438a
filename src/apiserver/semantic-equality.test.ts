import { test } from 'node:test';
import { expect } from 'expect';
import { areSemanticallyEqual } from './semantic-equality';

test('absent, null and empty lists are alike; an empty struct says something', () => {
  expect(areSemanticallyEqual({ args: [] }, {})).toBe(true);
  expect(areSemanticallyEqual({}, { args: null })).toBe(true);
  expect(areSemanticallyEqual({ args: [] }, { args: ['a'] })).toBe(false);
  expect(areSemanticallyEqual({ emptyDir: {} }, {})).toBe(false);
  expect(areSemanticallyEqual({}, { emptyDir: {} })).toBe(false);
});

test('metadata without labels is like metadata with an empty map of them', () => {
  expect(areSemanticallyEqual({ labels: {} }, {})).toBe(true);
  expect(areSemanticallyEqual({}, { annotations: {} })).toBe(true);
  expect(areSemanticallyEqual({ labels: { a: '' } }, { labels: {} })).toBe(false);
});

test('a zero is a value, and what objects inherit is not', () => {
  expect(areSemanticallyEqual({ runAsUser: 0 }, {})).toBe(false);
  expect(areSemanticallyEqual({ constructor: 'x' }, {})).toBe(false);
  expect(areSemanticallyEqual([1, { a: 'b' }], [1, { a: 'b' }])).toBe(true);
  expect(areSemanticallyEqual([1], { 0: 1 })).toBe(false);
});
