'use strict';
/**
 * Loads a module of everynode: from the TypeScript sources in a clone, from the one file that `npm run build` makes of
 * them in the published package. The one place that knows the difference.
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const isClone = existsSync(join(root, 'src', 'cli', 'main.ts'));

/** What may be loaded, as paths from the root without extension: what the other files in this folder ask for. */
const ENTRIES = [
  'src/cli/main',
  'src/cli/given-hooks',
  'src/cli/lean-documents',
  'src/cli/progress-formatter',
  'src/index',
  'src/report/formatter',
  'src/report/page-parts',
  'steps/index',
];

/** Lets `require` read TypeScript: stripped by swc, never type-checked at run time (`npm run check` does that). */
function registerTypeScript() {
  if (process[Symbol.for('ts-node.register.instance')]) return;
  const transpiler = require.resolve('./kept-swc');
  require('ts-node').register({
    cwd: root,
    project: join(root, 'tsconfig.json'),
    transpileOnly: true,
    swc: false,
    transpiler,
  });
}

/** @param {string} entry one of `ENTRIES` */
function load(entry) {
  if (!isClone) return require('../dist/everynode.js')[entry]();
  registerTypeScript();
  return require(join(root, entry));
}

module.exports = { ENTRIES, load, registerTypeScript };
