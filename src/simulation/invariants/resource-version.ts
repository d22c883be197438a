/**
 * Numbers only grow: the resourceVersion with every write, and in the status that the controller writes the
 * observedGeneration, which never runs ahead of the generation, and the collisionCount (DS-INV-13).
 */
import type { DaemonSet } from '../../api/apps';
import { keyOf } from '../../api/meta';
import { CONTROLLER, type Invariant } from './invariant';

export function watchResourceVersion(): Invariant {
  let last = 0;
  return {
    name: 'resource version',
    check({ actor, resource, before, after }) {
      if (!after) return undefined;
      const version = Number(after.metadata.resourceVersion);
      if (!(version > last)) {
        return `${resource} ${keyOf(after)} was written with resourceVersion ${after.metadata.resourceVersion} after ${last}`;
      }
      last = version;
      if (resource !== 'daemonsets' || actor !== CONTROLLER) return undefined;
      return checkStatus(before as DaemonSet | undefined, after as DaemonSet);
    },
  };
}

function checkStatus(before: DaemonSet | undefined, after: DaemonSet): string | undefined {
  const { observedGeneration = 0, collisionCount = 0 } = after.status;
  const { generation = 0 } = after.metadata;
  const earlier = before?.status;
  if (observedGeneration > generation) {
    return `the status of ${keyOf(after)} observes generation ${observedGeneration}, which is ahead of ${generation}`;
  }
  if (observedGeneration < (earlier?.observedGeneration ?? 0)) {
    return `the status of ${keyOf(after)} observes generation ${observedGeneration} after ${earlier?.observedGeneration}`;
  }
  if (collisionCount < (earlier?.collisionCount ?? 0)) {
    return `the collision count of ${keyOf(after)} fell to ${collisionCount}`;
  }
  return undefined;
}
