import { describe, it } from 'node:test';
import { expect } from 'expect';
import { formatUnifiedDiff } from './unified-diff';

const lines = (...items: (string | number)[]): string => items.map((item) => `${item}\n`).join('');

describe('a unified diff', () => {
  it('is empty for equal texts', () => {
    expect(formatUnifiedDiff(lines(1, 2), lines(1, 2))).toBe('');
  });

  it('shows three lines around a change, the old line first', () => {
    expect(formatUnifiedDiff(lines(1, 2, 3, 4, 5, 6, 7, 8, 9), lines(1, 2, 3, 4, 'x', 6, 7, 8, 9))).toBe(
      '@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n',
    );
  });

  it('joins changes that share their surroundings and separates others', () => {
    const before = Array.from({ length: 20 }, (_, index) => index);
    const near = formatUnifiedDiff(lines(...before), lines(...before.filter((item) => item !== 5 && item !== 12)));
    expect(near.match(/@@ /g)).toHaveLength(1);
    const far = formatUnifiedDiff(lines(...before), lines(...before.filter((item) => item !== 4 && item !== 12)));
    expect(far.match(/^@@.*@@$/gm)).toEqual(['@@ -2,7 +2,6 @@', '@@ -10,7 +9,6 @@']);
  });

  it('counts a new and a vanished text from line 0', () => {
    expect(formatUnifiedDiff('', lines('a', 'b'))).toBe('@@ -0,0 +1,2 @@\n+a\n+b\n');
    expect(formatUnifiedDiff(lines('a'), '')).toBe('@@ -1 +0,0 @@\n-a\n');
  });
});
