/**
 * The one door to the API server. Controllers, the scheduler, the kubelets, kubectl and the steps all hold an
 * `ApiClient`; none of them knows the store. Calls are synchronous: virtual time does not pass inside a request.
 */
import type { KubernetesObject, ManagedFieldsEntry } from './meta';
import type { ObjectOf, ResourceName } from './resources';

export interface ListOptions {
  readonly namespace?: string;
  /** As kubectl's `-l`: `app=agent,tier!=web`. */
  readonly labelSelector?: string;
  /** As kubectl's `--field-selector`: `spec.nodeName=node1`. */
  readonly fieldSelector?: string;
}

export interface ListResult<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
}

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface WatchEvent<T extends KubernetesObject = KubernetesObject> {
  readonly type: WatchEventType;
  readonly object: T;
  /** `keyOf(object)`, where the sender knows it: one text for all who listen. */
  readonly key?: string;
}

/** Receives what happened to a resource, in resourceVersion order; several commits may arrive together. */
export type WatchListener<T extends KubernetesObject> = (events: readonly WatchEvent<T>[]) => void;

export interface WatchHandle {
  /** The version of the first list: everything up to it arrives as ADDED. */
  readonly resourceVersion: string;
  stop(): void;
}

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';
export type PropagationPolicy = 'Background' | 'Foreground' | 'Orphan';

export interface WriteOptions {
  /** API-REQ-07 */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
  readonly force?: boolean;
}

export interface PatchOptions extends WriteOptions {
  readonly type: PatchType;
  readonly subresource?: 'status' | 'eviction';
  /**
   * Hands the fields that these managers own by updates over to the field manager, as its own by an apply, and changes
   * nothing else: what kubectl does with a patch of `managedFields` when it turns from client-side apply.
   */
  readonly formerManagers?: readonly string[];
}

export interface DeleteOptions {
  readonly propagationPolicy?: PropagationPolicy;
  /** The older form of a propagation policy: true for Orphan, false for Background. */
  readonly orphanDependents?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: boolean;
}

/**
 * Verbs of the Kubernetes API. `namespace` is ignored for cluster-scoped resources (pass ''). Every method throws
 * `ApiError` and nothing else. Returned objects are frozen and shared: never mutate one, spread it.
 */
export interface ApiClient {
  /** Who is calling: `daemonset-controller`, `kubelet`, `kubectl`, … appears in the journal and in fault plans. */
  readonly actor: string;
  get<R extends ResourceName>(resource: R, namespace: string, name: string): ObjectOf<R>;
  list<R extends ResourceName>(resource: R, options?: ListOptions): ListResult<ObjectOf<R>>;
  /** Delivers every existing object as ADDED first, then each change, always through the event loop. */
  watch<R extends ResourceName>(resource: R, listener: WatchListener<ObjectOf<R>>): WatchHandle;
  /** `object` may be incomplete (`Draft`); the server defaults, admits and validates it. */
  create<R extends ResourceName>(resource: R, namespace: string, object: unknown, options?: WriteOptions): ObjectOf<R>;
  update<R extends ResourceName>(resource: R, namespace: string, object: unknown, options?: WriteOptions): ObjectOf<R>;
  updateStatus<R extends ResourceName>(
    resource: R,
    namespace: string,
    object: unknown,
    options?: WriteOptions,
  ): ObjectOf<R>;
  patch<R extends ResourceName>(
    resource: R,
    namespace: string,
    name: string,
    patch: unknown,
    options: PatchOptions,
  ): ObjectOf<R>;
  /** The object as it stands after the call: gone, or marked with a deletionTimestamp. */
  delete<R extends ResourceName>(resource: R, namespace: string, name: string, options?: DeleteOptions): ObjectOf<R>;
  /** Deletes every object that a list with the same options would show. */
  deleteCollection(resource: ResourceName, list: ListOptions, options?: DeleteOptions): void;
  /** Binds a pod to a node (`pods/binding`). Fails with Conflict if the pod is bound already. */
  bind(namespace: string, podName: string, nodeName: string): void;
  /** `pods/eviction`: delete, unless a PodDisruptionBudget forbids it. */
  evict(namespace: string, podName: string, options?: DeleteOptions): void;
  /**
   * `metadata.managedFields` of a stored object, which objects here do not carry along: they are worked out from the
   * object's history when somebody asks.
   */
  managedFieldsOf(resource: ResourceName, object: KubernetesObject): readonly ManagedFieldsEntry[];
  /** Warnings that the last call sent in `Warning:` headers, cleared by the next call. */
  readonly warnings: readonly string[];
}
