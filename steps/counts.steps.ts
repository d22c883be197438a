/** Counts: how often something happened since the last Given. */
import { checkEventCount } from '../src/harness/claims';
import { checkCreatedPods, checkDeletedPods } from '../src/harness/counts';
import type { Workload } from '../src/harness/workload';
import { Then } from './phrase';
import type { ScenarioWorld } from './world';

Then(
  '{int} pod(s) of {workload} was/were created',
  {
    meaning: 'Since the last Given ended, exactly so many pods of the DaemonSet were created.',
    example: '2 pods of "node-agent" were created',
  },
  async function (this: ScenarioWorld, count: number, workload: Workload) {
    await checkCreatedPods(this.cluster, workload, count, this.mark);
  },
);

Then(
  '{int} pod(s) of {workload} was/were created on {node}',
  {
    meaning: 'Since the last Given ended, exactly so many pods were created for this node.',
    example: '5 pods of "node-agent" were created on node2',
  },
  async function (this: ScenarioWorld, count: number, workload: Workload, node: string) {
    await checkCreatedPods(this.cluster, workload, count, this.mark, node);
  },
);

Then(
  '{int} pod(s) of {workload} was/were deleted',
  {
    meaning: 'Since the last Given ended, somebody began to delete exactly so many pods of the DaemonSet.',
    example: '0 pods of "node-agent" were deleted',
  },
  async function (this: ScenarioWorld, count: number, workload: Workload) {
    await checkDeletedPods(this.cluster, workload, count, this.mark);
  },
);

Then(
  '{int} pod(s) of {workload} was/were deleted on {node}',
  {
    meaning: 'Since the last Given ended, somebody began to delete exactly so many pods on this node.',
    example: '1 pod of "node-agent" was deleted on node2',
  },
  async function (this: ScenarioWorld, count: number, workload: Workload, node: string) {
    await checkDeletedPods(this.cluster, workload, count, this.mark, node);
  },
);

Then(
  'the event {word} was recorded {int} time(s) on {workload}',
  {
    meaning: 'Events with this reason are about the DaemonSet, and their counts make up this number.',
    example: 'the event FailedCreate was recorded 5 times on "node-agent"',
  },
  async function (this: ScenarioWorld, reason: string, count: number, workload: Workload) {
    await checkEventCount(this.cluster, workload, reason, count);
  },
);
