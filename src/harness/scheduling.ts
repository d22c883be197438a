/** Changes that only the scheduler looks at. */

import { findDaemonPod } from './changes';
import type { Cluster } from './cluster';
import type { Workload } from './workload';

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

export async function removeSchedulingGates(cluster: Cluster, workload: Workload, node: string): Promise<void> {
  const pod = await findDaemonPod(cluster, workload, node);
  const patch = { spec: { schedulingGates: null } };
  await cluster.patch('pods', workload.namespace, pod.metadata.name, patch, {
    type: 'merge',
    fieldManager: 'everynode',
  });
}
