/**
 * The part every Kubernetes object shares. Field names are the API's own; every type here is read-only, because stored
 * objects are frozen and shared: a write makes a new object.
 */

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: string;
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: unknown;
  readonly subresource?: string;
}

/** Metadata of an object as the API server stores it: the server has filled in uid, resourceVersion and creationTimestamp. */
export interface ObjectMeta {
  readonly name: string;
  readonly generateName?: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly uid: string;
  /** A decimal counter, opaque to clients other than for equality. */
  readonly resourceVersion: string;
  readonly generation?: number;
  /** RFC 3339, whole seconds, as on the wire. */
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

export type StringMap = Readonly<Record<string, string>>;

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** What a client sends: the same object before the server has filled in what is its own. */
export type Draft<T extends KubernetesObject> = Omit<T, 'apiVersion' | 'kind' | 'metadata' | 'status'> & {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: Partial<ObjectMeta>;
  readonly status?: unknown;
};

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface LabelSelector {
  readonly matchLabels?: StringMap;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

/** The controller reference of an object: its first owner reference whose `controller` is true. */
export function controllerOf(object: { readonly metadata: Partial<ObjectMeta> }): OwnerReference | undefined {
  const references = object.metadata.ownerReferences;
  if (!references) return undefined;
  for (let index = 0; index < references.length; index++) {
    const reference = references[index] as OwnerReference;
    if (reference.controller === true) return reference;
  }
  return undefined;
}

/** `namespace/name`, or `name` for a cluster-scoped object: the key that caches and work queues use. */
export function keyOf(object: { readonly metadata: Partial<ObjectMeta> }): string {
  const { namespace, name = '' } = object.metadata;
  return namespace ? objectKey(namespace, name) : name;
}

/** The keys made lately, by namespace and name. */
const keys = new Map<string, Map<string, string>>();
const MAX_KEYS = 4096;
let keyCount = 0;

/**
 * `namespace/name` as one and the same text for the same object, as long as it is in use. Everything here looks things up
 * by such keys, and a text joined anew each time would have to be hashed and compared letter by letter each time.
 */
export function objectKey(namespace: string, name: string): string {
  let byName = keys.get(namespace);
  let key = byName?.get(name);
  if (key !== undefined) return key;
  if (keyCount >= MAX_KEYS) {
    keys.clear();
    keyCount = 0;
    byName = undefined;
  }
  if (!byName) {
    byName = new Map();
    keys.set(namespace, byName);
  }
  key = `${namespace}/${name}`;
  byName.set(name, key);
  keyCount += 1;
  return key;
}
