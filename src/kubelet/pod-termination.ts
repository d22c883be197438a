/** How long a pod takes to go. Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go, killContainer, v1.36. */
import type { Pod } from '../api/core';

// TIME-KUB-07: between TERM and KILL.
const SHORTEST_KILL_MS = 2000;

/**
 * Milliseconds from the mark of deletion until the pod is gone: its preStop hook, then what it takes to end after TERM, or
 * until KILL. KUBELET-TERM-04
 */
export function terminationDelayMs(pod: Pod, stopMs: number): number {
  const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  if (graceMs === 0) return 0;
  const hookMs = Math.min(graceMs, longestPreStopMs(pod));
  if (hookMs === 0) return Math.min(stopMs, Math.max(graceMs, SHORTEST_KILL_MS));
  return hookMs + Math.min(stopMs, Math.max(graceMs - hookMs, SHORTEST_KILL_MS));
}

/** The exit code of containers that end so: 137 for one that had to be killed. */
export function isKilledAtTheEnd(pod: Pod, stopMs: number): boolean {
  return stopMs > (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
}

/** Of the hooks, only one that sleeps says how long it takes. */
function longestPreStopMs(pod: Pod): number {
  let longest = 0;
  for (const { lifecycle } of pod.spec.containers) {
    longest = Math.max(longest, lifecycle?.preStop?.sleep?.seconds ?? 0);
  }
  return longest * 1000;
}
