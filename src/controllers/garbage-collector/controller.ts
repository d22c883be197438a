/**
 * Deletes what has lost its owners, and carries out the propagation policies of deletions.
 *   background: the owner is gone, its dependents follow
 *   foreground: the owner waits (finalizer `foregroundDeletion`) until its blocking dependents are gone
 *   orphan: the owner waits (finalizer `orphan`) until its dependents no longer name it
 * Upstream: pkg/controller/garbagecollector/garbagecollector.go, v1.36. Clauses API-GC; what comes of it for a DaemonSet: API-GC-12.
 */
import type { PropagationPolicy } from '../../api/client';
import { isApiError } from '../../api/errors';
import { type KubernetesObject, keyOf, type OwnerReference } from '../../api/meta';
import { keyIn, RESOURCES, type ResourceName, resourceOfKind } from '../../api/resources';
import type { Actor, ActorContext } from '../../machinery/actor';
import type { Informer } from '../../machinery/informer';
import { createReconcileQueue } from '../../machinery/reconciler';
import type { WorkQueue } from '../../machinery/work-queue';
import { type Dependent, graphKey, OwnerGraph, splitGraphKey } from './owner-graph';

const NAME = 'garbage-collector';
const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

/**
 * Everything that can own or be owned. Upstream leaves out events; here leases too, which change all the time and own
 * nothing. API-GC-01
 */
const WATCHED: readonly ResourceName[] = RESOURCES.map(({ resource }) => resource).filter(
  (resource) => resource !== 'events' && resource !== 'leases',
);
const WATCHED_SET: ReadonlySet<ResourceName> = new Set(WATCHED);

export function startGarbageCollector(context: ActorContext): Actor {
  return new GarbageCollector(context);
}

class GarbageCollector implements Actor {
  readonly name = NAME;
  readonly #context: ActorContext;
  readonly #graph = new OwnerGraph();
  readonly #queue: WorkQueue;

  constructor(context: ActorContext) {
    this.#context = context;
    this.#queue = createReconcileQueue(context, NAME, (key) => this.#process(key));
    for (const resource of WATCHED) {
      this.#informer(resource).addHandlers({
        added: (object) => this.#observe(resource, undefined, object),
        updated: (before, object) => this.#observe(resource, before, object),
        deleted: (object) => this.#observeDeletion(resource, object),
      });
    }
  }

  stop(): void {
    this.#queue.stop();
  }

  #informer(resource: ResourceName): Informer<ResourceName, KubernetesObject> {
    return this.#context.informers.informer(resource) as unknown as Informer<ResourceName, KubernetesObject>;
  }

  #observe(resource: ResourceName, before: KubernetesObject | undefined, object: KubernetesObject): void {
    const { ownerReferences, deletionTimestamp, finalizers, namespace } = object.metadata;
    // Nearly every change: neither who owns it nor whether it goes.
    if (!deletionTimestamp && ownerReferences === before?.metadata.ownerReferences) return;
    if (before?.metadata === object.metadata) return;
    this.#graph.update(resource, before, object);
    if (deletionTimestamp && finalizers?.some((name) => name === ORPHAN || name === FOREGROUND)) {
      this.#queue.add(graphKey(resource, keyOf(object)));
    }
    if (!ownerReferences || ownerReferences === before?.metadata.ownerReferences) return;
    for (const reference of before?.metadata.ownerReferences ?? []) this.#wakeOwner(reference, namespace);
    const isOwned = ownerReferences.every((reference) => this.#isOwnerSeen(reference, namespace));
    if (!isOwned) this.#queue.add(graphKey(resource, keyOf(object)));
  }

  #observeDeletion(resource: ResourceName, object: KubernetesObject): void {
    this.#graph.update(resource, object, undefined);
    const { uid, ownerReferences, namespace } = object.metadata;
    for (const dependent of this.#graph.dependentsOf(uid)) this.#enqueue(dependent);
    for (const reference of ownerReferences ?? []) this.#wakeOwner(reference, namespace);
  }

  #enqueue({ resource, objectKey }: Dependent): void {
    this.#queue.add(graphKey(resource, objectKey));
  }

  /** An owner that waits for its dependents looks again. API-GC-08 */
  #wakeOwner(reference: OwnerReference, namespace: string | undefined): void {
    const found = this.#seenOwner(reference, namespace);
    if (found && isWaiting(found.owner)) this.#queue.add(graphKey(found.resource, keyOf(found.owner)));
  }

  #isOwnerSeen(reference: OwnerReference, namespace: string | undefined): boolean {
    const definition = resourceOfKind(reference.apiVersion, reference.kind);
    // Of a kind that nobody knows nothing can be said. API-GC-13
    if (!definition || !WATCHED_SET.has(definition.resource)) return true;
    return this.#seenOwner(reference, namespace) !== undefined;
  }

  #seenOwner({ apiVersion, kind, name, uid }: OwnerReference, namespace: string | undefined) {
    const definition = resourceOfKind(apiVersion, kind);
    if (!definition || !WATCHED_SET.has(definition.resource)) return undefined;
    const owner = this.#informer(definition.resource).get(keyIn(definition, namespace ?? '', name));
    return owner?.metadata.uid === uid ? { resource: definition.resource, owner } : undefined;
  }

  #process(key: string): void {
    const { resource, objectKey } = splitGraphKey(key);
    const object = this.#informer(resource).get(objectKey);
    if (!object) return;
    try {
      if (isDeletingWith(object, ORPHAN)) this.#orphanDependents(resource, object);
      else if (isWaiting(object)) this.#awaitDependents(resource, object);
      else if (!object.metadata.deletionTimestamp) this.#deleteIfAbandoned(resource, object);
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
    }
  }

  /** Upstream: attemptToDeleteItem. API-GC-02 to API-GC-06 */
  #deleteIfAbandoned(resource: ResourceName, object: KubernetesObject): void {
    const references = object.metadata.ownerReferences ?? [];
    if (references.length === 0) return;
    const solid: OwnerReference[] = [];
    let isOwnerWaiting = false;
    for (const reference of references) {
      const owner = this.#findOwner(reference, object.metadata.namespace);
      if (owner === 'unknown' || (owner && !isWaiting(owner))) solid.push(reference);
      else if (owner) isOwnerWaiting = true;
    }
    if (solid.length === references.length) return;
    if (solid.length > 0) {
      this.#write(resource, object, { ownerReferences: solid });
      return;
    }
    const { uid } = object.metadata;
    if (!isOwnerWaiting || !this.#graph.hasDependents(uid)) {
      this.#delete(resource, object, policyOf(object)); // API-GC-05
      return;
    }
    // API-GC-04: who waits for its dependents must not be waited for by one of them.
    if ([...this.#graph.dependentsOf(uid)].some((dependent) => this.#isDependentWaiting(dependent))) {
      this.#write(resource, object, {
        ownerReferences: references.map((reference) => ({ ...reference, blockOwnerDeletion: false })),
      });
    }
    this.#delete(resource, object, 'Foreground');
  }

  #isDependentWaiting({ resource, objectKey }: Dependent): boolean {
    const object = this.#informer(resource).get(objectKey);
    return object !== undefined && isWaiting(object);
  }

  /** The owner as the API server has it now; a cache is no proof that it is gone. API-GC-10 */
  #findOwner(reference: OwnerReference, namespace: string | undefined): KubernetesObject | 'unknown' | undefined {
    const definition = resourceOfKind(reference.apiVersion, reference.kind);
    if (!definition) return 'unknown';
    // In which namespace to look is not said: such an object is never collected. API-GC-11
    if (definition.namespaced && namespace === undefined) return 'unknown';
    try {
      const scope = definition.namespaced ? (namespace ?? '') : '';
      const owner: KubernetesObject = this.#context.client.get(definition.resource, scope, reference.name);
      return owner.metadata.uid === reference.uid ? owner : undefined;
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
      return undefined;
    }
  }

  /** Upstream: processDeletingDependentsItem. API-GC-07 */
  #awaitDependents(resource: ResourceName, owner: KubernetesObject): void {
    const { uid } = owner.metadata;
    let isBlocked = false;
    for (const found of this.#graph.dependentsOf(uid)) {
      const dependent = this.#informer(found.resource).get(found.objectKey);
      if (!dependent) continue;
      const reference = dependent.metadata.ownerReferences?.find((other) => other.uid === uid);
      if (reference?.blockOwnerDeletion) isBlocked = true;
      if (!dependent.metadata.deletionTimestamp) this.#enqueue(found);
    }
    if (!isBlocked) this.#dropFinalizer(resource, owner, FOREGROUND);
  }

  /** Upstream: orphanDependents. API-GC-09 */
  #orphanDependents(resource: ResourceName, owner: KubernetesObject): void {
    const { uid } = owner.metadata;
    for (const { resource: kind, objectKey } of this.#graph.dependentsOf(uid)) {
      const dependent = this.#informer(kind).get(objectKey);
      if (!dependent) continue;
      const ownerReferences = (dependent.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uid);
      try {
        this.#write(kind, dependent, { ownerReferences });
      } catch (error) {
        if (!isApiError(error, 'NotFound')) throw error;
      }
    }
    this.#dropFinalizer(resource, owner, ORPHAN);
  }

  #dropFinalizer(resource: ResourceName, object: KubernetesObject, finalizer: string): void {
    const finalizers = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer);
    this.#write(resource, object, { finalizers });
  }

  #write(
    resource: ResourceName,
    object: KubernetesObject,
    change: { readonly ownerReferences?: readonly OwnerReference[]; readonly finalizers?: readonly string[] },
  ): void {
    const metadata = { ...object.metadata, ...change };
    this.#context.client.update(resource, object.metadata.namespace ?? '', { ...object, metadata });
  }

  #delete(resource: ResourceName, object: KubernetesObject, propagationPolicy: PropagationPolicy): void {
    const { namespace = '', name, uid } = object.metadata;
    this.#context.client.delete(resource, namespace, name, { propagationPolicy, preconditions: { uid } });
  }
}

function isDeletingWith({ metadata }: KubernetesObject, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(finalizer) === true;
}

/** The object was deleted in the foreground and waits for its dependents. */
function isWaiting(object: KubernetesObject): boolean {
  return isDeletingWith(object, FOREGROUND);
}

function policyOf({ metadata }: KubernetesObject): PropagationPolicy {
  if (metadata.finalizers?.includes(ORPHAN)) return 'Orphan';
  return metadata.finalizers?.includes(FOREGROUND) ? 'Foreground' : 'Background';
}
