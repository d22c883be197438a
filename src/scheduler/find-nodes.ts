/**
 * One scheduling attempt: which nodes would take the pod, and which of them is best. Reads the cache, changes nothing.
 * Upstream: pkg/scheduler/schedule_one.go, v1.36.
 */
import type { Pod } from '../api/core';
import type { Random } from '../kernel/random';
import { Diagnosis } from './diagnosis';
import { isRejection, type NodeFilter, type Rejection, reject, type SchedulerPlugin } from './framework';
import type { NodeCache, NodeInfo } from './node-info';

/** The filters of all plug-ins that have something to say about one pod, or the rejection that ends the attempt. */
export interface PreparedFilters {
  readonly filters: readonly NodeFilter[];
  /** Intersection of what narrowing plug-ins allow; undefined: every node. */
  readonly nodeNames: ReadonlySet<string> | undefined;
  readonly narrowedBy: readonly string[];
  readonly beforehand: Rejection | undefined;
}

const NO_NAMES: readonly string[] = [];

// SCHED-FLOW-05
export function prepareFilters(plugins: readonly SchedulerPlugin[], pod: Pod, nodes: NodeCache): PreparedFilters {
  const filters: NodeFilter[] = [];
  let nodeNames: ReadonlySet<string> | undefined;
  let narrowedBy = NO_NAMES;
  for (const plugin of plugins) {
    const prepared = plugin.prepare?.(pod, nodes);
    if (!prepared) continue;
    if (isRejection(prepared)) return { filters, nodeNames, narrowedBy, beforehand: prepared };
    filters.push(prepared);
    if (!prepared.nodeNames) continue;
    narrowedBy = [...narrowedBy, plugin.name];
    nodeNames = nodeNames ? intersect(nodeNames, prepared.nodeNames) : prepared.nodeNames;
    if (nodeNames.size > 0) continue;
    const beforehand = reject(plugin.name, 'unresolvable', describeEmpty(narrowedBy));
    return { filters, nodeNames, narrowedBy, beforehand };
  }
  return { filters, nodeNames, narrowedBy, beforehand: undefined };
}

/** The first rejection of a node, or undefined if it would take the pod (SCHED-FLOW-08). */
export function judgeNode(prepared: PreparedFilters, info: NodeInfo): Rejection | undefined {
  for (const filter of prepared.filters) {
    const rejection = filter.filter(info);
    if (rejection) return rejection;
  }
  return undefined;
}

/** Where the search stood when it last stopped, so that all nodes get their turn (SCHED-FLOW-10). */
export interface SearchPosition {
  next: number;
}

export interface SearchResult {
  readonly feasible: readonly NodeInfo[];
  readonly diagnosis: Diagnosis;
}

/** `judge` decides on one node; it hides that some nodes are tried with nominated pods as well. */
export function findNodesThatFit(
  prepared: PreparedFilters,
  nodes: NodeCache,
  position: SearchPosition,
  judge: (info: NodeInfo) => Rejection | undefined,
): SearchResult {
  const diagnosis = new Diagnosis(nodes.count);
  diagnosis.narrowedBy = prepared.narrowedBy;
  diagnosis.beforehand = prepared.beforehand;
  const feasible: NodeInfo[] = [];
  if (prepared.beforehand) return { feasible, diagnosis };
  const ask = (info: NodeInfo) => {
    const rejection = judge(info);
    if (rejection) diagnosis.rejections.set(info.name, rejection);
    else feasible.push(info);
  };
  if (prepared.nodeNames) {
    for (const name of prepared.nodeNames) {
      const info = nodes.get(name);
      if (info) ask(info);
    }
    position.next = (position.next + prepared.nodeNames.size) % nodes.count;
    return { feasible, diagnosis };
  }
  const all = nodes.list();
  const wanted = countToFind(all.length);
  let asked = 0;
  while (asked < all.length && feasible.length < wanted) {
    ask(all[(position.next + asked) % all.length] as NodeInfo);
    asked++;
  }
  position.next = all.length === 0 ? 0 : (position.next + asked) % all.length;
  return { feasible, diagnosis };
}

/** How many feasible nodes are enough to choose from. Upstream: numFeasibleNodesToFind. */
function countToFind(nodeCount: number): number {
  if (nodeCount < 100) return nodeCount;
  const percentage = Math.max(5, 50 - Math.floor(nodeCount / 125));
  return Math.max(100, Math.floor((nodeCount * percentage) / 100));
}

/** The best of several nodes; among equals the seed decides, because upstream's choice depends on goroutines (SCHED-FLOW-12). */
export function chooseNode(
  plugins: readonly SchedulerPlugin[],
  pod: Pod,
  feasible: readonly NodeInfo[],
  nodes: NodeCache,
  random: Random,
): NodeInfo {
  if (feasible.length === 1) return feasible[0] as NodeInfo;
  const totals = feasible.map(() => 0);
  for (const plugin of plugins) {
    const scores = plugin.score?.(pod, feasible, nodes);
    if (!scores) continue;
    for (const [index, score] of scores.entries()) totals[index] = (totals[index] ?? 0) + plugin.weight * score;
  }
  const highest = Math.max(...totals);
  const best = feasible.filter((_, index) => totals[index] === highest);
  return best[random.integer(best.length)] as NodeInfo;
}

function intersect(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => b.has(name)));
}

function describeEmpty(plugins: readonly string[]): string {
  const [only] = plugins;
  return plugins.length === 1
    ? `node(s) didn't satisfy plugin ${only}`
    : `node(s) didn't satisfy plugin(s) [${[...plugins].sort().join(' ')}] simultaneously`;
}
