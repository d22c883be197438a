/** History: the revisions to which a DaemonSet can return. */

import { ClaimError } from '../src/harness/scenario-error';
import { listShownRevisions, type ShownRevision } from '../src/harness/shown-revisions';
import { nameWorkload, type Workload } from '../src/harness/workload';
import { Then } from './phrase';
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
