'use strict';
/**
 * `npm run bench [-- overhead scale crowded cold-start]`: one line for each claim of the README, as ratios taken in one run.
 * Exits with 1 when a claim does not hold.
 */
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

const BENCHES = ['overhead', 'scale', 'crowded', 'cold-start'];
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !BENCHES.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`There is no bench "${unknown}". There is ${BENCHES.join(', ')}.\n`);
  process.exit(2);
}

let failed = false;
for (const name of wanted.length > 0 ? wanted : BENCHES) {
  process.stdout.write(`== ${name}\n`);
  // A large heap and a young generation to match, so that what is measured is our work and not the collector's.
  const options = ['--max-old-space-size=12288', '--max-semi-space-size=64', '-r', 'ts-node/register/transpile-only'];
  const { status } = spawnSync(process.execPath, [...options, join(__dirname, `${name}.ts`)], { stdio: 'inherit' });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
