/** A cluster as the traces were recorded on: its stand-in for the kubelets, its nodes, its namespaces. */
import type { NodeCondition } from '../api/core';
import { isApiError } from '../api/errors';
import { parseManifest } from '../api/manifest';
import { createSimulatedCluster, type SimulatedCluster } from '../simulation/simulated-cluster';
import type { RecordedNode, Step, Trace } from './trace';

/** What the stand-in for the kubelets took to set a status and to remove a deleted pod. */
const CONTAINER_START_MS = 20;
const TERMINATION_MS = 30;

const CAPACITY = { cpu: '4', 'ephemeral-storage': '100Gi', memory: '8Gi', pods: '110' };

/** An address out of the range that the stand-in took for pods. */
const POD_ADDRESS = /\b10\.244\.\d/;

/** Manifests from documents that people wrote; the recorder made the namespaces they name. */
const DOCUMENT_FAMILY = 'seeds';

/** A cluster with the trace's nodes, all Ready. `seed` replays what upstream leaves open. */
export function createRecordedCluster(seed: string, trace?: Trace): SimulatedCluster {
  const cluster = createSimulatedCluster({
    seed,
    containerStartMs: CONTAINER_START_MS,
    terminationMs: TERMINATION_MS,
    hasStandInKubelets: true,
    omitsPodAddresses: trace !== undefined && lacksPodAddresses(trace),
  });
  for (const node of trace?.nodes ?? []) registerNode(cluster, node);
  if (trace?.family === DOCUMENT_FAMILY) createNamespaces(cluster, trace.steps);
  // The recorder began when its nodes and namespaces were known to everyone, and with no events.
  cluster.loop.runToRest();
  deleteEvents(cluster);
  return cluster;
}

/**
 * At first the stand-in gave no addresses to pods. Such a trace shows it: it has a Service, yet nowhere asks for endpoints
 * or addresses, and none came its way. Without a Service nobody can tell.
 */
function lacksPodAddresses({ steps }: Trace): boolean {
  if (steps.some(({ endpoints, ips }) => endpoints || ips)) return false;
  return steps.some(makesService) && !steps.some(({ got }) => POD_ADDRESS.test(JSON.stringify(got ?? '')));
}

function makesService({ manifest, path, method }: Step): boolean {
  if (method === 'POST' && path?.endsWith('/services')) return true;
  if (typeof manifest === 'string') return readIdentities(manifest).some(({ kind }) => kind === 'Service');
  return (manifest as { readonly kind?: unknown } | undefined)?.kind === 'Service';
}

function deleteEvents(cluster: SimulatedCluster): void {
  const client = cluster.client('administrator');
  for (const { metadata } of client.list('events').items) {
    client.delete('events', metadata.namespace ?? 'default', metadata.name);
  }
}

/** Registers a node as the stand-in did: without addresses, versions and words about conditions. Throws `ApiError`. */
export function registerNode(cluster: SimulatedCluster, node: RecordedNode): void {
  const { name, labels, taints, unschedulable, capacity } = node;
  const now = cluster.loop.clock.now();
  const condition = (type: string, status: NodeCondition['status'], reason?: string): NodeCondition => ({
    type,
    status,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
    ...(reason === undefined ? {} : { reason }),
  });
  const resources = { ...CAPACITY, ...capacity };
  cluster.client('kubelet').create('nodes', '', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...labels,
      },
    },
    spec: { ...(taints?.length ? { taints } : {}), ...(unschedulable ? { unschedulable } : {}) },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [
        condition('MemoryPressure', 'False'),
        condition('DiskPressure', 'False'),
        condition('PIDPressure', 'False'),
        condition('Ready', 'True', 'KubeletReady'),
      ],
    },
  });
}

/** Makes the namespaces that the manifests name, but do not make themselves. */
function createNamespaces(cluster: SimulatedCluster, steps: readonly Step[]): void {
  const named = new Set<string>();
  const made = new Set<string>();
  for (const { manifest } of steps) {
    for (const { kind, name, namespace } of typeof manifest === 'string' ? readIdentities(manifest) : []) {
      if (kind === 'Namespace' && name) made.add(name);
      if (namespace) named.add(namespace);
    }
  }
  for (const name of named) {
    if (!made.has(name)) createNamespace(cluster, name);
  }
}

interface Identity {
  readonly kind: unknown;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** Nothing for text that does not parse: the step itself shows what kubectl says about it. */
function readIdentities(text: string): readonly Identity[] {
  try {
    return parseManifest(text).map(({ object }) => {
      const metadata = object.metadata as { readonly name?: string; readonly namespace?: string } | undefined;
      return { kind: object.kind, name: metadata?.name, namespace: metadata?.namespace };
    });
  } catch {
    return [];
  }
}

function createNamespace(cluster: SimulatedCluster, name: string): void {
  try {
    cluster.client('administrator').create('namespaces', '', { metadata: { name } });
  } catch (error) {
    if (!isApiError(error, 'AlreadyExists')) throw error;
  }
}
