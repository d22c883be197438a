/**
 * Ready, available, terminal: what controllers mean by them.
 * Upstream: pkg/api/v1/pod/util.go, v1.36.
 */
import type { Pod, PodCondition } from './core';

type PodWithStatus = Pick<Pod, 'status'>;

/** The pod's first condition of a type, or undefined. */
export function podCondition(pod: PodWithStatus, type: string): PodCondition | undefined {
  const conditions = pod.status?.conditions;
  if (conditions === undefined) return undefined;
  for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

/** The pod's first condition of type `Ready`, or undefined. */
export function readyCondition(pod: PodWithStatus): PodCondition | undefined {
  return podCondition(pod, 'Ready');
}

/** Phase and termination do not matter here. DS-AVAIL-01 */
export function isPodReady(pod: PodWithStatus): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** Ready for at least `minReadySeconds` at the instant `nowMs` (milliseconds since the Unix epoch). DS-AVAIL-02 */
export function isPodAvailable(pod: PodWithStatus, minReadySeconds: number, nowMs: number): boolean {
  const condition = readyCondition(pod);
  if (condition?.status !== 'True') return false;
  if (minReadySeconds === 0) return true;
  if (!condition.lastTransitionTime) return false;
  return Date.parse(condition.lastTransitionTime) + minReadySeconds * 1000 <= nowMs;
}

/** Phase Failed or Succeeded: the pod will never run again. DS-AVAIL-07 */
export function isPodTerminal(pod: PodWithStatus): boolean {
  const phase = pod.status?.phase;
  return phase === 'Failed' || phase === 'Succeeded';
}
