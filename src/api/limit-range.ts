/** One entry of a LimitRange. Upstream: staging/src/k8s.io/api/core/v1/types.go:LimitRangeItem, v1.36. */
import type { ResourceList } from './core';

export interface LimitRangeItem {
  /** What it limits: `Container`, `Pod`, `PersistentVolumeClaim`. */
  readonly type: string;
  readonly max?: ResourceList;
  readonly min?: ResourceList;
  /** Limits of containers that name none. */
  readonly default?: ResourceList;
  /** Requests of containers that name none. */
  readonly defaultRequest?: ResourceList;
  /** How many times its request a limit may be. */
  readonly maxLimitRequestRatio?: ResourceList;
}
