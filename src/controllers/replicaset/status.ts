/** Upstream: pkg/controller/replicaset/replica_set_utils.go, calculateStatus, updateReplicaSetStatus, v1.36. */
import type { ReplicaSet, ReplicaSetStatus, WorkloadCondition } from '../../api/apps';
import type { ApiClient } from '../../api/client';
import type { Pod } from '../../api/core';
import { isApiError } from '../../api/errors';
import { isPodAvailable, isPodReady } from '../../api/pod-conditions';

const REPLICA_FAILURE = 'ReplicaFailure';

/** What went wrong when pods were made or deleted. */
export interface ReplicaFailure {
  readonly reason: 'FailedCreate' | 'FailedDelete';
  readonly message: string;
}

export function calculateStatus(
  replicaSet: ReplicaSet,
  active: readonly Pod[],
  terminating: number,
  failure: ReplicaFailure | undefined,
  nowMs: number,
  now: string,
): ReplicaSetStatus {
  const { template, minReadySeconds = 0 } = replicaSet.spec;
  const templateLabels = Object.entries(template.metadata?.labels ?? {});
  let [labelled, ready, available] = [0, 0, 0];
  for (const pod of active) {
    if (templateLabels.every(([key, value]) => pod.metadata.labels?.[key] === value)) labelled += 1;
    if (!isPodReady(pod)) continue;
    ready += 1;
    if (isPodAvailable(pod, minReadySeconds, nowMs)) available += 1;
  }
  const conditions = conditionsOf(replicaSet.status.conditions ?? [], failure, now);
  return {
    replicas: active.length,
    ...(labelled ? { fullyLabeledReplicas: labelled } : {}),
    ...(ready ? { readyReplicas: ready } : {}),
    ...(available ? { availableReplicas: available } : {}),
    terminatingReplicas: terminating,
    ...(replicaSet.metadata.generation ? { observedGeneration: replicaSet.metadata.generation } : {}),
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}

function conditionsOf(
  before: readonly WorkloadCondition[],
  failure: ReplicaFailure | undefined,
  now: string,
): readonly WorkloadCondition[] {
  const current = before.find(({ type }) => type === REPLICA_FAILURE);
  if (failure && current) return before; // The first failure stands until it is over.
  const others = before.filter(({ type }) => type !== REPLICA_FAILURE);
  return failure ? [...others, { type: REPLICA_FAILURE, status: 'True', lastTransitionTime: now, ...failure }] : others;
}

/** Writes the status if it says something new. */
export function storeStatus(client: ApiClient, replicaSet: ReplicaSet, status: ReplicaSetStatus): void {
  const before = replicaSet.status;
  if (
    before.replicas === status.replicas &&
    before.fullyLabeledReplicas === status.fullyLabeledReplicas &&
    before.readyReplicas === status.readyReplicas &&
    before.availableReplicas === status.availableReplicas &&
    before.terminatingReplicas === status.terminatingReplicas &&
    before.observedGeneration === status.observedGeneration &&
    (before.conditions ?? []).length === (status.conditions ?? []).length
  ) {
    return;
  }
  const { namespace = '', name } = replicaSet.metadata;
  try {
    client.updateStatus('replicasets', namespace, { ...replicaSet, status });
  } catch (error) {
    // A Deployment scales it at the same moment: once more, on top of that.
    if (!isApiError(error, 'Conflict')) throw error;
    client.updateStatus('replicasets', namespace, { ...client.get('replicasets', namespace, name), status });
  }
}
