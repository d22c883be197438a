/**
 * How many pods a Deployment may have too many, and too few, while it rolls.
 * Upstream: pkg/controller/deployment/util/deployment_util.go, MaxSurge, MaxUnavailable, ResolveFenceposts, v1.36.
 */
import type { Deployment } from '../../api/apps';
import { scaledValue } from '../../api/int-or-percent';

export interface RolloutBudget {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

const NO_BUDGET: RolloutBudget = { maxSurge: 0, maxUnavailable: 0 };

export function replicasOf(object: { readonly spec: { readonly replicas?: number } }): number {
  return object.spec.replicas ?? 1;
}

/** Percentages of surge round up, those of unavailability down; if both come out as nothing, one pod may be unavailable. */
export function budgetOf(deployment: Deployment): RolloutBudget {
  const { strategy } = deployment.spec;
  if (strategy?.type !== 'RollingUpdate') return NO_BUDGET;
  const replicas = replicasOf(deployment);
  const { maxSurge: surge = 0, maxUnavailable: unavailable = 0 } = strategy.rollingUpdate ?? {};
  const maxSurge = scaledValue(surge, replicas, true);
  const floor = scaledValue(unavailable, replicas, false);
  const maxUnavailable = Math.min(replicas, maxSurge === 0 && floor === 0 ? 1 : floor);
  return { maxSurge, maxUnavailable };
}
