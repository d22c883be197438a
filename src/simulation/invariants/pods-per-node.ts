/**
 * The controller never makes a second pod on a node, or, with surge, never a third one and never two of one revision
 * (DS-INV-03). Counted are pods that it made itself: what others put there, or relabel, is not its doing.
 */
import { CONTROLLER_REVISION_HASH_LABEL } from '../../api/apps';
import type { Pod } from '../../api/core';
import { controllerOf, keyOf } from '../../api/meta';
import { targetNodeOf } from '../../controllers/daemonset/pod-template';
import { CONTROLLER, type Invariant } from './invariant';
import type { PodIndex } from './pod-index';
import type { SetRecords } from './set-record';

export function watchPodsPerNode(sets: SetRecords, pods: PodIndex): Invariant {
  return {
    name: 'pods per node',
    check({ actor, verb, resource, after }) {
      if (resource !== 'pods' || verb !== 'create' || actor !== CONTROLLER) return undefined;
      const made = after as Pod;
      const owner = controllerOf(made)?.uid ?? '';
      const node = targetNodeOf(made) ?? '';
      const others = pods.on(owner, node);
      if (others.size === 0) return undefined;
      const names = [...others.values()].map(keyOf).join(', ');
      const limit = sets.find(owner)?.everSurged ? 1 : 0;
      if (others.size > limit) return `pod ${keyOf(made)} was created on ${node} beside ${names}`;
      const hash = hashOf(made);
      for (const other of others.values()) {
        if (hashOf(other) === hash)
          return `pod ${keyOf(made)} was created on ${node} beside ${names} of the same revision`;
      }
      return undefined;
    },
  };
}

const hashOf = (pod: Pod): string => pod.metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] ?? '';
