import type { KubernetesObject } from '../../api/meta';
import type { ResourceName } from '../../api/resources';
import type { FieldError } from './field-error';

/** Signatures first; the bodies follow. */
export function validateCreate(_resource: ResourceName, _object: KubernetesObject): FieldError[] {
  return [];
}
export function validateUpdate(
  _resource: ResourceName,
  _object: KubernetesObject,
  _before: KubernetesObject,
): FieldError[] {
  return [];
}
export function validateStatusUpdate(
  _resource: ResourceName,
  _object: KubernetesObject,
  _before: KubernetesObject,
): FieldError[] {
  return [];
}
