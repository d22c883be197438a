/**
 * The controller writes only what is its own. A pod that it makes has one owner, a DaemonSet, which is its controller
 * (DS-INV-18); a pod that it changes or deletes has a DaemonSet for a controller, or has none and is adopted
 * (DS-INV-19); and for a DaemonSet that is being deleted it writes nothing (DS-INV-20).
 */
import { controllerOf, keyOf } from '../../api/meta';
import { CONTROLLER, type Invariant, type Surroundings } from './invariant';
import type { SetRecords } from './set-record';

export function watchOwnership(sets: SetRecords, surroundings: Surroundings): Invariant {
  return {
    name: 'ownership',
    check({ actor, verb, resource, before, after }) {
      if (actor !== CONTROLLER || (resource !== 'pods' && resource !== 'controllerrevisions')) return undefined;
      const object = after ?? before;
      if (!object) return undefined;
      const what = `${resource} ${keyOf(object)}`;
      if (verb === 'create') {
        const owners = object.metadata.ownerReferences ?? [];
        const isOwned = owners.length === 1 && owners[0]?.kind === 'DaemonSet' && owners[0].controller === true;
        if (!isOwned) return `${what} was created with other owners than one DaemonSet`;
      }
      const controller = (before && controllerOf(before)) ?? controllerOf(object);
      if (controller?.kind !== 'DaemonSet') return `${what} was written, which is not a DaemonSet's`;
      const sinceMs = sets.find(controller.uid)?.terminatingSinceMs;
      if (sinceMs === undefined || !surroundings.mayKnow(sinceMs)) return undefined;
      return `${what} was written although DaemonSet ${controller.name} is being deleted`;
    },
  };
}
