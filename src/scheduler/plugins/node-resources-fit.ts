/** Free cpu, memory, pods and other resources. Upstream: framework/plugins/noderesources/fit.go, v1.36. */
import type { Node, Pod } from '../../api/core';
import {
  type Amounts,
  type AssumedRequests,
  allocatableOf,
  assumedRequestsOf,
  requestsOf,
} from '../../api/pod-resources';
import { type Rejection, reject, type SchedulerPlugin } from '../framework';
import type { NodeInfo } from '../node-info';

const name = 'NodeResourcesFit';
const TOO_MANY_PODS = 'Too many pods';
/** Reasons come in this order, then every other resource by name. */
const FIRST: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];
const NOTHING: Amounts = new Map();

export const nodeResourcesFit: SchedulerPlugin = {
  name,
  weight: 1,
  looksAtOneNode: true,
  events: ['node-added', 'node-updated', 'assigned-pod-updated', 'assigned-pod-deleted', 'pod-updated'],
  prepare(pod) {
    const wanted = requestsOf(pod);
    return { filter: (info) => judge(wanted, info.requested, info.pods.size, info.allocatable) };
  },
  // SCHED-SCORE-02: the emptier, the better.
  score(pod, feasible) {
    const own = assumedRequestsOf(pod);
    return feasible.map((info) => leastAllocated(info, own));
  },
  mayHelp(event, pod) {
    switch (event.kind) {
      case 'assigned-pod-deleted':
        return true;
      case 'assigned-pod-updated':
        return shrinks(requestsOf(event.before), requestsOf(event.pod), requestsOf(pod));
      case 'pod-updated':
        return shrinks(requestsOf(event.before), requestsOf(event.pod), requestsOf(event.before));
      case 'node-added':
        return fitsEmpty(pod, event.node);
      case 'node-updated':
        return fitsEmpty(pod, event.node) && grows(pod, event.before, event.node);
      default:
        return false;
    }
  },
};

// SCHED-FIT-04
function judge(wanted: Amounts, used: Amounts, podCount: number, allocatable: Amounts): Rejection | undefined {
  let reasons: string[] | undefined;
  let canBeFreed = true;
  if (podCount + 1 > (allocatable.get('pods') ?? 0)) reasons = [TOO_MANY_PODS];
  for (const [resource, amount] of wanted) {
    if (amount === 0) continue;
    const limit = allocatable.get(resource) ?? 0;
    if (amount <= limit - (used.get(resource) ?? 0)) continue;
    reasons ??= [];
    reasons.push(`Insufficient ${resource}`);
    // SCHED-FIT-05: not even an empty node would do.
    if (amount > limit) canBeFreed = false;
  }
  if (!reasons) return undefined;
  return reject(name, canBeFreed ? 'unschedulable' : 'unresolvable', ...reasons.sort(byUsualOrder));
}

function byUsualOrder(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function rank(reason: string): number {
  if (reason === TOO_MANY_PODS) return -1;
  const place = FIRST.indexOf(reason.slice('Insufficient '.length));
  return place < 0 ? FIRST.length : place;
}

function fitsEmpty(pod: Pod, node: Node): boolean {
  return judge(requestsOf(pod), NOTHING, 0, allocatableOf(node)) === undefined;
}

function grows(pod: Pod, before: Node, after: Node): boolean {
  const from = allocatableOf(before);
  const to = allocatableOf(after);
  if (from === to) return false;
  const more = (resource: string) => (to.get(resource) ?? 0) > (from.get(resource) ?? 0);
  return more('pods') || [...requestsOf(pod).keys()].some(more);
}

/** True if less is asked of a resource that is wanted. */
function shrinks(before: Amounts, after: Amounts, wanted: Amounts): boolean {
  for (const [resource, amount] of before) {
    if ((after.get(resource) ?? 0) < amount && wanted.get(resource)) return true;
  }
  return false;
}

function leastAllocated(info: NodeInfo, own: AssumedRequests): number {
  const { assumed, allocatable } = info;
  const shares = [
    share(own.milliCpu + assumed.milliCpu, allocatable.get('cpu')),
    share(own.memory + assumed.memory, allocatable.get('memory')),
  ];
  const counted = shares.filter((value) => value !== undefined);
  return counted.length === 0 ? 0 : Math.floor(counted.reduce((sum, value) => sum + value, 0) / counted.length);
}

function share(requested: number, allocatable: number | undefined): number | undefined {
  if (!allocatable) return undefined;
  return requested > allocatable ? 0 : Math.floor((100 * (allocatable - requested)) / allocatable);
}
