/** Time: virtual in the simulated world, where it costs nothing. */

import { waitUntil } from '../src/harness/eventually';
import { watchForNewReadyPod } from '../src/harness/new-pods';
import { nameWorkload, type Workload } from '../src/harness/workload';
import { When } from './phrase';
import type { ScenarioWorld } from './world';

When(
  '{duration} pass(es)',
  { meaning: 'So much time passes, and no more.', example: '30s pass' },
  async function (this: ScenarioWorld, durationMs: number) {
    await this.cluster.advance(durationMs);
  },
);

When(
  'the cluster comes to rest',
  {
    meaning: 'Everything that is on its way happens, until only heartbeats and back-offs are left.',
    example: 'the cluster comes to rest',
  },
  async function (this: ScenarioWorld) {
    await this.cluster.settle();
  },
);

When(
  'the first new pod of {workload} is ready',
  {
    meaning: 'Time passes until a pod of the newest revision is ready, and stops there.',
    example: 'the first new pod of "node-agent" is ready',
  },
  async function (this: ScenarioWorld, workload: Workload) {
    const words = `waiting for the first new pod of ${nameWorkload(workload)} to be ready`;
    await waitUntil(this.cluster, words, await watchForNewReadyPod(this.cluster, workload), workload);
  },
);
