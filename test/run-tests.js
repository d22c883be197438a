'use strict';
/**
 * `npm test`: every check in its order, each in its own process, then one line that counts all tests.
 *
 *   node test/run-tests.js [--only unit,features] [--coverage]
 */
const { spawn, spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const root = join(__dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'everynode-test-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

const onlyOption = process.argv.indexOf('--only');
const only = onlyOption === -1 ? undefined : (process.argv[onlyOption + 1] ?? '').split(',');
// Continuous integration prints the coverage of what it has run anyway.
const wantsCoverage = process.argv.includes('--coverage') || process.env.CI === 'true';
const coverageFolder = join(scratch, 'coverage');

/** What to run, and how to read how many tests it held. A check without tests counts as one. */
const PHASES = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'lint', command: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  {
    name: 'layers',
    command: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'src',
      'steps',
    ],
  },
  { name: 'unit', command: nodeTests('test/unit-tests.js'), count: countNodeTests, covers: true },
  { name: 'parity', command: nodeTests('test/unit-tests.js', 'test/parity'), count: countNodeTests, covers: true },
  {
    name: 'features',
    command: ['bin/everynode.js', 'run', '--out', 'reports'],
    count: (output) => readCounts(output, /scenarios?: (\d+) passed, (\d+) failed/),
    covers: true,
  },
  { name: 'package', command: nodeTests('test/package/package.test.js'), count: countNodeTests },
];

function nodeTests(file, ...args) {
  const reporter = join(__dirname, 'claims-reporter.js');
  return ['--test-reporter', reporter, '--test-reporter-destination', 'stdout', file, ...args];
}

/** The last line of our reporter. */
function countNodeTests(output) {
  return readCounts(output, /^tests: (\d+) passed, (\d+) failed$/m);
}

function readCounts(output, pattern) {
  const match = pattern.exec(output);
  return match === null ? undefined : { passed: Number(match[1]), failed: Number(match[2]) };
}

function runPhase(phase) {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    process.stdout.write(`\n== ${phase.name}\n`);
    const child = spawn(process.execPath, phase.command, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      // The test runner of Node marks its children; our processes are not its children.
      env: {
        ...process.env,
        NODE_TEST_CONTEXT: undefined,
        ...(wantsCoverage && phase.covers ? { NODE_V8_COVERAGE: coverageFolder } : {}),
      },
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('close', (exitCode) => {
      const counts = phase.count?.(output) ?? { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1 };
      // A process that ends badly has failed even where every test it got to has passed.
      const failed = exitCode !== 0 && counts.failed === 0 ? 1 : counts.failed;
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      process.stdout.write(`-- ${phase.name}: ${counts.passed} passed, ${failed} failed (${seconds} s)\n`);
      resolve({ name: phase.name, passed: counts.passed, failed });
    });
  });
}

function printCoverage() {
  process.stdout.write('\n== coverage\n');
  mkdirSync(join(root, 'reports', 'coverage'), { recursive: true });
  const c8 = join(root, 'node_modules', 'c8', 'bin', 'c8.js');
  const options = [
    'report',
    '--temp-directory',
    coverageFolder,
    '--reports-dir',
    join(root, 'reports', 'coverage'),
    '--reporter',
    'text-summary',
    '--reporter',
    'html',
    '--reporter',
    'text',
    '--include',
    'src/**',
    '--include',
    'steps/**',
    // Tests are not what is measured; the page's script runs in a browser.
    '--exclude',
    '**/*.test.ts',
    '--exclude',
    '**/test-*.ts',
    '--exclude',
    '**/*-samples.ts',
    '--exclude',
    'src/report/page/**',
    '--exclude-after-remap',
    '--all',
    '--src',
    'src',
    '--src',
    'steps',
  ];
  spawnSync(process.execPath, [c8, ...options], { cwd: root, stdio: 'inherit' });
}

async function main() {
  const unknown = only?.filter((name) => !PHASES.some((phase) => phase.name === name)) ?? [];
  if (unknown.length > 0) {
    process.stderr.write(
      `There is no phase "${unknown[0]}". The phases are ${PHASES.map((phase) => phase.name).join(', ')}.\n`,
    );
    process.exitCode = 2;
    return;
  }
  const results = [];
  for (const phase of PHASES) {
    if (only === undefined || only.includes(phase.name)) results.push(await runPhase(phase));
  }
  if (wantsCoverage && existsSync(coverageFolder)) printCoverage();
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  const bad = results.filter((result) => result.failed > 0).map((result) => result.name);
  if (bad.length > 0) process.stdout.write(`\nFailed in: ${bad.join(', ')}\n`);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}

main();
