import type { KubernetesObject } from '../../api/meta';
import type { ResourceName } from '../../api/resources';

/** Signature first; the body follows. */
export function collectWarnings(
  _resource: ResourceName,
  _object: KubernetesObject,
  _before?: KubernetesObject,
): string[] {
  return [];
}
