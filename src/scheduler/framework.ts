/**
 * The scheduler in pieces: a plug-in per file under `plugins/`, a line per plug-in in `registry.ts`.
 *   framework.ts   what a plug-in is          node-info.ts   nodes, their pods and free resources
 *   queue.ts       which pod is tried next    find-nodes.ts  filters and scores, one pod at a time
 *   preemption.ts  making room                scheduler.ts   the actor: watches in, bindings and conditions out
 *   parked-pods.ts   who hears of which event       pod-reports.ts      conditions and events of pods
 *   surroundings.ts  what else plug-ins may ask     diagnosis.ts        the sentence of FailedScheduling
 *   nominations.ts   room that is kept for a pod    spread-*.ts         how evenly a group is spread
 * Upstream: pkg/scheduler/framework/interface.go, v1.36.
 */
import type { Node, Pod } from '../api/core';
import type { NodeCache, NodeInfo } from './node-info';
import type { Surroundings } from './surroundings';

/**
 * Why a node is no place for a pod. `unschedulable` may change if pods on the node go (preemption helps),
 * `unresolvable` does not.
 */
export interface Rejection {
  readonly code: 'unschedulable' | 'unresolvable';
  readonly plugin: string;
  readonly reasons: readonly string[];
}

/** One filter prepared for one pod: whatever depends on the pod alone was worked out already. */
export interface NodeFilter {
  /** The only nodes worth asking, if the plug-in knows them beforehand (upstream: PreFilterResult). */
  readonly nodeNames?: ReadonlySet<string>;
  /** Undefined: the node passes. */
  filter(node: NodeInfo): Rejection | undefined;
}

/** Points from 0 to 100 for one node, already normalised over the nodes that were asked. */
export type NodeScores = readonly number[];

/** What happened in the cluster that could make a parked pod schedulable. Upstream: framework/events.go, v1.36. */
export type ClusterEvent =
  | { readonly kind: 'node-added'; readonly node: Node }
  | { readonly kind: 'node-updated'; readonly before: Node; readonly node: Node }
  | { readonly kind: 'node-deleted'; readonly node: Node }
  | { readonly kind: 'assigned-pod-added'; readonly pod: Pod }
  | { readonly kind: 'assigned-pod-updated'; readonly before: Pod; readonly pod: Pod }
  | { readonly kind: 'assigned-pod-deleted'; readonly pod: Pod }
  /** The parked pod itself was changed. */
  | { readonly kind: 'pod-updated'; readonly before: Pod; readonly pod: Pod };

export interface SchedulerPlugin {
  readonly name: string;
  /** True if the verdict on a node depends on that node and its own pods alone; then events elsewhere cannot help. */
  readonly looksAtOneNode: boolean;
  /** The events that may help a pod which this plug-in rejected (upstream: EventsToRegister); `mayHelp` judges the one at hand. */
  readonly events: readonly ClusterEvent['kind'][];
  /** Keeps a pod out of the queue (upstream: PreEnqueue). */
  isGated?(pod: Pod): boolean;
  /** Undefined: the plug-in has nothing to say about this pod. A rejection ends the attempt for all nodes. */
  prepare?(pod: Pod, nodes: NodeCache): NodeFilter | Rejection | undefined;
  /** Undefined: no opinion. Otherwise a score for each of `feasible`, in that order. */
  score?(pod: Pod, feasible: readonly NodeInfo[], nodes: NodeCache): NodeScores | undefined;
  /** Weight of `score`; 0 if there is none (SCHED-SCORE-01). */
  readonly weight: number;
  /** May this event change the verdict for a pod that this plug-in rejected? (SCHED-QUEUE-11) */
  mayHelp(event: ClusterEvent, pod: Pod, surroundings: Surroundings): boolean;
}

export function isRejection(result: NodeFilter | Rejection): result is Rejection {
  return 'reasons' in result;
}

export function reject(plugin: string, code: Rejection['code'], ...reasons: readonly string[]): Rejection {
  return { code, plugin, reasons };
}

/**
 * Brings raw counts to 0..100, the highest count to 100. Reversed: the highest count to 0.
 * Upstream: framework/plugins/helper/normalize_score.go, DefaultNormalizeScore, v1.36.
 */
export function normalizeScores(counts: readonly number[], reversed: boolean): number[] {
  const highest = Math.max(0, ...counts);
  if (highest === 0) return counts.map(() => (reversed ? 100 : 0));
  return counts.map((count) => {
    const share = Math.floor((100 * count) / highest);
    return reversed ? 100 - share : share;
  });
}
