/** The index that the controllers of one process share: which pods are bound to a node. */
import type { Pod } from '../api/core';
import type { Informer } from '../machinery/informer';

export const PODS_BY_NODE = 'pods by node';

/** May be called by every controller that needs it; it stays one index. */
export function indexPodsByNode(pods: Informer<'pods'>): void {
  pods.addIndex(PODS_BY_NODE, (pod: Pod) => pod.spec.nodeName || undefined);
}
