/**
 * An object on its way into the store. A draft is new at its top level and in its metadata, so the stages of a request
 * may assign to both; everything below is shared with other objects and is replaced, never changed.
 */
import type { KubernetesObject, ManagedFieldsEntry, ObjectMeta, OwnerReference, StringMap } from '../api/meta';
import { apiVersionOf, type ResourceDefinition, type ResourceName } from '../api/resources';
import type { Fields } from './object-fields';

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

export interface ObjectDraft {
  apiVersion: string;
  kind: string;
  metadata: DraftMeta;
  spec?: Fields;
  status?: Fields;
  [field: string]: unknown;
}

/** Kinds with no fields beside a spec and a status: the ones that are written most. */
const PLAIN_KINDS: ReadonlySet<ResourceName> = new Set(['pods', 'nodes', 'daemonsets', 'leases', 'namespaces']);

/** A draft that starts from `object`; kind and apiVersion are the definition's own. */
export function draftFrom(definition: ResourceDefinition, object: KubernetesObject): ObjectDraft {
  return draftWith(definition, object, copyMetadata(object.metadata));
}

/** The same with metadata that the caller has made. Fields one by one: V8 copies a frozen object slowly as a whole. */
export function draftWith(definition: ResourceDefinition, object: KubernetesObject, metadata: DraftMeta): ObjectDraft {
  const source = fieldsOf(object);
  const draft: ObjectDraft = {
    apiVersion: source.apiVersion || apiVersionOf(definition),
    kind: definition.kind,
    metadata,
  };
  if (PLAIN_KINDS.has(definition.resource)) {
    if (source.spec !== undefined) draft.spec = source.spec;
    if (source.status !== undefined) draft.status = source.status;
    return draft;
  }
  for (const key in source) if (key !== 'apiVersion' && key !== 'kind' && key !== 'metadata') draft[key] = source[key];
  return draft;
}

/**
 * Metadata that may be assigned to, in the API's field order: what a client may set from `sent`, the rest as it is in
 * `stored`. Empty lists and maps are left out. API-META-05
 */
export function copyMetadata(sent: Partial<ObjectMeta>, stored: Partial<ObjectMeta> = sent): DraftMeta {
  const metadata = { name: sent.name || stored.name } as DraftMeta;
  if (sent.generateName) metadata.generateName = sent.generateName;
  if (stored.namespace !== undefined) metadata.namespace = sent.namespace || stored.namespace;
  metadata.uid = (sent.uid || stored.uid) as string;
  metadata.resourceVersion = stored.resourceVersion as string;
  if (stored.generation !== undefined) metadata.generation = stored.generation;
  metadata.creationTimestamp = stored.creationTimestamp as string;
  if (stored.deletionTimestamp !== undefined) metadata.deletionTimestamp = stored.deletionTimestamp;
  if (stored.deletionGracePeriodSeconds !== undefined) {
    metadata.deletionGracePeriodSeconds = sent.deletionGracePeriodSeconds ?? stored.deletionGracePeriodSeconds;
  }
  copyOwnFields(sent, metadata);
  return metadata;
}

/** The part of the metadata that is the client's to set. */
export function copyOwnFields(sent: Partial<ObjectMeta>, metadata: DraftMeta): void {
  if (!isEmptyMap(sent.labels)) metadata.labels = sent.labels as StringMap;
  if (!isEmptyMap(sent.annotations)) metadata.annotations = sent.annotations as StringMap;
  if (sent.ownerReferences?.length) metadata.ownerReferences = sent.ownerReferences;
  if (sent.finalizers?.length) metadata.finalizers = sent.finalizers;
  if (sent.managedFields?.length) metadata.managedFields = sent.managedFields;
}

function isEmptyMap(map: StringMap | undefined): boolean {
  for (const _key in map) return false;
  return true;
}

/** The same object, seen as one that may be read only. */
export function asObject<T extends KubernetesObject = KubernetesObject>(draft: ObjectDraft): T {
  return draft as unknown as T;
}

/** Any object, seen with the fields that most kinds have. */
export function fieldsOf(object: KubernetesObject): ObjectDraft {
  return object as unknown as ObjectDraft;
}
