/** Scheduling: priorities, gates, and who places daemon pods. */
import { createPriorityClass, removeSchedulingGates } from '../src/harness/scheduling';
import { checkPreempted } from '../src/harness/scheduling-claims';
import type { Workload } from '../src/harness/workload';
import { Given, Then, When } from './phrase';
import type { ScenarioWorld } from './world';

Given(
  'the DaemonSet controller places its pods itself, as before Kubernetes 1.12',
  {
    meaning:
      'Must come first. The controller looks for room and binds its pods by nodeName; the scheduler is not asked. Without this phrase the scheduler binds them, as since Kubernetes 1.12.',
    example: 'the DaemonSet controller places its pods itself, as before Kubernetes 1.12',
  },
  async function (this: ScenarioWorld) {
    await this.choose({ daemonSetControllerPlacesPods: true });
  },
);

Given(
  'the PriorityClass {string} has value {int}',
  {
    meaning:
      'Pods may name this class; the higher its value, the more important they are. Pods without a class have 0.',
    example: 'the PriorityClass "important" has value 1000',
  },
  async function (this: ScenarioWorld, name: string, value: number) {
    await this.act(() => createPriorityClass(this.cluster, name, value, 'PreemptLowerPriority'));
  },
);

Given(
  'the PriorityClass {string} has value {int} and never preempts',
  {
    meaning: 'Pods of this class go first among those that wait, but take nobody’s place.',
    example: 'the PriorityClass "polite" has value 1000 and never preempts',
  },
  async function (this: ScenarioWorld, name: string, value: number) {
    await this.act(() => createPriorityClass(this.cluster, name, value, 'Never'));
  },
);

When(
  'the pod of {workload} on {node} loses its scheduling gates',
  {
    meaning: 'Whoever held the pod back lets it go: the scheduler may place it.',
    example: 'the pod of "node-agent" on node2 loses its scheduling gates',
  },
  async function (this: ScenarioWorld, workload: Workload, node: string) {
    await this.act(() => removeSchedulingGates(this.cluster, workload, node));
  },
);

Then(
  'the pod {string} was preempted',
  {
    meaning: 'The pod is gone, and an event tells that another took its place.',
    example: 'the pod "web" was preempted',
  },
  async function (this: ScenarioWorld, name: string) {
    await checkPreempted(this.cluster, name, true);
  },
);

Then(
  'the pod {string} was not preempted',
  {
    meaning: 'The pod is there, and no event tells that another took its place.',
    example: 'the pod "web" was not preempted',
  },
  async function (this: ScenarioWorld, name: string) {
    await checkPreempted(this.cluster, name, false);
  },
);
