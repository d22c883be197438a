/** Claims about how far a rollout has come, read from the DaemonSet's own status. */
import type { Cluster } from './cluster';
import { describeRollout, isRolloutComplete } from './daemon-pods';
import { findLiveDaemonSet } from './lookup';
import { ClaimError } from './scenario-error';
import { nameWorkload, type Workload } from './workload';

export async function checkComplete(cluster: Cluster, workload: Workload): Promise<void> {
  const daemonSet = await findLiveDaemonSet(cluster, workload);
  if (isRolloutComplete(daemonSet)) return;
  const name = nameWorkload(workload);
  throw new ClaimError(`the rollout of ${name} is not complete: ${describeRollout(daemonSet)}`, workload);
}

export async function checkStuck(
  cluster: Cluster,
  workload: Workload,
  updated: number,
  desired: number,
): Promise<void> {
  const daemonSet = await findLiveDaemonSet(cluster, workload);
  const { status } = daemonSet;
  const isAsClaimed = status.updatedNumberScheduled === updated || (updated === 0 && !status.updatedNumberScheduled);
  if (isAsClaimed && status.desiredNumberScheduled === desired && !isRolloutComplete(daemonSet)) return;
  const state = isRolloutComplete(daemonSet) ? 'it is complete' : describeRollout(daemonSet);
  throw new ClaimError(
    `the rollout of ${nameWorkload(workload)} is not stuck with ${updated} of ${desired} pods updated: ${state}`,
    workload,
  );
}
