/**
 * What one node's pods call for, decided from that node alone and without doing anything. The sums over all nodes
 * (ledger.ts) and the two rollouts (rolling-update.ts, surge.ts) are built from these judgements.
 * Upstream: pkg/controller/daemon/daemon_controller.go, podsShouldBeOnNode, and update.go, findUpdatedPodsOnNode, v1.36.
 */
import { CONTROLLER_REVISION_HASH_LABEL, POD_TEMPLATE_GENERATION_LABEL } from '../../api/apps';
import type { Pod } from '../../api/core';
import { isPodAvailable, isPodReady } from '../../api/pod-conditions';

/** Whether a node should get a pod, and whether one that is there may stay (DS-PLACE-01). */
export interface Eligibility {
  readonly shouldRun: boolean;
  readonly shouldContinue: boolean;
}

/** What a DaemonSet asks of all its nodes alike. */
export interface SetFacts {
  /** Hash of the current revision; empty while there is none. */
  readonly hash: string;
  /** Template generation as text, see `templateGenerationOf`. */
  readonly templateGeneration: string | undefined;
  readonly minReadySeconds: number;
  /** Surge mode of DS-MULTI-08. */
  readonly surges: boolean;
}

/** Which pods `manage` wants on a node or off it. Failed pods go only when their back-off allows (failed-pods.ts). */
export interface NodePlan {
  readonly create: boolean;
  readonly remove: readonly Pod[];
  readonly failed: readonly Pod[];
  readonly succeeded: readonly Pod[];
}

const NOTHING_TO_DO: NodePlan = { create: false, remove: [], failed: [], succeeded: [] };
const CREATE: NodePlan = { create: true, remove: [], failed: [], succeeded: [] };

/** `pods` is the node's group in age order (DS-MULTI-03, DS-MULTI-04). */
export function planNode(eligibility: Eligibility, pods: readonly Pod[], facts: SetFacts, nowMs: number): NodePlan {
  if (pods.length === 0) return eligibility.shouldRun ? CREATE : NOTHING_TO_DO; // DS-MULTI-05
  const [only] = pods;
  if (pods.length === 1 && only && eligibility.shouldContinue && isRunning(only)) return NOTHING_TO_DO;
  const living = pods.filter((pod) => !pod.metadata.deletionTimestamp);
  if (!eligibility.shouldContinue) return { ...NOTHING_TO_DO, remove: living }; // DS-MULTI-07, DS-CHG-02

  // DS-MULTI-06
  const running = living.filter(isRunning);
  const failed = living.filter((pod) => pod.status.phase === 'Failed');
  const succeeded = living.filter((pod) => pod.status.phase === 'Succeeded');
  // DS-ONDEL-04: without surge a second pod goes, also the new one of an interrupted surge.
  if (!facts.surges) return { create: false, remove: running.slice(1), failed, succeeded };
  return {
    create: running.length === 0 && eligibility.shouldRun, // DS-MULTI-09, DS-FAIL-09 to 11
    remove: excessWhileSurging(running, facts, nowMs),
    failed,
    succeeded,
  };
}

function isRunning(pod: Pod): boolean {
  return !pod.metadata.deletionTimestamp && pod.status.phase !== 'Failed' && pod.status.phase !== 'Succeeded';
}

/** Of the running pods on a surging node, those that must go (DS-MULTI-10 to 12). */
function excessWhileSurging(running: readonly Pod[], facts: SetFacts, nowMs: number): Pod[] {
  if (running.length <= 1) return [];
  const isNew = (pod: Pod) => pod.metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] === facts.hash;
  const newest = running.find(isNew);
  const oldest = running.find((pod) => !isNew(pod));
  const excess = running.filter((pod) => pod !== newest && pod !== oldest);
  if (newest && oldest) {
    if (!isPodReady(oldest) || isPodAvailable(newest, facts.minReadySeconds, nowMs)) excess.push(oldest);
  }
  return excess;
}

/**
 * A pod of the current template, by either of two labels (DS-ROLL-02). An adopted pod without them is old (DS-OWN-13),
 * and one of an earlier DaemonSet may pass for updated because the numbers agree by chance (DS-DEL-04).
 */
export function isUpdated(pod: Pod, facts: SetFacts): boolean {
  const labels = pod.metadata.labels;
  if (!labels) return false;
  if (facts.hash !== '' && labels[CONTROLLER_REVISION_HASH_LABEL] === facts.hash) return true;
  return facts.templateGeneration !== undefined && labels[POD_TEMPLATE_GENERATION_LABEL] === facts.templateGeneration;
}

/** How a node stands in a rollout. Pods of all earlier templates are old (DS-CHG-06), terminating ones left out (DS-ROLL-04). */
export type RolloutStage =
  /** Two or more pods of one kind; `manage` will prune them. */
  | { readonly kind: 'excess' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'updated'; readonly available: boolean }
  | { readonly kind: 'old'; readonly old: Pod; readonly available: boolean }
  | { readonly kind: 'both'; readonly old: Pod; readonly oldAvailable: boolean; readonly updatedAvailable: boolean };

const EXCESS: RolloutStage = { kind: 'excess' };
const EMPTY: RolloutStage = { kind: 'empty' };
const UPDATED_AND_AVAILABLE: RolloutStage = { kind: 'updated', available: true };
const UPDATED_NOT_AVAILABLE: RolloutStage = { kind: 'updated', available: false };

export function judgeRollout(pods: readonly Pod[], facts: SetFacts, nowMs: number): RolloutStage {
  let updated: Pod | undefined;
  let old: Pod | undefined;
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp) continue;
    if (isUpdated(pod, facts)) {
      if (updated) return EXCESS;
      updated = pod;
    } else {
      if (old) return EXCESS;
      old = pod;
    }
  }
  const isAvailable = (pod: Pod) => isPodAvailable(pod, facts.minReadySeconds, nowMs);
  if (updated && old) {
    return { kind: 'both', old, oldAvailable: isAvailable(old), updatedAvailable: isAvailable(updated) };
  }
  if (old) return { kind: 'old', old, available: isAvailable(old) };
  if (updated) return isAvailable(updated) ? UPDATED_AND_AVAILABLE : UPDATED_NOT_AVAILABLE;
  return EMPTY;
}

/** Age order: bound before unbound, then earlier creation, then smaller name (DS-MULTI-04). */
export function compareAge(a: Pod, b: Pod): number {
  const unbound = Number(!a.spec.nodeName) - Number(!b.spec.nodeName);
  if (unbound !== 0) return unbound;
  if (a.metadata.creationTimestamp !== b.metadata.creationTimestamp) {
    return a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1;
  }
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

/** What a node adds to the status counters (DS-STAT-02 to 04): its oldest pod speaks for it. */
export interface NodeCounts {
  readonly scheduled: boolean;
  readonly ready: boolean;
  readonly available: boolean;
  readonly updated: boolean;
}

const NO_POD: NodeCounts = { scheduled: false, ready: false, available: false, updated: false };

export function countNode(pods: readonly Pod[], facts: SetFacts, nowMs: number): NodeCounts {
  const [oldest] = pods;
  if (!oldest) return NO_POD;
  const ready = isPodReady(oldest);
  return {
    scheduled: true,
    ready,
    available: ready && isPodAvailable(oldest, facts.minReadySeconds, nowMs),
    updated: isUpdated(oldest, facts),
  };
}
