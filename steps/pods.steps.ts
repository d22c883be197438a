/** Pods: how they behave, what happens to them, where they are. */
import type { PodBehaviour, ProbeName } from '../src/api/pod-behaviour';
import { buildPod } from '../src/harness/builders';
import {
  deleteDaemonPod,
  findDaemonPod,
  setDaemonPodProbe,
  setDaemonPodState,
  setPodFinalizers,
  setPodLabel,
} from '../src/harness/changes';
import {
  checkNoPodOn,
  checkPending,
  checkReadiness,
  checkRunsOn,
  listShownPods,
  reasonOf,
  type ShownPod,
  schedulingMessageOf,
} from '../src/harness/claims';
import { isReady, isTerminating, nodeOf, restartsOf } from '../src/harness/daemon-pods';
import { checkFields } from '../src/harness/field-claims';
import { findNode, hintAtImages } from '../src/harness/lookup';
import { checkPodIsGone, findPod } from '../src/harness/node-claims';
import type { PodRequests } from '../src/harness/notation';
import { ClaimError } from '../src/harness/scenario-error';
import { nameWorkload, type Workload } from '../src/harness/workload';
import type { Label, NodeSet } from './parameter-types';
import { Given, Then, When } from './phrase';
import { compareWithTable, readColumn, type ShownColumns, type TableCells } from './tables';
import type { ScenarioWorld } from './world';

const POD_COLUMNS: ShownColumns<ShownPod> = {
  node: ({ pod }) => nodeOf(pod),
  image: ({ pod }) => pod.spec.containers.map(({ image }) => image).join(', '),
  revision: ({ revision }) => revision,
  ready: ({ pod }) => String(isReady(pod)),
  phase: ({ pod }) => pod.status.phase ?? 'Pending',
  reason: ({ pod }) => reasonOf(pod),
  message: ({ pod }) => (pod.status.message ?? '').trim(),
  restarts: ({ pod }) => String(restartsOf(pod)),
  scheduled: ({ pod }) => String(pod.spec.nodeName !== undefined),
  'scheduling message': ({ pod }) => schedulingMessageOf(pod),
  terminating: ({ pod }) => String(isTerminating(pod)),
};

Given(
  'image {image} {behaviour}',
  {
    meaning: 'Pods that run this image behave so from now on, also those that already run.',
    example: 'image "agent:v2" never becomes ready',
  },
  async function (this: ScenarioWorld, image: string, behaviour: PodBehaviour) {
    await this.act(() => this.cluster.behave({ image, behaviour }));
    this.nameImage(image);
  },
);

Given(
  'image {image} {behaviour} on {node}',
  { meaning: 'Pods that run this image behave so on this node.', example: 'image "agent:v2" crashes on node3' },
  async function (this: ScenarioWorld, image: string, behaviour: PodBehaviour, node: string) {
    await findNode(this.cluster, node);
    await this.act(() => this.cluster.behave({ image, node, behaviour }));
    this.nameImage(image);
  },
);

When(
  'the {probe} probe of {workload} on {node} starts failing',
  {
    meaning:
      'From now on the probe of this pod fails. What follows is left to its thresholds: the pod is not ready any more, or its container is restarted.',
    example: 'the readiness probe of "node-agent" on node2 starts failing',
  },
  async function (this: ScenarioWorld, probe: ProbeName, workload: Workload, node: string) {
    await this.act(() => setDaemonPodProbe(this.cluster, workload, node, probe, false));
  },
);

When(
  'the {probe} probe of {workload} on {node} succeeds again',
  {
    meaning: 'From now on the probe of this pod succeeds.',
    example: 'the readiness probe of "node-agent" on node2 succeeds again',
  },
  async function (this: ScenarioWorld, probe: ProbeName, workload: Workload, node: string) {
    await this.act(() => setDaemonPodProbe(this.cluster, workload, node, probe, true));
  },
);

Given(
  'the pod {string} on {node} requests {requests}',
  {
    meaning: 'A pod of its own, without a DaemonSet, runs on the node and takes this much of it.',
    example: 'the pod "web" on node1 requests 2 cpu and 1Gi memory and host port 9100',
  },
  async function (this: ScenarioWorld, name: string, node: string, requests: PodRequests) {
    await findNode(this.cluster, node);
    await this.act(() => this.cluster.create('pods', 'default', buildPod(name, node, requests)));
  },
);

When(
  'the pod of {workload} on {node} is deleted',
  { meaning: 'Somebody deletes the pod.', example: 'the pod of "node-agent" on node2 is deleted' },
  async function (this: ScenarioWorld, workload: Workload, node: string) {
    await this.act(() => deleteDaemonPod(this.cluster, workload, node));
  },
);

When(
  'the pod of {workload} on {node} fails',
  { meaning: 'The pod ends in phase Failed.', example: 'the pod of "node-agent" on node2 fails' },
  async function (this: ScenarioWorld, workload: Workload, node: string) {
    await this.act(() => setDaemonPodState(this.cluster, workload, node, 'failed'));
  },
);

When(
  'the pod of {workload} on {node} exits with success',
  { meaning: 'The pod ends in phase Succeeded.', example: 'the pod of "node-agent" on node2 exits with success' },
  async function (this: ScenarioWorld, workload: Workload, node: string) {
    await this.act(() => setDaemonPodState(this.cluster, workload, node, 'succeeded'));
  },
);

Given(
  'the pod of {workload} on {node} has finalizer {string}',
  {
    meaning: 'Somebody wants to be asked before the pod goes: once deleted, it stays until the finalizer is taken off.',
    example: 'the pod of "node-agent" on node2 has finalizer "example.com/backup"',
  },
  async function (this: ScenarioWorld, workload: Workload, node: string, finalizer: string) {
    await this.act(() => setPodFinalizers(this.cluster, workload, node, [finalizer]));
  },
);

When(
  'the pod of {workload} on {node} loses its finalizers',
  {
    meaning: 'Nobody holds the pod back any more.',
    example: 'the pod of "node-agent" on node2 loses its finalizers',
  },
  async function (this: ScenarioWorld, workload: Workload, node: string) {
    await this.act(() => setPodFinalizers(this.cluster, workload, node, null));
  },
);

When(
  'the pod of {workload} on {node} receives (the )label {label}',
  {
    meaning: 'The label is set on the pod itself, in place of another value if there was one.',
    example: 'the pod of "node-agent" on node2 receives label app=debug',
  },
  async function (this: ScenarioWorld, workload: Workload, node: string, { key, value }: Label) {
    await this.act(() => setPodLabel(this.cluster, workload, node, key, value));
  },
);

When(
  'the pod of {workload} on {node} stops being ready',
  {
    meaning: 'The pod goes on running, but is not ready any more.',
    example: 'the pod of "node-agent" on node2 stops being ready',
  },
  async function (this: ScenarioWorld, workload: Workload, node: string) {
    await this.act(() => setDaemonPodState(this.cluster, workload, node, 'not-ready'));
  },
);

When(
  'the pod of {workload} on {node} becomes ready',
  { meaning: 'The pod is ready from now on.', example: 'the pod of "node-agent" on node2 becomes ready' },
  async function (this: ScenarioWorld, workload: Workload, node: string) {
    await this.act(() => setDaemonPodState(this.cluster, workload, node, 'ready'));
  },
);

Then(
  '{workload} runs on exactly {nodes}',
  {
    meaning:
      'A pod of the DaemonSet runs on each of these nodes and on no other. A pod runs if its phase is Running, it is not being deleted, and its node is still there.',
    example: '"node-agent" runs on exactly node1 and node3',
  },
  async function (this: ScenarioWorld, workload: Workload, nodes: NodeSet) {
    await checkRunsOn(this.cluster, workload, nodes.every ? undefined : nodes.names);
  },
);

Then(
  '{workload} runs on every node',
  { meaning: 'A pod of the DaemonSet runs on every node of the cluster.', example: '"node-agent" runs on every node' },
  async function (this: ScenarioWorld, workload: Workload) {
    await checkRunsOn(this.cluster, workload, undefined);
  },
);

Then(
  '{workload} runs on no node',
  { meaning: 'No pod of the DaemonSet runs.', example: '"node-agent" runs on no node' },
  async function (this: ScenarioWorld, workload: Workload) {
    await checkRunsOn(this.cluster, workload, []);
  },
);

Then(
  '{workload} has no pod on {node}',
  {
    meaning: 'There is no pod of the DaemonSet for the node, not even one that waits.',
    example: '"node-agent" has no pod on node2',
  },
  async function (this: ScenarioWorld, workload: Workload, node: string) {
    await checkNoPodOn(this.cluster, workload, node);
  },
);

Then(
  '{workload} has no pod on {node} because {string}',
  {
    meaning:
      'There is no pod of the DaemonSet for the node, and this is what keeps it away; a part of the reason is enough.',
    example: '"node-agent" has no pod on node2 because "untolerated taint {dedicated: db}"',
  },
  async function (this: ScenarioWorld, workload: Workload, node: string, reason: string) {
    await checkNoPodOn(this.cluster, workload, node, reason);
  },
);

Then(
  'the pod of {workload} on {node} is pending because {string}',
  {
    meaning:
      'The pod for this node waits, and the scheduler or the kubelet says this; a part of the message is enough.',
    example: 'the pod of "node-agent" on node2 is pending because "Insufficient cpu"',
  },
  async function (this: ScenarioWorld, workload: Workload, node: string, reason: string) {
    await checkPending(this.cluster, workload, node, reason);
  },
);

Then(
  'the pod of {workload} on {node} is ready',
  { meaning: 'The pod on this node is ready.', example: 'the pod of "node-agent" on node2 is ready' },
  async function (this: ScenarioWorld, workload: Workload, node: string) {
    await checkReadiness(this.cluster, workload, node, true);
  },
);

Then(
  'the pod of {workload} on {node} is not ready',
  {
    meaning: 'There is a pod on this node, and it is not ready.',
    example: 'the pod of "node-agent" on node2 is not ready',
  },
  async function (this: ScenarioWorld, workload: Workload, node: string) {
    await checkReadiness(this.cluster, workload, node, false);
  },
);

Then(
  'the pods of {workload} are:',
  {
    meaning: `The DaemonSet has exactly these pods, in any order; only the columns written are compared. Columns: ${Object.keys(POD_COLUMNS).join(', ')}.`,
    example:
      'the pods of "node-agent" are:\n  | node  | image    | ready |\n  | node1 | agent:v2 | true  |\n  | node2 | agent:v1 | true  |',
  },
  async function (this: ScenarioWorld, workload: Workload, table: TableCells) {
    const mismatch = compareWithTable(table, await listShownPods(this.cluster, workload), POD_COLUMNS);
    if (!mismatch) return;
    const nodes = table.raw()[0]?.[0] === 'node' ? mismatch.firstCells : [];
    const hint = hintAtImages(this.cluster, readColumn(table, 'image'));
    throw new ClaimError(`the pods of ${nameWorkload(workload)} differ:\n\n${mismatch.text}${hint}`, workload, nodes);
  },
);

Then(
  'the pod of {workload} on {node} contains:',
  {
    meaning: 'The stored pod has these fields; fields that are not written are not compared.',
    example:
      'the pod of "node-agent" on node1 contains:\n  """yaml\n  spec:\n    schedulerName: default-scheduler\n  """',
  },
  async function (this: ScenarioWorld, workload: Workload, node: string, yaml: string) {
    checkFields(await findDaemonPod(this.cluster, workload, node), yaml, workload);
  },
);

Then(
  'the pod {string} contains:',
  {
    meaning: 'A pod of its own, in namespace default, has these fields; fields that are not written are not compared.',
    example: 'the pod "web" contains:\n  """yaml\n  status:\n    phase: Failed\n    reason: OutOfcpu\n  """',
  },
  async function (this: ScenarioWorld, name: string, yaml: string) {
    checkFields(await findPod(this.cluster, name), yaml);
  },
);

Then(
  'the pod {string} is gone',
  { meaning: 'There is no such pod in namespace default.', example: 'the pod "web" is gone' },
  async function (this: ScenarioWorld, name: string) {
    await checkPodIsGone(this.cluster, name);
  },
);
