/** How evenly a pod would spread its group. Upstream: framework/plugins/podtopologyspread/scoring.go, v1.36. */
import type { Node, Pod } from '../api/core';
import type { NodeScores } from './framework';
import type { NodeCache, NodeInfo } from './node-info';
import {
  constraintsOf,
  countMatching,
  countsNode,
  defaultConstraintsFor,
  HOSTNAME,
  hasAllKeys,
  type SpreadConstraint,
} from './spread-constraints';

// SCHED-PTS-04
export function scoreSpread(pod: Pod, feasible: readonly NodeInfo[], nodes: NodeCache): NodeScores | undefined {
  const hasOwn = (pod.spec.topologySpreadConstraints?.length ?? 0) > 0;
  const constraints = hasOwn ? constraintsOf(pod, 'ScheduleAnyway') : defaultConstraintsFor(pod, nodes.surroundings);
  if (constraints.length === 0) return undefined;
  // By the system's defaults a node without a zone is still spread by its name.
  const takesPart = (node: Node | undefined): node is Node =>
    node !== undefined && (!hasOwn || hasAllKeys(node, constraints));
  const sums: (number | undefined)[] = feasible.map(({ node }) => (takesPart(node) ? 0 : undefined));
  for (const constraint of constraints) {
    const counts = countPerNode(pod, constraint, feasible, nodes, takesPart);
    for (const [index, count] of counts.entries()) {
      const sum = sums[index];
      if (sum !== undefined && count !== undefined) sums[index] = sum + count;
    }
  }
  return normalize(sums.map((sum) => (sum === undefined ? undefined : Math.round(sum))));
}

type TakesPart = (node: Node | undefined) => node is Node;

/** The weighted count of each feasible node; undefined where the node has no such label. */
function countPerNode(
  pod: Pod,
  constraint: SpreadConstraint,
  feasible: readonly NodeInfo[],
  nodes: NodeCache,
  takesPart: TakesPart,
): readonly (number | undefined)[] {
  const { topologyKey, maxSkew } = constraint;
  const namespace = pod.metadata.namespace ?? '';
  const partners = feasible.filter(({ node }) => takesPart(node));
  const weigh = (count: number, domains: number) => count * Math.log(domains + 2) + maxSkew - 1;
  if (topologyKey === HOSTNAME) {
    return feasible.map((info) => {
      if (labelOf(info.node, topologyKey) === undefined) return undefined;
      return weigh(countMatching(constraint, info, namespace), partners.length);
    });
  }
  const domains = new Map<string, number>();
  for (const { node } of partners) domains.set(labelOf(node, topologyKey) ?? '', 0);
  for (const info of nodes.list()) {
    const value = labelOf(info.node, topologyKey) ?? '';
    const known = domains.get(value);
    if (known === undefined || !takesPart(info.node) || !countsNode(constraint, pod, info.node)) continue;
    domains.set(value, known + countMatching(constraint, info, namespace));
  }
  return feasible.map(({ node }) => {
    const value = labelOf(node, topologyKey);
    return value === undefined ? undefined : weigh(domains.get(value) ?? 0, domains.size);
  });
}

function labelOf(node: Node | undefined, key: string): string | undefined {
  return node?.metadata.labels?.[key];
}

/** The emptiest gets 100; a node that takes no part gets 0. */
function normalize(sums: readonly (number | undefined)[]): NodeScores {
  const taking = sums.filter((sum) => sum !== undefined);
  const highest = Math.max(0, ...taking);
  const lowest = Math.min(...taking);
  return sums.map((sum) => {
    if (sum === undefined) return 0;
    return highest === 0 ? 100 : Math.trunc((100 * (highest + lowest - sum)) / highest);
  });
}
