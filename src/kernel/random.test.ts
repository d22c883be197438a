import { test } from 'node:test';
import { expect } from 'expect';
import { Ids, NAME_ALPHABET } from './ids';
import { Random } from './random';

test('one seed gives one stream, and forks do not disturb each other', () => {
  const draws = (random: Random) => Array.from({ length: 5 }, () => random.integer(1000));
  expect(draws(new Random('seed'))).toEqual(draws(new Random('seed')));
  const first = new Random('seed');
  const fork = first.fork('names');
  first.integer(10);
  expect(draws(fork)).toEqual(draws(new Random('seed').fork('names')));
  expect(draws(new Random('seed'))).not.toEqual(draws(new Random('other')));
});

test('integers cover their range evenly', () => {
  const random = new Random(3);
  const counts = new Array<number>(6).fill(0);
  for (let draw = 0; draw < 60_000; draw++) {
    const face = random.integer(6);
    counts[face] = (counts[face] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
});

test('generated names are cut to 58 characters and end in five letters of the alphabet', () => {
  const ids = new Ids(new Random(1));
  const name = ids.generatedName(`${'x'.repeat(70)}-`);
  expect(name).toHaveLength(63);
  expect([...name.slice(58)].every((letter) => NAME_ALPHABET.includes(letter))).toBe(true);
  expect(ids.uid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
