/**
 * Which nodes a DaemonSet's pods belong on, judged from names, labels and taints alone (DS-PLACE-08).
 * Upstream: pkg/controller/daemon/daemon_controller.go, NodeShouldRunDaemonPod, v1.36.
 */
import type { DaemonSet } from '../../api/apps';
import type { Node, PodTemplateSpec } from '../../api/core';
import { explainNodeAffinity, matchesRequiredNodeAffinity } from '../../api/node-affinity';
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

/** Every predicate that keeps a new pod off the node, in words; empty if the node should run one. */
export function explainPlacement(daemonSet: DaemonSet, node: Node): string[] {
  const { spec } = daemonSet.spec.template;
  const reasons: string[] = [];
  if (spec.nodeName && spec.nodeName !== node.metadata.name) reasons.push(`template nodeName is ${spec.nodeName}`);
  reasons.push(...explainNodeAffinity(spec, node));
  const tolerations = daemonPodTolerations(spec);
  for (const taint of node.spec.taints ?? []) {
    if (!findUntoleratedTaint([taint], tolerations, SCHEDULING_EFFECTS)) continue;
    reasons.push(`untolerated taint {${taint.key}: ${taint.value ?? ''}}`);
  }
  return reasons;
}
