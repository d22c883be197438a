/**
 * The running account of one DaemonSet over all nodes: which nodes need a pod, which pods must go, how far a rollout
 * is, and the status counters. A change touches the nodes it is about and no others, so that a sync on 100,000 nodes
 * costs what has changed since the last one. `ledger.test.ts` holds it equal to a full recount after every change.
 */
import { CONTROLLER_REVISION_HASH_LABEL } from '../../api/apps';
import type { Pod } from '../../api/core';
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

/** What the ledger keeps of one node. */
interface NodeAccount {
  readonly node: string;
  /** The pods meant for it; replaced and never changed, as the entry keeps them. */
  group: readonly Pod[];
  /** The last judgement; undefined for a node that is not in the cache and has no pods. */
  entry: NodeEntry | undefined;
  /** The sets it is filed in: bit n for the n-th of the ledger's sets. */
  filedIn: number;
  /** To be judged anew. */
  isDirty: boolean;
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

  readonly #sets: readonly SeededSet[];
  readonly #eligibilityOf: EligibilityOf;
  readonly #accounts = new Map<string, NodeAccount>();
  /** By uid. */
  readonly #pods = new Map<string, Pod>();
  readonly #wornHashes = new Map<string, number>();
  #dirty: NodeAccount[] = [];
  /** Nodes whose judgement changes by time alone, and the earliest such time. */
  readonly #changing = new Map<NodeAccount, number>();
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
    this.#sets = [
      this.creates,
      this.removals,
      this.terminal,
      this.stranded,
      this.oldAvailable,
      this.oldUnavailable,
      this.sunset,
      this.oldOnUnknownNode,
      this.superseded,
    ];
  }

  entry(node: string): NodeEntry | undefined {
    return this.#accounts.get(node)?.entry;
  }

  /** Every entry with the name of its node. */
  *entries(): Iterable<readonly [string, NodeEntry]> {
    for (const { node, entry } of this.#accounts.values()) if (entry) yield [node, entry];
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
    this.#touch(this.#accountOf(node));
  }

  /** Puts a claimed pod into the account, in place of an earlier version of it. */
  putPod(pod: Pod): void {
    const { uid } = pod.metadata;
    const before = this.#pods.get(uid);
    if (before === pod) return;
    if (before) this.#forgetPod(uid, before);
    const node = targetNodeOf(pod);
    if (node === undefined) return; // DS-MULTI-02
    this.#pods.set(uid, pod);
    this.#wear(pod, 1);
    if (pod.metadata.deletionTimestamp && isPodTerminal(pod)) return; // DS-MULTI-03
    const account = this.#accountOf(node);
    account.group = account.group.length === 0 ? [pod] : [...account.group, pod];
    this.#touch(account);
  }

  removePod(uid: string): void {
    const before = this.#pods.get(uid);
    if (before) this.#forgetPod(uid, before);
  }

  /** Judges anew every node that may have changed since the last call. Every node is, when the facts are new. */
  refresh(facts: SetFacts, nowMs: number, nodes: () => Iterable<string>): void {
    if (facts !== this.#facts) {
      this.#facts = facts;
      for (const node of nodes()) this.#touch(this.#accountOf(node));
      for (const account of this.#accounts.values()) this.#touch(account);
    }
    if (nowMs >= this.#nextChangeMs) this.#wakeTimed(nowMs);
    if (this.#dirty.length === 0) return;
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const account of dirty) this.#judge(account, facts, nowMs);
  }

  #accountOf(node: string): NodeAccount {
    let account = this.#accounts.get(node);
    if (!account) {
      account = { node, group: NO_PODS, entry: undefined, filedIn: 0, isDirty: false };
      this.#accounts.set(node, account);
    }
    return account;
  }

  #touch(account: NodeAccount): void {
    if (account.isDirty) return;
    account.isDirty = true;
    this.#dirty.push(account);
  }

  #forgetPod(uid: string, pod: Pod): void {
    this.#pods.delete(uid);
    this.#wear(pod, -1);
    const account = this.#accounts.get(targetNodeOf(pod) as string);
    if (!account?.group.includes(pod)) return;
    account.group = account.group.length === 1 ? NO_PODS : account.group.filter((other) => other !== pod);
    this.#touch(account);
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
    for (const [account, atMs] of this.#changing) {
      if (atMs <= nowMs) this.#touch(account);
      else if (atMs < this.#nextChangeMs) this.#nextChangeMs = atMs;
    }
  }

  #judge(account: NodeAccount, facts: SetFacts, nowMs: number): void {
    const before = account.entry;
    const after = this.#judgement(account, facts, nowMs);
    account.isDirty = false;
    account.entry = after;
    if (before) this.#add(before, -1);
    if (after) this.#add(after, 1);
    else this.#accounts.delete(account.node);
    this.#file(account, after);
  }

  #judgement({ node, group }: NodeAccount, facts: SetFacts, nowMs: number): NodeEntry | undefined {
    const eligibility = this.#eligibilityOf(node);
    if (!eligibility && group.length === 0) return undefined;
    const pods = group.length > 1 ? [...group].sort(compareAge) : group;
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

  #file(account: NodeAccount, entry: NodeEntry | undefined): void {
    const belongsIn = entry ? setsFor(entry) : 0;
    const changed = belongsIn ^ account.filedIn;
    account.filedIn = belongsIn;
    for (let index = 0; changed >> index !== 0; index++) {
      const bit = 1 << index;
      if ((changed & bit) === 0) continue;
      const set = this.#sets[index] as SeededSet;
      if ((belongsIn & bit) === 0) set.delete(account.node);
      else set.add(account.node);
    }
    const changesAtMs = entry?.changesAtMs ?? NEVER;
    if (changesAtMs !== NEVER) this.#changing.set(account, changesAtMs);
    else if (this.#changing.size > 0) this.#changing.delete(account);
    if (changesAtMs < this.#nextChangeMs) this.#nextChangeMs = changesAtMs;
  }
}

/** Which sets a node belongs in, as bits in the order of the ledger's list of them. */
function setsFor({ eligibility, pods, plan, stage }: NodeEntry): number {
  const isOld = stage.kind === 'old';
  const isKnown = eligibility !== undefined;
  const isWanted = eligibility?.shouldRun === true;
  let bits = plan.create ? 1 : 0; // creates
  if (plan.remove.length > 0) bits |= 1 << 1; // removals
  if (plan.failed.length + plan.succeeded.length > 0) bits |= 1 << 2; // terminal
  if (!isKnown && pods.some((pod) => !pod.spec.nodeName)) bits |= 1 << 3; // stranded
  if (isOld && stage.available) bits |= 1 << 4; // oldAvailable
  if (isOld && !stage.available) bits |= 1 << 5; // oldUnavailable
  if (isOld && stage.available && !isWanted && isKnown) bits |= 1 << 6; // sunset
  if (isOld && !isKnown) bits |= 1 << 7; // oldOnUnknownNode
  if (stage.kind === 'both' && stage.updatedAvailable) bits |= 1 << 8; // superseded
  return bits;
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
