'use strict';
/**
 * `npm run test:browser`: the tests of the report in a real browser, or with `--screenshots` the pictures in `docs/`.
 *
 * Chromium is looked for at $CHROMIUM and in the usual places; root on Debian installs it. A machine without one gets
 * exit code 2 and a sentence: tests that did not run have not passed.
 */
const { spawnSync } = require('node:child_process');
const { readdirSync } = require('node:fs');
const { join } = require('node:path');
const { findChromium } = require('./chromium');

const CANNOT_RUN = 2;

function main() {
  if (!canLoad('playwright-core')) return refuse('playwright-core is missing. Install it with: npm ci');
  if (findChromium() === undefined && process.env.CHROMIUM === undefined) installChromium();
  if (findChromium() === undefined) {
    return refuse(
      process.env.CHROMIUM
        ? `$CHROMIUM names no program: ${process.env.CHROMIUM}`
        : 'There is no Chromium. On Debian: apt-get install chromium. Elsewhere: set CHROMIUM to the path of one.',
    );
  }
  const files = process.argv.includes('--screenshots')
    ? [join(__dirname, 'screenshots.js')]
    : [
        '--test',
        ...readdirSync(__dirname)
          .filter((file) => file.endsWith('.test.js'))
          .map((file) => join(__dirname, file)),
      ];
  return spawnSync(process.execPath, files, { stdio: 'inherit' }).status ?? 1;
}

function canLoad(name) {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

function refuse(reason) {
  process.stderr.write(`The browser tests cannot run, and nothing has been tested.\n${reason}\n`);
  return CANNOT_RUN;
}

/** Debian's own package, with letters for Chinese; only where we may, which is as root. */
function installChromium() {
  const hasApt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (process.getuid?.() !== 0 || !hasApt) return;
  process.stdout.write('Installing chromium with apt-get …\n');
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], options);
}

process.exitCode = main();
