/**
 * What a Deployment's ReplicaSets should be scaled to: pure arithmetic.
 * Upstream: pkg/controller/deployment/rolling.go, sync.go (scale), util/deployment_util.go, v1.36.
 */
import type { Deployment, ReplicaSet } from '../../api/apps';
import { budgetOf, replicasOf } from './budget';
import { desiredReplicasOf, maxReplicasOf } from './revision-annotations';

/** A ReplicaSet and the number of replicas it should have. */
export interface Scaling {
  readonly replicaSet: ReplicaSet;
  readonly replicas: number;
}

const availableOf = ({ status }: ReplicaSet) => status.availableReplicas ?? 0;
export const sumReplicas = (sets: readonly ReplicaSet[]): number => sets.reduce((sum, set) => sum + replicasOf(set), 0);
const sumAvailable = (sets: readonly ReplicaSet[]): number => sets.reduce((sum, set) => sum + availableOf(set), 0);

/** Oldest first; by name where two are equally old. */
export function compareAge(a: ReplicaSet, b: ReplicaSet): number {
  const [left, right] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (left !== right) return left < right ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

/** Sets with replicas. */
export function activeOf(sets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  return sets.filter((set) => replicasOf(set) > 0);
}

/** How many replicas the newest set may have now, `current` being what it has. */
export function newSetReplicas(deployment: Deployment, old: readonly ReplicaSet[], current: number): number {
  const wanted = replicasOf(deployment);
  if (deployment.spec.strategy?.type !== 'RollingUpdate' || current >= wanted) return wanted;
  const room = wanted + budgetOf(deployment).maxSurge - (sumReplicas(old) + current);
  return room <= 0 ? current : current + Math.min(room, wanted - current);
}

/** Which old sets shrink now. Pods that serve nobody go first and cost nothing. */
export function planOldSets(
  deployment: Deployment,
  old: readonly ReplicaSet[],
  newest: ReplicaSet,
): readonly Scaling[] {
  const active = [...activeOf(old)].sort(compareAge);
  if (active.length === 0) return [];
  const minAvailable = replicasOf(deployment) - budgetOf(deployment).maxUnavailable;
  const newUnavailable = replicasOf(newest) - availableOf(newest);
  const most = sumReplicas(active) + replicasOf(newest) - minAvailable - newUnavailable;
  if (most <= 0) return [];
  const sizes = new Map(active.map((set) => [set, replicasOf(set)]));
  shrinkUnhealthy(sizes, most);
  shrinkHealthy(sizes, sumAvailable([...old, newest]) - minAvailable);
  return active
    .filter((set) => sizes.get(set) !== replicasOf(set))
    .map((replicaSet) => ({ replicaSet, replicas: sizes.get(replicaSet) as number }));
}

function shrinkUnhealthy(sizes: Map<ReplicaSet, number>, most: number): void {
  let left = most;
  for (const [set, size] of sizes) {
    const count = Math.min(left, Math.max(0, size - availableOf(set)));
    sizes.set(set, size - count);
    left -= count;
  }
}

function shrinkHealthy(sizes: Map<ReplicaSet, number>, most: number): void {
  let left = Math.max(0, most);
  for (const [set, size] of sizes) {
    const count = Math.min(left, size);
    sizes.set(set, size - count);
    left -= count;
  }
}

/** How the sets follow a change of `spec.replicas`: one alone takes it all, several in the middle of a rollout share it. */
export function planScaling(
  deployment: Deployment,
  newest: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): readonly Scaling[] {
  const all = newest ? [...old, newest] : old;
  const active = activeOf(all);
  const wanted = replicasOf(deployment);
  if (active.length <= 1) {
    const only = active[0] ?? newest ?? [...old].sort(compareAge).at(-1);
    return only && replicasOf(only) !== wanted ? [{ replicaSet: only, replicas: wanted }] : [];
  }
  if (newest && isSaturated(newest, wanted)) {
    return activeOf(old).map((replicaSet) => ({ replicaSet, replicas: 0 }));
  }
  return deployment.spec.strategy?.type === 'RollingUpdate' ? shareProportionally(deployment, active) : [];
}

function isSaturated(newest: ReplicaSet, wanted: number): boolean {
  return replicasOf(newest) === wanted && desiredReplicasOf(newest) === wanted && availableOf(newest) === wanted;
}

function shareProportionally(deployment: Deployment, active: readonly ReplicaSet[]): readonly Scaling[] {
  const wanted = replicasOf(deployment);
  const allowed = wanted > 0 ? wanted + budgetOf(deployment).maxSurge : 0;
  const toAdd = allowed - sumReplicas(active);
  // Of equal sets the newest grows first and the oldest shrinks first.
  const ordered = [...active].sort(
    (a, b) => replicasOf(b) - replicasOf(a) || (toAdd > 0 ? compareAge(b, a) : compareAge(a, b)),
  );
  let added = 0;
  const sizes = ordered.map((set) => {
    const share = shareOf(set, deployment, allowed, toAdd, added);
    added += share;
    return replicasOf(set) + share;
  });
  // What rounding left over goes to the largest.
  if (toAdd !== 0) sizes[0] = Math.max(0, (sizes[0] as number) + toAdd - added);
  return ordered.map((replicaSet, index) => ({ replicaSet, replicas: sizes[index] as number }));
}

function shareOf(set: ReplicaSet, deployment: Deployment, allowed: number, toAdd: number, added: number): number {
  const replicas = replicasOf(set);
  if (replicas === 0 || toAdd === 0 || toAdd === added) return 0;
  const before = maxReplicasOf(set) ?? deployment.status.replicas ?? 0;
  const fraction =
    replicasOf(deployment) === 0 || before === 0 ? -replicas : Math.round((replicas * allowed) / before) - replicas;
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
}
