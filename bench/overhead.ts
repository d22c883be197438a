/**
 * What the engine adds to Cucumber: 2,000 scenarios of five steps on 5 nodes with one rollout each, against the same
 * feature with empty steps under plain Cucumber, once with reports as ours writes them, once with none. Whole processes.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBest, judgeClaim } from './claim';
import { layOutPackage, ROOT, timeSideBySide } from './processes';

/** The reports that ours writes as well, by Cucumber's own formatters: what a run costs without any cluster. */
const SAME_REPORTS = ['message:messages.ndjson', 'junit:junit.xml', 'html:report.html'];

const SCENARIOS = 2000;
const ROUNDS = 3;
const AT_MOST = 3;

const scenario = (number: number) => `
  Scenario: rollout ${number}
    Given a cluster of 5 nodes
    And the DaemonSet "node-agent" is fully rolled out
    When "node-agent" rolls out image "agent:v2"
    Then the rollout of "node-agent" is complete
    And "node-agent" runs on every node
`;

const EMPTY_STEPS = `const { defineStep } = require(${JSON.stringify(join(ROOT, 'node_modules/@cucumber/cucumber'))});
defineStep(/.*/, function () {});
`;

const folder = layOutPackage();
try {
  const feature = `Feature: Rollouts\n${Array.from({ length: SCENARIOS }, (_, index) => scenario(index + 1)).join('')}`;
  mkdirSync(join(folder, 'ours', 'features'), { recursive: true });
  mkdirSync(join(folder, 'plain', 'features', 'steps'), { recursive: true });
  writeFileSync(join(folder, 'ours', 'features', 'rollouts.feature'), feature);
  writeFileSync(join(folder, 'plain', 'features', 'rollouts.feature'), feature);
  writeFileSync(join(folder, 'plain', 'features', 'steps', 'empty.js'), EMPTY_STEPS);

  const cucumber = {
    args: [join(ROOT, 'node_modules/@cucumber/cucumber/bin/cucumber.js')],
    cwd: join(folder, 'plain'),
  };
  const reporting = {
    ...cucumber,
    args: [...cucumber.args, '--format', 'progress', ...SAME_REPORTS.flatMap((format) => ['--format', format])],
  };
  const everynode = {
    args: [join(folder, 'node_modules/everynode/bin/everynode.js'), 'run'],
    cwd: join(folder, 'ours'),
  };
  const times = timeSideBySide([everynode, cucumber, reporting], ROUNDS);
  const [oursMs = 0, plainMs = 0, reportingMs = 0] = times.map(findBest);
  process.stdout.write(
    `everynode ${Math.round(oursMs)} ms, Cucumber with empty steps ${Math.round(plainMs)} ms, ` +
      `writing messages, JUnit and HTML too ${Math.round(reportingMs)} ms (best of ${ROUNDS})\n`,
  );
  process.stdout.write(`${(oursMs / SCENARIOS).toFixed(2)} ms for each scenario\n`);
  judgeClaim('everynode / Cucumber with empty steps and the same reports', oursMs / reportingMs, AT_MOST);
  judgeClaim('everynode, reports included / Cucumber with empty steps and no report', oursMs / plainMs, AT_MOST);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
