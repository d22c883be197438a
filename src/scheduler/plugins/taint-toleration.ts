/** Taints that keep pods away, and those that only repel. Upstream: framework/plugins/tainttoleration, v1.36. */
import type { Node, Pod, Taint, TaintEffect, Toleration } from '../../api/core';
import { findUntoleratedTaint, SCHEDULING_EFFECTS } from '../../api/taints';
import { normalizeScores, reject, type SchedulerPlugin } from '../framework';

const name = 'TaintToleration';
const REJECTION = reject(name, 'unresolvable', 'node(s) had untolerated taint(s)');
const NO_TOLERATIONS: readonly Toleration[] = [];
const REPELLING_EFFECTS: readonly TaintEffect[] = ['PreferNoSchedule'];

// SCHED-TAINT-02
export const taintToleration: SchedulerPlugin = {
  name,
  weight: 3,
  looksAtOneNode: true,
  events: ['node-added', 'node-updated', 'pod-updated'],
  prepare(pod) {
    return { filter: (info) => (info.node && isKeptAway(info.node, pod) ? REJECTION : undefined) };
  },
  // SCHED-TAINT-03
  score(pod, feasible) {
    const tolerations = (pod.spec.tolerations ?? NO_TOLERATIONS).filter(
      ({ effect }) => !effect || effect === 'PreferNoSchedule',
    );
    const counts = feasible.map(
      (info) => (info.node?.spec.taints ?? []).filter((taint) => repels(taint, tolerations)).length,
    );
    return normalizeScores(counts, true);
  },
  mayHelp(event, pod) {
    if (event.kind === 'node-added') return !isKeptAway(event.node, pod);
    if (event.kind === 'node-updated') return isKeptAway(event.before, pod) && !isKeptAway(event.node, pod);
    if (event.kind !== 'pod-updated') return false;
    return event.before.spec.tolerations?.length !== event.pod.spec.tolerations?.length;
  },
};

function isKeptAway(node: Node, pod: Pod): boolean {
  return findUntoleratedTaint(node.spec.taints, pod.spec.tolerations, SCHEDULING_EFFECTS) !== undefined;
}

function repels(taint: Taint, tolerations: readonly Toleration[]): boolean {
  return findUntoleratedTaint([taint], tolerations, REPELLING_EFFECTS) !== undefined;
}
