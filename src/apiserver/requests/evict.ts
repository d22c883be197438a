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
import { forbidden } from '../refusals';
import { deleteObject } from './delete';
import { findTarget, type Request } from './request';

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
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
    readonly message?: string;
  }[];
}

/** Deletes the pod gracefully, unless a PodDisruptionBudget has nothing left to give. */
export function evictPod(request: Request<DeleteOptions>): void {
  const { backend, caller } = request;
  const pod = findTarget(request) as Pod;
  if (!maySkipBudgets(pod)) spendBudget(backend, caller, pod);
  markDisrupted(backend, caller, pod);
  deleteObject(request);
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
    throw tooManyRequests(`The disruption budget ${name} is still being processed by the server.`, RETRY_AFTER_SECONDS);
  }
  const allowed = status.disruptionsAllowed ?? 0;
  if (allowed < 0) throw forbidden(BUDGETS, name, 'pdb disruptions allowed is negative');
  if (allowed === 0) {
    throw tooManyRequests(explainDenial(name, status));
  }
  const draft = draftFrom(BUDGETS, budget);
  draft.status = {
    ...status,
    disruptionsAllowed: allowed - 1,
    disruptedPods: { ...status.disruptedPods, [pod.metadata.name]: backend.clock.now() },
  };
  backend.commit(caller, 'update', 'poddisruptionbudgets', budget, draft);
}

/** Numbers are not to be trusted where the budget could not be worked out. */
function explainDenial(
  name: string,
  { currentHealthy = 0, desiredHealthy = 0, conditions = [] }: BudgetStatus,
): string {
  const told = conditions.find(({ type }) => type === 'DisruptionAllowed');
  const why = told?.status === 'False' && told.message ? told : undefined;
  const denied = `The disruption budget ${name} does not allow evicting pods currently`;
  if (why?.reason === 'SyncFailed') return `${denied} because it failed sync: ${why.message}`;
  if (currentHealthy <= desiredHealthy) {
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  }
  return why ? `${denied} (${why.reason}): ${why.message}` : denied;
}

function tooManyRequests(cause: string, retryAfterSeconds?: number): ApiError {
  return new ApiError('TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message: cause }],
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
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
