/**
 * An object on its way into the store. A draft is new at its top level and in its metadata, so the stages of a request
 * may assign to both; everything below is shared with other objects and is replaced, never changed.
 */
import type { KubernetesObject, ManagedFieldsEntry, ObjectMeta, OwnerReference, StringMap } from '../api/meta';
import { apiVersionOf, type ResourceDefinition } from '../api/resources';

export interface DraftMeta {
  name: string;
  generateName?: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: StringMap;
  annotations?: StringMap;
  ownerReferences?: readonly OwnerReference[];
  finalizers?: readonly string[];
  managedFields?: readonly ManagedFieldsEntry[];
}

export type Fields = Readonly<Record<string, unknown>>;

export interface ObjectDraft {
  apiVersion: string;
  kind: string;
  metadata: DraftMeta;
  spec?: Fields;
  status?: Fields;
  [field: string]: unknown;
}

/** A draft that starts from `object`; kind and apiVersion are the definition's own. */
export function draftFrom(definition: ResourceDefinition, object: KubernetesObject): ObjectDraft {
  const metadata = { ...(object.metadata as ObjectMeta) };
  const start: ObjectDraft = { apiVersion: '', kind: definition.kind, metadata };
  const draft: ObjectDraft = Object.assign(start, object);
  draft.apiVersion = apiVersionOf(definition);
  draft.kind = definition.kind;
  draft.metadata = metadata;
  return draft;
}

/** The same object, seen as one that may be read only. */
export function asObject<T extends KubernetesObject = KubernetesObject>(draft: ObjectDraft): T {
  return draft as unknown as T;
}

/** Any object seen as a bag of fields. */
export function fieldsOf(object: KubernetesObject): ObjectDraft {
  return object as unknown as ObjectDraft;
}
