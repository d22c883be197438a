import { test } from 'node:test';
import { expect } from 'expect';
import { BEHAVIOUR_EXAMPLES, BEHAVIOUR_PATTERN, parseBehaviour } from './behaviours';

test('every example is understood, and is a wording of its own', () => {
  const whole = new RegExp(`^(?:${BEHAVIOUR_PATTERN})$`);
  const names = BEHAVIOUR_EXAMPLES.map((example) => {
    expect(example).toMatch(whole);
    return parseBehaviour(example).name;
  });
  expect(new Set(names).size).toBe(BEHAVIOUR_EXAMPLES.length);
});

const READINGS: readonly [string, object][] = [
  ['crashes 4 times', { container: { endsAfterMs: 0, exitCode: 1, times: 4 } }],
  ['exits with code 137 after 1m30s', { container: { endsAfterMs: 90_000, exitCode: 137 } }],
  ['cannot be pulled for 2 minutes', { container: { pullFailsForMs: 120_000 } }],
  ['fails its liveness probe after 30s', { container: { probeFailure: { probe: 'liveness', afterMs: 30_000 } } }],
  ['fails its startup probe for 45s', { container: { probeFailure: { probe: 'startup', afterMs: 0, forMs: 45_000 } } }],
  ['takes 20s to stop', { terminationMs: 20_000 }],
  ['uses 1.5Gi memory', { uses: { memory: '1.5Gi' } }],
];
for (const [text, meaning] of READINGS) {
  test(`"${text}" is read as it is meant`, () => {
    expect(parseBehaviour(text)).toMatchObject(meaning);
  });
}

test('words that mean nothing are refused', () => {
  expect(() => parseBehaviour('sings')).toThrow('a pod does nothing called "sings"');
});
