/**
 * Which pods end so that a critical pod can start: as few good ones as possible.
 * Upstream: pkg/kubelet/preemption/preemption.go, getPodsToPreempt, v1.36.
 */
import type { Pod } from '../api/core';
import { requestsOf } from '../api/pod-resources';
import { isCriticalPod, type Shortage } from './admission';

const CLASSES = ['BestEffort', 'Burstable', 'Guaranteed'] as const;

/**
 * The pods to end, or undefined if ending all that may be ended would not do. Pods of a better class are taken only for
 * what all pods of lesser classes together cannot give. KUBELET-PREEMPT-02
 */
export function choosePodsToPreempt(
  critical: Pod,
  pods: readonly Pod[],
  shortages: readonly Shortage[],
): readonly Pod[] | undefined {
  const ranked = CLASSES.map((name) => pods.filter((pod) => pod.status.qosClass === name && mayPreempt(critical, pod)));
  if (remaining(shortages, ranked.flat()).length > 0) return undefined;
  const [bestEffort = [], burstable = [], guaranteed = []] = ranked;
  const third = coverBy(guaranteed, remaining(shortages, [...bestEffort, ...burstable]));
  const second = coverBy(burstable, remaining(shortages, [...bestEffort, ...third]));
  const first = coverBy(bestEffort, remaining(shortages, [...second, ...third]));
  return [...first, ...second, ...third];
}

function mayPreempt(critical: Pod, pod: Pod): boolean {
  return !isCriticalPod(pod) || (critical.spec.priority ?? 0) > (pod.spec.priority ?? 0);
}

/** Takes the pod that leaves the least to be covered, again and again. */
function coverBy(pods: readonly Pod[], shortages: readonly Shortage[]): readonly Pod[] {
  const left = [...pods];
  const chosen: Pod[] = [];
  let open = shortages;
  while (open.length > 0 && left.length > 0) {
    left.sort(
      (a, b) =>
        distance(a, open) - distance(b, open) ||
        sizeOf(a, 'memory') - sizeOf(b, 'memory') ||
        sizeOf(a, 'cpu') - sizeOf(b, 'cpu'),
    );
    chosen.push(left.shift() as Pod);
    open = remaining(shortages, chosen);
  }
  return chosen;
}

/** The sum of the squares of what would be left uncovered, as parts of the shortages. */
function distance(pod: Pod, shortages: readonly Shortage[]): number {
  return shortages.reduce((sum, { resource, amount }) => sum + Math.max(0, 1 - sizeOf(pod, resource) / amount) ** 2, 0);
}

function remaining(shortages: readonly Shortage[], pods: readonly Pod[]): readonly Shortage[] {
  return shortages
    .map((shortage) => ({
      ...shortage,
      amount: pods.reduce((left, pod) => left - sizeOf(pod, shortage.resource), shortage.amount),
    }))
    .filter(({ amount }) => amount > 0);
}

function sizeOf(pod: Pod, resource: string): number {
  return resource === 'pods' ? 1 : (requestsOf(pod).get(resource) ?? 0);
}
