import type { KubernetesObject } from '../../api/meta';
import type { ResourceName } from '../../api/resources';

/** Signature first; the body follows. */
export function applyDefaults<T extends KubernetesObject>(_resource: ResourceName, object: T): T {
  return object;
}
