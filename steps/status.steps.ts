/** Status: the counters of a DaemonSet, as `kubectl get daemonset` names them. */
import type { DaemonSet } from '../src/api/apps';
import { findLiveDaemonSet } from '../src/harness/lookup';
import { ClaimError } from '../src/harness/scenario-error';
import { nameWorkload, type Workload } from '../src/harness/workload';
import { Then } from './phrase';
import { compareWithTable, type ShownColumns, type TableCells } from './tables';
import type { ScenarioWorld } from './world';

const count = (value: number | undefined): string => String(value ?? 0);

const STATUS_COLUMNS: ShownColumns<DaemonSet> = {
  desired: ({ status }) => count(status.desiredNumberScheduled),
  current: ({ status }) => count(status.currentNumberScheduled),
  ready: ({ status }) => count(status.numberReady),
  'up-to-date': ({ status }) => count(status.updatedNumberScheduled),
  available: ({ status }) => count(status.numberAvailable),
  unavailable: ({ status }) => count(status.numberUnavailable),
  misscheduled: ({ status }) => count(status.numberMisscheduled),
  generation: ({ metadata }) => count(metadata.generation),
  'observed generation': ({ status }) => count(status.observedGeneration),
  collisions: ({ status }) => count(status.collisionCount),
};

Then(
  'the status of {workload} is:',
  {
    meaning: `The counters of the DaemonSet; only the columns written are compared. Columns: ${Object.keys(STATUS_COLUMNS).join(', ')}.`,
    example:
      'the status of "node-agent" is:\n  | desired | current | ready | misscheduled |\n  | 3       | 3       | 3     | 0            |',
  },
  async function (this: ScenarioWorld, workload: Workload, table: TableCells) {
    const mismatch = compareWithTable(table, [await findLiveDaemonSet(this.cluster, workload)], STATUS_COLUMNS);
    if (mismatch)
      throw new ClaimError(`the status of ${nameWorkload(workload)} differs:\n\n${mismatch.text}`, workload);
  },
);
