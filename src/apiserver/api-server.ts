/**
 * The embedded API server. A request flows so:
 *
 *   local-client  interception, journal of refusals, warnings
 *   requests/     one file per verb: read the input, default, admit, prepare, validate, commit
 *   admission/    what plug-ins of a default control plane add or refuse
 *   strategies/   what the server does for one kind: generations, status, grace periods
 *   patch/        the patch formats
 *   field-management/   who owns which fields, worked out from the journal; server-side apply
 *   schema/ defaulting/ validation/   fields: their types, defaults and rules
 *   backend       commit: store, journal, listeners, watch
 *   store, watch  the objects, and their delivery through the event loop
 */
import type { ApiClient } from '../api/client';
import type { Node } from '../api/core';
import type { CommitEntry } from '../api/journal-entry';
import type { Draft } from '../api/meta';
import { type ObjectOf, type ResourceName, resourceDefinition } from '../api/resources';
import type { EventLoop } from '../kernel/event-loop';
import type { Ids } from '../kernel/ids';
import type { Journal } from '../kernel/journal';
import { Backend } from './backend';
import { LocalClient } from './local-client';
import type { RequestInterceptor } from './request-interceptor';
import { createObject } from './requests/create';

export type { ApiRequest, RequestInterceptor, RequestVerb } from './request-interceptor';

export interface ApiServerOptions {
  readonly loop: EventLoop;
  readonly ids: Ids;
  readonly journal: Journal;
  /** Milliseconds between a commit and its delivery to watchers; 1 unless given. */
  readonly watchLatencyMs?: number;
}

export class ApiServer {
  readonly #backend: Backend;
  readonly #interceptors: RequestInterceptor[] = [];

  constructor(options: ApiServerOptions) {
    this.#backend = new Backend(options);
  }

  /** A client whose requests carry `actor` into the journal and to the interceptors. */
  clientFor(actor: string): ApiClient {
    return new LocalClient(this.#backend, actor, this.#interceptors, false);
  }

  /**
   * The same for a component of the control plane. Its objects are built by typed code from what the server gave it, so
   * their fields are not compared with the schema; defaults, admission and validation are as for everybody. It gives away
   * what it sends: the object, or a part of it, may become the stored one.
   */
  componentClientFor(actor: string): ApiClient {
    return new LocalClient(this.#backend, actor, this.#interceptors, true);
  }

  /**
   * Stores a node of a cluster that has been running for a while: without the taint that a new node wears until the
   * control plane has read its conditions. Throws `ApiError` as a creation does.
   */
  addSettledNode(actor: string, node: Draft<Node>): Node {
    const request = {
      backend: this.#backend,
      caller: { actor, dryRun: false, isComponent: false },
      definition: resourceDefinition('nodes'),
      namespace: '',
      name: '',
      options: {},
      warn: () => {},
    };
    return createObject(request, node, true) as Node;
  }

  /** The fault seam: every later request of every client is shown to the interceptor first. */
  interceptRequests(interceptor: RequestInterceptor): void {
    this.#interceptors.push(interceptor);
  }

  /** Runs after every commit, before any watcher hears of it. */
  onCommit(listener: (entry: CommitEntry) => void): void {
    this.#backend.onCommit(listener);
  }

  /** Delays what the actor's watches of `resource` deliver, until `releaseWatch`. */
  holdWatch(actor: string, resource: ResourceName): void {
    this.#backend.hub(resource).hold(actor);
  }

  releaseWatch(actor: string, resource: ResourceName): void {
    this.#backend.hub(resource).release(actor);
  }

  /** Every stored object of a resource as it stands now, in no order, for invariants. */
  objects<R extends ResourceName>(resource: R): Iterable<ObjectOf<R>> {
    return this.#backend.store.objects(resource) as Iterable<ObjectOf<R>>;
  }

  /** The stored object, or undefined; unlike a client's `get` neither intercepted nor refused. */
  find<R extends ResourceName>(resource: R, key: string): ObjectOf<R> | undefined {
    return this.#backend.store.find(resource, key) as ObjectOf<R> | undefined;
  }

  /** The number of the last write. */
  get resourceVersion(): string {
    return this.#backend.store.resourceVersion;
  }
}
