'use strict';
/** A reporter for node:test that is silent about what holds, prints what does not, and ends with a count. */
const { relative } = require('node:path');

module.exports = async function* report(events) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const isSuite = data.details?.type === 'suite';
    const error = data.details?.error;
    // A parent fails with its children; the children are what is counted and printed.
    if (isSuite || error?.failureType === 'subtestsFailed') continue;
    if (type === 'test:pass') {
      passed++;
      continue;
    }
    failed++;
    const cause = error?.cause ?? error;
    const text =
      cause instanceof Error ? (cause.stack ?? cause.message) : String(cause?.stack ?? cause?.message ?? cause);
    const place = data.file === undefined ? '' : `  ${relative(process.cwd(), data.file)}:${data.line}`;
    yield `\n✗ ${data.name}${place}\n${text.replace(/^/gm, '    ')}\n`;
  }
  yield `tests: ${passed} passed, ${failed} failed\n`;
};
