'use strict';
/** Looks at the picture of a scenario: scrub through a rollout and read what the cluster looked like. */
const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { makeFolder, readModel, runProject } = require('./pages');
const { fragmentOf, makeVisitor, textsOf } = require('./visit');

const UNDO = '#/features/rollout/undo-after-two-rollouts';

describe('the picture of a rollout', () => {
  let visitor;
  let path;

  before(async () => {
    path = runProject(makeFolder());
    visitor = await makeVisitor();
  });
  after(() => visitor?.close());

  /** The pods that the panel lists, as `node image state`. */
  const podsOf = (page) => textsOf(page, '.moment .plain tbody tr');

  test('shows the pods of three moments as the slider moves with the keyboard', async () => {
    const page = await visitor.open(path, `${UNDO}?t=1000`);
    const slider = page.getByRole('slider');
    await slider.focus();
    assert.deepEqual(await podsOf(page), [
      'node1 agent:v1 waiting',
      'node2 agent:v1 waiting',
      'node3 agent:v1 waiting',
    ]);
    // To the step that rolls out the second template: every pod of the first is ready by then.
    await page.keyboard.press('PageDown');
    assert.deepEqual(await podsOf(page), ['node1 agent:v1 ready', 'node2 agent:v1 ready', 'node3 agent:v1 ready']);
    await page.keyboard.press('ArrowRight');
    assert.equal(
      (await podsOf(page)).filter((pod) => pod.endsWith('agent:v1 ready')).length,
      2,
      'one pod is being replaced',
    );
    await page.keyboard.press('End');
    assert.deepEqual(await podsOf(page), ['node1 agent:v1 ready', 'node2 agent:v1 ready', 'node3 agent:v1 ready']);
    assert.match(fragmentOf(page), /\?t=\d+$/, 'the address leads back to the moment');
    assert.match(await slider.getAttribute('aria-valuetext'), /\d s, Then the rollout/);
  });

  test('shows the moment at which a mouse points', async () => {
    const page = await visitor.open(path, `${UNDO}?t=0`);
    const canvas = page.locator('.canvas');
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    await page.mouse.move(box.x + 200, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + 60, { steps: 4 });
    await page.mouse.up();
    const moment = Number(new URLSearchParams(fragmentOf(page).split('?')[1]).get('t'));
    const { endMs } = timelineIn(path, 'rollout/undo-after-two-rollouts');
    assert.ok(moment > 0 && moment < endMs, `${moment} of ${endMs}`);
    assert.equal((await podsOf(page)).length, 3);
  });

  test('draws one row for each node and a hatched bar for a pod that is not ready', async () => {
    const page = await visitor.open(path, UNDO);
    assert.deepEqual(
      await page.locator('.picture .row .node-name').evaluateAll((names) => names.map((name) => name.firstChild.data)),
      ['node1', 'node2', 'node3'],
    );
    const fills = await page
      .locator('.picture .row .part-S, .picture .row .part-P')
      .evaluateAll((bars) => bars.map((bar) => bar.getAttribute('fill')));
    assert.ok(fills.length >= 3);
    assert.ok(
      fills.every((fill) => fill.startsWith('url(#')),
      String(fills),
    );
    assert.equal(await page.locator('.picture .line-fewest').count(), 1);
  });

  test('draws the way back as an arrow, and says what each template changed', async () => {
    const page = await visitor.open(path, UNDO);
    assert.equal(await page.locator('.revision-change.rollback').count(), 1);
    assert.equal(await page.locator('.revision-change').count(), 3);
    const [latest] = await textsOf(page, '.history li');
    assert.match(latest, /^4 agent:v1 ↩ rollback 3 pods node1, node2, node3 .*image agent:v3 agent:v1$/);
  });

  test('shows a failing pod as failing, with the reason', async () => {
    const page = await visitor.open(path, '#/features/rollout/an-image-that-will-not-go-stops-the-rollout');
    assert.ok((await page.locator('.picture .row .part-F').count()) > 0);
    assert.match((await podsOf(page)).join('\n'), /failing CrashLoopBackOff/);
  });

  test('counts the pods of 5,000 nodes, within a second', async () => {
    const page = await visitor.open(path, '#/features/crowd');
    const startedAt = Date.now();
    await page.getByRole('button', { name: /^What happened/ }).click();
    await page.locator('.picture').waitFor();
    const tookMs = Date.now() - startedAt;
    assert.ok(tookMs < 1000, `${tookMs} ms`);
    assert.deepEqual(await podsOf(page), ['agent:v2 ready 5,000']);
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    // Past the step that creates the pods, to the one that replaces them.
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('ArrowRight');
    const counts = (await podsOf(page)).map((row) => Number(row.replace(/^.* /, '').replace(',', '')));
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      5000,
    );
    assert.ok(counts.length > 1, 'some pods are on their way');
  });
});

function timelineIn(page, id) {
  const examples = readModel(page).features.flatMap(({ rules }) =>
    rules.flatMap(({ scenarios }) => scenarios.flatMap((scenario) => scenario.examples)),
  );
  return examples.find((example) => example.id === id).timeline;
}
