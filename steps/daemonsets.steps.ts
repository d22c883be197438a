/** DaemonSets: how a scenario describes one, changes it, and takes it away. */
import { DAEMON_SET_ROWS } from '../src/harness/builders';
import { changeDaemonSet, checkRolledOut, putDaemonSet } from '../src/harness/changes';
import { checkFields } from '../src/harness/field-claims';
import { findLiveDaemonSet } from '../src/harness/lookup';
import type { Workload } from '../src/harness/workload';
import { Given, Then, When } from './phrase';
import { readPairs, type TableCells } from './tables';
import type { ScenarioWorld } from './world';

const ROWS = Object.keys(DAEMON_SET_ROWS).join(', ');

Given(
  'the DaemonSet {workload} is fully rolled out',
  {
    meaning:
      'The DaemonSet is there (made with image agent:v1 unless it was described before), and every pod it wants is updated and available.',
    example: 'the DaemonSet "node-agent" is fully rolled out',
  },
  async function (this: ScenarioWorld, workload: Workload) {
    await this.act(() => putDaemonSet(this.cluster, workload, {}));
    await checkRolledOut(this.cluster, workload);
  },
);

Given(
  'the DaemonSet {workload} is fully rolled out with:',
  {
    meaning: `The DaemonSet is as the rows say, and every pod it wants is updated and available. Rows: ${ROWS}.`,
    example:
      'the DaemonSet "node-agent" is fully rolled out with:\n  | image          | agent:v1 |\n  | maxUnavailable | 1        |',
  },
  async function (this: ScenarioWorld, workload: Workload, table: TableCells) {
    const rows = readPairs(table, DAEMON_SET_ROWS);
    await this.act(() => putDaemonSet(this.cluster, workload, rows));
    await checkRolledOut(this.cluster, workload);
  },
);

When(
  'the DaemonSet {workload} is created',
  {
    meaning: 'The DaemonSet is made with image agent:v1; how far it comes is not checked.',
    example: 'the DaemonSet "node-agent" is created',
  },
  async function (this: ScenarioWorld, workload: Workload) {
    await this.act(() => putDaemonSet(this.cluster, workload, {}));
  },
);

When(
  'the DaemonSet {workload} is created with:',
  {
    meaning: 'The DaemonSet is made as the rows say; how far it comes is not checked.',
    example:
      'the DaemonSet "node-agent" is created with:\n  | image        | agent:v1     |\n  | nodeSelector | disktype=ssd |',
  },
  async function (this: ScenarioWorld, workload: Workload, table: TableCells) {
    const rows = readPairs(table, DAEMON_SET_ROWS);
    await this.act(() => putDaemonSet(this.cluster, workload, rows));
  },
);

When(
  'the DaemonSet {workload} starts to be created with:',
  {
    meaning: 'The DaemonSet is made as the rows say; the next step looks at the middle.',
    example: 'the DaemonSet "node-agent" starts to be created with:\n  | maxSurge | 1 |',
  },
  async function (this: ScenarioWorld, workload: Workload, table: TableCells) {
    const rows = readPairs(table, DAEMON_SET_ROWS);
    await this.start(() => putDaemonSet(this.cluster, workload, rows));
  },
);

When(
  '{workload} is changed to:',
  {
    meaning: 'The fields of these rows change; the others stay as they are.',
    example: '"node-agent" is changed to:\n  | nodeSelector | disktype=ssd |',
  },
  async function (this: ScenarioWorld, workload: Workload, table: TableCells) {
    const rows = readPairs(table, DAEMON_SET_ROWS);
    await this.act(() => changeDaemonSet(this.cluster, workload, rows));
  },
);

When(
  '{workload} is deleted',
  { meaning: 'The DaemonSet is deleted, and its pods with it.', example: '"node-agent" is deleted' },
  async function (this: ScenarioWorld, workload: Workload) {
    await findLiveDaemonSet(this.cluster, workload);
    await this.actByKubectl(['delete', 'daemonset', workload.name, '-n', workload.namespace]);
  },
);

When(
  '{workload} is deleted leaving its pods',
  {
    meaning: 'The DaemonSet is deleted with `--cascade=orphan`: its pods stay.',
    example: '"node-agent" is deleted leaving its pods',
  },
  async function (this: ScenarioWorld, workload: Workload) {
    await findLiveDaemonSet(this.cluster, workload);
    await this.actByKubectl(['delete', 'daemonset', workload.name, '-n', workload.namespace, '--cascade=orphan']);
  },
);

Then(
  'the DaemonSet {workload} contains:',
  {
    meaning: 'The stored DaemonSet has these fields; fields that are not written are not compared.',
    example: 'the DaemonSet "node-agent" contains:\n  """yaml\n  spec:\n    revisionHistoryLimit: 10\n  """',
  },
  async function (this: ScenarioWorld, workload: Workload, yaml: string) {
    checkFields(await findLiveDaemonSet(this.cluster, workload), yaml, workload);
  },
);
