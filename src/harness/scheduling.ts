/** Changes that only the scheduler looks at. */
import { findDaemonPod, MERGE } from './changes';
import type { Cluster } from './cluster';
import type { Workload } from './workload';

/** Creates a class of this value; pods that name it get it as their priority. */
export async function createPriorityClass(
  cluster: Cluster,
  name: string,
  value: number,
  preemptionPolicy: 'PreemptLowerPriority' | 'Never',
): Promise<void> {
  await cluster.create('priorityclasses', '', {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    preemptionPolicy,
  });
}

/** Takes all gates off the pod of the DaemonSet on a node. */
export async function removeSchedulingGates(cluster: Cluster, workload: Workload, node: string): Promise<void> {
  const pod = await findDaemonPod(cluster, workload, node);
  const patch = { spec: { schedulingGates: null } };
  await cluster.patch('pods', workload.namespace, pod.metadata.name, patch, MERGE);
}
