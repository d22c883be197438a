import type { PodSpec } from '../api/core';

/**
 * True for the specs of two pods of one template, aimed at different nodes: both have an affinity, and every other field
 * is the same object or value. What was found out about the one, its affinity aside, holds for the other.
 */
export function differInAffinityOnly(spec: PodSpec, other: PodSpec): boolean {
  if (!spec.affinity || !other.affinity) return false;
  let fields = 0;
  for (const key in spec) {
    if (key !== 'affinity' && spec[key as keyof PodSpec] !== other[key as keyof PodSpec]) return false;
    fields += 1;
  }
  for (const _key in other) fields -= 1;
  return fields === 0;
}
