import { test } from 'node:test';
import { expect } from 'expect';
import type { Taint } from './core';
import {
  findUntoleratedTaint,
  formatTaint,
  parseTaint,
  parseTaintSpelling,
  SCHEDULING_EFFECTS,
  toleratesTaint,
} from './taints';

const taint: Taint = { key: 'dedicated', value: 'db', effect: 'NoSchedule' };

test('a toleration covers a taint by effect, key and operator', () => {
  expect(toleratesTaint({ operator: 'Exists' }, taint)).toBe(true);
  expect(toleratesTaint({ key: 'dedicated', operator: 'Exists' }, taint)).toBe(true);
  expect(toleratesTaint({ key: 'dedicated', value: 'db' }, taint)).toBe(true);
  expect(toleratesTaint({ key: 'dedicated', operator: 'Equal', value: 'web' }, taint)).toBe(false);
  expect(toleratesTaint({ key: 'dedicated', operator: 'Exists', effect: 'NoExecute' }, taint)).toBe(false);
  expect(toleratesTaint({ key: 'other', operator: 'Exists' }, taint)).toBe(false);
  expect(toleratesTaint({ key: 'dedicated' }, { key: 'dedicated', effect: 'NoSchedule' })).toBe(true);
});

test('the comparison operators match nothing, because their gate is off', () => {
  const level: Taint = { key: 'level', value: '5', effect: 'NoSchedule' };
  expect(toleratesTaint({ key: 'level', operator: 'Gt', value: '1' }, level)).toBe(false);
  expect(toleratesTaint({ key: 'level', operator: 'Lt', value: '9' }, level)).toBe(false);
});

test('the first untolerated taint with one of the effects is found', () => {
  const soft: Taint = { key: 'soft', effect: 'PreferNoSchedule' };
  expect(findUntoleratedTaint([soft, taint], undefined, SCHEDULING_EFFECTS)).toBe(taint);
  expect(findUntoleratedTaint([soft, taint], [{ operator: 'Exists' }], SCHEDULING_EFFECTS)).toBeUndefined();
  expect(findUntoleratedTaint([taint], [], ['NoExecute'])).toBeUndefined();
  expect(findUntoleratedTaint(undefined, [], SCHEDULING_EFFECTS)).toBeUndefined();
});

test('taints are read and written in kubectl’s spelling', () => {
  for (const text of ['dedicated=db:NoSchedule', 'maintenance:NoExecute'])
    expect(formatTaint(parseTaint(text))).toBe(text);
  expect(parseTaint('a=:NoSchedule')).toEqual({ key: 'a', effect: 'NoSchedule' });
  expect(parseTaintSpelling('maintenance')).toEqual({ key: 'maintenance' });
});

test('a misspelt taint is refused in kubectl’s words', () => {
  expect(() => parseTaint('a=b:Bad')).toThrow('invalid taint effect: Bad, unsupported taint effect');
  expect(() => parseTaint('a=b=c:NoSchedule')).toThrow('invalid taint spec: a=b=c:NoSchedule');
  expect(() => parseTaint('k=1')).toThrow('invalid taint spec: k=1, name part must consist of');
  expect(() => parseTaint('k')).toThrow('an effect is missing');
});
