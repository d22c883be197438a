/**
 * Prefers nodes where cpu and memory are used in equal shares.
 * Upstream: framework/plugins/noderesources/balanced_allocation.go, v1.36.
 */

import { type Amounts, requestsOf } from '../../api/pod-resources';
import type { SchedulerPlugin } from '../framework';
import type { NodeInfo } from '../node-info';

const NOTHING: Amounts = new Map();

// SCHED-SCORE-03
export const nodeResourcesBalancedAllocation: SchedulerPlugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  looksAtOneNode: true,
  events: [],
  score(pod, feasible) {
    const own = requestsOf(pod);
    if (!own.get('cpu') && !own.get('memory')) return undefined;
    return feasible.map((info) => 50 + Math.trunc((50 + balance(info, own) - balance(info, NOTHING)) / 2));
  },
  mayHelp: () => false,
};

function balance(info: NodeInfo, own: Amounts): number {
  const shares: number[] = [];
  for (const resource of ['cpu', 'memory']) {
    const allocatable = info.allocatable.get(resource) ?? 0;
    if (allocatable === 0) continue;
    const requested = (info.requested.get(resource) ?? 0) + (own.get(resource) ?? 0);
    shares.push(Math.min(1, requested / allocatable));
  }
  const [first, second] = shares;
  const deviation = first === undefined || second === undefined ? 0 : Math.abs(first - second) / 2;
  return Math.trunc(100 * (1 - deviation));
}
