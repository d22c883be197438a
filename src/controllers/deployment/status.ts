/**
 * The status of a Deployment: counters, and the conditions Available, Progressing and ReplicaFailure.
 * Upstream: pkg/controller/deployment/progress.go, sync.go (calculateStatus), util/deployment_util.go, v1.36.
 */
import type { Deployment, DeploymentStatus, ReplicaSet, WorkloadCondition } from '../../api/apps';
import { budgetOf, replicasOf } from './budget';
import { sumReplicas } from './rollout-plan';

export const PROGRESSING = 'Progressing';
const NEW_SET_AVAILABLE = 'NewReplicaSetAvailable';
export const TIMED_OUT = 'ProgressDeadlineExceeded';
const REPLICA_FAILURE = 'ReplicaFailure';
/** Means "no deadline". */
const NO_DEADLINE = 2 ** 31 - 1;

export interface ConditionChange {
  readonly type: string;
  readonly status: WorkloadCondition['status'];
  readonly reason: string;
  readonly message: string;
}

export function conditionOf(status: DeploymentStatus, type: string): WorkloadCondition | undefined {
  return status.conditions?.find((condition) => condition.type === type);
}

/** Sets a condition. One with the same status and reason stays as it was; with the same status it keeps its transition time. */
export function withCondition(
  conditions: readonly WorkloadCondition[],
  change: ConditionChange,
  now: string,
): readonly WorkloadCondition[] {
  const { type, status, reason, message } = change;
  const before = conditions.find((condition) => condition.type === type);
  if (before?.status === status && before.reason === reason) return conditions;
  const lastTransitionTime = before?.status === status ? (before.lastTransitionTime ?? now) : now;
  const others = conditions.filter((condition) => condition.type !== type);
  return [...others, { type, status, lastUpdateTime: now, lastTransitionTime, reason, message }];
}

export function hasDeadline({ spec }: Deployment): boolean {
  return spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== NO_DEADLINE;
}

export function calculateStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
  now: string,
): DeploymentStatus {
  const sum = (field: 'replicas' | 'readyReplicas' | 'availableReplicas' | 'terminatingReplicas') =>
    all.reduce((total, { status }) => total + (status[field] ?? 0), 0);
  const available = sum('availableReplicas');
  const isAvailable = available >= replicasOf(deployment) - budgetOf(deployment).maxUnavailable;
  const conditions = withCondition(
    deployment.status.conditions ?? [],
    isAvailable
      ? change('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
      : change('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.'),
    now,
  );
  return makeStatus(
    {
      observedGeneration: deployment.metadata.generation ?? 0,
      replicas: sum('replicas'),
      updatedReplicas: newest?.status.replicas ?? 0,
      readyReplicas: sum('readyReplicas'),
      availableReplicas: available,
      unavailableReplicas: Math.max(0, sumReplicas(all) - available),
    },
    { terminatingReplicas: sum('terminatingReplicas'), ...collisionsOf(deployment), conditions },
  );
}

function change(type: string, status: WorkloadCondition['status'], reason: string, message: string): ConditionChange {
  return { type, status, reason, message };
}

function collisionsOf({ status: { collisionCount } }: Deployment) {
  return collisionCount === undefined ? {} : { collisionCount };
}

/** Counters of zero are not written. */
function makeStatus(counters: Readonly<Record<string, number>>, rest: DeploymentStatus): DeploymentStatus {
  return { ...Object.fromEntries(Object.entries(counters).filter(([, count]) => count !== 0)), ...rest };
}

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const replicas = replicasOf(deployment);
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function hasProgressed(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas;
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

/** The instant at which the rollout counts as stuck, in milliseconds; undefined if it cannot any more. */
export function deadlineMs(deployment: Deployment, status: DeploymentStatus): number | undefined {
  const progressing = conditionOf(status, PROGRESSING);
  if (!hasDeadline(deployment) || !progressing?.lastUpdateTime) return undefined;
  if (progressing.reason === NEW_SET_AVAILABLE || progressing.reason === TIMED_OUT) return undefined;
  return Date.parse(progressing.lastUpdateTime) + (deployment.spec.progressDeadlineSeconds as number) * 1000;
}

/** The status with the conditions that tell how a rollout goes. */
export function withProgress(
  deployment: Deployment,
  status: DeploymentStatus,
  all: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
  nowMs: number,
  now: string,
): DeploymentStatus {
  let conditions = status.conditions ?? [];
  if (!hasDeadline(deployment)) conditions = conditions.filter(({ type }) => type !== PROGRESSING);
  const current = conditionOf(deployment.status, PROGRESSING);
  const isOver = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === NEW_SET_AVAILABLE;
  if (hasDeadline(deployment) && !isOver) {
    conditions = withVerdict(deployment, status, conditions, newest, nowMs, now);
  }
  const failure = [newest, ...all]
    .flatMap((set) => set?.status.conditions ?? [])
    .find(({ type }) => type === REPLICA_FAILURE);
  conditions = failure
    ? withCondition(conditions, failureOf(failure), now)
    : conditions.filter(({ type }) => type !== REPLICA_FAILURE);
  return { ...status, conditions };
}

function failureOf({ status, reason = '', message = '' }: WorkloadCondition): ConditionChange {
  return { type: REPLICA_FAILURE, status, reason, message };
}

function withVerdict(
  deployment: Deployment,
  status: DeploymentStatus,
  conditions: readonly WorkloadCondition[],
  newest: ReplicaSet | undefined,
  nowMs: number,
  now: string,
): readonly WorkloadCondition[] {
  const subject = newest ? `ReplicaSet "${newest.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  if (isComplete(deployment, status)) {
    const text = `${subject} has successfully progressed.`;
    return withCondition(conditions, change(PROGRESSING, 'True', NEW_SET_AVAILABLE, text), now);
  }
  if (hasProgressed(deployment.status, status)) {
    // Every step forward starts the deadline anew, so the condition is written again even if it says the same.
    const before = conditions.find(({ type }) => type === PROGRESSING);
    const others = conditions.filter(({ type }) => type !== PROGRESSING);
    const told = change(PROGRESSING, 'True', 'ReplicaSetUpdated', `${subject} is progressing.`);
    const lastTransitionTime = before?.status === 'True' ? (before.lastTransitionTime ?? now) : now;
    return [...others, { ...told, lastUpdateTime: now, lastTransitionTime }];
  }
  const untilMs = deadlineMs(deployment, deployment.status);
  if (untilMs === undefined || nowMs <= untilMs) return conditions;
  return withCondition(
    conditions,
    change(PROGRESSING, 'False', TIMED_OUT, `${subject} has timed out progressing.`),
    now,
  );
}
