/**
 * Pods of a group, evenly over zones, nodes or whatever a label tells apart.
 * Upstream: framework/plugins/podtopologyspread/filtering.go and plugin.go, v1.36.
 */
import type { Node, Pod } from '../../api/core';
import { type ClusterEvent, type Rejection, reject, type SchedulerPlugin } from '../framework';
import type { NodeCache, NodeInfo } from '../node-info';
import { constraintsOf, countMatching, countsNode, hasAllKeys, type SpreadConstraint } from '../spread-constraints';
import { scoreSpread } from '../spread-score';
import { namesIn } from './node-affinity';

const name = 'PodTopologySpread';
const SKEWED = reject(name, 'unschedulable', "node(s) didn't match pod topology spread constraints");
const NO_LABEL = reject(
  name,
  'unresolvable',
  "node(s) didn't match pod topology spread constraints (missing required label)",
);

export const podTopologySpread: SchedulerPlugin = {
  name,
  weight: 2,
  looksAtOneNode: false,
  events: [
    'assigned-pod-added',
    'assigned-pod-updated',
    'assigned-pod-deleted',
    'pod-updated',
    'node-added',
    'node-updated',
    'node-deleted',
  ],
  prepare(pod, nodes) {
    const constraints = constraintsOf(pod, 'DoNotSchedule');
    if (constraints.length === 0) return undefined;
    let counted: readonly Domains[] | undefined;
    return {
      filter(info) {
        counted ??= countDomains(pod, constraints, nodes);
        return judge(pod, info, constraints, counted);
      },
    };
  },
  score: scoreSpread,
  mayHelp,
};

/** Matching pods by topology value, for one constraint. */
interface Domains {
  readonly counts: ReadonlyMap<string, number>;
  readonly least: number;
}

// SCHED-PTS-01
function countDomains(pod: Pod, constraints: readonly SpreadConstraint[], nodes: NodeCache): readonly Domains[] {
  const maps = constraints.map(() => new Map<string, number>());
  for (const info of nodesToCount(pod, constraints, nodes)) {
    const { node } = info;
    if (!node || !hasAllKeys(node, constraints)) continue;
    for (const [index, constraint] of constraints.entries()) {
      if (!countsNode(constraint, pod, node)) continue;
      const value = node.metadata.labels?.[constraint.topologyKey] ?? '';
      const map = maps[index] as Map<string, number>;
      map.set(value, (map.get(value) ?? 0) + countMatching(constraint, info, pod.metadata.namespace ?? ''));
    }
  }
  return maps.map((counts, index) => {
    let least = Number.POSITIVE_INFINITY;
    for (const count of counts.values()) least = Math.min(least, count);
    return { counts, least: counts.size < (constraints[index]?.minDomains ?? 1) ? 0 : least };
  });
}

/** A daemon pod names its node, and honours that: no other node needs to be looked at (SCHED-PTS-03). */
function nodesToCount(pod: Pod, constraints: readonly SpreadConstraint[], nodes: NodeCache): readonly NodeInfo[] {
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const names = terms && constraints.every(({ honorsAffinity }) => honorsAffinity) ? namesIn(terms) : undefined;
  if (!names) return nodes.list();
  return [...names].flatMap((node) => nodes.get(node) ?? []);
}

// SCHED-PTS-02
function judge(
  pod: Pod,
  { node }: NodeInfo,
  constraints: readonly SpreadConstraint[],
  domains: readonly Domains[],
): Rejection | undefined {
  for (const [index, { topologyKey, matches, maxSkew }] of constraints.entries()) {
    const value = node?.metadata.labels?.[topologyKey];
    if (value === undefined) return NO_LABEL;
    const { counts, least } = domains[index] as Domains;
    const self = matches(pod.metadata.labels) ? 1 : 0;
    if ((counts.get(value) ?? 0) + self - least > maxSkew) return SKEWED;
  }
  return undefined;
}

// SCHED-QUEUE-11
function mayHelp(event: ClusterEvent, pod: Pod): boolean {
  const constraints = constraintsOf(pod, 'DoNotSchedule');
  switch (event.kind) {
    case 'pod-updated':
      if (event.before.spec.tolerations !== event.pod.spec.tolerations) {
        if (constraints.some(({ honorsTaints }) => honorsTaints)) return true;
      }
      return flipsMatch(constraints, event.before, event.pod);
    case 'assigned-pod-updated':
      return (
        event.pod.metadata.namespace === pod.metadata.namespace && flipsMatch(constraints, event.before, event.pod)
      );
    case 'assigned-pod-added':
    case 'assigned-pod-deleted':
      // Upstream asks of such a pod that every constraint means it.
      return (
        event.pod.metadata.namespace === pod.metadata.namespace &&
        constraints.every(({ matches }) => matches(event.pod.metadata.labels))
      );
    case 'node-added':
    case 'node-deleted':
      return hasAllKeys(event.node, constraints);
    case 'node-updated':
      return mayShiftDomains(constraints, event.before, event.node);
  }
}

function flipsMatch(constraints: readonly SpreadConstraint[], before: Pod, after: Pod): boolean {
  return constraints.some(({ matches }) => matches(before.metadata.labels) !== matches(after.metadata.labels));
}

function mayShiftDomains(constraints: readonly SpreadConstraint[], before: Node, after: Node): boolean {
  const isCounted = hasAllKeys(after, constraints);
  if (hasAllKeys(before, constraints) !== isCounted) return true;
  const moves = constraints.some(
    ({ topologyKey }) => before.metadata.labels?.[topologyKey] !== after.metadata.labels?.[topologyKey],
  );
  return isCounted && (moves || JSON.stringify(before.spec.taints) !== JSON.stringify(after.spec.taints));
}
