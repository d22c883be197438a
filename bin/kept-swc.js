'use strict';
/**
 * A compiler for ts-node: swc, except that what it made of a file is kept in `node_modules/.cache/everynode` until the
 * file changes. A start from the sources then needs no compiler. The folder may be deleted, or not be writable, at any time.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');

const root = join(__dirname, '..');
const folder = join(root, 'node_modules', '.cache', 'everynode');

/** What ts-node calls once for each kind of module. */
exports.create = (options) => {
  let swc;
  const versions = ['@swc/core', 'ts-node'].map((name) => require(`${name}/package.json`).version);
  const settings = JSON.stringify([versions, options.service.config.options, options.nodeModuleEmitKind]);

  const transpile = (text, rest) => {
    const key = createHash('sha256').update(settings).update(text).digest('hex');
    const path = join(folder, `${relative(root, rest.fileName).replace(/[^\w.-]/g, '_')}.json`);
    const kept = read(path);
    if (kept?.key === key) return kept;
    swc ??= require('ts-node/transpilers/swc').create(options);
    const output = { key, ...swc.transpile(text, rest) };
    write(path, JSON.stringify(output));
    return output;
  };
  return { transpile };
};

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function write(path, text) {
  // Moved into place, so that another process never reads half of it.
  const unfinished = `${path}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(unfinished, text);
    renameSync(unfinished, path);
  } catch {
    // Then the next start compiles again.
  }
}
