'use strict';
/** Who may read the report: in three languages, on paper, on a phone, with a keyboard, with a screen reader. */
const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { makeFolder, runProject } = require('./pages');
const { makeVisitor, textsOf } = require('./visit');

const VIEWS = [
  '#/summary',
  '#/requirements',
  '#/features',
  '#/features?q=rollout',
  '#/features/rollout/undo-after-two-rollouts',
  '#/features/failing/the-table-wants-other-pods',
  '#/features/crowd/a-rollout-over-5-000-nodes',
  '#/features/hostile',
];

describe('the report is for everybody', () => {
  let visitor;
  let path;

  before(async () => {
    path = runProject(makeFolder());
    visitor = await makeVisitor();
  });
  after(() => visitor?.close());

  for (const [name, options] of [
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
  ]) {
    test(`axe-core finds nothing in any view, ${name}`, async () => {
      const found = [];
      for (const view of VIEWS) {
        const page = await visitor.open(path, view, options);
        await page.evaluate(require('axe-core').source);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        for (const { id, nodes } of violations) found.push(`${view}: ${id}: ${nodes[0].html.slice(0, 200)}`);
        await page.context().close();
      }
      assert.deepEqual(found, []);
    });
  }

  test('nothing is wider than a phone', async () => {
    for (const view of VIEWS) {
      const page = await visitor.open(path, view, { viewport: { width: 360, height: 740 } });
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(tooWide <= 0, `${view} is ${tooWide} pixels too wide`);
      await page.context().close();
    }
  });

  test('speaks English and both kinds of written Chinese, and remembers which', async () => {
    const page = await visitor.open(path, '#/requirements');
    const choose = async (language) => {
      await page.locator('.tools select').first().selectOption(language);
      return [await page.locator('h1').innerText(), await page.locator('html').getAttribute('lang')];
    };
    assert.match((await choose('zh-Hans')).join(' '), /^要求 .*zh-Hans$/);
    assert.ok((await textsOf(page, '.requirement .state')).includes('无场景'));
    assert.match((await choose('zh-Hant')).join(' '), /^要求 .*zh-Hant$/);
    assert.ok((await textsOf(page, '.requirement .state')).includes('無情境'));
    await page.reload();
    assert.ok((await textsOf(page, '.requirement .state')).includes('無情境'));
    const chinese = await visitor.open(path, '#/summary', { locale: 'zh-TW' });
    assert.equal(await chinese.locator('html').getAttribute('lang'), 'zh-Hant');
  });

  test('is light or dark as the system asks, or as the reader chooses', async () => {
    const page = await visitor.open(path, '#/summary', { colorScheme: 'dark' });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.locator('.tools select').last().selectOption('light');
    assert.notEqual(await ground(), dark);
    await page.locator('.tools select').last().selectOption('dark');
    assert.equal(await ground(), dark);
  });

  test('works with a keyboard alone', async () => {
    const page = await visitor.open(path);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.type), 'search');
    await page.keyboard.type('undo');
    await page.locator('.group .rows a').waitFor();
    assert.equal(
      await page.evaluate(() => document.activeElement.type),
      'search',
      'the focus stays while results come',
    );
    for (let i = 0; i < 30 && !(await page.evaluate(() => document.activeElement.closest('.rows') !== null)); i += 1) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.locator('.scenario[data-linked] .picture').waitFor();
  });

  test('prints to paper, in dark ink', async () => {
    const page = await visitor.open(path, '#/features/rollout/undo-after-two-rollouts', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
    assert.equal(await page.locator('header.top').isVisible(), false);
    const pdf = await page.pdf({ format: 'A4' });
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    assert.ok(pdf.length > 20_000, `${pdf.length} bytes`);
  });

  test('says the verdict and the requirements where no script may run', async () => {
    const context = await visitor.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`file://${path}`);
    assert.match(await page.locator('.static').innerText(), /Kubernetes 1\.\d+, seed 1: \d+ failed/);
    assert.match(await page.locator('.static table').innerText(), /DS-LOOK-009\s+no-scenario/);
  });
});
