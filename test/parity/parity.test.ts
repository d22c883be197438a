import { join } from 'node:path';
import { test } from 'node:test';
import { expect } from 'expect';
import { isIdentical, replayLine } from '../../src/parity/replay';
import { readTraceFile } from '../../src/parity/trace';
import { describeDivergence } from '../../src/parity/verdict-text';

const SEEDS = 64;

/** Files of which every trace must be identical. */
const WHOLE = [
  'template-hash',
  'placement',
  'seeds',
  'history',
  'nodes',
  'rollout',
  'scheduling',
  'validation',
  'lifecycle',
  'services',
  'workloads',
];

/** The others, with the number of traces that are identical. Raise it when it grows; it never falls. */
const FLOORS: Readonly<Record<string, number>> = { kubectl: 15 };

function replayFile(name: string) {
  return readTraceFile(join(__dirname, 'golden', `${name}.jsonl`)).map((line) => replayLine(line, SEEDS));
}

for (const name of WHOLE) {
  test(`every recorded trace about ${name} is met`, () => {
    const divergent = replayFile(name).filter((replayed) => !isIdentical(replayed));
    expect(divergent.map(describeDivergence).join('\n\n')).toBe('');
  });
}

for (const [name, floor] of Object.entries(FLOORS)) {
  test(`at least ${floor} recorded traces about ${name} are met`, () => {
    const divergent: string[] = [];
    let identical = 0;
    for (const replayed of replayFile(name)) {
      if (isIdentical(replayed)) identical += 1;
      else divergent.push(describeDivergence(replayed));
    }
    if (identical < floor) throw new Error(`only ${identical} are identical\n\n${divergent.join('\n\n')}`);
  });
}
