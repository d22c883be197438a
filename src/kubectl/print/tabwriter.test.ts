import { describe, it } from 'node:test';
import { expect } from 'expect';
import { alignColumns, DESCRIBE_LAYOUT, TABLE_LAYOUT } from './tabwriter';

describe('aligned columns', () => {
  it('of a table are as wide as their longest cell and three spaces, at least six', () => {
    expect(alignColumns('NAME\tAGE\tVERSION\nnode1\t3s\t', TABLE_LAYOUT)).toBe('NAME    AGE   VERSION\nnode1   3s    ');
  });

  it('end where a line has no such cell', () => {
    expect(alignColumns('Name:\ta\nLonger name:\tb\nno tab here\nX:\tc\n', DESCRIBE_LAYOUT)).toBe(
      'Name:         a\nLonger name:  b\nno tab here\nX:  c\n',
    );
  });

  it('further right are sized within their block', () => {
    expect(alignColumns('a\tlong cell\tx\na\tb\ty\na\tz\n', DESCRIBE_LAYOUT)).toBe(
      'a  long cell  x\na  b          y\na  z\n',
    );
  });
});
