/** Types of the `policy/v1` API group. */
import type { IntOrString, WorkloadCondition } from './apps';
import type { KubernetesObject, LabelSelector, StringMap } from './meta';

export interface BudgetCondition extends WorkloadCondition {
  readonly observedGeneration?: number;
}

export interface PodDisruptionBudgetStatus {
  readonly observedGeneration?: number;
  /** Pods whose eviction was granted and has not been seen yet: name and time. */
  readonly disruptedPods?: StringMap;
  readonly disruptionsAllowed: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly expectedPods: number;
  readonly conditions?: readonly BudgetCondition[];
}

export interface PodDisruptionBudget extends KubernetesObject {
  readonly spec: {
    readonly minAvailable?: IntOrString;
    readonly maxUnavailable?: IntOrString;
    readonly selector?: LabelSelector;
    readonly unhealthyPodEvictionPolicy?: string;
  };
  readonly status?: PodDisruptionBudgetStatus;
}
