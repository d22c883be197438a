/** What scenarios set up and claim about talking to daemon pods. Claims throw `ClaimError` when they do not hold. */
import type { Pod, Service } from '../api/core';
import type { Endpoint } from '../api/discovery';
import type { Cluster } from './cluster';
import { listDaemonPods, nodeOf } from './daemon-pods';
import { checkNodes, findDaemonSet, findNode } from './lookup';
import { compareNaturally, listNodes } from './natural-order';
import { parseBoolean, parseInteger } from './notation';
import { ClaimError, ScenarioError } from './scenario-error';
import {
  endpointsOf,
  isAddressed,
  parseServiceName,
  podBehindHostPort,
  reachableEndpoints,
  resolveService,
} from './services';
import { suggest } from './suggest';
import { nameWorkload, type Workload } from './workload';

type Fields = Readonly<Record<string, unknown>>;

const portOf = (cell: string) => (/^\d+$/.test(cell) ? Number(cell) : cell);

/** The rows that describe a Service. */
export const SERVICE_ROWS = {
  headless: (cell: string): Fields => (parseBoolean(cell) ? { clusterIP: 'None' } : {}),
  port: (cell: string): Fields => ({ port: parseInteger(cell) }),
  targetPort: (cell: string): Fields => ({ targetPort: portOf(cell) }),
  internalTrafficPolicy: (cell: string): Fields => ({ internalTrafficPolicy: cell }),
  trafficDistribution: (cell: string): Fields => ({ trafficDistribution: cell }),
  publishNotReadyAddresses: (cell: string): Fields => ({ publishNotReadyAddresses: parseBoolean(cell) }),
} as const;

const PORT_ROWS: ReadonlySet<string> = new Set(['port', 'targetPort']);
const DEFAULT_PORT = 80;

/** A Service in the DaemonSet's namespace that selects what the DaemonSet selects. */
export async function createService(
  cluster: Cluster,
  name: string,
  workload: Workload,
  rows: Readonly<Record<string, string>>,
): Promise<void> {
  const { spec } = await findDaemonSet(cluster, workload);
  const port: Record<string, unknown> = { port: DEFAULT_PORT };
  const fields: Record<string, unknown> = {};
  for (const [row, cell] of Object.entries(rows)) {
    Object.assign(PORT_ROWS.has(row) ? port : fields, SERVICE_ROWS[row as keyof typeof SERVICE_ROWS](cell));
  }
  await cluster.create('services', workload.namespace, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: workload.namespace },
    spec: { selector: spec.selector.matchLabels, ports: [port], ...fields },
  });
}

/** Throws `ScenarioError` naming the nearest Service. */
async function findService(cluster: Cluster, text: string): Promise<Service> {
  const named = parseServiceName(text);
  const service = named && (await cluster.get('services', named.namespace, named.name));
  if (service) return service;
  const names = (await cluster.list('services')).map(({ metadata }) =>
    metadata.namespace === 'default' ? metadata.name : `${metadata.name}.${metadata.namespace}`,
  );
  throw new ScenarioError(`the cluster has no Service "${text}".${suggest(text, names)}`);
}

const nodesOf = (endpoints: readonly Endpoint[]): readonly string[] =>
  [...new Set(endpoints.map(({ nodeName = '?' }) => nodeName))].sort(compareNaturally);

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

async function namesOf(cluster: Cluster, names: readonly string[] | undefined): Promise<readonly string[]> {
  if (!names) return (await cluster.list('nodes')).map(({ metadata }) => metadata.name);
  await checkNodes(cluster, names);
  return names;
}

/** The name stands for the addresses of the pods on these nodes, no more and no less. `names` undefined: every node. */
export async function checkResolvesTo(
  cluster: Cluster,
  text: string,
  names: readonly string[] | undefined,
): Promise<void> {
  const service = await findService(cluster, text);
  const wanted = await namesOf(cluster, names);
  const slices = await cluster.list('endpointslices');
  const addresses = resolveService(service, slices);
  const behind = endpointsOf(service, slices).filter((endpoint) =>
    endpoint.addresses.some((ip) => addresses.includes(ip)),
  );
  const got = nodesOf(behind);
  if (isSameSet(got, wanted)) return;
  throw new ClaimError(
    `"${text}" should resolve to the pods on ${listNodes(wanted)}, but resolves to ${addresses.join(', ') || 'nothing'}` +
      `${behind.length > 0 ? ` on ${listNodes(got)}` : ''}`,
  );
}

/** The name stands for the Service's own address. */
export async function checkResolvesToItself(cluster: Cluster, text: string): Promise<void> {
  const service = await findService(cluster, text);
  const got = resolveService(service, await cluster.list('endpointslices'));
  if (got.length === 1 && got[0] === service.spec.clusterIP) return;
  throw new ClaimError(`"${text}" has no address of its own; it resolves to ${got.join(', ') || 'nothing'}`);
}

/** A client on the node may reach the pods on these nodes through the Service, each of them and no other. */
export async function checkReaches(
  cluster: Cluster,
  from: string,
  text: string,
  names: readonly string[] | undefined,
): Promise<void> {
  const zone = (await findNode(cluster, from)).metadata.labels?.['topology.kubernetes.io/zone'];
  const wanted = await namesOf(cluster, names);
  const slices = await cluster.list('endpointslices');
  const got = nodesOf(reachableEndpoints(await findService(cluster, text), slices, from, zone));
  if (isSameSet(got, wanted)) return;
  throw new ClaimError(
    `from ${from} the service "${text}" should reach the pods on ${listNodes(wanted)}, but reaches those on ${listNodes(got)}`,
  );
}

/** Who answers on a port of the node: `owner`, or nobody where that is undefined. */
export async function checkHostPort(
  cluster: Cluster,
  node: string,
  port: number,
  owner: { readonly workload: Workload; readonly node: string } | undefined,
): Promise<void> {
  await checkNodes(cluster, owner ? [node, owner.node] : [node]);
  const pod = podBehindHostPort(await cluster.list('pods'), node, port);
  const own = owner ? await listDaemonPods(cluster, owner.workload) : [];
  const isMeant = owner
    ? own.some(({ metadata, spec }) => metadata.uid === pod?.metadata.uid && spec.nodeName === owner.node)
    : pod === undefined;
  if (isMeant) return;
  const wanted = owner ? `the pod of ${nameWorkload(owner.workload)} on ${owner.node}` : 'no pod';
  const got = pod ? `${pod.metadata.namespace}/${pod.metadata.name} on ${node}` : 'nobody';
  throw new ClaimError(`${node}:${port} should reach ${wanted}, but reaches ${got}`, owner?.workload, [node]);
}

/** Every running pod of the DaemonSet finds somebody behind the Service. */
export async function checkCanPush(cluster: Cluster, workload: Workload, text: string): Promise<void> {
  const service = await findService(cluster, text);
  const slices = await cluster.list('endpointslices');
  const running = (await listDaemonPods(cluster, workload)).filter(({ status }) => status.phase === 'Running');
  if (running.length === 0) throw new ClaimError(`${nameWorkload(workload)} runs no pod that could push`, workload);
  const stuck = running.map(nodeOf).filter((node) => reachableEndpoints(service, slices, node).length === 0);
  if (stuck.length === 0) return;
  throw new ClaimError(`on ${listNodes(stuck)} the service "${text}" reaches nobody`, workload, stuck);
}

/** No Service and no port of a node leads to the DaemonSet's pods. */
export async function checkNotAddressed(cluster: Cluster, workload: Workload): Promise<void> {
  const slices = await cluster.list('endpointslices');
  const addressed = (await listDaemonPods(cluster, workload)).filter((pod) => isAddressed(pod, slices));
  if (addressed.length === 0) return;
  throw new ClaimError(
    `something leads to the pods of ${nameWorkload(workload)} on ${listNodes(addressed.map(nodeOf))}`,
    workload,
  );
}

/** An endpoint of a Service with the pod behind it, if that is still there. */
export interface ShownEndpoint {
  readonly endpoint: Endpoint;
  readonly ports: string;
  readonly pod: Pod | undefined;
}

/** The endpoints of a Service as a table shows them. */
export async function listEndpoints(cluster: Cluster, text: string): Promise<readonly ShownEndpoint[]> {
  const service = await findService(cluster, text);
  const pods = new Map((await cluster.list('pods')).map((pod) => [pod.metadata.uid, pod]));
  const slices = (await cluster.list('endpointslices')).filter((slice) => endpointsOf(service, [slice]).length > 0);
  return slices.flatMap((slice) => {
    const ports = (slice.ports ?? []).map(({ port }) => String(port)).join(', ');
    return (slice.endpoints ?? []).map((endpoint) => ({
      endpoint,
      ports,
      pod: pods.get(endpoint.targetRef?.uid ?? ''),
    }));
  });
}

/** How many slices the Service has, and the size of each, largest first. */
export async function listSliceSizes(cluster: Cluster, text: string): Promise<readonly number[]> {
  const service = await findService(cluster, text);
  return (await cluster.list('endpointslices'))
    .filter((slice) => endpointsOf(service, [slice]).length > 0)
    .map(({ endpoints }) => endpoints?.length ?? 0)
    .sort((a, b) => b - a);
}
