/**
 * Topology spread constraints made ready for counting.
 * Upstream: framework/plugins/podtopologyspread/common.go and plugin.go, framework/plugins/helper/spread.go, v1.36.
 */
import type { Node, Pod, TopologySpreadConstraint } from '../api/core';
import { compileSelector, isEmptySelector, type LabelMatcher } from '../api/labels';
import { controllerOf, type LabelSelector } from '../api/meta';
import { matchesRequiredNodeAffinity } from '../api/node-affinity';
import { findUntoleratedTaint, SCHEDULING_EFFECTS } from '../api/taints';
import type { NodeInfo } from './node-info';
import type { Surroundings } from './surroundings';

export interface SpreadConstraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly matches: LabelMatcher;
  /** A selector that asks nothing counts nobody. */
  readonly selectsAll: boolean;
  readonly honorsAffinity: boolean;
  readonly honorsTaints: boolean;
}

type Kind = 'DoNotSchedule' | 'ScheduleAnyway';

const NONE: readonly SpreadConstraint[] = [];
export const HOSTNAME = 'kubernetes.io/hostname';
/** What the scheduler prefers for pods without constraints of their own (SCHED-PTS-04). */
const SYSTEM_DEFAULTS = [
  { topologyKey: HOSTNAME, maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
];

/** The pod's own constraints of one kind. */
export function constraintsOf(pod: Pod, kind: Kind): readonly SpreadConstraint[] {
  const { topologySpreadConstraints } = pod.spec;
  if (!topologySpreadConstraints?.length) return NONE;
  return topologySpreadConstraints
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === kind)
    .map((constraint) => prepare(constraint, withLabelKeys(constraint, pod)));
}

/** What pods of a Service or a ReplicaSet get without asking; a DaemonSet adds no selector, so its pods get nothing. */
export function defaultConstraintsFor(pod: Pod, surroundings: Surroundings): readonly SpreadConstraint[] {
  const selector = defaultSelectorOf(pod, surroundings);
  if (isEmptySelector(selector)) return NONE;
  return SYSTEM_DEFAULTS.map((constraint) => prepare({ ...constraint, whenUnsatisfiable: 'ScheduleAnyway' }, selector));
}

function prepare(constraint: TopologySpreadConstraint, selector: LabelSelector | undefined): SpreadConstraint {
  return {
    topologyKey: constraint.topologyKey,
    maxSkew: constraint.maxSkew,
    minDomains: constraint.minDomains ?? 1,
    matches: compileSelector(selector),
    selectsAll: isEmptySelector(selector),
    honorsAffinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
    honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
  };
}

function withLabelKeys({ labelSelector, matchLabelKeys }: TopologySpreadConstraint, pod: Pod) {
  if (!labelSelector || !matchLabelKeys?.length) return labelSelector;
  const wanted = matchLabelKeys.flatMap((key) => {
    const value = pod.metadata.labels?.[key];
    return value === undefined ? [] : [{ key, operator: 'In', values: [value] }];
  });
  return { ...labelSelector, matchExpressions: [...(labelSelector.matchExpressions ?? []), ...wanted] };
}

function defaultSelectorOf(pod: Pod, surroundings: Surroundings): LabelSelector {
  const { namespace = '', labels = {} } = pod.metadata;
  const matchLabels: Record<string, string> = {};
  for (const { spec } of surroundings.servicesIn(namespace)) {
    const pairs = Object.entries(spec.selector ?? {});
    if (pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value))
      Object.assign(matchLabels, spec.selector);
  }
  const owner = controllerOf(pod);
  const set = owner?.kind === 'ReplicaSet' ? surroundings.replicaSet(`${namespace}/${owner.name}`) : undefined;
  const own = set?.spec.selector;
  return {
    matchLabels: { ...matchLabels, ...own?.matchLabels },
    ...(own?.matchExpressions ? { matchExpressions: own.matchExpressions } : {}),
  };
}

export function hasAllKeys(node: Node, constraints: readonly SpreadConstraint[]): boolean {
  return constraints.every(({ topologyKey }) => node.metadata.labels?.[topologyKey] !== undefined);
}

/** Does the node take part in the count (nodeAffinityPolicy, nodeTaintsPolicy)? */
export function countsNode(constraint: SpreadConstraint, pod: Pod, node: Node): boolean {
  if (constraint.honorsAffinity && !matchesRequiredNodeAffinity(pod.spec, node)) return false;
  const isKeptAway = () => findUntoleratedTaint(node.spec.taints, pod.spec.tolerations, SCHEDULING_EFFECTS);
  return !constraint.honorsTaints || !isKeptAway();
}

/** Pods on the node that the constraint speaks of; those that terminate are as good as gone. */
export function countMatching({ matches, selectsAll }: SpreadConstraint, info: NodeInfo, namespace: string): number {
  if (selectsAll) return 0;
  let count = 0;
  for (const { metadata } of info.pods.values()) {
    if (metadata.deletionTimestamp || metadata.namespace !== namespace) continue;
    if (matches(metadata.labels)) count += 1;
  }
  return count;
}
