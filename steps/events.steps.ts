/** Events: what the controllers said about a DaemonSet or its pods. */
import { checkEvent } from '../src/harness/claims';
import type { Workload } from '../src/harness/workload';
import { Then } from './phrase';
import type { ScenarioWorld } from './world';

Then(
  'the event {word} was recorded on {workload}',
  {
    meaning: 'An event with this reason is about the DaemonSet.',
    example: 'the event FailedDaemonPod was recorded on "node-agent"',
  },
  async function (this: ScenarioWorld, reason: string, workload: Workload) {
    await checkEvent(this.cluster, workload, reason);
  },
);

Then(
  'the event {word} was recorded on {workload} saying {string}',
  {
    meaning: 'An event with this reason is about the DaemonSet, and its message contains these words.',
    example: 'the event FailedDaemonPod was recorded on "node-agent" saying "on node node2"',
  },
  async function (this: ScenarioWorld, reason: string, workload: Workload, saying: string) {
    await checkEvent(this.cluster, workload, reason, { saying });
  },
);

Then(
  'the event {word} was recorded on a pod of {workload}',
  {
    meaning: 'An event with this reason is about one of the pods.',
    example: 'the event FailedScheduling was recorded on a pod of "node-agent"',
  },
  async function (this: ScenarioWorld, reason: string, workload: Workload) {
    await checkEvent(this.cluster, workload, reason, { onPods: true });
  },
);

Then(
  'the event {word} was recorded on a pod of {workload} saying {string}',
  {
    meaning: 'An event with this reason is about one of the pods, and its message contains these words.',
    example: 'the event Failed was recorded on a pod of "node-agent" saying "couldn\'t find key token"',
  },
  async function (this: ScenarioWorld, reason: string, workload: Workload, saying: string) {
    await checkEvent(this.cluster, workload, reason, { onPods: true, saying });
  },
);

Then(
  'no event {word} was recorded on {workload}',
  {
    meaning: 'No event with this reason is about the DaemonSet.',
    example: 'no event FailedDaemonPod was recorded on "node-agent"',
  },
  async function (this: ScenarioWorld, reason: string, workload: Workload) {
    await checkEvent(this.cluster, workload, reason, { absent: true });
  },
);
