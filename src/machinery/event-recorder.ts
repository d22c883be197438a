/**
 * Reports what a component did to an object, as `v1` Events.
 * Upstream: client-go tools/record, event.go and events_cache.go, v1.36.
 */
import type { ApiClient } from '../api/client';
import type { EventObject } from '../api/core';
import { isApiError } from '../api/errors';
import type { KubernetesObject } from '../api/meta';
import type { Clock } from '../kernel/clock';

/** Spam filter: so many events about one object at once, then one for every refill (TIME-EVT-02). */
const BURST = 25;
const REFILL_MS = 300_000;

interface Bucket {
  tokens: number;
  atMs: number;
}

export class EventRecorder {
  readonly component: string;
  readonly #client: ApiClient;
  readonly #clock: Clock;
  readonly #recorded = new Map<string, EventObject>();
  readonly #buckets = new Map<string, Bucket>();
  readonly #suffix: string;
  #sequence = 0;

  constructor(client: ApiClient, clock: Clock, component: string) {
    this.#client = client;
    this.#clock = clock;
    this.component = component;
    let digest = 0;
    for (let index = 0; index < component.length; index++) digest = (digest * 31 + component.charCodeAt(index)) & 0xfff;
    this.#suffix = digest.toString(16).padStart(3, '0');
  }

  /** Records an event about `about`. An event equal to an earlier one raises its count. Refusals are dropped, as upstream does. */
  record(about: KubernetesObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    if (!this.#mayRecord(about.metadata.uid || about.metadata.name)) return;
    const key = `${about.kind}/${about.metadata.uid}/${type}/${reason}/${message}`;
    const earlier = this.#recorded.get(key);
    const namespace = about.metadata.namespace ?? 'default';
    const now = this.#clock.now();
    try {
      if (earlier) {
        const counted = { ...earlier, count: (earlier.count ?? 1) + 1, lastTimestamp: now };
        this.#recorded.set(key, this.#client.update('events', namespace, counted));
      } else {
        this.#recorded.set(
          key,
          this.#client.create('events', namespace, this.#draft(about, type, reason, message, now)),
        );
      }
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
        name: `${name}.${(this.#clock.nowMs * 1000 + (this.#sequence % 1000)).toString(16)}${this.#suffix}`,
        namespace: namespace ?? 'default',
      },
      involvedObject: {
        kind: about.kind,
        ...(namespace ? { namespace } : {}),
        name,
        uid,
        apiVersion: about.apiVersion,
        resourceVersion,
      },
      reason,
      message,
      source: { component: this.component },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      eventTime: null,
      reportingComponent: this.component,
      reportingInstance: '',
    };
  }

  #mayRecord(uid: string): boolean {
    const nowMs = this.#clock.nowMs;
    const bucket = this.#buckets.get(uid) ?? { tokens: BURST, atMs: nowMs };
    bucket.tokens = Math.min(BURST, bucket.tokens + (nowMs - bucket.atMs) / REFILL_MS);
    bucket.atMs = nowMs;
    this.#buckets.set(uid, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
