'use strict';
/** What the page withstands: hostile names, a strict server, a thousand scenarios. */
const assert = require('node:assert/strict');
const { readFileSync, statSync } = require('node:fs');
const { createServer } = require('node:http');
const { after, before, describe, test } = require('node:test');
const { makeFolder, multiply, runOwnFeatures, runProject } = require('./pages');
const { makeVisitor } = require('./visit');

const MOST_BYTES = 5_000_000;
const MOST_MS = 1000;

describe('the limits of the report', () => {
  let visitor;
  let folder;
  let path;

  before(async () => {
    folder = makeFolder();
    path = runProject(folder);
    visitor = await makeVisitor();
  });
  after(() => visitor?.close());

  test('a feature named </script><img onerror=…> changes nothing', async () => {
    for (const view of ['#/summary', '#/requirements', '#/features', '#/features/hostile', '#/features?q=%3C/script']) {
      const page = await visitor.open(path, view);
      for (const reveal of await page.locator('.reveal').all()) await reveal.click();
      assert.equal(await page.evaluate(() => window.harmed), undefined);
      assert.equal(await page.locator('main img, main script, main iframe, main style, main math').count(), 0);
      assert.deepEqual(page.troubles, []);
    }
    const page = await visitor.open(path, '#/features/hostile');
    assert.match(await page.locator('h1').innerText(), /^<\/script><img src=x onerror=/);
    assert.match(await page.locator('.rule h2').innerText(), /<iframe src="javascript:window\.harmed=1">/);
    const hrefs = await page.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    assert.deepEqual(
      hrefs.filter((href) => !/^(#|https:\/\/)/.test(href)),
      [],
    );
  });

  test('works behind a server with a strict content security policy', async () => {
    const policies = [
      "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:",
      // The page's own, as a server would send it: exactly this script and this style.
      /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(readFileSync(path, 'utf8'))[1],
    ];
    for (const policy of policies) {
      const server = createServer((_, response) => {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.setHeader('content-security-policy', policy);
        response.end(readFileSync(path));
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        const page = await visitor.open(
          `http://127.0.0.1:${server.address().port}/`,
          '#/features/rollout/undo-after-two-rollouts',
        );
        await page.locator('.picture').waitFor();
        const widths = await page.locator('.meta .part').evaluateAll((parts) => parts.map((part) => part.clientWidth));
        assert.ok(
          widths.every((width) => width > 0),
          `the bar is drawn: ${widths}`,
        );
        assert.deepEqual(page.troubles, []);
        await page.context().close();
      } finally {
        await new Promise((resolve) => server.close(resolve));
      }
    }
    assert.doesNotMatch(policies[1], /unsafe/);
  });

  test('a thousand scenarios are at most 5 MB and usable within a second', async () => {
    const large = multiply(runOwnFeatures(folder), 1000);
    const { size } = statSync(large);
    assert.ok(size <= MOST_BYTES, `${size} bytes`);
    const times = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const page = await visitor.open(large, '#/features?q=rollout');
      assert.ok((await page.locator('.rows li').count()) > 100);
      // From the moment the browser asked for the file to the moment the results can be clicked.
      times.push(await page.evaluate(() => performance.getEntriesByType('navigation')[0].domInteractive));
      await page.context().close();
    }
    const page = await visitor.open(large, '#/requirements');
    const changed = await page.evaluate(() => {
      const startedAt = performance.now();
      document.querySelector('.toggle').click();
      document.body.getBoundingClientRect();
      return performance.now() - startedAt;
    });
    process.stdout.write(
      `# ${(size / 1e6).toFixed(2)} MB, open in ${Math.round(Math.min(...times))} ms, filtered in ${Math.round(changed)} ms\n`,
    );
    assert.ok(Math.min(...times) < MOST_MS, `${times} ms`);
    assert.ok(changed < MOST_MS / 4, `${changed} ms`);
  });
});
