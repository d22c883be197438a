/** The index that the controllers of one process share: which pods a ReplicaSet controls, and which nobody controls. */
import type { Pod } from '../api/core';
import { controllerOf } from '../api/meta';
import type { Informer } from '../machinery/informer';

const PODS_BY_REPLICA_SET = 'pods by ReplicaSet';
const ORPHANS = 'orphan';

/** May be called by every controller that needs it; it stays one index. */
export function indexPodsByReplicaSet(pods: Informer<'pods'>): void {
  pods.addIndex(PODS_BY_REPLICA_SET, indexKeyOf);
}

/** Daemon pods, by far the most here, are filed nowhere. */
function indexKeyOf(pod: Pod): string | undefined {
  const owner = controllerOf(pod);
  if (!owner) return `${ORPHANS} ${pod.metadata.namespace}`;
  return owner.kind === 'ReplicaSet' ? owner.uid : undefined;
}

export function podsOfReplicaSet(pods: Informer<'pods'>, uid: string): Iterable<Pod> {
  return pods.byIndex(PODS_BY_REPLICA_SET, uid).values();
}

/** Pods of the namespace without a controller. */
export function orphansIn(pods: Informer<'pods'>, namespace: string): Iterable<Pod> {
  return pods.byIndex(PODS_BY_REPLICA_SET, `${ORPHANS} ${namespace}`).values();
}
