'use strict';
/**
 * Loads every `*.test.ts` but the replayed traces into one process: starting one for each file would cost more than
 * the tests. Arguments narrow it: `node test/unit-tests.js src/kernel`, `node test/unit-tests.js test/parity`.
 */
const { readdirSync } = require('node:fs');
const { join, relative } = require('node:path');
const { test } = require('node:test');
const fastCheck = require('fast-check');
const { registerTypeScript } = require('../bin/load');

const root = join(__dirname, '..');
const wanted = process.argv.slice(2);

registerTypeScript();
// The same cases on every run; another seed tries others: EVERYNODE_SEED=7 npm test.
fastCheck.configureGlobal({ seed: Number(process.env.EVERYNODE_SEED ?? 1) });
for (const folder of ['src', 'steps', 'test', 'bench']) loadTests(join(root, folder));

function loadTests(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) loadTests(path);
    else if (entry.name.endsWith('.test.ts') && isWanted(path)) loadTest(path);
  }
}

function isWanted(path) {
  const name = relative(root, path);
  if (wanted.length === 0) return !name.startsWith(join('test', 'parity'));
  return wanted.some((prefix) => name.startsWith(prefix));
}

/** A file that cannot be loaded is a failed test, not the end of the others. */
function loadTest(path) {
  try {
    require(path);
  } catch (error) {
    test(`${relative(root, path)} can be loaded`, () => {
      throw error;
    });
  }
}
