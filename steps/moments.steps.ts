/** Every moment since the last Given: claims that hold all the way, not only at the end. Exact, from the journal. */
import {
  checkDoubledNodes,
  checkNodesWithoutReadyPod,
  checkOldPodsOutlived,
  checkPodsPerNode,
} from '../src/harness/claims';
import type { Workload } from '../src/harness/workload';
import { Then } from './phrase';
import type { ScenarioWorld } from './world';

Then(
  'at every moment at most {int} node(s) was/were without a ready pod of {workload}',
  {
    meaning:
      'Since the last Given ended, never more nodes than this lacked a ready pod at once. Counted are nodes that had a pod then or have had a ready one since, while they are in the cluster; a pod marked for deletion is not ready.',
    example: 'at every moment at most 1 node was without a ready pod of "node-agent"',
  },
  async function (this: ScenarioWorld, limit: number, workload: Workload) {
    await checkNodesWithoutReadyPod(this.cluster, workload, limit, this.mark);
  },
);

Then(
  'at every moment at most {int} pod(s) of {workload} was/were on each node',
  {
    meaning: 'Since the last Given ended, no node had more pods of the DaemonSet than this; a terminating pod counts.',
    example: 'at every moment at most 1 pod of "node-agent" was on each node',
  },
  async function (this: ScenarioWorld, limit: number, workload: Workload) {
    await checkPodsPerNode(this.cluster, workload, limit, this.mark);
  },
);

Then(
  'at every moment at most {int} node(s) had more than one pod of {workload}',
  {
    meaning:
      'Since the last Given ended, never more nodes than this had two pods at once, as a surge makes them; a pod marked for deletion does not count.',
    example: 'at every moment at most 1 node had more than one pod of "node-agent"',
  },
  async function (this: ScenarioWorld, limit: number, workload: Workload) {
    await checkDoubledNodes(this.cluster, workload, limit, this.mark);
  },
);

Then(
  'on every node the old pod of {workload} was deleted only after the new pod was available',
  {
    meaning:
      'Since the last Given ended, no old pod was deleted before a new pod on its node had been ready for minReadySeconds.',
    example: 'on every node the old pod of "node-agent" was deleted only after the new pod was available',
  },
  async function (this: ScenarioWorld, workload: Workload) {
    await checkOldPodsOutlived(this.cluster, workload, this.mark);
  },
);
