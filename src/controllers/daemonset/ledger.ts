/**
 * The running account of one DaemonSet over all nodes: which nodes need a pod, which pods must go, how far a rollout
 * is, and the status counters. A change touches the nodes it is about and no others, so that a sync on 100,000 nodes
 * costs what has changed since the last one. `ledger.test.ts` holds it equal to a full recount after every change.
 */
import { CONTROLLER_REVISION_HASH_LABEL } from '../../api/apps';
import type { Pod } from '../../api/core';
import { keyOf } from '../../api/meta';
import { isPodReady, isPodTerminal, readyCondition } from '../../api/pod-conditions';
import { parseTime } from '../../kernel/clock';
import type { Random } from '../../kernel/random';
import { SeededSet } from '../../machinery/seeded-set';
import {
  compareAge,
  countNode,
  type Eligibility,
  judgeRollout,
  type NodeCounts,
  type NodePlan,
  planNode,
  type RolloutStage,
  type SetFacts,
} from './node-plan';
import { targetNodeOf } from './pod-template';

/** Everything known about one node at the time it was last judged. */
export interface NodeEntry {
  /** Undefined for a node that is not in the cache (it is gone, or has not been seen yet). */
  readonly eligibility: Eligibility | undefined;
  /** The node's group in age order. */
  readonly pods: readonly Pod[];
  readonly plan: NodePlan;
  readonly stage: RolloutStage;
  readonly counts: NodeCounts;
  /** When the judgement changes by time alone, in ms since the epoch: a ready pod becomes available. */
  readonly changesAtMs: number;
}

/** Sums over all nodes. The first six make up the status; the others are the state of a rollout. */
export interface Totals {
  desired: number;
  current: number;
  misscheduled: number;
  ready: number;
  available: number;
  updated: number;
  /** Groups that count as unavailable in a rollout without surge (DS-ROLL-04 to 06). */
  unavailableGroups: number;
  /** Groups that use up the surge budget (DS-SURGE-02, DS-SURGE-08). */
  surgingGroups: number;
  /** Groups that serve, by their old pod or else by their updated one (DS-SURGE-03). */
  servingGroups: number;
}

const NEVER = Number.POSITIVE_INFINITY;
const NO_PODS: readonly Pod[] = [];
const NO_PLAN: NodePlan = { create: false, remove: [], failed: [], succeeded: [] };

/** What the ledger must be told about nodes: undefined for a node that is not in the cache. */
export type EligibilityOf = (node: string) => Eligibility | undefined;

export class NodeLedger {
  /** Nodes that need a pod from `manage`. */
  readonly creates: SeededSet;
  /** Nodes with pods that `manage` removes. */
  readonly removals: SeededSet;
  /** Nodes with failed or succeeded pods. */
  readonly terminal: SeededSet;
  /** Nodes not in the cache that unbound pods are aimed at (DS-MULTI-13). */
  readonly stranded: SeededSet;
  /** Nodes with one old pod and no other, by whether it is available. */
  readonly oldAvailable: SeededSet;
  readonly oldUnavailable: SeededSet;
  /** Of `oldAvailable`, those on nodes where no pod is wanted any more. */
  readonly sunset: SeededSet;
  /** Of both kinds, those on nodes that are not in the cache (DS-SURGE-07). */
  readonly oldOnUnknownNode: SeededSet;
  /** Nodes with an old pod whose updated successor is available. */
  readonly superseded: SeededSet;
  readonly totals: Totals = {
    desired: 0,
    current: 0,
    misscheduled: 0,
    ready: 0,
    available: 0,
    updated: 0,
    unavailableGroups: 0,
    surgingGroups: 0,
    servingGroups: 0,
  };

  readonly #eligibilityOf: EligibilityOf;
  readonly #entries = new Map<string, NodeEntry>();
  readonly #pods = new Map<string, Pod>();
  readonly #groups = new Map<string, Pod[]>();
  readonly #wornHashes = new Map<string, number>();
  readonly #dirty = new Set<string>();
  /** Nodes whose judgement changes by time alone, and the earliest such time. */
  readonly #changing = new Map<string, number>();
  #nextChangeMs = NEVER;
  #facts: SetFacts | undefined;

  constructor(random: Random, eligibilityOf: EligibilityOf) {
    this.#eligibilityOf = eligibilityOf;
    this.creates = new SeededSet(random);
    this.removals = new SeededSet(random);
    this.terminal = new SeededSet(random);
    this.stranded = new SeededSet(random);
    this.oldAvailable = new SeededSet(random);
    this.oldUnavailable = new SeededSet(random);
    this.sunset = new SeededSet(random);
    this.oldOnUnknownNode = new SeededSet(random);
    this.superseded = new SeededSet(random);
  }

  entry(node: string): NodeEntry | undefined {
    return this.#entries.get(node);
  }

  entries(): ReadonlyMap<string, NodeEntry> {
    return this.#entries;
  }

  has(podKey: string): boolean {
    return this.#pods.has(podKey);
  }

  /** Whether any pod, also a finished one that is going, wears this revision hash (DS-REV-15). */
  isHashWorn(hash: string): boolean {
    return this.#wornHashes.has(hash);
  }

  /** Every pod in a group or kept for history only. */
  pods(): IterableIterator<Pod> {
    return this.#pods.values();
  }

  /** A node was added, removed, or changed its labels or taints. */
  nodeChanged(node: string): void {
    this.#dirty.add(node);
  }

  /** Puts a claimed pod into the account, in place of an earlier version of it. */
  putPod(pod: Pod): void {
    const key = keyOf(pod);
    const before = this.#pods.get(key);
    if (before === pod) return;
    if (before) this.#forgetPod(key, before);
    const node = targetNodeOf(pod);
    if (node === undefined) return; // DS-MULTI-02
    this.#pods.set(key, pod);
    this.#wear(pod, 1);
    if (pod.metadata.deletionTimestamp && isPodTerminal(pod)) return; // DS-MULTI-03
    const group = this.#groups.get(node);
    if (group) group.push(pod);
    else this.#groups.set(node, [pod]);
    this.#dirty.add(node);
  }

  removePod(podKey: string): void {
    const before = this.#pods.get(podKey);
    if (before) this.#forgetPod(podKey, before);
  }

  /** Judges anew every node that may have changed since the last call. Every node is, when the facts are new. */
  refresh(facts: SetFacts, nowMs: number, nodes: () => Iterable<string>): void {
    if (facts !== this.#facts) {
      this.#facts = facts;
      for (const node of nodes()) this.#dirty.add(node);
      for (const node of this.#entries.keys()) this.#dirty.add(node);
    }
    if (nowMs >= this.#nextChangeMs) this.#wakeTimed(nowMs);
    for (const node of this.#dirty) this.#judge(node, facts, nowMs);
    this.#dirty.clear();
  }

  #forgetPod(key: string, pod: Pod): void {
    this.#pods.delete(key);
    this.#wear(pod, -1);
    const node = targetNodeOf(pod) as string;
    const group = this.#groups.get(node);
    const position = group?.indexOf(pod) ?? -1;
    if (!group || position < 0) return;
    group.splice(position, 1);
    if (group.length === 0) this.#groups.delete(node);
    this.#dirty.add(node);
  }

  #wear(pod: Pod, by: 1 | -1): void {
    const hash = pod.metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL];
    if (hash === undefined) return;
    const worn = (this.#wornHashes.get(hash) ?? 0) + by;
    if (worn === 0) this.#wornHashes.delete(hash);
    else this.#wornHashes.set(hash, worn);
  }

  #wakeTimed(nowMs: number): void {
    this.#nextChangeMs = NEVER;
    for (const [node, atMs] of this.#changing) {
      if (atMs <= nowMs) this.#dirty.add(node);
      else if (atMs < this.#nextChangeMs) this.#nextChangeMs = atMs;
    }
  }

  #judge(node: string, facts: SetFacts, nowMs: number): void {
    const before = this.#entries.get(node);
    const after = this.#judgement(node, facts, nowMs);
    if (before) this.#add(before, -1);
    if (after) {
      this.#entries.set(node, after);
      this.#add(after, 1);
    } else {
      this.#entries.delete(node);
    }
    this.#file(node, after);
  }

  #judgement(node: string, facts: SetFacts, nowMs: number): NodeEntry | undefined {
    const eligibility = this.#eligibilityOf(node);
    const group = this.#groups.get(node);
    if (!eligibility && !group) return undefined;
    const pods = group && group.length > 1 ? [...group].sort(compareAge) : (group?.slice() ?? NO_PODS);
    return {
      eligibility,
      pods,
      plan: eligibility ? planNode(eligibility, pods, facts, nowMs) : NO_PLAN,
      stage: judgeRollout(pods, facts, nowMs),
      counts: countNode(pods, facts, nowMs),
      changesAtMs: nextAvailableMs(pods, facts, nowMs),
    };
  }

  /** Adds an entry to the sums, or takes it out again. */
  #add(entry: NodeEntry, by: 1 | -1): void {
    const { totals } = this;
    const wanted = entry.eligibility?.shouldRun === true;
    if (wanted) {
      totals.desired += by;
      if (entry.counts.scheduled) totals.current += by;
      if (entry.counts.ready) totals.ready += by;
      if (entry.counts.available) totals.available += by;
      if (entry.counts.updated) totals.updated += by;
    } else if (entry.eligibility && entry.counts.scheduled) {
      totals.misscheduled += by; // DS-STAT-03
    }
    if (!wanted && entry.pods.length === 0) return; // DS-ROLL-03
    if (isUnavailable(entry.stage)) totals.unavailableGroups += by;
    if (isSurging(entry.stage)) totals.surgingGroups += by;
    if (isServing(entry.stage)) totals.servingGroups += by;
  }

  #file(node: string, entry: NodeEntry | undefined): void {
    const stage = entry?.stage;
    const isOld = stage?.kind === 'old';
    const isKnown = entry?.eligibility !== undefined;
    const isWanted = entry?.eligibility?.shouldRun === true;
    keep(this.creates, node, entry?.plan.create === true);
    keep(this.removals, node, entry !== undefined && entry.plan.remove.length > 0);
    keep(this.terminal, node, entry !== undefined && entry.plan.failed.length + entry.plan.succeeded.length > 0);
    keep(this.stranded, node, entry !== undefined && !isKnown && entry.pods.some((pod) => !pod.spec.nodeName));
    keep(this.oldAvailable, node, isOld && stage.available);
    keep(this.oldUnavailable, node, isOld && !stage.available);
    keep(this.sunset, node, isOld && stage.available && !isWanted && isKnown);
    keep(this.oldOnUnknownNode, node, isOld && !isKnown);
    keep(this.superseded, node, stage?.kind === 'both' && stage.updatedAvailable);
    const changesAtMs = entry?.changesAtMs ?? NEVER;
    if (changesAtMs === NEVER) this.#changing.delete(node);
    else this.#changing.set(node, changesAtMs);
    if (changesAtMs < this.#nextChangeMs) this.#nextChangeMs = changesAtMs;
  }
}

function keep(set: SeededSet, node: string, belongs: boolean): void {
  if (belongs) set.add(node);
  else set.delete(node);
}

// DS-ROLL-04 to 06
function isUnavailable(stage: RolloutStage): boolean {
  return stage.kind === 'updated' || stage.kind === 'old' ? !stage.available : true;
}

// DS-SURGE-02, DS-SURGE-08
function isSurging(stage: RolloutStage): boolean {
  return stage.kind === 'excess' || (stage.kind === 'both' && !stage.updatedAvailable);
}

// DS-SURGE-03
function isServing(stage: RolloutStage): boolean {
  if (stage.kind === 'both') return stage.oldAvailable;
  return (stage.kind === 'old' || stage.kind === 'updated') && stage.available;
}

/** When the first ready but not yet available pod becomes available (DS-AVAIL-02). */
function nextAvailableMs(pods: readonly Pod[], facts: SetFacts, nowMs: number): number {
  if (facts.minReadySeconds === 0) return NEVER;
  let next = NEVER;
  for (const pod of pods) {
    const since = isPodReady(pod) ? readyCondition(pod)?.lastTransitionTime : undefined;
    if (since === undefined) continue;
    const availableMs = parseTime(since) + facts.minReadySeconds * 1000;
    if (availableMs > nowMs && availableMs < next) next = availableMs;
  }
  return next;
}
