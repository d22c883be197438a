'use strict';
/** Opens pages of the report and watches them: nothing may be fetched, refused or thrown. */
const { pathToFileURL } = require('node:url');
const { launchChromium } = require('./chromium');

/** A visitor with one browser; `close` it at the end. */
async function makeVisitor() {
  const browser = await launchChromium();
  return {
    browser,
    close: () => browser.close(),
    /** Opens a file (or an address) at a fragment. `page.troubles` collects what should not have happened. */
    async open(target, fragment = '', options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en', ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      page.troubles = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') page.troubles.push(message.text());
      });
      page.on('pageerror', (error) => page.troubles.push(String(error)));
      const address = /^https?:/.test(target) ? target : pathToFileURL(target).href;
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(address) && !url.startsWith('data:')) page.troubles.push(`asked for ${url}`);
      });
      await page.goto(address + fragment);
      await page.waitForSelector('main h1');
      return page;
    },
  };
}

/** The text of every element that a selector finds, in one line each. */
async function textsOf(page, selector) {
  const texts = await page.locator(selector).allInnerTexts();
  return texts.map((text) => text.replace(/\s+/g, ' ').trim());
}

/** The address below the page. */
function fragmentOf(page) {
  return decodeURIComponent(new URL(page.url()).hash);
}

module.exports = { fragmentOf, makeVisitor, textsOf };
