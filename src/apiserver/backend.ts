/** What the requests of all clients share: the store and the effects of a commit. */
import type { CommitEntry } from '../api/journal-entry';
import { type KubernetesObject, keyOf } from '../api/meta';
import type { ResourceName } from '../api/resources';
import type { Clock } from '../kernel/clock';
import type { EventLoop } from '../kernel/event-loop';
import type { Ids } from '../kernel/ids';
import type { Journal } from '../kernel/journal';
import { asObject, type ObjectDraft } from './draft';
import { FieldHistory } from './field-management/field-history';
import { freezeDeep } from './freeze';
import { Store } from './store';
import { WatchHub } from './watch';

const DEFAULT_WATCH_LATENCY_MS = 1;

/** Who asks, and whether the answer is only a rehearsal. */
export interface Caller {
  readonly actor: string;
  readonly dryRun: boolean;
  /** A component of the control plane, whose objects are built by typed code. */
  readonly isComponent: boolean;
}

export class Backend {
  readonly store = new Store();
  readonly clock: Clock;
  readonly ids: Ids;
  readonly journal: Journal;
  /** Which manager owns which fields. */
  readonly fields: FieldHistory;
  readonly #loop: EventLoop;
  readonly #watchLatencyMs: number;
  readonly #hubs = new Map<ResourceName, WatchHub>();
  readonly #listeners: ((entry: CommitEntry) => void)[] = [];
  #clusterIps = 0;

  constructor(options: { loop: EventLoop; ids: Ids; journal: Journal; watchLatencyMs?: number }) {
    this.#loop = options.loop;
    this.clock = options.loop.clock;
    this.ids = options.ids;
    this.journal = options.journal;
    this.fields = new FieldHistory(options.journal);
    this.#watchLatencyMs = options.watchLatencyMs ?? DEFAULT_WATCH_LATENCY_MS;
  }

  hub(resource: ResourceName): WatchHub {
    let hub = this.#hubs.get(resource);
    if (!hub) {
      hub = new WatchHub(this.#loop, resource, this.#watchLatencyMs);
      this.#hubs.set(resource, hub);
    }
    return hub;
  }

  onCommit(listener: (entry: CommitEntry) => void): void {
    this.#listeners.push(listener);
  }

  /** Writes the draft, unless the caller only rehearses, and returns it as it is stored. */
  commit(
    caller: Caller,
    verb: CommitEntry['verb'],
    resource: ResourceName,
    before: KubernetesObject | undefined,
    draft: ObjectDraft,
    key: string = keyOf(draft),
  ): KubernetesObject {
    if (caller.dryRun) return freezeDeep(asObject(draft));
    const after = this.store.put(resource, key, draft);
    this.#announce(caller, verb, resource, before, after);
    this.#hubs.get(resource)?.publish(before ? 'MODIFIED' : 'ADDED', after, key);
    return after;
  }

  /**
   * Removes the object, unless the caller only rehearses. `last` is its state in the DELETED event where that is not
   * what is stored.
   */
  remove(
    caller: Caller,
    verb: CommitEntry['verb'],
    resource: ResourceName,
    before: KubernetesObject,
    last: KubernetesObject = before,
  ): KubernetesObject {
    if (caller.dryRun) return freezeDeep(last);
    const key = keyOf(last);
    const gone = this.store.remove(resource, key, last);
    this.#announce(caller, verb, resource, before, undefined);
    this.#hubs.get(resource)?.publish('DELETED', gone, key);
    return gone;
  }

  /** The next free address of the service network, of which kube-apiserver's default is 10.0.0.0/24. */
  nextClusterIp(): string {
    // 10.0.0.1 belongs to the API server itself, 10.0.0.10 to the cluster's DNS.
    const number = 10 + ++this.#clusterIps;
    return `10.0.${number >> 8}.${number & 0xff}`;
  }

  #announce(
    caller: Caller,
    verb: CommitEntry['verb'],
    resource: ResourceName,
    before: KubernetesObject | undefined,
    after: KubernetesObject | undefined,
  ): void {
    this.journal.commit(caller.actor, verb, resource, before, after);
    if (this.#listeners.length === 0) return;
    const entry = this.journal.entries[this.journal.mark - 1] as CommitEntry;
    for (const listener of this.#listeners) listener(entry);
  }
}
