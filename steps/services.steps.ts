/** Talking to daemon pods: by the name of a Service, by its address, by a port of the node, or not at all. */

import { ClaimError } from '../src/harness/scenario-error';
import {
  checkCanPush,
  checkHostPort,
  checkNotAddressed,
  checkReaches,
  checkResolvesTo,
  checkResolvesToItself,
  createService,
  listEndpoints,
  listSliceSizes,
  SERVICE_ROWS,
  type ShownEndpoint,
} from '../src/harness/service-claims';
import type { Workload } from '../src/harness/workload';
import type { NodeSet } from './parameter-types';
import { Given, Then } from './phrase';
import { compareWithTable, readPairs, type ShownColumns, type TableCells } from './tables';
import type { ScenarioWorld } from './world';

const namesIn = (nodes: NodeSet) => (nodes.every ? undefined : nodes.names);

const ENDPOINT_COLUMNS: ShownColumns<ShownEndpoint> = {
  node: ({ endpoint }) => endpoint.nodeName ?? '',
  address: ({ endpoint }) => endpoint.addresses.join(', '),
  ready: ({ endpoint }) => String(endpoint.conditions?.ready ?? ''),
  serving: ({ endpoint }) => String(endpoint.conditions?.serving ?? ''),
  terminating: ({ endpoint }) => String(endpoint.conditions?.terminating ?? ''),
  ports: ({ ports }) => ports,
  image: ({ pod }) => pod?.spec.containers.map(({ image }) => image).join(', ') ?? '',
};

Given(
  'the service {string} selects the pods of {workload}',
  {
    meaning: 'A Service, beside the DaemonSet in its namespace, selects by the same labels and listens on port 80.',
    example: 'the service "agents" selects the pods of "node-agent"',
  },
  async function (this: ScenarioWorld, name: string, workload: Workload) {
    await this.act(() => createService(this.cluster, name, workload, {}));
  },
);

Given(
  'the service {string} selects the pods of {workload} with:',
  {
    meaning: `The same, with fields of the Service. Rows: ${Object.keys(SERVICE_ROWS).join(', ')}.`,
    example: 'the service "agents" selects the pods of "node-agent" with:\n  | internalTrafficPolicy | Local |',
  },
  async function (this: ScenarioWorld, name: string, workload: Workload, table: TableCells) {
    const rows = readPairs(table, SERVICE_ROWS);
    await this.act(() => createService(this.cluster, name, workload, rows));
  },
);

Given(
  'the headless service {string} selects the pods of {workload}',
  {
    meaning: 'A Service without an address of its own selects by the same labels as the DaemonSet.',
    example: 'the headless service "agents" selects the pods of "node-agent"',
  },
  async function (this: ScenarioWorld, name: string, workload: Workload) {
    await this.act(() => createService(this.cluster, name, workload, { headless: 'true' }));
  },
);

Then(
  '{string} resolves to the pods on {nodes}',
  {
    meaning:
      "The cluster's DNS answers with the addresses of the pods on these nodes, no more and no less. The name may be short (`agents`) or whole (`agents.default.svc.cluster.local`).",
    example: '"agents" resolves to the pods on node1, node2',
  },
  async function (this: ScenarioWorld, name: string, nodes: NodeSet) {
    await checkResolvesTo(this.cluster, name, namesIn(nodes));
  },
);

Then(
  '{string} resolves to the address of the service',
  {
    meaning: "The cluster's DNS answers with one address, the Service's own, whatever pods are behind it.",
    example: '"agents" resolves to the address of the service',
  },
  async function (this: ScenarioWorld, name: string) {
    await checkResolvesToItself(this.cluster, name);
  },
);

Then(
  'from {node} the service {string} reaches the pods on {nodes}',
  {
    meaning:
      'A client on the node that connects to the Service comes to a pod on one of these nodes, to any of them and to no other; `no node` means that nobody answers.',
    example: 'from node1 the service "agents" reaches the pods on node1, node2 and node3',
  },
  async function (this: ScenarioWorld, node: string, name: string, nodes: NodeSet) {
    await checkReaches(this.cluster, node, name, namesIn(nodes));
  },
);

Then(
  '{node}:{int} reaches the pod of {workload} on {node}',
  {
    meaning: "Who connects to this port of the first node's own address comes to the DaemonSet's pod on the second.",
    example: 'node1:9100 reaches the pod of "node-exporter" on node1',
  },
  async function (this: ScenarioWorld, node: string, port: number, workload: Workload, home: string) {
    await checkHostPort(this.cluster, node, port, { workload, node: home });
  },
);

Then(
  '{node}:{int} reaches no pod',
  { meaning: 'No pod answers on this port of the node.', example: 'node1:9100 reaches no pod' },
  async function (this: ScenarioWorld, node: string, port: number) {
    await checkHostPort(this.cluster, node, port, undefined);
  },
);

Then(
  'every pod of {workload} can push to {string}',
  {
    meaning: 'From the node of each running pod of the DaemonSet, somebody behind the Service can be reached.',
    example: 'every pod of "node-agent" can push to "collector"',
  },
  async function (this: ScenarioWorld, workload: Workload, name: string) {
    await checkCanPush(this.cluster, workload, name);
  },
);

Then(
  'nothing leads to the pods of {workload}',
  {
    meaning: "No Service has one of the DaemonSet's pods behind it, and none of them takes a port of its node.",
    example: 'nothing leads to the pods of "node-agent"',
  },
  async function (this: ScenarioWorld, workload: Workload) {
    await checkNotAddressed(this.cluster, workload);
  },
);

Then(
  'the endpoints of the service {string} are:',
  {
    meaning: `The EndpointSlices of the Service hold these endpoints together, in any order; only the columns written are compared. Columns: ${Object.keys(ENDPOINT_COLUMNS).join(', ')}.`,
    example:
      'the endpoints of the service "agents" are:\n  | node  | ready | terminating |\n  | node1 | true  | false       |',
  },
  async function (this: ScenarioWorld, name: string, table: TableCells) {
    const mismatch = compareWithTable(table, await listEndpoints(this.cluster, name), ENDPOINT_COLUMNS);
    if (mismatch) throw new ClaimError(`the endpoints of the service "${name}" differ:\n\n${mismatch.text}`);
  },
);

Then(
  'the service {string} has {int} EndpointSlice(s) with at most {int} endpoints each',
  {
    meaning: 'How many slices hold the endpoints of the Service, and how large the largest may be.',
    example: 'the service "agents" has 3 EndpointSlices with at most 100 endpoints each',
  },
  async function (this: ScenarioWorld, name: string, slices: number, most: number) {
    const sizes = await listSliceSizes(this.cluster, name);
    if (sizes.length === slices && (sizes[0] ?? 0) <= most) return;
    throw new ClaimError(`the service "${name}" has ${sizes.length} EndpointSlices, of ${sizes.join(', ')} endpoints`);
  },
);
