/**
 * Claims about every moment of a stretch of the journal. They replay the commits one by one, so no moment between two
 * commits is missed. `from` is the position in the journal where the stretch begins; earlier entries give its first state.
 */
import type { DaemonSet } from '../api/apps';
import type { Pod } from '../api/core';
import type { CommitEntry, JournalEntry } from '../api/journal-entry';
import { controllerOf } from '../api/meta';
import { HASH_LABEL, isReady, isTerminating, nodeOf } from './daemon-pods';
import { compareNaturally } from './natural-order';
import type { Workload } from './workload';

/** The moment at which a count was highest, and the nodes that made it up. */
export interface Peak {
  readonly count: number;
  readonly atMs: number;
  readonly nodes: readonly string[];
}

/** An old pod that went before its successor was available. */
export interface EarlyDeletion {
  readonly node: string;
  readonly pod: string;
  readonly atMs: number;
  readonly because: string;
}

function isPodOf(object: CommitEntry['after'], { namespace, name }: Workload): object is Pod {
  if (!object || object.metadata.namespace !== namespace) return false;
  const controller = controllerOf(object);
  return controller?.kind === 'DaemonSet' && controller.name === name;
}

/** The pods of one DaemonSet on each node, as they were after each commit. */
class PodsByNode {
  readonly nodes = new Map<string, Map<string, Pod>>();
  readonly #workload: Workload;

  constructor(workload: Workload) {
    this.#workload = workload;
  }

  /** The node whose pods changed, if the commit was about a pod of the DaemonSet. */
  apply({ resource, before, after }: CommitEntry): string | undefined {
    if (resource !== 'pods') return undefined;
    const pod = after ?? before;
    if (!isPodOf(pod, this.#workload)) {
      if (!isPodOf(before, this.#workload)) return undefined;
      // Released: it is a pod of this DaemonSet no longer.
      this.#remove(before);
      return nodeOf(before);
    }
    if (after) this.#set(pod);
    else this.#remove(pod);
    return nodeOf(pod);
  }

  on(node: string): Iterable<Pod> {
    return this.nodes.get(node)?.values() ?? [];
  }

  hasReadyPod(node: string): boolean {
    for (const pod of this.on(node)) if (isReady(pod) && !isTerminating(pod)) return true;
    return false;
  }

  /** How many pods on the node are not marked for deletion. */
  countStaying(node: string): number {
    let count = 0;
    for (const pod of this.on(node)) if (!isTerminating(pod)) count += 1;
    return count;
  }

  #set(pod: Pod): void {
    const node = nodeOf(pod);
    const pods = this.nodes.get(node) ?? new Map<string, Pod>();
    this.nodes.set(node, pods.set(pod.metadata.uid, pod));
  }

  #remove(pod: Pod): void {
    this.nodes.get(nodeOf(pod))?.delete(pod.metadata.uid);
  }
}

function* commitsOf(entries: readonly JournalEntry[], from: number, to: number): Generator<CommitEntry> {
  for (let index = from; index < to; index++) {
    const entry = entries[index] as JournalEntry;
    if (entry.kind === 'commit') yield entry;
  }
}

function replayUntil(entries: readonly JournalEntry[], from: number, workload: Workload): PodsByNode {
  const pods = new PodsByNode(workload);
  for (const commit of commitsOf(entries, 0, from)) pods.apply(commit);
  return pods;
}

const startOf = (entries: readonly JournalEntry[], from: number): number => entries[Math.max(0, from - 1)]?.atMs ?? 0;

/**
 * The largest number of nodes that had no ready pod at the same moment. A node counts if it had a pod of the DaemonSet
 * when the stretch began, or once it has had a ready one, until it leaves the cluster. A pod marked for deletion does
 * not count as ready. Undefined if no node ever counted, so that there is nothing to claim.
 */
export function findPeakWithoutReadyPod(
  entries: readonly JournalEntry[],
  from: number,
  workload: Workload,
): Peak | undefined {
  const pods = replayUntil(entries, from, workload);
  const expected = new Set<string>();
  const without = new Set<string>();
  for (const [node, onNode] of pods.nodes) if (onNode.size > 0) expected.add(node);
  for (const node of expected) if (!pods.hasReadyPod(node)) without.add(node);
  let peak = toPeak(without, startOf(entries, from));
  for (const commit of commitsOf(entries, from, entries.length)) {
    const removed = commit.resource === 'nodes' && !commit.after ? commit.before?.metadata.name : undefined;
    if (removed !== undefined) {
      expected.delete(removed);
      without.delete(removed);
      continue;
    }
    const node = pods.apply(commit);
    if (node === undefined) continue;
    if (pods.hasReadyPod(node)) {
      expected.add(node);
      without.delete(node);
    } else if (expected.has(node)) {
      without.add(node);
      if (without.size > peak.count) peak = toPeak(without, commit.atMs);
    }
  }
  return expected.size === 0 && peak.count === 0 ? undefined : inOrder(peak);
}

/** A new peak is found for every node that joins it, so its names are put in order only once, by `inOrder`. */
const toPeak = (nodes: ReadonlySet<string>, atMs: number): Peak => ({ count: nodes.size, atMs, nodes: [...nodes] });
const inOrder = (peak: Peak): Peak => ({ ...peak, nodes: [...peak.nodes].sort(compareNaturally) });

/** The largest number of pods of the DaemonSet on any one node, those that are terminating included. */
export function findPeakPodsPerNode(entries: readonly JournalEntry[], from: number, workload: Workload): Peak {
  const pods = replayUntil(entries, from, workload);
  let peak: Peak = { count: 0, atMs: startOf(entries, from), nodes: [] };
  for (const [node, onNode] of pods.nodes) {
    if (onNode.size > peak.count) peak = { count: onNode.size, atMs: peak.atMs, nodes: [node] };
  }
  for (const commit of commitsOf(entries, from, entries.length)) {
    const node = pods.apply(commit);
    if (node === undefined) continue;
    const count = pods.nodes.get(node)?.size ?? 0;
    if (count > peak.count) peak = { count, atMs: commit.atMs, nodes: [node] };
  }
  return peak;
}

/**
 * The largest number of nodes that had more than one pod of the DaemonSet at the same moment. A pod marked for deletion
 * does not count: the surge budget of upstream does not count it either.
 */
export function findPeakDoubledNodes(entries: readonly JournalEntry[], from: number, workload: Workload): Peak {
  const pods = replayUntil(entries, from, workload);
  const doubled = new Set<string>();
  for (const node of pods.nodes.keys()) if (pods.countStaying(node) > 1) doubled.add(node);
  let peak = toPeak(doubled, startOf(entries, from));
  for (const commit of commitsOf(entries, from, entries.length)) {
    const node = pods.apply(commit);
    if (node === undefined) continue;
    if (pods.countStaying(node) <= 1) {
      doubled.delete(node);
      continue;
    }
    doubled.add(node);
    if (doubled.size > peak.count) peak = toPeak(doubled, commit.atMs);
  }
  return inOrder(peak);
}

/**
 * Old pods whose deletion began while no new pod on their node was available (ready for `minReadySeconds`). A pod is
 * old if it does not carry `currentHash`. `deletions` counts every old pod whose deletion began in the stretch.
 */
export function findEarlyDeletions(
  entries: readonly JournalEntry[],
  from: number,
  workload: Workload,
  currentHash: string | undefined,
): { readonly deletions: number; readonly early: readonly EarlyDeletion[] } {
  const pods = replayUntil(entries, from, workload);
  let minReadySeconds = lastMinReadySeconds(entries, from, workload);
  let deletions = 0;
  const early: EarlyDeletion[] = [];
  for (const commit of commitsOf(entries, from, entries.length)) {
    if (isDaemonSetCommit(commit, workload)) minReadySeconds = minReadySecondsOf(commit);
    const old = pickDeleted(commit, workload);
    if (old && old.metadata.labels?.[HASH_LABEL] !== currentHash) {
      deletions += 1;
      const because = explainMissingSuccessor(pods.on(nodeOf(old)), currentHash, minReadySeconds, commit.atMs);
      if (because) early.push({ node: nodeOf(old), pod: old.metadata.name, atMs: commit.atMs, because });
    }
    pods.apply(commit);
  }
  return { deletions, early };
}

/** The pod whose deletion begins with this commit. */
function pickDeleted({ resource, before, after }: CommitEntry, workload: Workload): Pod | undefined {
  if (resource !== 'pods' || !isPodOf(before, workload) || isTerminating(before)) return undefined;
  return !after || isTerminating(after as Pod) ? before : undefined;
}

function explainMissingSuccessor(
  pods: Iterable<Pod>,
  currentHash: string | undefined,
  minReadySeconds: number,
  atMs: number,
): string | undefined {
  let because = 'there was no new pod yet';
  for (const pod of pods) {
    if (pod.metadata.labels?.[HASH_LABEL] !== currentHash || isTerminating(pod)) continue;
    const ready = pod.status.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True');
    if (!ready) because = 'the new pod was not ready';
    else if (minReadySeconds === 0) return undefined;
    else if (Date.parse(ready.lastTransitionTime ?? '') + minReadySeconds * 1000 <= atMs) return undefined;
    else because = `the new pod was ready, but not yet for ${minReadySeconds}s`;
  }
  return because;
}

function isDaemonSetCommit({ resource, after }: CommitEntry, { namespace, name }: Workload): boolean {
  return resource === 'daemonsets' && after?.metadata.name === name && after.metadata.namespace === namespace;
}

const minReadySecondsOf = ({ after }: CommitEntry): number => (after as DaemonSet).spec.minReadySeconds ?? 0;

function lastMinReadySeconds(entries: readonly JournalEntry[], from: number, workload: Workload): number {
  let seconds = 0;
  for (const commit of commitsOf(entries, 0, from)) {
    if (isDaemonSetCommit(commit, workload)) seconds = minReadySecondsOf(commit);
  }
  return seconds;
}
