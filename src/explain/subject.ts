/** A DaemonSet to explain, with the pod that its controller would create on each node. */
import type { DaemonSet } from '../api/apps';
import type { ApiClient } from '../api/client';
import type { Pod } from '../api/core';
import { compileSelector } from '../api/labels';
import { PodFactory, targetNodeOf } from '../controllers/daemonset/pod-template';

export interface Subject {
  readonly daemonSet: DaemonSet;
  /** `file:line`; empty if it comes from a cluster. */
  readonly source: string;
  readonly notes: readonly string[];
  /** The pod as the API server admits it, aimed at no node yet. */
  readonly pod: Pod;
  /** The same, aimed at the node. */
  podFor(nodeName: string): Pod;
  /** True for a pod of this set: owned by it, or without an owner and with the labels that it selects. */
  owns(pod: Pod): boolean;
}

/** `uid` is the one that the set has in the cluster, where known. Throws `ApiError` if its pods are refused. */
export function makeSubject(
  client: ApiClient,
  daemonSet: DaemonSet,
  source: string,
  uid: string | undefined,
  notes: readonly string[],
): Subject {
  const { name, namespace = 'default' } = daemonSet.metadata;
  const factory = new PodFactory(daemonSet, '');
  const admitted = client.create('pods', namespace, factory.podFor('node'), { dryRun: true });
  const { nodeAffinity, ...affinity } = daemonSet.spec.template.spec.affinity ?? {};
  const preferred = nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  const unaimed = {
    ...affinity,
    ...(preferred ? { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } } : {}),
  };
  const selects = compileSelector(daemonSet.spec.selector);
  return {
    daemonSet,
    source,
    notes,
    pod: { ...admitted, spec: { ...admitted.spec, affinity: unaimed } },
    podFor: (nodeName) => ({
      ...admitted,
      spec: { ...admitted.spec, affinity: factory.podFor(nodeName).spec.affinity ?? {} },
    }),
    owns(pod) {
      if ((pod.metadata.namespace ?? 'default') !== namespace) return false;
      const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
      if (!owner) return targetNodeOf(pod) !== undefined && selects(pod.metadata.labels);
      return owner.kind === 'DaemonSet' && (uid === undefined ? owner.name === name : owner.uid === uid);
    },
  };
}
