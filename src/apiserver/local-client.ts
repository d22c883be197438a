/** The client that actors hold: every call goes to the backend in the same process, and takes no virtual time. */
import type {
  ApiClient,
  DeleteOptions,
  ListOptions,
  ListResult,
  PatchOptions,
  WatchHandle,
  WatchListener,
  WriteOptions,
} from '../api/client';
import { isApiError } from '../api/errors';
import { parseFieldSelector } from '../api/field-selectors';
import { parseSelector } from '../api/labels';
import type { KubernetesObject, ManagedFieldsEntry, ObjectMeta } from '../api/meta';
import { type ObjectOf, type ResourceDefinition, type ResourceName, resourceDefinition } from '../api/resources';
import type { Backend, Caller } from './backend';
import { notFound } from './refusals';
import type { RequestInterceptor, RequestVerb } from './request-interceptor';
import { applyObject, takeOver } from './requests/apply';
import { bindPod } from './requests/bind';
import { createObject } from './requests/create';
import { deleteObject } from './requests/delete';
import { evictPod } from './requests/evict';
import { patchObject } from './requests/patch';
import { updateFromClient, updateStatusFromClient } from './requests/update';

const NO_WARNINGS: readonly string[] = [];

export class LocalClient implements ApiClient {
  readonly actor: string;
  readonly #backend: Backend;
  readonly #interceptors: readonly RequestInterceptor[];
  readonly #caller: Caller;
  readonly #rehearsal: Caller;
  #warnings: string[] | undefined;

  constructor(backend: Backend, actor: string, interceptors: readonly RequestInterceptor[], isComponent: boolean) {
    this.#backend = backend;
    this.actor = actor;
    this.#interceptors = interceptors;
    this.#caller = { actor, dryRun: false, isComponent };
    this.#rehearsal = { actor, dryRun: true, isComponent };
  }

  get warnings(): readonly string[] {
    return this.#warnings ?? NO_WARNINGS;
  }

  get<R extends ResourceName>(resource: R, namespace: string, name: string): ObjectOf<R> {
    return this.#serve('get', resource, namespace, name, (definition) => {
      const object = this.#backend.store.find(resource, definition.namespaced ? `${namespace}/${name}` : name);
      if (!object) throw notFound(definition, name);
      return object as ObjectOf<R>;
    });
  }

  list<R extends ResourceName>(resource: R, options: ListOptions = {}): ListResult<ObjectOf<R>> {
    return this.#serve('list', resource, options.namespace ?? '', '', (definition) => {
      const namespace = definition.namespaced ? options.namespace : undefined;
      const hasLabels = options.labelSelector ? parseSelector(options.labelSelector) : undefined;
      const hasFields = options.fieldSelector ? parseFieldSelector(options.fieldSelector, resource) : undefined;
      let items = this.#backend.store.sorted(resource);
      if (namespace || hasLabels || hasFields) {
        items = items.filter(
          (object) =>
            (!namespace || object.metadata.namespace === namespace) &&
            (!hasLabels || hasLabels(object.metadata.labels)) &&
            (!hasFields || hasFields(object)),
        );
      }
      return { items: items as readonly ObjectOf<R>[], resourceVersion: this.#backend.store.resourceVersion };
    });
  }

  watch<R extends ResourceName>(resource: R, listener: WatchListener<ObjectOf<R>>): WatchHandle {
    return this.#serve('watch', resource, '', '', () =>
      this.#backend.hub(resource).add(
        this.actor,
        this.#backend.store.objects(resource),
        this.#backend.store.resourceVersion,
        // The hub of a resource delivers objects of that resource only.
        listener as unknown as WatchListener<KubernetesObject>,
      ),
    );
  }

  create<R extends ResourceName>(resource: R, namespace: string, object: unknown, options?: WriteOptions): ObjectOf<R> {
    const { name, generateName } = namesIn(object);
    return this.#serve('create', resource, namespace, name || generateName, (definition) =>
      this.#noteManager(options, () =>
        createObject(this.#backend, this.#callerFor(options), definition, namespace, object, options, this.#warn),
      ),
    ) as ObjectOf<R>;
  }

  update<R extends ResourceName>(resource: R, namespace: string, object: unknown, options?: WriteOptions): ObjectOf<R> {
    return this.#serve('update', resource, namespace, namesIn(object).name, (definition) =>
      this.#noteManager(options, () =>
        updateFromClient(this.#backend, this.#callerFor(options), definition, namespace, object, options, this.#warn),
      ),
    ) as ObjectOf<R>;
  }

  updateStatus<R extends ResourceName>(
    resource: R,
    namespace: string,
    object: unknown,
    options?: WriteOptions,
  ): ObjectOf<R> {
    return this.#serve('updateStatus', resource, namespace, namesIn(object).name, (definition) =>
      updateStatusFromClient(
        this.#backend,
        this.#callerFor(options),
        definition,
        namespace,
        object,
        options,
        this.#warn,
      ),
    ) as ObjectOf<R>;
  }

  patch<R extends ResourceName>(
    resource: R,
    namespace: string,
    name: string,
    patch: unknown,
    options: PatchOptions,
  ): ObjectOf<R> {
    return this.#serve('patch', resource, namespace, name, (definition) => {
      const caller = this.#callerFor(options);
      if (options.formerManagers) return takeOver(this.#backend, caller, definition, namespace, name, options);
      if (options.type === 'apply') {
        return applyObject(this.#backend, caller, definition, namespace, name, patch, options, this.#warn);
      }
      return this.#noteManager(options, () =>
        patchObject(this.#backend, caller, definition, namespace, name, patch, options, this.#warn),
      );
    }) as ObjectOf<R>;
  }

  delete<R extends ResourceName>(
    resource: R,
    namespace: string,
    name: string,
    options: DeleteOptions = {},
  ): ObjectOf<R> {
    return this.#serve('delete', resource, namespace, name, (definition) =>
      deleteObject(this.#backend, this.#callerFor(options), definition, namespace, name, options),
    ) as ObjectOf<R>;
  }

  /** API-DEL-09: what is gone by the time its turn comes is no mistake. */
  deleteCollection(resource: ResourceName, list: ListOptions, options: DeleteOptions = {}): void {
    for (const { metadata } of this.list(resource, list).items) {
      try {
        this.delete(resource, metadata.namespace ?? '', metadata.name, options);
      } catch (error) {
        if (!isApiError(error, 'NotFound')) throw error;
      }
    }
  }

  bind(namespace: string, podName: string, nodeName: string): void {
    this.#serve('bind', 'pods', namespace, podName, () =>
      bindPod(this.#backend, this.#caller, namespace, podName, nodeName),
    );
  }

  evict(namespace: string, podName: string, options: DeleteOptions = {}): void {
    this.#serve('evict', 'pods', namespace, podName, () =>
      evictPod(this.#backend, this.#callerFor(options), namespace, podName, options),
    );
  }

  managedFieldsOf(resource: ResourceName, object: KubernetesObject): readonly ManagedFieldsEntry[] {
    return this.#backend.fields.managedFieldsOf(resourceDefinition(resource), object);
  }

  /** Remembers the field manager that the client names, if the request writes anything. */
  #noteManager(options: WriteOptions | undefined, write: () => KubernetesObject): KubernetesObject {
    if (!options?.fieldManager || options.dryRun) return write();
    const { store, fields } = this.#backend;
    const mark = store.resourceVersion;
    const after = write();
    if (store.resourceVersion !== mark) fields.nameManager(after, options.fieldManager);
    return after;
  }

  readonly #warn = (warning: string): void => {
    this.#warnings ??= [];
    // The real server sends a warning once per request.
    if (!this.#warnings.includes(warning)) this.#warnings.push(warning);
  };

  #callerFor(options: { readonly dryRun?: boolean } | undefined): Caller {
    return options?.dryRun === true ? this.#rehearsal : this.#caller;
  }

  #serve<T>(
    verb: RequestVerb,
    resource: ResourceName,
    namespace: string,
    name: string,
    run: (definition: ResourceDefinition) => T,
  ): T {
    this.#warnings = undefined;
    const definition = resourceDefinition(resource);
    try {
      for (const intercept of this.#interceptors) {
        const refusal = intercept({ actor: this.actor, verb, resource, namespace, name });
        if (refusal) throw refusal;
      }
      return run(definition);
    } catch (error) {
      // A read that finds nothing is an answer, not a refusal.
      if (isApiError(error) && !(verb === 'get' && error.reason === 'NotFound')) {
        const key = definition.namespaced && namespace ? `${namespace}/${name}` : name;
        this.#backend.journal.refuse(this.actor, verb, resource, key, error.message);
      }
      throw error;
    }
  }
}

/** The names that a document gives itself, as far as they are texts: it has not been decoded yet. */
function namesIn(object: unknown): { readonly name: string; readonly generateName: string } {
  const { name, generateName } = ((object as Partial<KubernetesObject> | null)?.metadata ?? {}) as Partial<ObjectMeta>;
  return {
    name: typeof name === 'string' ? name : '',
    generateName: typeof generateName === 'string' ? generateName : '',
  };
}
