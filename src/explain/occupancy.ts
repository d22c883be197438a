/** The scheduler's own picture of the nodes, filled from what kubectl printed. */
import type { Node, Pod } from '../api/core';
import { isPodTerminal } from '../api/pod-conditions';
import { targetNodeOf } from '../controllers/daemonset/pod-template';
import { NodeCache, type NodeInfo } from '../scheduler/node-info';
import type { Surroundings } from '../scheduler/surroundings';
import type { ClusterPicture } from './read-cluster';

/** Labels of namespaces, by name, beside the one that every namespace has. */
export type NamespaceLabels = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** A cache with these nodes and every pod that is bound to one of them. */
export function fillCache({ nodes, pods }: ClusterPicture, labels: NamespaceLabels): NodeCache {
  const surroundings: Surroundings = {
    namespaceLabels: (name) => ({ ...labels.get(name), 'kubernetes.io/metadata.name': name }),
    servicesIn: () => [],
    replicaSet: () => undefined,
  };
  const cache = new NodeCache(surroundings);
  for (const node of nodes) cache.setNode(hidesItsRoom(node) ? withPlentyOfRoom(node) : node);
  for (const pod of pods) {
    // SCHED-FLOW-01: what has ended takes nothing.
    if (pod.spec.nodeName && !isPodTerminal(pod)) cache.setPod(pod, pod.spec.nodeName);
  }
  return cache;
}

/** The pods of a set by the node that they are on or meant for. */
export function groupByNode(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const groups = new Map<string, Pod[]>();
  for (const pod of pods) {
    const node = targetNodeOf(pod);
    if (node === undefined) continue;
    const group = groups.get(node);
    if (group) group.push(pod);
    else groups.set(node, [pod]);
  }
  return groups;
}

/** Runs `ask` as if the pods were not there. */
export function without<T>(cache: NodeCache, pods: readonly Pod[], ask: () => T): T {
  const held = pods.filter(({ metadata }) => cache.nodeOf(metadata.uid) !== undefined);
  for (const pod of held) cache.removePod(pod);
  try {
    return ask();
  } finally {
    for (const pod of held) if (pod.spec.nodeName) cache.setPod(pod, pod.spec.nodeName);
  }
}

/** True for a node that says nothing about its room, as people write them by hand. */
export function hidesItsRoom({ status }: Node): boolean {
  return status.allocatable === undefined && status.capacity === undefined;
}

const PLENTY = { cpu: '1M', memory: '1Pi', 'ephemeral-storage': '1Pi', pods: '1M' };

function withPlentyOfRoom(node: Node): Node {
  return { ...node, status: { ...node.status, allocatable: PLENTY } };
}

/** What the cache knows about a node. Throws if it was not filled with it. */
export function nodeInfoOf(cache: NodeCache, node: Node): NodeInfo {
  const info = cache.get(node.metadata.name);
  if (!info) throw new Error(`the cache lacks the node ${node.metadata.name}`);
  return info;
}
