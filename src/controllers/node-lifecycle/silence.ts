/**
 * When a silent kubelet is noticed, and what is then written about its node and its pods. A Lease exists only while a
 * kubelet is silent and shows its last renewal. Upstream: node_lifecycle_controller.go, tryUpdateNodeHealth, v1.36.
 */
import type { Node, NodeCondition, Pod, PodCondition } from '../../api/core';
import type { KubernetesObject } from '../../api/meta';
import { EPOCH_MS } from '../../kernel/clock';

// TIME-NODE-04, TIME-NODE-05
const MONITOR_PERIOD_MS = 5000;
const GRACE_MS = 50_000;
const STARTUP_GRACE_MS = 60_000;

const WATCHED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const;

export const LEASE_NAMESPACE = 'kube-node-lease';

/** The instant at which the monitor loop finds the node overdue (NODE-COND-01, NODE-COND-03), in milliseconds since the Unix epoch. */
export function overdueAtMs(lease: KubernetesObject): number {
  const renewTime = (lease as { readonly spec?: { readonly renewTime?: string } }).spec?.renewTime;
  return overdueAfterMs(renewTime ? Date.parse(renewTime) : Date.parse(lease.metadata.creationTimestamp));
}

/** The same for a sign of life at the instant `renewedMs`. */
export function overdueAfterMs(renewedMs: number): number {
  // The tick that saw the renewal, then the first one strictly later than the grace period.
  return atOrAfterPassMs(renewedMs) + GRACE_MS + MONITOR_PERIOD_MS;
}

/** The instant at which a node is overdue that has never said whether it is ready (NODE-COND-02). */
export function neverReportedAtMs({ metadata }: Node): number {
  return nextPassMs(Date.parse(metadata.creationTimestamp) + STARTUP_GRACE_MS);
}

function atOrAfterPassMs(atMs: number): number {
  return EPOCH_MS + Math.ceil((atMs - EPOCH_MS) / MONITOR_PERIOD_MS) * MONITOR_PERIOD_MS;
}

/** The instant of the next pass of the monitor loop. */
export function nextPassMs(nowMs: number): number {
  return nowMs + MONITOR_PERIOD_MS - ((nowMs - EPOCH_MS) % MONITOR_PERIOD_MS);
}

// NODE-COND-02
export function unknownConditions(node: Node, now: string): readonly NodeCondition[] {
  const present = node.status.conditions ?? [];
  const kept = present.map((condition): NodeCondition => {
    const isWatched = (WATCHED as readonly string[]).includes(condition.type);
    if (!isWatched || condition.status === 'Unknown') return condition;
    return {
      ...condition,
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      lastTransitionTime: now,
    };
  });
  const missing = WATCHED.filter((type) => !present.some((condition) => condition.type === type));
  return [
    ...kept,
    ...missing.map(
      (type): NodeCondition => ({
        type,
        status: 'Unknown',
        reason: 'NodeStatusNeverUpdated',
        message: 'Kubelet never posted node status.',
        lastHeartbeatTime: node.metadata.creationTimestamp,
        lastTransitionTime: now,
      }),
    ),
  ];
}

/** The pod's conditions with Ready=False, or undefined if it has no Ready condition or says so already (NODE-POD-01). */
export function notReadyConditions(pod: Pod, now: string): readonly PodCondition[] | undefined {
  const conditions = pod.status.conditions;
  const ready = conditions?.find(({ type }) => type === 'Ready');
  if (!conditions || !ready || ready.status === 'False') return undefined;
  return conditions.map((condition) =>
    condition === ready ? { ...ready, status: 'False', lastTransitionTime: now } : condition,
  );
}
