/**
 * How many pods a PodDisruptionBudget counts on, and how many of them must stay healthy.
 * Upstream: pkg/controller/disruption/disruption.go, getExpectedPodCount, getExpectedScale, v1.36.
 */
import type { Pod } from '../../api/core';
import { scaledValue } from '../../api/int-or-percent';
import { controllerOf, type OwnerReference } from '../../api/meta';
import type { PodDisruptionBudget } from '../../api/policy';
import { groupResourceOf, resourceOfKind } from '../../api/resources';

export interface Expectation {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
  /** Some pods have no controller, although the budget needs its scale to be worked out. */
  readonly hasUnmanaged: boolean;
}

/** What gives the scale of a pod's controller; undefined where that is gone. */
export interface Controller {
  readonly uid: string;
  readonly scale: number;
}

export type FindController = (pod: Pod, owner: OwnerReference) => Controller | undefined;

/** The budget cannot be worked out. */
export class NoScaleError extends Error {
  override name = 'NoScaleError';
}

/** Of a controller without a scale, as a DaemonSet (PDB-05). */
export function withoutScale(owner: OwnerReference): NoScaleError {
  const definition = resourceOfKind(owner.apiVersion, owner.kind);
  const resource = definition ? groupResourceOf(definition) : owner.kind;
  return new NoScaleError(`${resource} does not implement the scale subresource`);
}

/** Throws `NoScaleError`. PDB-04 */
export function expectPods(budget: PodDisruptionBudget, pods: readonly Pod[], find: FindController): Expectation {
  const { maxUnavailable, minAvailable } = budget.spec;
  if (maxUnavailable !== undefined) {
    const { scale, hasUnmanaged } = sumScales(pods, find);
    const desired = scale - scaledValue(maxUnavailable, scale, true);
    return { expectedPods: scale, desiredHealthy: Math.max(0, desired), hasUnmanaged };
  }
  if (typeof minAvailable === 'number') {
    return { expectedPods: pods.length, desiredHealthy: minAvailable, hasUnmanaged: false };
  }
  if (minAvailable === undefined) return { expectedPods: 0, desiredHealthy: 0, hasUnmanaged: false };
  const { scale, hasUnmanaged } = sumScales(pods, find);
  return { expectedPods: scale, desiredHealthy: scaledValue(minAvailable, scale, true), hasUnmanaged };
}

function sumScales(pods: readonly Pod[], find: FindController) {
  const scales = new Map<string, number>();
  let hasUnmanaged = false;
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (!owner) {
      hasUnmanaged = true;
      continue;
    }
    const controller = find(pod, owner);
    if (!controller) throw new NoScaleError(`found no controllers for pod "${pod.metadata.name}"`);
    scales.set(controller.uid, controller.scale);
  }
  return { scale: [...scales.values()].reduce((sum, scale) => sum + scale, 0), hasUnmanaged };
}
