import { test } from 'node:test';
import { expect } from 'expect';
import fc from 'fast-check';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  milliValue,
  parseQuantity,
  roundUpToMilli,
  value,
} from './quantity';

test('quantities print in the API server’s canonical form', () => {
  const vectors = `1000m→1, 1500m→1500m, 0.5→500m, .5→500m, 1000k→1M, 100000→100k, 1024→1024, 1024Ki→1Mi,
    1000Ki→1000Ki, 1.5Gi→1536Mi, 0.5Mi→512Ki, 1.5Ki→1536, 1500M→1500M, 1000M→1G, 1e3→1e3, 12e6→12e6, 3.000→3,
    2.50Gi→2560Mi, 100.0m→100m, 1.2345Gi→1325534281728m, 0Mi→0, 1.→1., +5→+5, 010Mi→010Mi`;
  for (const vector of vectors.split(',')) {
    const [input = '', printed = ''] = vector.trim().split('→');
    expect(`${input}→${canonicalQuantity(input)}`).toBe(`${input}→${printed}`);
  }
});

test('what is not a quantity is refused in the API server’s words', () => {
  const pattern = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  for (const text of ['', 'abc', '1 Gi', '1,5', '5Gi!']) expect(() => parseQuantity(text)).toThrow(pattern);
  for (const text of ['1K', '1mm', '1e']) {
    expect(() => parseQuantity(text)).toThrow("unable to parse quantity's suffix");
  }
});

test('a sum keeps the family of its left side unless that is zero', () => {
  const sum = (a: string, b: string) => formatQuantity(addQuantities(parseQuantity(a), parseQuantity(b)));
  expect([sum('64Mi', '1M'), sum('0', '64Mi'), sum('500m', '500m')]).toEqual(['68108864', '64Mi', '1']);
});

test('values are rounded up', () => {
  expect([value('1500m'), value('1Gi'), value('0'), milliValue('0.5'), milliValue('1u'), milliValue('4')]).toEqual([
    2, 1073741824, 0, 500, 1, 4000,
  ]);
  expect(formatQuantity(roundUpToMilli(parseQuantity('1500u')))).toBe('2m');
  expect(formatQuantity(roundUpToMilli(parseQuantity('2000u')))).toBe('2m');
});

test('large amounts keep their value, and binary ones are capped at 64 bits', () => {
  expect(canonicalQuantity('100Ti')).toBe('100Ti');
  expect(canonicalQuantity('18446744073709551616')).toBe('18446744073709551616');
  expect(canonicalQuantity('8Ei')).toBe('9223372036854775807');
  expect(canonicalQuantity('0.9n')).toBe('1n');
});

test('canonical text reads as the same amount and is its own canonical text', () => {
  const suffix = fc.constantFrom('', 'm', 'u', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'Ti', 'e3', 'e-2');
  const text = fc.tuple(fc.nat(1_000_000), fc.nat(999), suffix).map(([a, b, c]) => `${a}.${b}${c}`);
  fc.assert(
    fc.property(text, (input) => {
      const canonical = canonicalQuantity(input);
      expect(compareQuantities(parseQuantity(input), parseQuantity(canonical))).toBe(0);
      expect(canonicalQuantity(canonical)).toBe(canonical);
    }),
  );
});
