import { describe, it } from 'node:test';
import { expect } from 'expect';
import fc from 'fast-check';
import { compareNaturally, listNodes } from './natural-order';
import { countEdits, findNearest, suggest } from './suggest';

describe('edits between words', () => {
  it('count insertions, deletions, replacements and swaps of neighbours', () => {
    expect(countEdits('taints', 'taint')).toBe(1);
    expect(countEdits('nmae', 'name')).toBe(1);
    expect(countEdits('', 'abc')).toBe(3);
  });

  it('are the same both ways, and none only for equal words', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (left, right) => {
        const edits = countEdits(left, right);
        expect(edits).toBe(countEdits(right, left));
        expect(edits === 0).toBe(left === right);
      }),
    );
  });
});

it('a word far from all is not guessed at; what there is is listed', () => {
  expect(findNearest('node33', ['node1', 'node3'])).toBe('node3');
  expect(findNearest('kangaroo', ['node1', 'node3'])).toBeUndefined();
  expect(suggest('kangaroo', ['node1', 'node3'])).toBe(' There is "node1", "node3".');
  expect(suggest('kangaroo', [])).toBe('');
});

it('the beginning of one name stands for it, the beginning of several for none', () => {
  const nodes = ['ip-10-0-1-7.ec2.internal', 'ip-10-0-1-70.ec2.internal', 'ip-10-0-2-8.ec2.internal'];
  expect(suggest('ip-10-0-2-8', nodes)).toBe(' Did you mean "ip-10-0-2-8.ec2.internal"?');
  expect(suggest('ip-10-0-1', nodes)).toMatch(/^ There is "ip-10-0-1-7/);
});

it('names stand in the order in which people count', () => {
  expect(['node10', 'node2', 'node1', 'a', 'node1-b'].sort(compareNaturally)).toEqual([
    'a',
    'node1',
    'node1-b',
    'node2',
    'node10',
  ]);
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-c0-2-]{0,5}$/), { minLength: 3, maxLength: 3 }), ([a, b, c]) => {
      const order = (left = '', right = '') => Math.sign(compareNaturally(left, right));
      expect(order(a, b) + order(b, a)).toBe(0);
      if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0);
    }),
  );
  expect(listNodes(['node1', 'node2', 'node3'])).toBe('node1, node2 and node3');
  expect(listNodes([])).toBe('no node');
});
