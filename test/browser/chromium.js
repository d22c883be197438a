'use strict';
/** The browser of these tests: Chromium of the machine, driven by playwright-core. */
const { accessSync, constants } = require('node:fs');

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/** Path of a Chromium: the one that $CHROMIUM names, or one in a usual place; undefined when there is none. */
function findChromium(env = process.env) {
  return (env.CHROMIUM ? [env.CHROMIUM] : PLACES).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A browser without a window. */
async function launchChromium() {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error('There is no Chromium: run `npm run test:browser`, which says how.');
  const { chromium } = require('playwright-core');
  // Containers run as root, where Chromium has no sandbox of its own.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args });
}

module.exports = { findChromium, launchChromium };
