/**
 * Which nodes a DaemonSet's pods belong on, judged from names, labels and taints alone (DS-PLACE-08):
 * host ports, of its own pods or others, are the scheduler's business (DS-MULTI-14).
 * Upstream: pkg/controller/daemon/daemon_controller.go, NodeShouldRunDaemonPod, v1.36.
 */
import type { DaemonSet } from '../../api/apps';
import type { Node, PodTemplateSpec, Taint } from '../../api/core';
import {
  type AffinityFailure,
  formatAffinityFailure,
  listAffinityFailures,
  matchesRequiredNodeAffinity,
} from '../../api/node-affinity';
import { EVICTING_EFFECTS, findUntoleratedTaint, SCHEDULING_EFFECTS } from '../../api/taints';
import type { Eligibility } from './node-plan';
import { daemonPodTolerations } from './pod-template';

const RUNS: Eligibility = { shouldRun: true, shouldContinue: true };
const STAYS: Eligibility = { shouldRun: false, shouldContinue: true };
const NEITHER: Eligibility = { shouldRun: false, shouldContinue: false };

export type NodeJudge = (node: Node) => Eligibility;

/** Templates are frozen and shared, so each is compiled once. */
const compiled = new WeakMap<PodTemplateSpec, NodeJudge>();

/** The truth table of DS-PLACE-02 for one template; its tolerations are merged once and not for every node. */
export function compilePlacement(daemonSet: DaemonSet): NodeJudge {
  const { template } = daemonSet.spec;
  let judge = compiled.get(template);
  if (!judge) {
    judge = placementOf(template);
    compiled.set(template, judge);
  }
  return judge;
}

function placementOf({ spec }: PodTemplateSpec): NodeJudge {
  const tolerations = daemonPodTolerations(spec);
  return (node) => {
    if (spec.nodeName && spec.nodeName !== node.metadata.name) return NEITHER; // DS-PLACE-03
    if (!matchesRequiredNodeAffinity(spec, node)) return NEITHER;
    const { taints } = node.spec;
    // DS-PLACE-12 to 14
    if (!taints || !findUntoleratedTaint(taints, tolerations, SCHEDULING_EFFECTS)) return RUNS;
    return findUntoleratedTaint(taints, tolerations, EVICTING_EFFECTS) ? NEITHER : STAYS; // DS-PLACE-10, DS-PLACE-11
  };
}

/** One predicate that keeps a new pod off a node. */
export type PlacementFailure =
  | { readonly check: 'node-name'; readonly wanted: string }
  | { readonly check: 'node-affinity'; readonly failure: AffinityFailure }
  | { readonly check: 'taint'; readonly taint: Taint };

/** Every predicate that keeps a new pod off the node, not only the first; empty if the node should run one. */
export function listPlacementFailures({ spec: { template } }: DaemonSet, node: Node): PlacementFailure[] {
  const { spec } = template;
  const failures: PlacementFailure[] = [];
  if (spec.nodeName && spec.nodeName !== node.metadata.name)
    failures.push({ check: 'node-name', wanted: spec.nodeName });
  for (const failure of listAffinityFailures(spec, node)) failures.push({ check: 'node-affinity', failure });
  const tolerations = daemonPodTolerations(spec);
  for (const taint of node.spec.taints ?? []) {
    if (findUntoleratedTaint([taint], tolerations, SCHEDULING_EFFECTS)) failures.push({ check: 'taint', taint });
  }
  return failures;
}

/** The same in words. */
export function explainPlacement(daemonSet: DaemonSet, node: Node): string[] {
  return listPlacementFailures(daemonSet, node).map(describePlacementFailure);
}

function describePlacementFailure(failure: PlacementFailure): string {
  switch (failure.check) {
    case 'node-name':
      return `template nodeName is ${failure.wanted}`;
    case 'node-affinity':
      return formatAffinityFailure(failure.failure);
    case 'taint':
      return `untolerated taint {${failure.taint.key}: ${failure.taint.value ?? ''}}`;
  }
}
