'use strict';
/**
 * The pages that the tests look at. They come out of real runs of `project/`, in which every state occurs, and of the
 * repository's own features; only the thousand scenarios are those of a run, several times.
 */
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { registerTypeScript } = require('../../bin/load');

const root = join(__dirname, '..', '..');
const PROJECT = join(__dirname, 'project');

/** A folder for pages, away from the repository; removed at the end of the process. */
function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'everynode-browser-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function everynode(args, cwd) {
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined, GITHUB_STEP_SUMMARY: undefined };
  const command = [join(root, 'bin', 'everynode.js'), ...args];
  const result = spawnSync(process.execPath, command, { cwd, encoding: 'utf8', env, maxBuffer: 64 << 20 });
  if (result.status !== 0 && result.status !== 1) throw new Error(`everynode ${args.join(' ')}\n${result.stderr}`);
  return result.stdout;
}

/** Runs `project/` into `folder/NAME` and gives the path of the page. Some of its scenarios fail on purpose. */
function runProject(folder, name = 'project', ...args) {
  everynode(['run', '--out', join(folder, name), '--tags', 'not @later', ...args], PROJECT);
  return join(folder, name, 'conformance.html');
}

/** Runs the repository's own features into `folder/own`. */
function runOwnFeatures(folder) {
  everynode(['run', '--out', join(folder, 'own')], root);
  return join(folder, 'own', 'conformance.html');
}

/** A page with `count` scenarios: those of a run again and again, as features of their own. */
function multiply(page, count) {
  registerTypeScript();
  const { renderHtml } = require('../../src/report/html');
  const { countStates, examplesOf, mapExamples } = require('../../src/report/model');
  const model = readModel(page);
  const features = [];
  let copy = 0;
  for (let total = 0; total < count; copy += 1) {
    const suffix = copy === 0 ? '' : `-${copy + 1}`;
    const again = mapExamples(model.features, (example) => ({ ...example, id: `${example.id}${suffix}` }));
    for (const feature of again) {
      if (total >= count) break;
      features.push({ ...feature, id: `${feature.id}${suffix}` });
      total += [...examplesOf([feature])].length;
    }
  }
  const examples = countStates([...examplesOf(features)].map(({ state }) => state));
  const path = page.replace(/\.html$/, `-${count}.html`);
  writeFileSync(path, renderHtml({ ...model, features, summary: { ...model.summary, examples } }));
  return path;
}

/** The data of a page, from the file beside it. */
function readModel(page) {
  return JSON.parse(readFileSync(page.replace(/\.html$/, '.json'), 'utf8'));
}

module.exports = { everynode, makeFolder, multiply, readModel, runOwnFeatures, runProject };
