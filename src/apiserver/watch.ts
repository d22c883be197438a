/**
 * Delivers commits to watchers. Each resource has a hub; what is committed in one instant leaves as one batch, the same
 * array for every watcher, after the watch latency.
 * Upstream: apiserver pkg/storage/cacher, v1.36 (API-REQ-10).
 */
import type { WatchListener as ListenerOf, WatchEvent, WatchEventType, WatchHandle } from '../api/client';
import { type KubernetesObject, keyOf } from '../api/meta';
import type { ResourceName } from '../api/resources';
import type { EventLoop } from '../kernel/event-loop';

/** A hub does not know the type of its resource; what it delivers has the type its resource has. */
export type WatchListener = ListenerOf<KubernetesObject>;

class Watcher implements WatchHandle {
  held = false;
  #stopped = false;
  #backlog: WatchEvent[] = [];
  readonly #leave: (watcher: Watcher) => void;

  constructor(
    readonly actor: string,
    readonly listener: WatchListener,
    readonly resourceVersion: string,
    leave: (watcher: Watcher) => void,
  ) {
    this.#leave = leave;
  }

  receive(events: readonly WatchEvent[]): void {
    if (this.#stopped) return;
    // What comes after a hold waits behind what was held, or the order would break.
    if (this.held || this.#backlog.length > 0) {
      for (const event of events) this.#backlog.push(event);
    } else {
      this.listener(events);
    }
  }

  deliverBacklog(): void {
    if (this.#stopped || this.held || this.#backlog.length === 0) return;
    const events = this.#backlog;
    this.#backlog = [];
    this.listener(events);
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#backlog = [];
    this.#leave(this);
  }
}

interface Batch {
  readonly dueMs: number;
  readonly events: WatchEvent[];
  /** Who watched when the batch began; a later watcher has these changes in its first delivery. */
  readonly watchers: readonly Watcher[];
}

export class WatchHub {
  readonly #loop: EventLoop;
  readonly #resource: ResourceName;
  readonly #latencyMs: number;
  readonly #heldActors = new Set<string>();
  #watchers: Watcher[] = [];
  /** A batch on its way refers to the list of watchers, which must not change any more. */
  #isListInUse = false;
  #open: Batch | undefined;

  constructor(loop: EventLoop, resource: ResourceName, latencyMs: number) {
    this.#loop = loop;
    this.#resource = resource;
    this.#latencyMs = latencyMs;
  }

  /** Delivers `existing`, as of `resourceVersion`, as ADDED first, then everything committed from now on. */
  add(
    actor: string,
    existing: Iterable<KubernetesObject>,
    resourceVersion: string,
    listener: WatchListener,
  ): WatchHandle {
    const watcher = new Watcher(actor, listener, resourceVersion, (leaving) => {
      this.#watchers = this.#watchers.filter((other) => other !== leaving);
      this.#isListInUse = false;
    });
    watcher.held = this.#heldActors.has(actor);
    if (this.#isListInUse) this.#watchers = this.#watchers.slice();
    this.#watchers.push(watcher);
    this.#isListInUse = false;
    this.#open = undefined;
    const events: WatchEvent[] = [];
    for (const object of existing) events.push({ type: 'ADDED', object, key: keyOf(object) });
    if (events.length > 0) this.#schedule(this.#latencyMs, () => watcher.receive(events));
    return watcher;
  }

  publish(type: WatchEventType, object: KubernetesObject, key: string): void {
    if (this.#watchers.length === 0) return;
    const dueMs = this.#loop.clock.nowMs + this.#latencyMs;
    const event = { type, object, key };
    if (this.#open?.dueMs === dueMs) {
      this.#open.events.push(event);
      return;
    }
    const batch = { dueMs, events: [event], watchers: this.#watchers };
    this.#open = batch;
    this.#isListInUse = true;
    this.#schedule(this.#latencyMs, () => this.#flush(batch));
  }

  /** From now on the actor's watches of this resource fall behind. */
  hold(actor: string): void {
    this.#heldActors.add(actor);
    for (const watcher of this.#watchers) if (watcher.actor === actor) watcher.held = true;
  }

  /** Lets the actor's watches catch up, through the loop. */
  release(actor: string): void {
    this.#heldActors.delete(actor);
    for (const watcher of this.#watchers) {
      if (watcher.actor !== actor || !watcher.held) continue;
      watcher.held = false;
      this.#schedule(0, () => watcher.deliverBacklog());
    }
  }

  #flush(batch: Batch): void {
    if (this.#open === batch) this.#open = undefined;
    for (const watcher of batch.watchers) watcher.receive(batch.events);
  }

  #schedule(delayMs: number, run: () => void): void {
    this.#loop.schedule(delayMs, 'watch', this.#resource, run);
  }
}
