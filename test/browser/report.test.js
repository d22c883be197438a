'use strict';
/** Reads the report as people do: open it from a disk, find something, follow a link, compare runs. */
const assert = require('node:assert/strict');
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { after, before, describe, test } = require('node:test');
const { everynode, makeFolder, readModel, runProject } = require('./pages');
const { fragmentOf, makeVisitor, textsOf } = require('./visit');

const STATES = ['failed', 'known difference', 'no scenario', 'not run', 'unsupported', 'passed'];

describe('the report of a run', () => {
  let visitor;
  let folder;
  let path;

  before(async () => {
    folder = makeFolder();
    path = runProject(folder);
    visitor = await makeVisitor();
  });
  after(() => visitor?.close());

  test('opens from a disk, says the verdict, and asks for nothing else', async () => {
    const page = await visitor.open(path);
    assert.match(await page.locator('h1').innerText(), /^\d+ scenarios do not hold\.$/);
    assert.match(await page.locator('.run').innerText(), /of cluster time[\s\S]*on the wall[\s\S]*Seed\s+1/);
    assert.deepEqual(await textsOf(page, '.profile h2'), [
      'Core does not hold',
      'Extended does not hold',
      'Own scenarios holds',
    ]);
    assert.deepEqual(page.troubles, []);
  });

  test('lists the features where there is no catalogue, and no profile', async () => {
    const project = makeFolder();
    const feature = 'Feature: Agents\n  They use `kubectl`.\n\n  Scenario: one\n    Given a cluster of 2 nodes\n';
    writeFileSync(join(project, 'agents.feature'), feature);
    everynode(['run', 'agents.feature'], project);
    const page = await visitor.open(join(project, 'reports', 'conformance.html'));
    assert.equal(await page.locator('.profile').count(), 0);
    assert.deepEqual(await textsOf(page, '.cards h3'), ['Agents']);
    assert.deepEqual(await textsOf(page, '.cards code'), ['kubectl']);
    await page.locator('.cards a').click();
    assert.equal(await page.locator('h1').innerText(), 'Agents');
    assert.deepEqual(page.troubles, []);
  });

  test('shows each state apart from the others, never merged', async () => {
    const page = await visitor.open(path, '#/requirements');
    const rows = await textsOf(page, '.requirement .state');
    assert.deepEqual(new Set(rows), new Set(STATES));
    const icons = await page
      .locator('.toggle .icon .mark')
      .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('d')));
    assert.equal(new Set(icons).size, STATES.length, 'each state has a shape of its own');
    const ofFiltered = page.locator('#DS-LOOK-006 .state');
    assert.equal(await ofFiltered.innerText(), 'not run');
  });

  test('links a requirement to its source and its proof', async () => {
    const page = await visitor.open(path, '#/requirements/DS-LOOK-001');
    assert.equal(await page.locator('.requirement').count(), 1);
    const source = page.locator('.source a');
    assert.match(
      await source.getAttribute('href'),
      /^https:\/\/github\.com\/kubernetes\/kubernetes\/blob\/release-1\.\d+\/pkg\//,
    );
    await page.locator('.proofs a').click();
    assert.match(await page.locator('.scenario[data-linked] h3').innerText(), /Undo after two rollouts/);
  });

  test('filters by state, area and feature, and the address keeps it', async () => {
    const page = await visitor.open(path, '#/requirements');
    await page.getByRole('button', { name: /^failed/ }).click();
    await page.getByLabel('Area').selectOption('placement');
    assert.deepEqual(await textsOf(page, '.id-line a'), ['DS-LOOK-004']);
    assert.equal(fragmentOf(page), '#/requirements?state=failed&area=placement');
    await page.reload();
    assert.deepEqual(await textsOf(page, '.id-line a'), ['DS-LOOK-004']);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('Feature', { exact: true }).selectOption('crowd');
    assert.deepEqual(await textsOf(page, '.id-line a'), ['DS-LOOK-003']);
  });

  test('finds words and tag expressions', async () => {
    const page = await visitor.open(path, '#/features');
    const find = async (query) => {
      await page.getByRole('searchbox').fill(query);
      await page.waitForFunction((text) => decodeURIComponent(location.hash).replace(/\+/g, ' ').includes(text), query);
      return textsOf(page, '.group .name');
    };
    assert.deepEqual(await find('undo rollouts'), ['Undo after two rollouts']);
    assert.deepEqual(await find('@placement and not (@gap or @later or @needs-virtual-time) wants'), [
      'The table wants other pods',
    ]);
    assert.equal((await find('@stuck crashes')).length, 1);
    assert.deepEqual(await find('nothing-like-this'), []);
    assert.match(await page.locator('[role=status]').innerText(), /Nothing matches/);
  });

  test('shows why a step failed as a table of what was wanted and got, with a command to run it again', async () => {
    const page = await visitor.open(path, '#/features/failing/the-table-wants-other-pods');
    const card = page.locator('.scenario[data-linked]');
    assert.deepEqual(await card.locator('.difference .differs').allInnerTexts(), ['agent:v1 agent:v2']);
    const command = await card.locator('.replay code').innerText();
    assert.equal(command, 'npx everynode run features/failing.feature:11 --seed 1');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await card.getByRole('button', { name: /^Copy/ }).click();
    await card.getByText('Copied').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), command);
  });

  test('follows a link to a step, and says when a link leads nowhere', async () => {
    const page = await visitor.open(path, '#/features/rollout/undo-after-two-rollouts?step=4');
    assert.match(await page.locator('.step[data-linked]').innerText(), /rolls out image "agent:v3"/);
    assert.match(await page.locator('.now').innerText(), /^4 .*"agent:v3"/);
    const lost = await visitor.open(path, '#/features/no-such-thing');
    assert.match(await lost.locator('.missing').innerText(), /no-such-thing/);
  });

  test('marks what is new, fixed and broken since a baseline', async () => {
    const old = readModel(path);
    const text = JSON.stringify(old)
      .replaceAll('rollout/undo-after-two-rollouts', 'rollout/under-another-name')
      .replace(/("id":"failing\/the-table-wants-other-pods".*?"state":)"failed"/, '$1"passed"')
      .replace(/("id":"failing\/no-requirement-asks-for-it".*?"state":)"passed"/, '$1"failed"');
    writeFileSync(join(folder, 'old.json'), text);
    const out = join(folder, 'compared.html');
    const messages = join(folder, 'project', 'messages.ndjson');
    const said = everynode(['report', messages, '--baseline', join(folder, 'old.json'), '--out', out], folder);
    assert.match(said, /^Since the baseline: 1 broken, 1 fixed, 1 new, 1 gone$/m);
    const page = await visitor.open(out);
    assert.deepEqual(await textsOf(page, '.change-counts li'), ['1 ↓ broken', '1 ↑ fixed', '1 + new', '1 gone']);
    await page.locator('.change-counts a').first().click();
    assert.deepEqual(await textsOf(page, '.rows .name'), ['The table wants other pods']);
    assert.equal(fragmentOf(page), '#/features?change=broken');
  });

  test('puts several runs side by side, as columns of the matrix', async () => {
    const other = runProject(folder, 'seed-2', '--seed', '2', '--name', 'table|Undo');
    const out = join(folder, 'beside.html');
    const files = [path, other].map((page) => page.replace(/conformance\.html$/, 'messages.ndjson'));
    everynode(['report', ...files, '--out', out], folder);
    const page = await visitor.open(out);
    assert.deepEqual(await textsOf(page, '.runs-table tbody th'), ['A seed 1', 'B seed 2']);
    await page.getByRole('link', { name: 'where runs differ' }).click();
    assert.equal(await page.locator('#DS-LOOK-001').count(), 0, 'both runs agree about it');
    const labels = await page
      .locator('#DS-LOOK-003 .state .icon')
      .evaluateAll((icons) => icons.map((icon) => icon.ariaLabel));
    assert.deepEqual(labels, ['passed', 'not run']);
  });
});
