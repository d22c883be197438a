/**
 * How long a failed key waits before it is tried again.
 * Upstream: client-go util/workqueue, default_rate_limiters.go, v1.36.
 */
import type { Clock } from '../kernel/clock';

const BASE_DELAY_MS = 5;
const MAX_DELAY_MS = 1_000_000;
const TOKENS_PER_SECOND = 10;
const BUCKET_CAPACITY = 100;

export class RateLimiter {
  readonly #clock: Clock;
  readonly #failures = new Map<string, number>();
  #tokens = BUCKET_CAPACITY;
  #filledAtMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#filledAtMs = clock.nowMs;
  }

  /** The delay before the next try of `key`, in milliseconds; counts one more failure of it. */
  delayMs(key: string): number {
    return Math.max(this.#exponentialDelayMs(key), this.#reserveMs());
  }

  /** How often `key` has failed since it last succeeded. */
  failuresOf(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }

  // DS-QUEUE-04
  #exponentialDelayMs(key: string): number {
    const failures = this.failuresOf(key);
    this.#failures.set(key, failures + 1);
    return Math.min(BASE_DELAY_MS * 2 ** failures, MAX_DELAY_MS);
  }

  // DS-QUEUE-05: a reservation may leave the bucket in debt, and waits until the debt is paid.
  #reserveMs(): number {
    const nowMs = this.#clock.nowMs;
    const refill = ((nowMs - this.#filledAtMs) / 1000) * TOKENS_PER_SECOND;
    this.#tokens = Math.min(BUCKET_CAPACITY, this.#tokens + refill) - 1;
    this.#filledAtMs = nowMs;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / TOKENS_PER_SECOND) * 1000;
  }
}
