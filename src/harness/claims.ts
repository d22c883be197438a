/** What scenarios claim about pods, requests, events and moments. Each throws `ClaimError` when it does not hold. */
import type { Pod } from '../api/core';
import type { Cluster } from './cluster';
import {
  findCurrentHash,
  HASH_LABEL,
  isReady,
  isTerminating,
  listDaemonPods,
  listRevisions,
  nodeOf,
} from './daemon-pods';
import { checkNodes, findDaemonSet, findNode } from './lookup';
import { compareNaturally, listNodes } from './natural-order';
import { formatDuration } from './notation';
import { ClaimError } from './scenario-error';
import { suggest } from './suggest';
import { diffTables, printDifference } from './table-diff';
import {
  findEarlyDeletions,
  findPeakDoubledNodes,
  findPeakPodsPerNode,
  findPeakWithoutReadyPod,
  type Peak,
} from './temporal';
import { nameWorkload, type Workload } from './workload';

/** A daemon pod with what a table may show of it. */
export interface ShownPod {
  readonly pod: Pod;
  /** Number of its revision; empty if that is gone from the history. */
  readonly revision: string;
}

/** The pods of the DaemonSet, each with the revision it was made from. */
export async function listShownPods(cluster: Cluster, workload: Workload): Promise<readonly ShownPod[]> {
  const revisions = await listRevisions(cluster, workload);
  const numbers = new Map(revisions.map(({ metadata, revision }) => [metadata.labels?.[HASH_LABEL], revision]));
  return (await listDaemonPods(cluster, workload)).map((pod) => ({
    pod,
    revision: String(numbers.get(pod.metadata.labels?.[HASH_LABEL]) ?? ''),
  }));
}

/** The containers' reason to wait, or the pod's own reason. */
export function reasonOf(pod: Pod): string {
  // An init container that does more than wait for its turn is what holds up all others; kubectl writes it so, too.
  const init = pod.status.initContainerStatuses?.find(
    ({ state }) => state?.waiting?.reason && state.waiting.reason !== 'PodInitializing',
  );
  if (init) return `Init:${init.state?.waiting?.reason}`;
  const waiting = pod.status.containerStatuses?.find(({ state }) => state?.waiting?.reason);
  return waiting?.state?.waiting?.reason ?? pod.status.reason ?? '';
}

/** Why the scheduler has not placed the pod, in its own words. */
export function schedulingMessageOf(pod: Pod): string {
  return (
    pod.status.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False')?.message ?? ''
  );
}

/** How a pod stands on its node, in one word. */
function stateOf(pod: Pod | undefined): string {
  if (!pod) return 'no pod';
  if (isTerminating(pod)) return 'terminating';
  return pod.status.phase === 'Running' ? 'runs' : (pod.status.phase ?? 'Pending');
}

/**
 * `names` undefined means every node. A pod runs if its phase is Running, it is not being deleted, and its node is still
 * in the cluster: what is left of a node that went away runs nowhere.
 */
export async function checkRunsOn(
  cluster: Cluster,
  workload: Workload,
  names: readonly string[] | undefined,
): Promise<void> {
  if (names) await checkNodes(cluster, names);
  const existing = new Set((await cluster.list('nodes')).map(({ metadata }) => metadata.name));
  const wanted = names ?? [...existing];
  const running = new Set<string>();
  const states = new Map<string, string>();
  for (const pod of await listDaemonPods(cluster, workload)) {
    const node = nodeOf(pod);
    const state = stateOf(pod);
    if (!existing.has(node)) continue;
    if (state === 'runs') running.add(node);
    if (states.get(node) !== 'runs') states.set(node, state);
  }
  const wantedSet = new Set(wanted);
  if (wantedSet.size === running.size && wanted.every((node) => running.has(node))) return;
  const nodes = [...new Set([...wanted, ...running])].sort(compareNaturally);
  const difference = diffTables(
    ['node', 'pod'],
    nodes.map((node) => [node, wantedSet.has(node) ? 'runs' : 'no pod']),
    nodes.map((node) => [node, states.get(node) ?? 'no pod']),
  );
  const claim = names ? (names.length > 0 ? `exactly ${listNodes(names)}` : 'no node') : 'every node';
  throw new ClaimError(
    `${nameWorkload(workload)} should run on ${claim}, but runs on ${listNodes([...running].sort(compareNaturally))}\n\n${
      difference ? printDifference(difference) : ''
    }`,
    workload,
    nodes.filter((node) => wantedSet.has(node) !== running.has(node)),
  );
}

/** No pod at all, not even one that waits or terminates; for a reason that contains these words, if given. */
export async function checkNoPodOn(
  cluster: Cluster,
  workload: Workload,
  node: string,
  because?: string,
): Promise<void> {
  await findNode(cluster, node);
  const pods = (await listDaemonPods(cluster, workload)).filter((pod) => nodeOf(pod) === node);
  const name = nameWorkload(workload);
  if (pods.length > 0) {
    const states = pods.map(stateOf).join(', ');
    throw new ClaimError(`${name} has ${pods.length === 1 ? 'a pod' : 'pods'} on ${node}: ${states}`, workload, [node]);
  }
  if (because === undefined) return;
  const verdicts = await cluster.explainPlacement(workload.namespace, workload.name);
  const reasons = verdicts.find((verdict) => verdict.node === node)?.reasons ?? [];
  if (reasons.some((reason) => reason.includes(because))) return;
  const got = reasons.length === 0 ? '(nothing forbids it)' : reasons.join('; ');
  throw new ClaimError(
    `${name} has no pod on ${node} for another reason:\n  wanted: ${because}\n  got:    ${got}`,
    workload,
    [node],
  );
}

export async function checkPending(cluster: Cluster, workload: Workload, node: string, because: string): Promise<void> {
  await findNode(cluster, node);
  const pods = (await listDaemonPods(cluster, workload)).filter((pod) => nodeOf(pod) === node);
  const pending = pods.find((pod) => pod.status.phase === 'Pending' || pod.status.phase === undefined);
  if (!pending) {
    const states = pods.map(stateOf).join(', ') || 'no pod';
    throw new ClaimError(`${nameWorkload(workload)} has no pending pod on ${node}, but: ${states}`, workload, [node]);
  }
  const got = schedulingMessageOf(pending) || reasonOf(pending);
  if (got.includes(because)) return;
  throw new ClaimError(
    `the pod waits for another reason:\n  wanted: ${because}\n  got:    ${got || '(none)'}`,
    workload,
    [node],
  );
}

/** An event of this reason about the DaemonSet or, with `onPods`, about one of its pods. */
export async function checkEvent(
  cluster: Cluster,
  workload: Workload,
  reason: string,
  options: { readonly onPods?: boolean; readonly saying?: string; readonly absent?: boolean } = {},
): Promise<void> {
  await findDaemonSet(cluster, workload);
  const prefix = `${workload.name}-`;
  const events = (await cluster.list('events', { namespace: workload.namespace })).filter(({ involvedObject }) =>
    options.onPods
      ? involvedObject.kind === 'Pod' && involvedObject.name?.startsWith(prefix)
      : involvedObject.kind === 'DaemonSet' && involvedObject.name === workload.name,
  );
  const alike = events.filter((event) => event.reason === reason);
  const found = alike.some(({ message }) => options.saying === undefined || message?.includes(options.saying));
  if (found !== (options.absent ?? false)) return;
  const about = `${options.onPods ? 'a pod of ' : ''}${nameWorkload(workload)}`;
  const listed = events.map((event) => `  ${event.type} ${event.reason}: ${event.message}`);
  const reasons = [...new Set(events.map((event) => event.reason ?? ''))];
  const claim = options.absent
    ? `the event ${reason} was recorded on ${about}`
    : `no event ${reason}${options.saying && alike.length > 0 ? ` saying "${options.saying}"` : ''} was recorded on ${about}.${
        alike.length === 0 ? suggest(reason, reasons) : ''
      }`;
  throw new ClaimError([claim, ...listed.slice(0, 10)].join('\n'), workload);
}

/** The counts of the events of this reason about the DaemonSet make up `wanted`. */
export async function checkEventCount(
  cluster: Cluster,
  workload: Workload,
  reason: string,
  wanted: number,
): Promise<void> {
  await findDaemonSet(cluster, workload);
  const events = (await cluster.list('events', { namespace: workload.namespace })).filter(
    ({ involvedObject }) => involvedObject.kind === 'DaemonSet' && involvedObject.name === workload.name,
  );
  const got = events.filter((event) => event.reason === reason).reduce((sum, { count }) => sum + (count ?? 1), 0);
  if (got === wanted) return;
  const listed = events.slice(0, 10).map((event) => `  ${event.reason} × ${event.count ?? 1}: ${event.message}`);
  throw new ClaimError(
    [`the event ${reason} was recorded ${got} times on ${nameWorkload(workload)}, not ${wanted}`, ...listed].join('\n'),
    workload,
  );
}

function startMs(cluster: Cluster): number {
  return cluster.journal[0]?.atMs ?? 0;
}

function checkPeak(cluster: Cluster, workload: Workload, peak: Peak, limit: number, what: string): void {
  if (peak.count <= limit) return;
  const at = formatDuration(peak.atMs - startMs(cluster));
  throw new ClaimError(
    `${what}\n  wanted: at most ${limit}\n  got:    ${peak.count} at ${at}, on ${listNodes(peak.nodes)}`,
    workload,
    peak.nodes,
  );
}

/** `from` is the journal position where the stretch begins. */
export async function checkNodesWithoutReadyPod(
  cluster: Cluster,
  workload: Workload,
  limit: number,
  from: number,
): Promise<void> {
  await findDaemonSet(cluster, workload);
  const name = nameWorkload(workload);
  const peak = findPeakWithoutReadyPod(cluster.journal, from, workload);
  if (!peak) throw new ClaimError(`no node had a pod of ${name}, so nothing can be said about every moment`, workload);
  checkPeak(cluster, workload, peak, limit, `nodes without a ready pod of ${name} at the same moment`);
}

/** Throws `ClaimError` if a node had more than `limit` pods of the DaemonSet at once since the journal entry `from`. */
export async function checkPodsPerNode(
  cluster: Cluster,
  workload: Workload,
  limit: number,
  from: number,
): Promise<void> {
  await findDaemonSet(cluster, workload);
  const peak = findPeakPodsPerNode(cluster.journal, from, workload);
  checkPeak(cluster, workload, peak, limit, `pods of ${nameWorkload(workload)} on one node at the same moment`);
}

/** Throws `ClaimError` if more than `limit` nodes had several pods of it at once since the journal entry `from`. */
export async function checkDoubledNodes(
  cluster: Cluster,
  workload: Workload,
  limit: number,
  from: number,
): Promise<void> {
  await findDaemonSet(cluster, workload);
  const peak = findPeakDoubledNodes(cluster.journal, from, workload);
  checkPeak(
    cluster,
    workload,
    peak,
    limit,
    `nodes with more than one pod of ${nameWorkload(workload)} at the same moment`,
  );
}

/**
 * Throws `ClaimError` unless each old pod was deleted only after a new one was available, since the journal entry
 * `from`.
 */
export async function checkOldPodsOutlived(cluster: Cluster, workload: Workload, from: number): Promise<void> {
  const hash = await findCurrentHash(cluster, workload);
  const { deletions, early } = findEarlyDeletions(cluster.journal, from, workload, hash);
  const name = nameWorkload(workload);
  if (deletions === 0) throw new ClaimError(`no old pod of ${name} was deleted since the last Given`, workload);
  if (early.length === 0) return;
  const lines = early.map(
    ({ node, pod, atMs, because }) => `  ${node}: ${pod} at ${formatDuration(atMs - startMs(cluster))}; ${because}`,
  );
  throw new ClaimError(
    [`old pods of ${name} were deleted before a new pod was available:`, ...lines].join('\n'),
    workload,
    early.map(({ node }) => node),
  );
}

/** Whether the pod of the DaemonSet on a node is ready. */
export async function checkReadiness(
  cluster: Cluster,
  workload: Workload,
  node: string,
  ready: boolean,
): Promise<void> {
  await findNode(cluster, node);
  const pods = (await listDaemonPods(cluster, workload)).filter((pod) => nodeOf(pod) === node && !isTerminating(pod));
  if (pods.length > 0 && pods.some(isReady) === ready) return;
  const got = pods.length === 0 ? 'there is no pod' : ready ? 'it is not' : 'it is';
  throw new ClaimError(
    `the pod of ${nameWorkload(workload)} on ${node} should ${ready ? '' : 'not '}be ready: ${got}`,
    workload,
    [node],
  );
}
