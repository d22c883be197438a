/** Claims about what the scheduler has done. */
import type { Cluster } from './cluster';
import { ClaimError } from './scenario-error';

/** Throws `ClaimError` unless the pod of this name gave way to another, or stayed, as wanted. */
export async function checkPreempted(cluster: Cluster, name: string, wanted: boolean): Promise<void> {
  const isThere = (await cluster.get('pods', 'default', name)) !== undefined;
  const events = await cluster.list('events', { namespace: 'default' });
  const isTold = events.some(({ reason, involvedObject }) => reason === 'Preempted' && involvedObject.name === name);
  if (isThere !== wanted && isTold === wanted) return;
  const state = `the pod ${isThere ? 'is there' : 'is gone'}, and ${isTold ? 'an event tells' : 'no event tells'} of a preemption`;
  throw new ClaimError(`pod "${name}" ${wanted ? 'was not' : 'was'} preempted: ${state}`);
}
