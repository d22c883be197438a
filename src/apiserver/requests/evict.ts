/** Upstream: pkg/registry/core/pod/storage/eviction.go, v1.36. Clauses API-POD-10, API-POD-11. */
import type { DeleteOptions } from '../../api/client';
import type { Pod } from '../../api/core';
import { ApiError } from '../../api/errors';
import { compileSelector } from '../../api/labels';
import type { KubernetesObject, LabelSelector } from '../../api/meta';
import { isPodReady, isPodTerminal } from '../../api/pod-conditions';
import { resourceDefinition } from '../../api/resources';
import type { Backend, Caller } from '../backend';
import { draftFrom, fieldsOf } from '../draft';
import { asFields } from '../object-fields';
import { setPodCondition } from '../pod-conditions';
import { forbidden, notFound } from '../refusals';
import { deleteObject } from './delete';

const PODS = resourceDefinition('pods');
const BUDGETS = resourceDefinition('poddisruptionbudgets');
const RETRY_AFTER_SECONDS = 10;

interface BudgetSpec {
  readonly selector?: LabelSelector;
  readonly unhealthyPodEvictionPolicy?: string;
}

interface BudgetStatus {
  readonly observedGeneration?: number;
  readonly disruptionsAllowed?: number;
  readonly currentHealthy?: number;
  readonly desiredHealthy?: number;
  readonly disruptedPods?: Readonly<Record<string, string>>;
}

/** Deletes the pod gracefully, unless a PodDisruptionBudget has nothing left to give. */
export function evictPod(
  backend: Backend,
  caller: Caller,
  namespace: string,
  podName: string,
  options: DeleteOptions,
): void {
  const pod = backend.store.find('pods', `${namespace}/${podName}`) as Pod | undefined;
  if (!pod) throw notFound(PODS, podName);
  if (!maySkipBudgets(pod)) spendBudget(backend, caller, pod);
  markDisrupted(backend, caller, pod);
  deleteObject(backend, caller, PODS, namespace, podName, options);
}

function maySkipBudgets(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined || pod.status.phase === 'Pending' || isPodTerminal(pod);
}

function spendBudget(backend: Backend, caller: Caller, pod: Pod): void {
  const matching = [...backend.store.objects('poddisruptionbudgets')].filter(
    (budget) =>
      budget.metadata.namespace === pod.metadata.namespace &&
      compileSelector((fieldsOf(budget).spec as BudgetSpec | undefined)?.selector)(pod.metadata.labels),
  );
  const [budget] = matching;
  if (!budget) return;
  if (matching.length > 1) {
    throw new ApiError(
      'InternalError',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  if (!isPodReady(pod) && mayEvictUnhealthy(budget)) return;
  checkAndDecrement(backend, caller, budget, pod);
}

/** A pod that serves nobody costs no budget, by default only while the application itself is healthy. */
function mayEvictUnhealthy(budget: KubernetesObject): boolean {
  const spec = fieldsOf(budget).spec as BudgetSpec | undefined;
  const { currentHealthy = 0, desiredHealthy = 0 } = (fieldsOf(budget).status ?? {}) as BudgetStatus;
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
}

function checkAndDecrement(backend: Backend, caller: Caller, budget: KubernetesObject, pod: Pod): void {
  const name = budget.metadata.name;
  const status = (fieldsOf(budget).status ?? {}) as BudgetStatus;
  if ((status.observedGeneration ?? 0) < (budget.metadata.generation ?? 0)) {
    throw tooManyRequests(`The disruption budget ${name} is still being processed by the server.`);
  }
  const allowed = status.disruptionsAllowed ?? 0;
  if (allowed < 0) throw forbidden(BUDGETS, name, 'pdb disruptions allowed is negative');
  if (allowed === 0) {
    throw tooManyRequests(
      `The disruption budget ${name} needs ${status.desiredHealthy ?? 0} healthy pods and has ${status.currentHealthy ?? 0} currently`,
    );
  }
  const draft = draftFrom(BUDGETS, budget);
  draft.status = {
    ...status,
    disruptionsAllowed: allowed - 1,
    disruptedPods: { ...status.disruptedPods, [pod.metadata.name]: backend.clock.now() },
  };
  backend.commit(caller, 'update', 'poddisruptionbudgets', budget, draft);
}

function tooManyRequests(cause: string): ApiError {
  return new ApiError('TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message: cause }],
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

function markDisrupted(backend: Backend, caller: Caller, pod: Pod): void {
  const draft = draftFrom(PODS, pod);
  const conditions = setPodCondition(pod.status.conditions, {
    type: 'DisruptionTarget',
    ...(pod.metadata.generation ? { observedGeneration: pod.metadata.generation } : {}),
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: backend.clock.now(),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  });
  draft.status = asFields({ ...pod.status, conditions });
  backend.commit(caller, 'update', 'pods', pod, draft);
}
