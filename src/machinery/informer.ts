/**
 * A local copy of one resource, fed by a watch. Controllers read from here and learn of changes here, never from the
 * store itself, so they see the world as late as a real controller does.
 * Upstream: client-go tools/cache, shared_informer.go and store.go, v1.36.
 */
import type { ApiClient, WatchEvent, WatchHandle } from '../api/client';
import { keyOf } from '../api/meta';
import type { ObjectOf, ResourceName } from '../api/resources';

export interface InformerHandlers<T> {
  added?(object: T): void;
  updated?(before: T, after: T): void;
  deleted?(object: T): void;
}

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

interface Index<T> {
  readonly name: string;
  readonly keyOf: (object: T) => string | undefined;
  readonly objects: Map<string, Map<string, T>>;
}

export class Informer<R extends ResourceName, T extends ObjectOf<R> = ObjectOf<R>> {
  readonly resource: R;
  readonly #client: ApiClient;
  readonly #objects = new Map<string, T>();
  readonly #indexes: Index<T>[] = [];
  readonly #handlers: InformerHandlers<T>[] = [];
  #watch: WatchHandle | undefined;
  #resourceVersion = '';

  constructor(client: ApiClient, resource: R) {
    this.#client = client;
    this.resource = resource;
  }

  /** The newest resourceVersion this cache has processed: at first that of its list. Empty before it has started. */
  get resourceVersion(): string {
    return this.#resourceVersion;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  /** Every cached object. The order means nothing (upstream: a hash map); shuffle where a choice depends on it. */
  list(): IterableIterator<T> {
    return this.#objects.values();
  }

  /** Must be called before `start`. `keyOf` gives the index key under which an object is found; undefined: under none. */
  addIndex(name: string, keyOf: (object: T) => string | undefined): void {
    // Several controllers ask for the same index.
    if (this.#indexes.some((index) => index.name === name)) return;
    this.#indexes.push({ name, keyOf, objects: new Map() });
  }

  /** The objects filed under `indexKey`, by object key. */
  byIndex(name: string, indexKey: string): ReadonlyMap<string, T> {
    return this.#indexes.find((index) => index.name === name)?.objects.get(indexKey) ?? NOTHING;
  }

  /** Handlers run after the cache shows the change, in the order they were added. */
  addHandlers(handlers: InformerHandlers<T>): void {
    this.#handlers.push(handlers);
  }

  /** Starts to watch. Existing objects arrive as additions. Calling it again does nothing. */
  start(): void {
    if (this.#watch) return;
    this.#watch = this.#client.watch(this.resource, (events) => {
      for (const event of events) this.#apply(event as unknown as WatchEvent<T>);
    });
    // A list has a version even if it is empty; a stale-read guard depends on it.
    this.#resourceVersion = this.#watch.resourceVersion;
  }

  /** Stops to watch and forgets everything, as a process that ends. */
  stop(): void {
    this.#watch?.stop();
    this.#watch = undefined;
    this.#objects.clear();
    for (const index of this.#indexes) index.objects.clear();
  }

  #apply({ type, object, key = keyOf(object) }: WatchEvent<T>): void {
    const before = this.#objects.get(key);
    this.#resourceVersion = object.metadata.resourceVersion;
    if (type === 'DELETED') {
      this.#objects.delete(key);
      this.#reindex(key, before, undefined);
      if (before) for (const handlers of this.#handlers) handlers.deleted?.(object);
      return;
    }
    this.#objects.set(key, object);
    this.#reindex(key, before, object);
    for (const handlers of this.#handlers) {
      if (before) handlers.updated?.(before, object);
      else handlers.added?.(object);
    }
  }

  #reindex(key: string, before: T | undefined, after: T | undefined): void {
    for (const index of this.#indexes) {
      const oldKey = before && index.keyOf(before);
      const newKey = after && index.keyOf(after);
      if (oldKey !== undefined && oldKey !== newKey) {
        const filed = index.objects.get(oldKey);
        filed?.delete(key);
        if (filed?.size === 0) index.objects.delete(oldKey);
      }
      if (newKey === undefined) continue;
      let filed = index.objects.get(newKey);
      if (!filed) {
        filed = new Map();
        index.objects.set(newKey, filed);
      }
      filed.set(key, after as T);
    }
  }
}

/** The informers that the controllers of one process share: one per resource, made on first use. */
export class InformerFactory {
  readonly #client: ApiClient;
  readonly #informers = new Map<ResourceName, unknown>();

  constructor(client: ApiClient) {
    this.#client = client;
  }

  informer<R extends ResourceName>(resource: R): Informer<R> {
    let informer = this.#informers.get(resource) as Informer<R> | undefined;
    if (!informer) {
      informer = new Informer<R>(this.#client, resource);
      this.#informers.set(resource, informer);
    }
    return informer;
  }

  start(): void {
    for (const informer of this.#informers.values()) (informer as Informer<ResourceName>).start();
  }

  stop(): void {
    for (const informer of this.#informers.values()) (informer as Informer<ResourceName>).stop();
  }
}
