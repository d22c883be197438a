import { describe, it } from 'node:test';
import { expect } from 'expect';
import { ageOf, formatAge, formatGoDuration, formatTimestamp } from './time-text';

describe('an age', () => {
  it('gets coarser as it grows', () => {
    const cases: readonly (readonly [number, string])[] = [
      [-5, '<invalid>'],
      [-0.5, '0s'],
      [119, '119s'],
      [120, '2m'],
      [130, '2m10s'],
      [599, '9m59s'],
      [660, '11m'],
      [3 * 3600, '3h'],
      [3 * 3600 + 60, '3h1m'],
      [9 * 3600, '9h'],
      [50 * 3600, '2d2h'],
      [9 * 86_400, '9d'],
      [3 * 365 * 86_400 + 86_400, '3y1d'],
      [9 * 365 * 86_400, '9y'],
    ];
    for (const [seconds, text] of cases) expect(formatAge(seconds)).toBe(text);
  });

  it('of something without a time is unknown', () => {
    expect(ageOf(undefined, 0)).toBe('<unknown>');
  });
});

describe('a time', () => {
  it('is printed with its day and a numeric zone', () => {
    expect(formatTimestamp('2024-01-01T00:00:00Z')).toBe('Mon, 01 Jan 2024 00:00:00 +0000');
  });

  it('span is printed as Go prints it', () => {
    expect([60_000, 3_600_000, 1500, 0].map(formatGoDuration)).toEqual(['1m0s', '1h0m0s', '1.5s', '0s']);
  });
});
