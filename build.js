'use strict';
/**
 * `npm run build`: writes `dist`, what the package carries of `src` and `steps`. The JavaScript is one file, because
 * Node takes longer to find and open 400 small ones than to read them. The types stand where their sources stood.
 */
const { execFileSync } = require('node:child_process');
const { cpSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { buildSync } = require('esbuild');
const { ENTRIES, load } = require('./bin/load');

const dist = join(__dirname, 'dist');
rmSync(dist, { recursive: true, force: true });

const tsc = require.resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', join(__dirname, 'tsconfig.build.json')], { stdio: 'inherit' });

buildSync({
  // Each entry runs when it is first asked for; what two of them share runs once.
  stdin: {
    contents: ENTRIES.map((path) => `exports['${path}'] = () => require('./${path}');`).join('\n'),
    resolveDir: __dirname,
  },
  outfile: join(dist, 'everynode.js'),
  bundle: true,
  // Dependencies stay outside: a user's own steps must meet the same Cucumber.
  packages: 'external',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});

// Beside the bundle, where `src/report/page-parts.ts` looks for it.
writeFileSync(join(dist, 'page.json'), JSON.stringify(load('src/report/page-parts').assemblePageParts()));
const schema = 'src/report/conformance.schema.json';
cpSync(join(__dirname, schema), join(dist, schema));
