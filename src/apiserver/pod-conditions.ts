import type { PodCondition } from '../api/core';

/**
 * The conditions with `condition` in the place of the one of its type, or at the end. The time of transition stays
 * where the status is the same as before.
 * Upstream: pkg/api/v1/pod/util.go, UpdatePodCondition, v1.36.
 */
export function setPodCondition(
  conditions: readonly PodCondition[] | undefined,
  condition: PodCondition,
): readonly PodCondition[] {
  const before = conditions?.find(({ type }) => type === condition.type);
  if (!conditions || !before) return [...(conditions ?? []), condition];
  const after =
    before.status === condition.status && before.lastTransitionTime
      ? { ...condition, lastTransitionTime: before.lastTransitionTime }
      : condition;
  return conditions.map((other) => (other === before ? after : other));
}
