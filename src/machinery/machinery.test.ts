import { test } from 'node:test';
import { expect } from 'expect';
import { Clock } from '../kernel/clock';
import { Random } from '../kernel/random';
import { Backoff } from './backoff';
import { Expectations } from './expectations';
import { RateLimiter } from './rate-limiter';
import { SeededSet } from './seeded-set';

function pass(clock: Clock, ms: number): void {
  clock.advanceTo(clock.nowMs + ms);
}

test('expectations hold a key back until as much was seen as was asked for, or five minutes are over', () => {
  const clock = new Clock();
  const expectations = new Expectations(clock);
  expect(expectations.areSatisfied('a')).toBe(true);
  expectations.expect('a', 2, 1);
  expectations.creationObserved('a');
  expectations.deletionObserved('a');
  expect(expectations.areSatisfied('a')).toBe(false);
  expectations.creationObserved('a');
  expect(expectations.areSatisfied('a')).toBe(true);
  expectations.expect('a', 1, 0);
  pass(clock, 300_000);
  expect(expectations.areSatisfied('a')).toBe(false);
  pass(clock, 1);
  expect(expectations.areSatisfied('a')).toBe(true);
});

test('deletions are counted and not identified, so they may be satisfied early', () => {
  const expectations = new Expectations(new Clock());
  expectations.expect('a', 0, 2);
  for (let seen = 0; seen < 3; seen++) expectations.deletionObserved('a');
  expect(expectations.outstanding('a')).toMatchObject({ deletions: -1 });
});

test('a back-off doubles from its first delay to its cap and is forgotten after twice the cap', () => {
  const clock = new Clock();
  const backoff = new Backoff(clock, 1000, 4000);
  const delays: number[] = [];
  for (let round = 0; round < 4; round++) {
    backoff.advance('a');
    delays.push(backoff.delayMs('a'));
  }
  expect(delays).toEqual([1000, 2000, 4000, 4000]);
  expect(backoff.isInBackoff('a')).toBe(true);
  pass(clock, 4000);
  expect(backoff.isInBackoff('a')).toBe(false);
  pass(clock, 4001);
  backoff.advance('a');
  expect(backoff.delayMs('a')).toBe(1000);
});

test('many failing keys together wait for the tokens of the whole queue', () => {
  const limiter = new RateLimiter(new Clock());
  const delays = Array.from({ length: 102 }, (_, index) => limiter.delayMs(`key-${index}`));
  expect(delays.slice(98)).toEqual([5, 5, 100, 200]);
});

test('drawing from a seeded set is the same for the same seed, fair, and leaves the set whole', () => {
  const drawn = (seed: number) => {
    const set = new SeededSet(new Random(seed));
    for (const member of ['a', 'b', 'c', 'd', 'e']) set.add(member);
    set.delete('c');
    return { few: set.draw(2), all: set.draw(99).sort() };
  };
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7).all).toEqual(['a', 'b', 'd', 'e']);
  const firsts = new Set(Array.from({ length: 50 }, (_, seed) => drawn(seed).few[0]));
  expect([...firsts].sort()).toEqual(['a', 'b', 'd', 'e']);
});
