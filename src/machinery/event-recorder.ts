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
const NO_SOURCE = Object.freeze({});

/** What was recorded about one object, and how much more may be. */
interface ObjectRecord {
  tokens: number;
  atMs: number;
  /** A handful: what differs in reason or message is an event of its own. */
  readonly events: EventObject[];
}

export class EventRecorder {
  readonly component: string;
  readonly #client: ApiClient;
  readonly #clock: Clock;
  /** By uid. */
  readonly #records = new Map<string, ObjectRecord>();
  readonly #source: { readonly component: string };
  #suffix: string | undefined;
  /** The upper half of the last stamp, which changes once in 72 minutes. */
  #high = 0;
  #highDigits = '';
  #sequence = 0;

  constructor(client: ApiClient, clock: Clock, component: string) {
    this.#client = client;
    this.#clock = clock;
    this.component = component;
    this.#source = Object.freeze({ component });
  }

  /**
   * Records an event about `about`. An event equal to an earlier one raises its count. Refusals are dropped, as upstream does.
   * With an `action` it has the newer form, as `events.k8s.io` keeps it: an event time and, once repeated, a series.
   * Upstream: client-go tools/events, event_recorder.go, makeEvent.
   */
  record(about: KubernetesObject, type: 'Normal' | 'Warning', reason: string, message: string, action?: string): void {
    const record = this.#recordOf(about.metadata.uid || about.metadata.name);
    if (record.tokens < 1) return;
    record.tokens -= 1;
    const { events } = record;
    let place = 0;
    while (place < events.length && (events[place]?.reason !== reason || events[place]?.message !== message))
      place += 1;
    const earlier = place < events.length ? events[place] : undefined;
    const namespace = about.metadata.namespace ?? 'default';
    const now = this.#clock.now();
    try {
      const stored = earlier
        ? this.#client.update('events', namespace, { ...earlier, ...this.#repeat(earlier, now) })
        : this.#client.create('events', namespace, this.#draft(about, type, reason, message, action, now));
      events[place] = stored;
    } catch (error) {
      if (!isApiError(error)) throw error;
    }
  }

  #repeat({ eventTime, series, count = 1 }: EventObject, now: string): Partial<EventObject> {
    return eventTime
      ? { series: { count: (series?.count ?? 1) + 1, lastObservedTime: this.#microTime() } }
      : { count: count + 1, lastTimestamp: now };
  }

  /** `2026-01-01T00:00:00.250000Z`: these times are finer than others. */
  #microTime(): string {
    const milliseconds = String(this.#clock.nowMs % 1000).padStart(3, '0');
    return `${this.#clock.now().slice(0, -1)}.${milliseconds}000Z`;
  }

  /** In one piece, in the API's field order: a quarter of all writes are events. */
  #draft(
    about: KubernetesObject,
    type: string,
    reason: string,
    message: string,
    action: string | undefined,
    now: string,
  ) {
    const { namespace } = about.metadata;
    this.#sequence += 1;
    const apiVersion = 'v1';
    const kind = 'Event';
    // Upstream appends the time in nanoseconds, in hexadecimal. Ours has as many digits: microseconds, where events of
    // the same millisecond count up, and three digits for the component.
    const metadata = { name: `${about.metadata.name}.${this.#stamp()}`, namespace: namespace ?? 'default' };
    const involvedObject = refer(about);
    const reportingComponent = this.component;
    if (action === undefined) {
      return {
        apiVersion,
        kind,
        metadata,
        involvedObject,
        reason,
        message,
        source: this.#source,
        firstTimestamp: now,
        lastTimestamp: now,
        count: 1,
        type,
        eventTime: null,
        reportingComponent,
        reportingInstance: '',
      };
    }
    return {
      apiVersion,
      kind,
      metadata,
      involvedObject,
      reason,
      message,
      source: NO_SOURCE,
      firstTimestamp: null,
      lastTimestamp: null,
      type,
      eventTime: this.#microTime(),
      action,
      reportingComponent,
      // Upstream appends the name of the host.
      reportingInstance: `${this.component}-${this.component}`,
    };
  }

  #stamp(): string {
    const microseconds = this.#clock.nowMs * 1000 + (this.#sequence % 1000);
    const high = Math.floor(microseconds / 2 ** 32);
    this.#suffix ??= digitsFor(this.component);
    if (high !== this.#high) {
      this.#high = high;
      this.#highDigits = toHex32(high).replace(LEADING_ZEROS, '');
    }
    return this.#highDigits + toHex32(microseconds - high * 2 ** 32) + this.#suffix;
  }

  /** The record of an object, its tokens refilled up to now. */
  #recordOf(uid: string): ObjectRecord {
    const nowMs = this.#clock.nowMs;
    let record = this.#records.get(uid);
    if (!record) {
      record = { tokens: BURST, atMs: nowMs, events: [] };
      this.#records.set(uid, record);
    }
    record.tokens = Math.min(BURST, record.tokens + (nowMs - record.atMs) / REFILL_MS);
    record.atMs = nowMs;
    return record;
  }
}

/** Three digits that tell components apart. */
function digitsFor(component: string): string {
  let digest = 0;
  for (let index = 0; index < component.length; index++) digest = (digest * 31 + component.charCodeAt(index)) & 0xfff;
  return digest.toString(16).padStart(3, '0');
}

function refer({ apiVersion, kind, metadata }: KubernetesObject) {
  const { name, namespace, uid, resourceVersion } = metadata;
  return namespace
    ? { kind, namespace, name, uid, apiVersion, resourceVersion }
    : { kind, name, uid, apiVersion, resourceVersion };
}
