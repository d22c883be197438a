/** History: the revisions to which a DaemonSet can return. */

import { copyRevision, deleteRevision, takeRevisionName } from '../src/harness/revisions';
import { ClaimError } from '../src/harness/scenario-error';
import { listShownRevisions, type ShownRevision } from '../src/harness/shown-revisions';
import { nameWorkload, type Workload } from '../src/harness/workload';
import { Given, Then, When } from './phrase';
import { compareWithTable, type ShownColumns, type TableCells } from './tables';
import type { ScenarioWorld } from './world';

const REVISION_COLUMNS: ShownColumns<ShownRevision> = {
  revision: ({ revision }) => String(revision),
  image: ({ image }) => image,
  'change cause': ({ changeCause }) => changeCause,
  pods: ({ pods }) => String(pods),
  current: ({ current }) => String(current),
};

Then(
  'the revision history of {workload} is:',
  {
    meaning: `The DaemonSet has exactly these revisions, oldest first; only the columns written are compared. Columns: ${Object.keys(REVISION_COLUMNS).join(', ')}.`,
    example:
      'the revision history of "node-agent" is:\n  | revision | image    | pods | current |\n  | 1        | agent:v1 | 0    | false   |\n  | 2        | agent:v2 | 3    | true    |',
  },
  async function (this: ScenarioWorld, workload: Workload, table: TableCells) {
    const revisions = await listShownRevisions(this.cluster, workload);
    const mismatch = compareWithTable(table, revisions, REVISION_COLUMNS, { ordered: true });
    if (mismatch)
      throw new ClaimError(`the history of ${nameWorkload(workload)} differs:\n\n${mismatch.text}`, workload);
  },
);

When(
  'revision {int} of {workload} is deleted',
  { meaning: 'Somebody deletes the ControllerRevision.', example: 'revision 1 of "node-agent" is deleted' },
  async function (this: ScenarioWorld, revision: number, workload: Workload) {
    await this.act(() => deleteRevision(this.cluster, workload, revision));
  },
);

When(
  'revision {int} of {workload} is copied as revision {int}',
  {
    meaning:
      'Somebody makes a second ControllerRevision with the same template, labels and owner under another name and number.',
    example: 'revision 1 of "node-agent" is copied as revision 2',
  },
  async function (this: ScenarioWorld, revision: number, workload: Workload, number: number) {
    await this.act(() => copyRevision(this.cluster, workload, revision, number));
  },
);

Given(
  'the revision name of image {image} for {workload} is taken',
  {
    meaning:
      'A ControllerRevision with other content has the name that the revision with this image would get: its hash collides.',
    example: 'the revision name of image "agent:v2" for "node-agent" is taken',
  },
  async function (this: ScenarioWorld, image: string, workload: Workload) {
    await this.act(() => takeRevisionName(this.cluster, workload, image));
  },
);
