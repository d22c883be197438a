'use strict';
/** The pictures of the report in `docs/`: `npm run test:browser -- --screenshots`. */
const { statSync } = require('node:fs');
const { join } = require('node:path');
const { makeFolder, runOwnFeatures } = require('./pages');
const { makeVisitor } = require('./visit');

const docs = join(__dirname, '..', '..', 'docs');
const MOST_BYTES = 300_000;

const UNDO = '#/features/history/rollback/undo-can-name-a-revision';

/** File, fragment, and what to do there. Wide enough to read, small enough for a README. */
const PICTURES = [
  { file: 'report.png', fragment: '#/summary' },
  { file: 'report-requirements.png', fragment: '#/requirements?area=update-strategy' },
  { file: 'report-timeline.png', fragment: `${UNDO}?t=13000`, height: 1060, of: '.scenario[data-linked]' },
  {
    file: 'report-timeline-dark.png',
    fragment: `${UNDO}?t=23000`,
    height: 1060,
    of: '.scenario[data-linked]',
    dark: true,
  },
];

async function main() {
  const page = runOwnFeatures(makeFolder());
  const visitor = await makeVisitor();
  try {
    for (const { file, fragment, height = 860, of, dark } of PICTURES) {
      const options = { viewport: { width: 1180, height }, colorScheme: dark ? 'dark' : 'light' };
      const view = await visitor.open(page, fragment, options);
      if (of) await view.locator(`${of} .picture`).waitFor();
      // The header stays where it is and would lie over the picture of a single scenario.
      if (of) await view.evaluate(() => document.querySelector('header.top').remove());
      const path = join(docs, file);
      await (of ? view.locator(of) : view).screenshot({ path });
      const { size } = statSync(path);
      process.stdout.write(`docs/${file}: ${Math.round(size / 1000)} kB\n`);
      if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes, more than ${MOST_BYTES}`);
      await view.context().close();
    }
  } finally {
    await visitor.close();
  }
}

main();
