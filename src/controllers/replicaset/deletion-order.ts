/**
 * Which pods go first when there are too many.
 * Upstream: pkg/controller/controller_utils.go, ActivePodsWithRanks, v1.36.
 */
import type { Pod, PodPhase } from '../../api/core';
import { isPodReady, readyCondition } from '../../api/pod-conditions';

const PHASE_ORDER: Readonly<Partial<Record<PodPhase, number>>> = { Pending: 0, Unknown: 1, Running: 2 };
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

/** Ages, in nanoseconds, are compared by their order of magnitude, so that not always the youngest goes. */
function magnitudeOf(fromMs: number, nowMs: number): number {
  return nowMs > fromMs ? Math.floor(Math.log2((nowMs - fromMs) * 1e6)) : -1;
}

function costOf({ metadata }: Pod): number {
  const cost = Number(metadata.annotations?.[DELETION_COST] ?? 0);
  return Number.isInteger(cost) ? cost : 0;
}

function restartsOf({ status }: Pod): number {
  return Math.max(0, ...(status.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

function readySince(pod: Pod): number | undefined {
  const since = isPodReady(pod) ? readyCondition(pod)?.lastTransitionTime : undefined;
  return since === undefined ? undefined : Date.parse(since);
}

/** Younger first, by magnitude, and by `tie` where that is the same; without one of the instants that pod first. */
function compareAges(a: number | undefined, b: number | undefined, nowMs: number, tie: number): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  return magnitudeOf(a, nowMs) - magnitudeOf(b, nowMs) || tie;
}

/**
 * The pods, those that should go first at the front. `neighbours` tells how many pods of the same application are on a
 * node: crowded nodes give first. `pods` must come in random order, which decides between equals.
 */
export function sortForDeletion(
  pods: readonly Pod[],
  neighbours: ReadonlyMap<string, number>,
  nowMs: number,
): readonly Pod[] {
  const crowd = (pod: Pod) => neighbours.get(pod.spec.nodeName ?? '') ?? 0;
  const phase = (pod: Pod) => PHASE_ORDER[pod.status.phase ?? 'Pending'] ?? 0;
  const positions = new Map(pods.map((pod, index) => [pod, index]));
  const tie = (a: Pod, b: Pod) => (positions.get(a) ?? 0) - (positions.get(b) ?? 0);
  const bornAt = ({ metadata }: Pod) => Date.parse(metadata.creationTimestamp);
  return [...pods].sort(
    (a, b) =>
      Number(a.spec.nodeName !== undefined) - Number(b.spec.nodeName !== undefined) ||
      phase(a) - phase(b) ||
      Number(isPodReady(a)) - Number(isPodReady(b)) ||
      costOf(a) - costOf(b) ||
      crowd(b) - crowd(a) ||
      compareAges(readySince(a), readySince(b), nowMs, tie(a, b)) ||
      restartsOf(b) - restartsOf(a) ||
      compareAges(bornAt(a), bornAt(b), nowMs, tie(a, b)),
  );
}
