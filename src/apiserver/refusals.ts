/**
 * The refusals that are not about single fields, in the server's words. Clauses API-ERR.
 * Upstream: apimachinery pkg/api/errors/errors.go and apiserver pkg/admission/errors.go, v1.36.
 */
import { ApiError, type StatusCause } from '../api/errors';
import { groupResourceOf, type ResourceDefinition } from '../api/resources';
import type { DraftMeta } from './draft';
import { quoteGo } from './schema/go-text';

export const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

function detailsOf(definition: ResourceDefinition, name: string) {
  return {
    ...(name ? { name } : {}),
    ...(definition.group ? { group: definition.group } : {}),
    kind: definition.resource,
  };
}

/** API-ERR-03 */
export function notFound(definition: ResourceDefinition, name: string): ApiError {
  return new ApiError(
    'NotFound',
    `${groupResourceOf(definition)} ${quoteGo(name)} not found`,
    detailsOf(definition, name),
  );
}

/** API-ERR-04 */
export function alreadyExists(definition: ResourceDefinition, name: string, isBeingDeleted: boolean): ApiError {
  const prefix = isBeingDeleted ? 'object is being deleted: ' : '';
  return new ApiError(
    'AlreadyExists',
    `${prefix}${groupResourceOf(definition)} ${quoteGo(name)} already exists`,
    detailsOf(definition, name),
  );
}

/** API-ERR-04, when every generated name was taken. */
export function cannotGenerateName(definition: ResourceDefinition, name: string): ApiError {
  return new ApiError(
    'AlreadyExists',
    `${groupResourceOf(definition)} ${quoteGo(name)} already exists, the server was not able to generate a unique name for the object`,
    { ...detailsOf(definition, name), retryAfterSeconds: 1 },
  );
}

/** API-ERR-05; `about` names the resource as the message shows it, `pods` or `pods/binding`. */
export function conflict(definition: ResourceDefinition, name: string, why: string, about?: string): ApiError {
  return new ApiError(
    'Conflict',
    `Operation cannot be fulfilled on ${about ?? groupResourceOf(definition)} ${quoteGo(name)}: ${why}`,
    { ...detailsOf(definition, name), ...(about ? { kind: about } : {}) },
  );
}

/** API-ERR-07 */
export function forbidden(
  definition: ResourceDefinition,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): ApiError {
  return new ApiError('Forbidden', `${groupResourceOf(definition)} ${quoteGo(name)} is forbidden: ${why}`, {
    ...detailsOf(definition, name),
    ...(causes ? { causes } : {}),
  });
}

/** How admission names an object that may not have its name yet. API-ERR-07 */
export function admissionNameOf(metadata: Pick<DraftMeta, 'name' | 'generateName'>): string {
  return metadata.name || metadata.generateName || 'Unknown';
}
