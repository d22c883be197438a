/** Faults: requests that the API server refuses, watches that fall behind, controllers that restart, clocks that differ. */
import type { ResourceName } from '../src/api/resources';
import { type Calls, refuseCalls, skewClock } from '../src/harness/faults';
import { Given, When } from './phrase';
import type { ScenarioWorld } from './world';

Given(
  'the next {calls} fail(s) with {string}',
  {
    meaning:
      'The API server refuses the next such requests of the DaemonSet controller with this message. The scenario fails if they never come.',
    example: 'the next 2 pod creations fail with "etcdserver: request timed out"',
  },
  async function (this: ScenarioWorld, calls: Calls, message: string) {
    await refuseCalls(this.cluster, calls, message);
  },
);

Given(
  'the next {calls} after {int} fail(s) with {string}',
  {
    meaning: 'The same, but so many of these requests pass first.',
    example: 'the next 5 pod creations after 10 fail with "exceeded quota"',
  },
  async function (this: ScenarioWorld, calls: Calls, after: number, message: string) {
    await refuseCalls(this.cluster, calls, message, after);
  },
);

Given(
  'the controllers do not see {changes}',
  {
    meaning: 'From now on this watch of the controller manager falls behind: its caches stay as they are.',
    example: 'the controllers do not see pod changes',
  },
  async function (this: ScenarioWorld, resource: ResourceName) {
    await this.cluster.holdWatch(resource);
  },
);

When(
  'the controllers see {changes} again',
  {
    meaning: 'The watch catches up: everything that was held back arrives, in order.',
    example: 'the controllers see pod changes again',
  },
  async function (this: ScenarioWorld, resource: ResourceName) {
    await this.act(() => this.cluster.releaseWatch(resource));
  },
);

When(
  'the controller manager stops',
  {
    meaning: 'The process of the controllers is killed; nothing is decided until it starts again.',
    example: 'the controller manager stops',
  },
  async function (this: ScenarioWorld) {
    await this.act(() => this.cluster.setControllerManagerRunning(false));
  },
);

When(
  'the controller manager starts again',
  {
    meaning: 'A new process of the controllers starts, without memory of the one before.',
    example: 'the controller manager starts again',
  },
  async function (this: ScenarioWorld) {
    await this.act(() => this.cluster.setControllerManagerRunning(true));
  },
);

Given(
  'the clock of {node} is {duration} ahead',
  {
    meaning: 'The node tells another time than the controllers: what its kubelet writes is stamped so much later.',
    example: 'the clock of node2 is 20s ahead',
  },
  async function (this: ScenarioWorld, node: string, skewMs: number) {
    await skewClock(this.cluster, node, skewMs);
  },
);
