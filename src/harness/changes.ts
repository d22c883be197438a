/** What scenarios do to nodes and DaemonSets, as requests on the port. Each finds its object first, or says what it may be. */
import type { IntOrString } from '../api/apps';
import type { Pod, Taint } from '../api/core';
import type { ProbeName } from '../api/pod-behaviour';
import { buildDaemonSet, buildDaemonSetPatch, mergeFields } from './builders';
import type { Cluster, NodeDescription } from './cluster';
import { describeRollout, isRolloutComplete, isTerminating, listDaemonPods, nodeOf } from './daemon-pods';
import { findLiveDaemonSet, findNode } from './lookup';
import type { TaintKey } from './notation';
import { ClaimError, ScenarioError } from './scenario-error';
import { suggest } from './suggest';
import { nameWorkload, type Workload } from './workload';

/** A patch of the scenario itself, under the field manager that is its own. */
export const MERGE = { type: 'merge', fieldManager: 'everynode' } as const;

/** The cluster that a scenario begins with. Throws `ScenarioError` if it has begun with another one already. */
export async function beginWithNodes(cluster: Cluster, nodes: readonly NodeDescription[]): Promise<void> {
  const existing = await cluster.list('nodes');
  if (existing.length > 0) {
    const names = existing.slice(0, 3).map(({ metadata }) => metadata.name);
    throw new ScenarioError(
      `the cluster has nodes already (${names.join(', ')}${existing.length > 3 ? ', …' : ''}); write "node9 joins" to add one`,
    );
  }
  await cluster.addNodes(nodes);
}

async function patchNode(cluster: Cluster, node: string, patch: unknown): Promise<void> {
  await cluster.patch('nodes', '', node, patch, MERGE);
}

/** Adds a taint, or replaces the one with the same key and effect. */
export async function addTaint(cluster: Cluster, name: string, taint: Taint): Promise<void> {
  const { spec } = await findNode(cluster, name);
  const others = (spec.taints ?? []).filter(({ key, effect }) => key !== taint.key || effect !== taint.effect);
  await patchNode(cluster, name, { spec: { taints: [...others, taint] } });
}

/** Without an effect, every taint with the key. Throws `ScenarioError` if the node has none. */
export async function removeTaint(cluster: Cluster, name: string, { key, effect }: TaintKey): Promise<void> {
  const taints = (await findNode(cluster, name)).spec.taints ?? [];
  const kept = taints.filter((taint) => taint.key !== key || (effect !== undefined && taint.effect !== effect));
  if (kept.length === taints.length) {
    const hint = suggest(
      key,
      taints.map((taint) => taint.key),
    );
    throw new ScenarioError(`${name} has no taint "${key}${effect ? `:${effect}` : ''}".${hint}`);
  }
  await patchNode(cluster, name, { spec: { taints: kept } });
}

/** Adds the label, or replaces its value. */
export async function setLabel(cluster: Cluster, name: string, key: string, value: string): Promise<void> {
  await findNode(cluster, name);
  await patchNode(cluster, name, { metadata: { labels: { [key]: value } } });
}

/** Throws `ScenarioError` if the node does not have the label. */
export async function removeLabel(cluster: Cluster, name: string, key: string): Promise<void> {
  const labels = Object.keys((await findNode(cluster, name)).metadata.labels ?? {});
  if (!labels.includes(key)) throw new ScenarioError(`${name} has no label "${key}".${suggest(key, labels)}`);
  await patchNode(cluster, name, { metadata: { labels: { [key]: null } } });
}

/** Cordons the node, or uncordons it. */
export async function setUnschedulable(cluster: Cluster, name: string, unschedulable: boolean): Promise<void> {
  await findNode(cluster, name);
  await patchNode(cluster, name, { spec: { unschedulable: unschedulable || null } });
}

/** Conditions that a node's kubelet or network reports when something is wrong with it. */
const TROUBLES = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'] as const;

/**
 * Makes a condition of the node True, or False again; the control plane answers with a taint. Throws `ScenarioError` for
 * another word.
 */
export async function reportTrouble(
  cluster: Cluster,
  name: string,
  type: string,
  status: 'True' | 'False' = 'True',
): Promise<void> {
  await findNode(cluster, name);
  if (!(TROUBLES as readonly string[]).includes(type)) {
    throw new ScenarioError(`a node reports no "${type}".${suggest(type, TROUBLES)}`);
  }
  const reported = { conditions: [{ type, status, reason: 'Reported', message: 'reported by a scenario' }] };
  await cluster.patch('nodes', '', name, { status: reported }, { type: 'strategic', subresource: 'status' });
}

/** The node leaves for good: its object is deleted. */
export async function removeNode(cluster: Cluster, name: string): Promise<void> {
  await findNode(cluster, name);
  await cluster.delete('nodes', '', name);
}

type Rows = Readonly<Record<string, string>>;

/** Creates the DaemonSet as the rows describe it, or changes the one that is there. */
export async function putDaemonSet(cluster: Cluster, workload: Workload, rows: Rows): Promise<void> {
  const { namespace, name } = workload;
  if (await cluster.get('daemonsets', namespace, name)) {
    if (Object.keys(rows).length > 0) await changeDaemonSet(cluster, workload, rows);
  } else {
    if (namespace !== 'default') await ensureNamespace(cluster, namespace);
    await cluster.create('daemonsets', namespace, buildDaemonSet(workload, rows));
  }
}

async function ensureNamespace(cluster: Cluster, name: string): Promise<void> {
  if (await cluster.get('namespaces', '', name)) return;
  await cluster.create('namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

/** Changes what the rows say and nothing else. Throws `ScenarioError` for a DaemonSet that is not there. */
export async function changeDaemonSet(cluster: Cluster, workload: Workload, rows: Rows): Promise<void> {
  const { spec } = await findLiveDaemonSet(cluster, workload);
  const patch = buildDaemonSetPatch(spec.template.spec.containers, rows);
  await cluster.patch('daemonsets', workload.namespace, workload.name, patch, MERGE);
}

/** How a rollout may go, where a scenario says so. */
export interface RolloutBudget {
  readonly maxSurge?: IntOrString;
  readonly maxUnavailable?: IntOrString;
}

/** Changes the image of the first container, and the budget where one is given: what is not given of it becomes 0. */
export async function rollOut(
  cluster: Cluster,
  workload: Workload,
  image: string,
  budget?: RolloutBudget,
): Promise<void> {
  const { spec } = await findLiveDaemonSet(cluster, workload);
  const patch = buildDaemonSetPatch(spec.template.spec.containers, { image });
  const rollingUpdate = { maxSurge: 0, maxUnavailable: 0, ...budget };
  const strategy = budget ? { spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate } } } : {};
  await cluster.patch('daemonsets', workload.namespace, workload.name, mergeFields(patch, strategy), MERGE);
}

/** Throws `ClaimError` unless every pod that the DaemonSet wants is updated and available. */
export async function checkRolledOut(cluster: Cluster, workload: Workload): Promise<void> {
  const daemonSet = await findLiveDaemonSet(cluster, workload);
  if (isRolloutComplete(daemonSet)) return;
  throw new ClaimError(`${nameWorkload(workload)} is not fully rolled out: ${describeRollout(daemonSet)}`, workload);
}

/** The pod of the DaemonSet on a node; one that is not terminating, if there is a choice. */
export async function findDaemonPod(cluster: Cluster, workload: Workload, node: string): Promise<Pod> {
  await findNode(cluster, node);
  const pods = (await listDaemonPods(cluster, workload)).filter((pod) => nodeOf(pod) === node);
  const pod = pods.find((candidate) => !isTerminating(candidate)) ?? pods[0];
  if (!pod) throw new ClaimError(`${nameWorkload(workload)} has no pod on ${node}`, workload, [node]);
  return pod;
}

/** Deletes the pod of the DaemonSet on a node. Throws `ClaimError` if there is none. */
export async function deleteDaemonPod(cluster: Cluster, workload: Workload, node: string): Promise<void> {
  const pod = await findDaemonPod(cluster, workload, node);
  await cluster.delete('pods', workload.namespace, pod.metadata.name);
}

/** Puts the pod of the DaemonSet on a node into this state. Throws `ClaimError` if there is none. */
export async function setDaemonPodState(
  cluster: Cluster,
  workload: Workload,
  node: string,
  state: 'ready' | 'not-ready' | 'failed' | 'succeeded',
): Promise<void> {
  const pod = await findDaemonPod(cluster, workload, node);
  await cluster.setPodState(workload.namespace, pod.metadata.name, state);
}

/** `null` takes them all off. */
export async function setPodFinalizers(
  cluster: Cluster,
  workload: Workload,
  node: string,
  finalizers: readonly string[] | null,
): Promise<void> {
  const pod = await findDaemonPod(cluster, workload, node);
  await cluster.patch('pods', workload.namespace, pod.metadata.name, { metadata: { finalizers } }, MERGE);
}

/** From now on the probe of the pod succeeds or fails. Throws `ScenarioError` if its containers have none. */
export async function setDaemonPodProbe(
  cluster: Cluster,
  workload: Workload,
  node: string,
  probe: ProbeName,
  succeeds: boolean,
): Promise<void> {
  const { metadata, spec } = await findDaemonPod(cluster, workload, node);
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  if (!containers.some((container) => container[`${probe}Probe`])) {
    throw new ScenarioError(`no container of ${nameWorkload(workload)} has a ${probe} probe`);
  }
  await cluster.setProbe(workload.namespace, metadata.name, probe, succeeds);
}

export async function setPodLabel(
  cluster: Cluster,
  workload: Workload,
  node: string,
  key: string,
  value: string,
): Promise<void> {
  const pod = await findDaemonPod(cluster, workload, node);
  await cluster.patch('pods', workload.namespace, pod.metadata.name, { metadata: { labels: { [key]: value } } }, MERGE);
}
