/**
 * How many pods a rollout may take at once.
 * Upstream: pkg/controller/daemon/util/daemonset_util.go, SurgeCount, UnavailableCount, AllowsSurge, v1.36.
 */
import type { DaemonSet } from '../../api/apps';
import { scaledValue } from '../../api/int-or-percent';

export interface Budget {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/** `desired` is the number of wanted nodes. Throws on a value that is neither a number nor a percentage (DS-ROLL-18). */
export function budgetOf(daemonSet: DaemonSet, desired: number): Budget {
  const { type, rollingUpdate } = daemonSet.spec.updateStrategy;
  if (type !== 'RollingUpdate' || !rollingUpdate) return { maxSurge: 0, maxUnavailable: 0 }; // DS-PCT-04
  let field = 'MaxUnavailable';
  let maxUnavailable: number;
  let maxSurge: number;
  try {
    maxUnavailable = scaledValue(rollingUpdate.maxUnavailable, desired, true);
    field = 'MaxSurge';
    maxSurge = scaledValue(rollingUpdate.maxSurge ?? 0, desired, true);
  } catch (error) {
    throw new Error(`couldn't get unavailable numbers: invalid value for ${field}: ${(error as Error).message}`);
  }
  // DS-PCT-05: a rollout that may neither take a pod away nor add one would never move.
  if (desired > 0 && maxSurge === 0 && maxUnavailable === 0) return { maxSurge: 0, maxUnavailable: 1 };
  return { maxSurge, maxUnavailable };
}

/** Whether a node may hold an old and a new pod at once (DS-MULTI-08). An unreadable maxSurge counts as no. */
export function allowsSurge(daemonSet: DaemonSet): boolean {
  const { type, rollingUpdate } = daemonSet.spec.updateStrategy;
  if (type !== 'RollingUpdate' || rollingUpdate?.maxSurge === undefined) return false;
  try {
    return scaledValue(rollingUpdate.maxSurge, 1, true) > 0;
  } catch {
    return false;
  }
}
