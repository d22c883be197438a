import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { expect } from 'expect';
import * as fc from 'fast-check';
import { anyPlot, History } from './history';

const ROOT = join(__dirname, '..', '..');

test('a random history is told in phrases that the features know', async () => {
  const scenarios: string[] = [];
  for (const plot of fc.sample(anyPlot({ weights: { setIsDeleted: 1, watchFallsBehindOrCatchesUp: 3 } }), {
    seed: 1,
    numRuns: 30,
  })) {
    const history = new History(plot);
    await history.run();
    if (scenarios.length === 0) await history.calm();
    scenarios.push(`  Scenario: history ${scenarios.length}\n${history.scenario.replace(/^/gm, '    ')}\n`);
    await history.cluster.dispose();
  }
  const scratch = mkdtempSync(join(tmpdir(), 'everynode-histories-'));
  try {
    const feature = join(scratch, 'histories.feature');
    writeFileSync(feature, `Feature: Random histories\n\n${scenarios.join('\n')}`);
    const run = spawnSync(
      process.execPath,
      [join(ROOT, 'bin', 'everynode.js'), 'run', feature, '--dry-run', '--out', scratch],
      { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_TEST_CONTEXT: undefined } },
    );
    expect(`${run.stdout}${run.stderr}`).not.toMatch(/undefined|ambiguous|not parse/i);
    expect(run.status).toBe(0);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});
