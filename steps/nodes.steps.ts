/** Nodes: which there are, what is written on them, how they come, go and fall ill. */
import type { Node, Taint } from '../src/api/core';
import { buildNode, buildNodes, NODE_COLUMNS } from '../src/harness/builders';
import {
  addTaint,
  beginWithNodes,
  removeLabel,
  removeNode,
  removeTaint,
  reportTrouble,
  setLabel,
  setUnschedulable,
} from '../src/harness/changes';
import { findNode, readScenarioFile } from '../src/harness/lookup';
import { listNodesInOrder, nodeConditionOf, taintsOf } from '../src/harness/node-claims';
import { readNodeManifests } from '../src/harness/node-manifests';
import type { TaintKey } from '../src/harness/notation';
import { ClaimError } from '../src/harness/scenario-error';
import { Given, Then, When } from './phrase';
import { compareWithTable, readPairs, readRows, type ShownColumns, type TableCells } from './tables';
import type { ScenarioWorld } from './world';

interface Label {
  readonly key: string;
  readonly value: string;
}

const { name: _, ...NODE_ROWS } = NODE_COLUMNS;

const SHOWN_COLUMNS: ShownColumns<Node> = {
  name: ({ metadata }) => metadata.name,
  ready: (node) => nodeConditionOf(node, 'Ready'),
  'memory pressure': (node) => nodeConditionOf(node, 'MemoryPressure'),
  'disk pressure': (node) => nodeConditionOf(node, 'DiskPressure'),
  unschedulable: ({ spec }) => String(spec.unschedulable ?? false),
  taints: taintsOf,
};

Given(
  'a cluster with nodes:',
  {
    meaning:
      'The cluster has these nodes. Columns: name, labels, taints, cpu, memory, pods, ephemeral-storage, unschedulable, ready; an empty cell means the default of a healthy Linux node.',
    example:
      'a cluster with nodes:\n  | name  | labels       | taints                  |\n  | node1 | disktype=ssd |                         |\n  | node2 |              | dedicated=db:NoSchedule |',
  },
  async function (this: ScenarioWorld, table: TableCells) {
    const nodes = readRows(table, NODE_COLUMNS, ['name']).map(buildNode);
    await this.act(() => beginWithNodes(this.cluster, nodes));
  },
);

Given(
  'a cluster of {int} node(s)',
  { meaning: 'The cluster has this many equal nodes, called node1, node2 and so on.', example: 'a cluster of 3 nodes' },
  async function (this: ScenarioWorld, count: number) {
    await this.act(() => beginWithNodes(this.cluster, buildNodes(count)));
  },
);

Given(
  'the nodes of {string}',
  {
    meaning:
      'The cluster has the nodes of a file, as `kubectl get nodes -o yaml` prints them: names, labels, taints, room.',
    example: 'the nodes of "testdata/prod-nodes.yaml"',
  },
  async function (this: ScenarioWorld, path: string) {
    const nodes = readNodeManifests(path, readScenarioFile(path, this.featurePath));
    await this.act(() => this.cluster.addNodes(nodes));
  },
);

Given(
  '{node} has taint {taint}',
  { meaning: 'The node carries this taint.', example: 'node3 has taint dedicated=db:NoSchedule' },
  async function (this: ScenarioWorld, node: string, taint: Taint) {
    await this.act(() => addTaint(this.cluster, node, taint));
  },
);

When(
  '{node} receives (the )taint {taint}',
  { meaning: 'The taint is put on the node.', example: 'node2 receives taint maintenance=now:NoExecute' },
  async function (this: ScenarioWorld, node: string, taint: Taint) {
    await this.act(() => addTaint(this.cluster, node, taint));
  },
);

When(
  '{node} carries (the )taint {taint} for {duration}',
  {
    meaning:
      'The taint is put on the node, and taken off again after this time; only then does the cluster come to rest.',
    example: 'node2 carries taint maintenance=now:NoExecute for 30s',
  },
  async function (this: ScenarioWorld, node: string, taint: Taint, durationMs: number) {
    await addTaint(this.cluster, node, taint);
    await this.cluster.advance(durationMs);
    await this.act(() => removeTaint(this.cluster, node, taint));
  },
);

When(
  '{node} loses (the )taint {taintKey}',
  {
    meaning: 'The taint with this key is taken off the node; with an effect written, only that one.',
    example: 'node2 loses taint maintenance',
  },
  async function (this: ScenarioWorld, node: string, taint: TaintKey) {
    await this.act(() => removeTaint(this.cluster, node, taint));
  },
);

Given(
  '{node} has label {label}',
  { meaning: 'The node carries this label.', example: 'node3 has label disktype=ssd' },
  async function (this: ScenarioWorld, node: string, { key, value }: Label) {
    await this.act(() => setLabel(this.cluster, node, key, value));
  },
);

When(
  '{node} receives (the )label {label}',
  {
    meaning: 'The label is set on the node, in place of another value if there was one.',
    example: 'node2 receives label disktype=ssd',
  },
  async function (this: ScenarioWorld, node: string, { key, value }: Label) {
    await this.act(() => setLabel(this.cluster, node, key, value));
  },
);

When(
  '{node} loses (the )label {labelKey}',
  { meaning: 'The label is taken off the node.', example: 'node2 loses label disktype' },
  async function (this: ScenarioWorld, node: string, key: string) {
    await this.act(() => removeLabel(this.cluster, node, key));
  },
);

When(
  '{node} is cordoned',
  { meaning: 'The node is marked unschedulable, as `kubectl cordon` does.', example: 'node2 is cordoned' },
  async function (this: ScenarioWorld, node: string) {
    await this.act(() => setUnschedulable(this.cluster, node, true));
  },
);

When(
  '{node} is uncordoned',
  { meaning: 'The node is schedulable again.', example: 'node2 is uncordoned' },
  async function (this: ScenarioWorld, node: string) {
    await this.act(() => setUnschedulable(this.cluster, node, false));
  },
);

When(
  '{node} is drained',
  {
    meaning: 'The node is drained, as `kubectl drain --ignore-daemonsets --delete-emptydir-data --force` does.',
    example: 'node2 is drained',
  },
  async function (this: ScenarioWorld, node: string) {
    await findNode(this.cluster, node);
    await this.actByKubectl(['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--force']);
  },
);

Given(
  '{node} is NotReady',
  { meaning: "The node's kubelet reports that the node is not ready.", example: 'node3 is NotReady' },
  async function (this: ScenarioWorld, node: string) {
    await findNode(this.cluster, node);
    await this.act(() => this.cluster.setNodeReady(node, 'False'));
  },
);

When(
  '{node} becomes NotReady',
  { meaning: 'From now on the kubelet reports that the node is not ready.', example: 'node3 becomes NotReady' },
  async function (this: ScenarioWorld, node: string) {
    await findNode(this.cluster, node);
    await this.act(() => this.cluster.setNodeReady(node, 'False'));
  },
);

When(
  '{node} becomes Ready again',
  { meaning: 'The kubelet reports that the node is ready again.', example: 'node3 becomes Ready again' },
  async function (this: ScenarioWorld, node: string) {
    await findNode(this.cluster, node);
    await this.act(() => this.cluster.setNodeReady(node, 'True'));
  },
);

Given(
  '{node} reports {word}',
  {
    meaning: 'A condition of the node becomes True: MemoryPressure, DiskPressure, PIDPressure or NetworkUnavailable.',
    example: 'node2 reports MemoryPressure',
  },
  async function (this: ScenarioWorld, node: string, condition: string) {
    await this.act(() => reportTrouble(this.cluster, node, condition));
  },
);

When(
  '{node} no longer reports {word}',
  {
    meaning: 'The condition of the node becomes False again.',
    example: 'node2 no longer reports DiskPressure',
  },
  async function (this: ScenarioWorld, node: string, condition: string) {
    await this.act(() => reportTrouble(this.cluster, node, condition, 'False'));
  },
);

When(
  'the kubelet of/on {node} stops',
  {
    meaning:
      'The node goes silent: no heartbeats, no pod is started or stopped there. Let time pass to see what follows.',
    example: 'the kubelet of node3 stops',
  },
  async function (this: ScenarioWorld, node: string) {
    await findNode(this.cluster, node);
    await this.act(() => this.cluster.setKubeletRunning(node, false));
  },
);

When(
  'the kubelet of/on {node} starts again',
  {
    meaning:
      'The silent node is back. Its kubelet looks at all its pods anew, and refuses those that do not belong there any more.',
    example: 'the kubelet of node3 starts again',
  },
  async function (this: ScenarioWorld, node: string) {
    await findNode(this.cluster, node);
    await this.act(() => this.cluster.setKubeletRunning(node, true));
  },
);

When(
  '{node} joins',
  { meaning: 'A new, healthy node joins the cluster.', example: 'node4 joins' },
  async function (this: ScenarioWorld, name: string) {
    await this.act(() => this.cluster.addNodes([{ name }]));
  },
);

When(
  '{node} joins with label {label}',
  { meaning: 'A new node joins that carries this label.', example: 'node4 joins with label disktype=ssd' },
  async function (this: ScenarioWorld, name: string, { key, value }: Label) {
    await this.act(() => this.cluster.addNodes([{ name, labels: { [key]: value } }]));
  },
);

When(
  '{node} joins with taint {taint}',
  { meaning: 'A new node joins that carries this taint.', example: 'node4 joins with taint dedicated=db:NoSchedule' },
  async function (this: ScenarioWorld, name: string, taint: Taint) {
    await this.act(() => this.cluster.addNodes([{ name, taints: [taint] }]));
  },
);

When(
  '{node} joins with:',
  {
    meaning: 'A new node joins, described by rows named like the columns of a table of nodes.',
    example: 'node4 joins with:\n  | labels | disktype=ssd |\n  | cpu    | 2            |',
  },
  async function (this: ScenarioWorld, name: string, table: TableCells) {
    const node = buildNode({ name, ...readPairs(table, NODE_ROWS) });
    await this.act(() => this.cluster.addNodes([node]));
  },
);

When(
  '{node} leaves',
  { meaning: 'The node leaves the cluster: its object is deleted.', example: 'node4 leaves' },
  async function (this: ScenarioWorld, node: string) {
    await this.act(() => removeNode(this.cluster, node));
  },
);

Then(
  'the nodes are:',
  {
    meaning: `The cluster has exactly these nodes; only the columns written are compared. Columns: ${Object.keys(SHOWN_COLUMNS).join(', ')}. Taints are sorted.`,
    example:
      'the nodes are:\n  | name  | ready   | taints                                    |\n  | node1 | True    |                                           |\n  | node2 | Unknown | node.kubernetes.io/unreachable:NoSchedule |',
  },
  async function (this: ScenarioWorld, table: TableCells) {
    const mismatch = compareWithTable(table, await listNodesInOrder(this.cluster), SHOWN_COLUMNS);
    if (mismatch) throw new ClaimError(`the nodes differ:\n\n${mismatch.text}`);
  },
);
