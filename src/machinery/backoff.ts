/**
 * Exponential back-off per key, remembered until it has been quiet for a while.
 * Upstream: client-go util/flowcontrol, backoff.go, v1.36.
 */
import type { Clock } from '../kernel/clock';

interface Entry {
  delayMs: number;
  touchedAtMs: number;
}

export class Backoff {
  readonly #clock: Clock;
  readonly #initialMs: number;
  readonly #maxMs: number;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock, initialMs: number, maxMs: number) {
    this.#clock = clock;
    this.#initialMs = initialMs;
    this.#maxMs = maxMs;
  }

  /** The current delay of `key` in milliseconds, 0 if it has none. */
  delayMs(key: string): number {
    return this.#live(key)?.delayMs ?? 0;
  }

  // DS-FAIL-04: at exactly the delay the back-off is over.
  isInBackoff(key: string): boolean {
    const entry = this.#live(key);
    return entry !== undefined && this.#clock.nowMs - entry.touchedAtMs < entry.delayMs;
  }

  // DS-FAIL-06
  advance(key: string): void {
    const entry = this.#live(key);
    const delayMs = entry ? Math.min(entry.delayMs * 2, this.#maxMs) : this.#initialMs;
    this.#entries.set(key, { delayMs, touchedAtMs: this.#clock.nowMs });
  }

  #live(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (this.#clock.nowMs - entry.touchedAtMs <= 2 * this.#maxMs) return entry;
    this.#entries.delete(key);
    return undefined;
  }
}
