/** One request, as every stage of its handling sees it. */
import type { WriteOptions } from '../../api/client';
import type { KubernetesObject } from '../../api/meta';
import { keyIn, type ResourceDefinition } from '../../api/resources';
import type { Backend, Caller } from '../backend';
import { notFound } from '../refusals';

export type Warn = (warning: string) => void;

export interface Request<O = WriteOptions> {
  readonly backend: Backend;
  readonly caller: Caller;
  readonly definition: ResourceDefinition;
  /** Empty for cluster-scoped resources. */
  readonly namespace: string;
  /** The name in the request's path; empty for a creation. */
  readonly name: string;
  readonly options: O;
  readonly warn: Warn;
}

/** The stored object that the request's path names; undefined if there is none. */
export function lookUp({ backend, definition, namespace, name }: Request<unknown>): KubernetesObject | undefined {
  return backend.store.find(definition.resource, keyIn(definition, namespace, name));
}

/** The same. Throws `ApiError` NotFound if there is none. */
export function findTarget(request: Request<unknown>): KubernetesObject {
  const target = lookUp(request);
  if (!target) throw notFound(request.definition, request.name);
  return target;
}
