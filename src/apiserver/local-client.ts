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
import { type KubernetesObject, type ManagedFieldsEntry, type ObjectMeta, objectKey } from '../api/meta';
import { type ObjectOf, type ResourceName, resourceDefinition } from '../api/resources';
import type { Backend, Caller } from './backend';
import type { RequestInterceptor, RequestVerb } from './request-interceptor';
import { applyObject, takeOver } from './requests/apply';
import { bindPod } from './requests/bind';
import { createObject } from './requests/create';
import { deleteObject } from './requests/delete';
import { evictPod } from './requests/evict';
import { listObjects, watchObjects } from './requests/list';
import { patchObject } from './requests/patch';
import { findTarget, type Request } from './requests/request';
import { updateFromClient, updateStatusFromClient } from './requests/update';

const NO_WARNINGS: readonly string[] = [];
const NO_OPTIONS = Object.freeze({});

type AnyListener = WatchListener<KubernetesObject>;

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
    return this.#serve('get', resource, namespace, name, NO_OPTIONS, findTarget) as ObjectOf<R>;
  }

  list<R extends ResourceName>(resource: R, options: ListOptions = {}): ListResult<ObjectOf<R>> {
    const list = this.#serve('list', resource, options.namespace ?? '', '', options, listObjects);
    return list as ListResult<KubernetesObject> as ListResult<ObjectOf<R>>;
  }

  watch<R extends ResourceName>(resource: R, listener: WatchListener<ObjectOf<R>>): WatchHandle {
    // The hub of a resource delivers objects of that resource only.
    return this.#serve('watch', resource, '', '', NO_OPTIONS, watchObjects, listener as unknown as AnyListener);
  }

  create<R extends ResourceName>(resource: R, namespace: string, object: unknown, options?: WriteOptions): ObjectOf<R> {
    const { name, generateName } = namesIn(object);
    return this.#write('create', resource, namespace, name || generateName, options, createObject, object);
  }

  update<R extends ResourceName>(resource: R, namespace: string, object: unknown, options?: WriteOptions): ObjectOf<R> {
    return this.#write('update', resource, namespace, namesIn(object).name, options, updateFromClient, object);
  }

  updateStatus<R extends ResourceName>(
    resource: R,
    namespace: string,
    object: unknown,
    options: WriteOptions = NO_OPTIONS,
  ): ObjectOf<R> {
    const { name } = namesIn(object);
    return this.#serve(
      'updateStatus',
      resource,
      namespace,
      name,
      options,
      updateStatusFromClient,
      object,
    ) as ObjectOf<R>;
  }

  patch<R extends ResourceName>(
    resource: R,
    namespace: string,
    name: string,
    patch: unknown,
    options: PatchOptions,
  ): ObjectOf<R> {
    if (options.formerManagers) {
      return this.#serve('patch', resource, namespace, name, options, takeOver) as ObjectOf<R>;
    }
    if (options.type === 'apply') {
      return this.#serve('patch', resource, namespace, name, options, applyObject, patch) as ObjectOf<R>;
    }
    return this.#write('patch', resource, namespace, name, options, patchObject, patch);
  }

  delete<R extends ResourceName>(
    resource: R,
    namespace: string,
    name: string,
    options: DeleteOptions = NO_OPTIONS,
  ): ObjectOf<R> {
    return this.#serve('delete', resource, namespace, name, options, deleteObject) as ObjectOf<R>;
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
    this.#serve('bind', 'pods', namespace, podName, NO_OPTIONS, bindPod, nodeName);
  }

  evict(namespace: string, podName: string, options: DeleteOptions = NO_OPTIONS): void {
    this.#serve('evict', 'pods', namespace, podName, options, evictPod);
  }

  managedFieldsOf(resource: ResourceName, object: KubernetesObject): readonly ManagedFieldsEntry[] {
    return this.#backend.fields.managedFieldsOf(resourceDefinition(resource), object);
  }

  /** Serves a write and remembers the field manager that the client names, if anything was written. */
  #write<R extends ResourceName, O extends WriteOptions>(
    verb: RequestVerb,
    resource: R,
    namespace: string,
    name: string,
    options: O = NO_OPTIONS as O,
    handle: (request: Request<O>, body: unknown) => KubernetesObject,
    body: unknown,
  ): ObjectOf<R> {
    const { store, fields } = this.#backend;
    const mark = store.revision;
    const after = this.#serve(verb, resource, namespace, name, options, handle, body);
    if (options.fieldManager && !options.dryRun && store.revision !== mark) {
      fields.nameManager(after, options.fieldManager);
    }
    return after as ObjectOf<R>;
  }

  readonly #warn = (warning: string): void => {
    this.#warnings ??= [];
    // The real server sends a warning once per request.
    if (!this.#warnings.includes(warning)) this.#warnings.push(warning);
  };

  #serve<O extends object, B, T>(
    verb: RequestVerb,
    resource: ResourceName,
    namespace: string,
    name: string,
    options: O,
    handle: (request: Request<O>, body: B) => T,
    body?: B,
  ): T {
    this.#warnings = undefined;
    const definition = resourceDefinition(resource);
    try {
      for (const intercept of this.#interceptors) {
        const refusal = intercept({ actor: this.actor, verb, resource, namespace, name });
        if (refusal) throw refusal;
      }
      const isRehearsal = (options as WriteOptions).dryRun === true;
      const caller = isRehearsal ? this.#rehearsal : this.#caller;
      const request = { backend: this.#backend, caller, definition, namespace, name, options, warn: this.#warn };
      return handle(request, body as B);
    } catch (error) {
      // A read that finds nothing is an answer, not a refusal.
      if (isApiError(error) && !(verb === 'get' && error.reason === 'NotFound')) {
        const key = definition.namespaced && namespace ? objectKey(namespace, name) : name;
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
