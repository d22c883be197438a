'use strict';
/**
 * Loads a module of everynode: from the TypeScript sources in a clone, from `dist` in the published package.
 * The one place that knows the difference.
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const isClone = existsSync(join(root, 'src', 'cli', 'main.ts'));

/** Lets `require` read TypeScript: stripped by swc, never type-checked at run time (`npm run check` does that). */
function registerTypeScript() {
  if (process[Symbol.for('ts-node.register.instance')]) return;
  require('ts-node').register({ cwd: root, project: join(root, 'tsconfig.json'), transpileOnly: true, swc: true });
}

/** @param {string} modulePath relative to the root, without extension: `src/cli/main` */
function load(modulePath) {
  if (!isClone) return require(join(root, 'dist', modulePath));
  registerTypeScript();
  return require(join(root, modulePath));
}

module.exports = { load, registerTypeScript };
