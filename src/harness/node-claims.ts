/** What features claim about nodes, and about pods that belong to no DaemonSet. */
import type { Node, Pod } from '../api/core';
import { formatTaint } from '../api/taints';
import type { Cluster } from './cluster';
import { compareNaturally } from './natural-order';
import { ClaimError, ScenarioError } from './scenario-error';
import { suggest } from './suggest';

/** All nodes, in the order in which people list them. */
export async function listNodesInOrder(cluster: Cluster): Promise<readonly Node[]> {
  const nodes = [...(await cluster.list('nodes'))];
  nodes.sort((a, b) => compareNaturally(a.metadata.name, b.metadata.name));
  return nodes;
}

/** `True`, `False`, `Unknown`, or empty if the node does not say. */
export function nodeConditionOf(node: Node, type: string): string {
  return node.status.conditions?.find((condition) => condition.type === type)?.status ?? '';
}

/** The taints as kubectl spells them, sorted. */
export function taintsOf(node: Node): string {
  return (node.spec.taints ?? []).map(formatTaint).sort().join(', ');
}

/** A pod of its own, in namespace default. Throws `ScenarioError` naming the nearest one. */
export async function findPod(cluster: Cluster, name: string): Promise<Pod> {
  const pod = await cluster.get('pods', 'default', name);
  if (pod) return pod;
  const names = (await cluster.list('pods', { namespace: 'default' })).map(({ metadata }) => metadata.name);
  throw new ScenarioError(`there is no pod "${name}".${suggest(name, names)}`);
}

/** Throws `ClaimError` while there is a pod of this name in namespace default. */
export async function checkPodIsGone(cluster: Cluster, name: string): Promise<void> {
  const pod = await cluster.get('pods', 'default', name);
  if (!pod) return;
  const { deletionTimestamp } = pod.metadata;
  const state = deletionTimestamp ? 'being deleted' : pod.status.phase;
  throw new ClaimError(`the pod "${name}" should be gone, but it is ${state} on ${pod.spec.nodeName ?? 'no node'}`);
}
