'use strict';
/**
 * What a stranger gets: the package is packed, installed into an empty folder, and its quick start is run there, with
 * each mistake a first-time user makes.
 */
const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { after, before, describe, test } = require('node:test');

const root = join(__dirname, '..', '..');

describe('the packed package in an empty folder', () => {
  let folder = '';

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'everynode-package-'));
    // `npm pack` builds first, by the script `prepack`.
    npm(['pack', '--pack-destination', folder, '--silent'], root);
    const { version } = require('../../package.json');
    writeFileSync(join(folder, 'package.json'), '{ "name": "stranger", "private": true }\n');
    npm(['install', '--prefer-offline', '--no-audit', '--no-fund', '--silent', `./everynode-${version}.tgz`], folder);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  function npm(args, cwd) {
    execFileSync('npm', args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' });
  }

  function everynode(...args) {
    const command = join(folder, 'node_modules', 'everynode', 'bin', 'everynode.js');
    const env = { ...process.env, NODE_V8_COVERAGE: undefined, NODE_TEST_CONTEXT: undefined };
    return spawnSync(process.execPath, [command, ...args], { cwd: folder, encoding: 'utf8', env });
  }

  test('carries compiled code and types, and no sources or tests', () => {
    const installed = join(folder, 'node_modules', 'everynode');
    assert.ok(existsSync(join(installed, 'dist', 'everynode.js')));
    assert.ok(existsSync(join(installed, 'dist', 'page.json')));
    assert.ok(existsSync(join(installed, 'dist', 'src', 'index.d.ts')));
    assert.ok(!existsSync(join(installed, 'src')));
    assert.ok(!existsSync(join(installed, 'test')));
  });

  test('its quick start passes and leaves a report', () => {
    const init = everynode('init');
    assert.equal(init.status, 0, init.stderr);
    const run = everynode('run');
    assert.equal(run.status, 0, run.stdout + run.stderr);
    assert.match(run.stdout, /3 scenarios: 3 passed, 0 failed/);
    assert.match(readFileSync(join(folder, 'reports', 'conformance.html'), 'utf8'), /<html/i);
    assert.ok(readFileSync(join(folder, 'reports', 'messages.ndjson'), 'utf8').includes('testRunFinished'));
    assert.match(readFileSync(join(folder, 'reports', 'junit.xml'), 'utf8'), /<testsuite/);
  });

  test('the written configuration serves Cucumber’s own command', () => {
    const cucumber = join(folder, 'node_modules', '@cucumber', 'cucumber', 'bin', 'cucumber.js');
    const run = spawnSync(process.execPath, [cucumber], { cwd: folder, encoding: 'utf8' });
    assert.equal(run.status, 0, run.stdout + run.stderr);
    assert.match(run.stdout, /3 scenarios: 3 passed, 0 failed/);
  });

  test('own steps are added, in JavaScript and in TypeScript', () => {
    mkdirSync(join(folder, 'steps'), { recursive: true });
    const define =
      "Given('all is {word}', function (this: unknown, word: string) { if (word !== 'well') throw new Error(word); });";
    writeFileSync(join(folder, 'steps', 'own.ts'), `import { Given } from '@cucumber/cucumber';\n${define}\n`);
    writeFileSync(
      join(folder, 'steps', 'own.js'),
      "const { Then } = require('@cucumber/cucumber');\nThen('it stays so', function () {});\n",
    );
    writeFileSync(
      join(folder, 'features', 'own.feature'),
      'Feature: own\n  Scenario: own\n    Given all is well\n    And a cluster of 3 nodes\n    Then it stays so\n',
    );
    const run = everynode('run', 'features/own.feature');
    assert.equal(run.status, 0, run.stdout + run.stderr);
    rmSync(join(folder, 'steps'), { recursive: true });
    rmSync(join(folder, 'features', 'own.feature'));
  });

  test('own code meets the same engine as the steps, by require and by import', () => {
    mkdirSync(join(folder, 'steps'));
    writeFileSync(
      join(folder, 'steps', 'world.mjs'),
      `import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Then } from '@cucumber/cucumber';
import { ApiError, createCluster, isApiError } from 'everynode';
import steps from 'everynode/steps';
const require = createRequire(import.meta.url);
Then('everything is there once', async function () {
  assert.equal(require('everynode').createCluster, createCluster);
  assert.ok(this instanceof steps.ScenarioWorld);
  assert.equal(this.cluster.constructor, createCluster().constructor);
  const isRefusal = (error) => isApiError(error) && error instanceof ApiError;
  await assert.rejects(this.cluster.delete('nodes', '', 'no-such-node'), isRefusal);
});
`,
    );
    const feature =
      'Feature: once\n  Scenario: once\n    Given a cluster of 2 nodes\n    Then everything is there once\n';
    writeFileSync(join(folder, 'features', 'once.feature'), feature);
    const run = everynode('run', 'features/once.feature');
    assert.equal(run.status, 0, run.stdout + run.stderr);
    rmSync(join(folder, 'steps'), { recursive: true });
    rmSync(join(folder, 'features', 'once.feature'));
  });

  test('gives by name all that its types promise', () => {
    const everything = require(join(folder, 'node_modules', 'everynode', 'dist', 'everynode.js'));
    const named = require(join(folder, 'node_modules', 'everynode'));
    assert.deepEqual(Object.keys(named).sort(), Object.keys(everything['src/index']()).sort());
  });

  test('its quick start passes in a package of modules, with own steps', () => {
    const modules = join(folder, 'modules');
    mkdirSync(join(modules, 'steps'), { recursive: true });
    writeFileSync(join(modules, 'package.json'), '{ "name": "modules", "type": "module" }\n');
    assert.match(everynode('init', 'modules').stdout, /cucumber\.cjs/);
    const define = (words) => `import { Then } from '@cucumber/cucumber';\nThen('${words}', () => {});\n`;
    writeFileSync(join(modules, 'steps', 'own.js'), define('all is well'));
    const own = 'Feature: own\n  Scenario: own\n    Given a cluster of 2 nodes\n    Then all is well\n';
    writeFileSync(join(modules, 'features', 'own.feature'), own);
    const play = (...command) => spawnSync(process.execPath, command, { cwd: modules, encoding: 'utf8' });
    const byCucumber = play(join(folder, 'node_modules', '@cucumber', 'cucumber', 'bin', 'cucumber.js'));
    assert.match(byCucumber.stdout, /4 scenarios: 4 passed, 0 failed/, byCucumber.stderr);
    writeFileSync(join(modules, 'steps', 'typed.ts'), define('all stays well'));
    writeFileSync(join(modules, 'features', 'own.feature'), `${own}    And all stays well\n`);
    const run = play(join(folder, 'node_modules', 'everynode', 'bin', 'everynode.js'), 'run');
    assert.match(run.stdout, /4 scenarios: 4 passed, 0 failed/, run.stderr);
  });

  test('runs in parallel with the same result', () => {
    const rows = 'Examples:\n      | nodes |\n      | 1 |\n      | 2 |\n';
    writeFileSync(
      join(folder, 'features', 'rows.feature'),
      `Feature: rows\n  Rule: sizes\n    Scenario Outline: <nodes>\n    Given a cluster of <nodes> nodes\n    ${rows}`,
    );
    const run = everynode('run', '--parallel', '2', '--out', 'parallel');
    assert.equal(run.status, 0, run.stdout + run.stderr);
    assert.match(run.stdout, /5 scenarios: 5 passed, 0 failed/);
    everynode('run', '--out', 'alone');
    const isTime = (key) => key === 'startedAt' || key.endsWith('Ms');
    const readModel = (out) =>
      JSON.parse(readFileSync(join(folder, out, 'conformance.json'), 'utf8'), (key, value) =>
        isTime(key) ? undefined : value,
      );
    assert.deepEqual(readModel('parallel'), readModel('alone'));
    rmSync(join(folder, 'features', 'rows.feature'));
  });

  test('a claim that does not hold ends with 1 and says so without a stack trace', () => {
    writeFileSync(
      join(folder, 'wrong.feature'),
      'Feature: wrong\n  Scenario: wrong\n    Given a cluster of 2 nodes\n    And the DaemonSet "agent" is fully rolled out\n    Then "agent" runs on no node\n',
    );
    const run = everynode('run', 'wrong.feature');
    assert.equal(run.status, 1);
    assert.match(run.stdout, /1 scenario: 0 passed, 1 failed/);
    assert.doesNotMatch(run.stdout, /^\s+at /m);
  });

  test('each mistake is one message and exit code 2', () => {
    writeFileSync(
      join(folder, 'broken.feature'),
      'Feature: broken\n  Scenario: x\n    Given a cluster of 2 nodes\n    Wen y\n',
    );
    mkdirSync(join(folder, 'empty'));
    const mistakes = [
      [['run', '--sed', '3'], /There is no option --sed\. Did you mean --seed\?/],
      [['run', 'nowhere.feature'], /There is no file or folder "nowhere\.feature"/],
      [['run', 'empty'], /holds no \.feature file/],
      [['run', 'broken.feature'], /Did you mean "When"\?/],
      [['run', '--tags', '@no-such-tag'], /No scenario matches --tags/],
      [['run', '--tags', 'placement'], /A tag is written with its @/],
      [['rum'], /There is no command "rum"\. Did you mean run\?/],
      [['steps', '--markdwn'], /Did you mean --markdown\?/],
      [['report'], /messages/],
      [['parity'], /takes the trace files/],
    ];
    for (const [args, message] of mistakes) {
      const run = everynode(...args);
      assert.equal(run.status, 2, `${args.join(' ')} ended with ${run.status}: ${run.stdout}${run.stderr}`);
      assert.match(run.stdout + run.stderr, message);
      assert.doesNotMatch(run.stdout + run.stderr, /^\s+at .*:\d+:\d+/m);
    }
  });

  test('a step file that does not parse is named with its line', () => {
    const steps = join(folder, 'steps');
    mkdirSync(steps);
    for (const [name, text] of [
      ['own.js', 'const x = 1;\nconst y = ;\n'],
      ['own.ts', 'const x = 1;\nconst y: = 2;\n'],
    ]) {
      writeFileSync(join(steps, name), text);
      const run = everynode('run');
      assert.equal(run.status, 2, run.stdout + run.stderr);
      assert.match(run.stderr, new RegExp(`steps/${name}:2`));
      assert.doesNotMatch(run.stderr, /backtrace|<unknown>/i);
      rmSync(join(steps, name));
    }
    rmSync(steps, { recursive: true });
  });

  test('a broken feature does not keep the others from running', () => {
    const run = everynode('run', 'broken.feature', 'features');
    assert.equal(run.status, 2);
    assert.match(run.stdout, /3 scenarios: 3 passed, 0 failed/);
  });

  test('explains the cluster of a scenario', () => {
    const { stdout, stderr } = everynode('explain', '--feature', 'features/node-agent.feature');
    assert.match(stdout, /runs on 2 of 3 nodes/, stderr);
  });

  test('prints its phrases, its version and its help', () => {
    assert.match(everynode('steps', 'cordoned').stdout, /is cordoned/);
    assert.match(everynode('steps', 'cordoned').stdout, /^Nodes$/m);
    assert.match(everynode('--version').stdout, /^\d+\.\d+\.\d+\n$/);
    assert.match(everynode('--help').stdout, /everynode run/);
    assert.match(everynode('run', '--help').stdout, /--seed NUMBER/);
    assert.match(everynode('help', 'run').stdout, /--seed NUMBER/);
    assert.match(everynode('steps', 'kubectl').stdout, /the exit code is/);
  });
});
