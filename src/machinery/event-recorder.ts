/**
 * Reports what a component did to an object, as `v1` Events.
 * Upstream: client-go tools/record, event.go and events_cache.go, v1.36.
 */
import type { ApiClient } from '../api/client';
import type { EventObject } from '../api/core';
import { isApiError } from '../api/errors';
import type { KubernetesObject } from '../api/meta';
import type { Clock } from '../kernel/clock';
import { toHex32 } from '../kernel/hex';

/** Spam filter: so many events about one object at once, then one for every refill (TIME-EVT-02). */
const BURST = 25;
const REFILL_MS = 300_000;
const LEADING_ZEROS = /^0+/;

/** What was recorded about one object, and how much more may be. */
interface ObjectRecord {
  tokens: number;
  atMs: number;
  /** By reason, then by message. */
  readonly events: Map<string, Map<string, EventObject>>;
}

export class EventRecorder {
  readonly component: string;
  readonly #client: ApiClient;
  readonly #clock: Clock;
  /** By uid. */
  readonly #records = new Map<string, ObjectRecord>();
  readonly #source: { readonly component: string };
  readonly #suffix: string;
  #sequence = 0;

  constructor(client: ApiClient, clock: Clock, component: string) {
    this.#client = client;
    this.#clock = clock;
    this.component = component;
    this.#source = Object.freeze({ component });
    let digest = 0;
    for (let index = 0; index < component.length; index++) digest = (digest * 31 + component.charCodeAt(index)) & 0xfff;
    this.#suffix = digest.toString(16).padStart(3, '0');
  }

  /** Records an event about `about`. An event equal to an earlier one raises its count. Refusals are dropped, as upstream does. */
  record(about: KubernetesObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const record = this.#recordOf(about.metadata.uid || about.metadata.name);
    if (record.tokens < 1) return;
    record.tokens -= 1;
    let events = record.events.get(reason);
    if (!events) {
      events = new Map();
      record.events.set(reason, events);
    }
    const earlier = events.get(message);
    const namespace = about.metadata.namespace ?? 'default';
    const now = this.#clock.now();
    try {
      const stored = earlier
        ? this.#client.update('events', namespace, {
            ...earlier,
            count: (earlier.count ?? 1) + 1,
            lastTimestamp: now,
          })
        : this.#client.create('events', namespace, this.#draft(about, type, reason, message, now));
      events.set(message, stored);
    } catch (error) {
      if (!isApiError(error)) throw error;
    }
  }

  #draft(about: KubernetesObject, type: string, reason: string, message: string, now: string) {
    const { name, namespace, uid, resourceVersion } = about.metadata;
    this.#sequence += 1;
    return {
      apiVersion: 'v1',
      kind: 'Event',
      // Upstream appends the time in nanoseconds, in hexadecimal. Ours has as many digits: microseconds, where events of
      // the same millisecond count up, and three digits for the component.
      metadata: {
        name: `${name}.${this.#stamp()}${this.#suffix}`,
        namespace: namespace ?? 'default',
      },
      involvedObject: namespace
        ? { kind: about.kind, namespace, name, uid, apiVersion: about.apiVersion, resourceVersion }
        : { kind: about.kind, name, uid, apiVersion: about.apiVersion, resourceVersion },
      reason,
      message,
      source: this.#source,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      eventTime: null,
      reportingComponent: this.component,
      reportingInstance: '',
    };
  }

  #stamp(): string {
    const microseconds = this.#clock.nowMs * 1000 + (this.#sequence % 1000);
    const high = Math.floor(microseconds / 2 ** 32);
    return toHex32(high).replace(LEADING_ZEROS, '') + toHex32(microseconds - high * 2 ** 32);
  }

  /** The record of an object, its tokens refilled up to now. */
  #recordOf(uid: string): ObjectRecord {
    const nowMs = this.#clock.nowMs;
    let record = this.#records.get(uid);
    if (!record) {
      record = { tokens: BURST, atMs: nowMs, events: new Map() };
      this.#records.set(uid, record);
    }
    record.tokens = Math.min(BURST, record.tokens + (nowMs - record.atMs) / REFILL_MS);
    record.atMs = nowMs;
    return record;
  }
}
