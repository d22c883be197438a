import { join } from 'node:path';
import { after, test } from 'node:test';
import { expect } from 'expect';
import { readKnownDifferences } from '../../src/parity/known-differences';
import { isIdentical, replayLine } from '../../src/parity/replay';
import { readTraceFile } from '../../src/parity/trace';
import { describeDivergence } from '../../src/parity/verdict-text';
import { readEngineVersion } from '../../src/report/engine-version';
import { PARITY_FILE, writeParityFile } from '../../src/report/parity-file';

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
const FLOORS: Readonly<Record<string, number>> = { kubectl: 16 };

const KNOWN = readKnownDifferences(join(__dirname, 'known-differences.yaml'));
const counts = { files: 0, identical: 0, total: 0, known: 0 };

function replayFile(name: string) {
  const replayed = readTraceFile(join(__dirname, 'golden', `${name}.jsonl`)).map((line) => replayLine(line, SEEDS));
  counts.files += 1;
  counts.total += replayed.length;
  for (const result of replayed) {
    if (isIdentical(result)) counts.identical += 1;
    else if (KNOWN.has(result.trace.id)) counts.known += 1;
  }
  return replayed;
}

// The report of the next run shows it; a part of the files would say something else.
after(() => {
  const { files, ...parity } = counts;
  if (files !== WHOLE.length + Object.keys(FLOORS).length) return;
  const path = join(__dirname, '..', '..', 'reports', PARITY_FILE);
  writeParityFile(
    path,
    { ...parity, at: new Date().toISOString() },
    { engineVersion: readEngineVersion(), env: process.env },
  );
});

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
