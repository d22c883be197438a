/** From typing the command to the first passing scenario, against plain Cucumber on one scenario with an empty step. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBest, judgeClaim } from './claim';
import { layOutPackage, ROOT, timeSideBySide } from './processes';

const ROUNDS = 9;
const AT_MOST = 1.5;

const FEATURE = `Feature: First
  Scenario: one
    Given a cluster of 3 nodes
`;

const EMPTY_STEP = `const { Given } = require(${JSON.stringify(join(ROOT, 'node_modules/@cucumber/cucumber'))});
Given('a cluster of {int} nodes', function (_count) {});
`;

const folder = layOutPackage();
try {
  for (const name of ['ours', 'plain']) {
    mkdirSync(join(folder, name, 'features', 'steps'), { recursive: true });
    writeFileSync(join(folder, name, 'features', 'first.feature'), FEATURE);
  }
  writeFileSync(join(folder, 'plain', 'features', 'steps', 'empty.js'), EMPTY_STEP);

  const plain = { args: [join(ROOT, 'node_modules/@cucumber/cucumber/bin/cucumber.js')], cwd: join(folder, 'plain') };
  const ours = { args: [join(folder, 'node_modules/everynode/bin/everynode.js'), 'run'], cwd: join(folder, 'ours') };
  const clone = { args: [join(ROOT, 'bin/everynode.js'), 'run'], cwd: join(folder, 'ours') };
  timeSideBySide([ours, plain, clone], 1);
  const [oursMs = 0, plainMs = 0] = timeSideBySide([ours, plain], ROUNDS).map(findBest);
  const [cloneMs = 0] = timeSideBySide([clone], 3).map(findBest);
  process.stdout.write(
    `everynode ${Math.round(oursMs)} ms, plain Cucumber ${Math.round(plainMs)} ms (best of ${ROUNDS})\n`,
  );
  process.stdout.write(`in a clone, where ts-node reads the sources: ${Math.round(cloneMs)} ms\n`);
  judgeClaim('cold start, everynode / plain Cucumber', oursMs / plainMs, AT_MOST);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
