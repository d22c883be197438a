/**
 * Keys waiting to be reconciled: first in, first out, each at most once, one at a time per key.
 * Upstream: client-go util/workqueue, queue.go and delaying_queue.go, v1.36.
 */
import type { EventLoop, Timer } from '../kernel/event-loop';
import { RateLimiter } from './rate-limiter';

/**
 * A retry that comes this soon is part of the work at hand; a later one is a back-off, which a cluster at rest does not
 * wait for.
 */
const SHORT_RETRY_MS = 1000;

export interface DelayOptions {
  /** The delayed key is a back-off: the cluster may come to rest without it. */
  readonly background?: boolean;
}

export class WorkQueue {
  readonly name: string;
  readonly #loop: EventLoop;
  readonly #process: (key: string) => void;
  readonly #limiter: RateLimiter;
  readonly #waiting = new Set<string>();
  /** The keys of `#waiting` in their order, from `#next` on. A set alone would be slow to take the first key from. */
  #order: string[] = [];
  #next = 0;
  readonly #delayed = new Map<string, Timer>();
  #worker: Timer | undefined;
  #processing: string | undefined;
  #again = false;

  /** `process` handles one key; it must not throw (see `Reconciler` for retries). */
  constructor(loop: EventLoop, name: string, process: (key: string) => void) {
    this.#loop = loop;
    this.name = name;
    this.#process = process;
    this.#limiter = new RateLimiter(loop.clock);
  }

  // DS-QUEUE-01: a key that waits already is not added twice; one that is being processed comes again afterwards.
  add(key: string): void {
    if (this.#processing === key) {
      this.#again = true;
      return;
    }
    this.#enqueue(key);
    this.#wakeWorker(key);
  }

  // DS-QUEUE-06: of two delays for one key the earlier due time wins.
  addAfter(key: string, delayMs: number, options?: DelayOptions): void {
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const earlier = this.#delayed.get(key);
    if (earlier) {
      if (earlier.atMs <= this.#loop.clock.nowMs + delayMs) return;
      earlier.cancel();
    }
    const due = () => {
      this.#delayed.delete(key);
      this.add(key);
    };
    this.#delayed.set(key, this.#loop.schedule(delayMs, this.name, key, due, options));
  }

  /** Adds the key after the delay that its failures call for. */
  addRateLimited(key: string): void {
    const delayMs = this.#limiter.delayMs(key);
    this.addAfter(key, delayMs, { background: delayMs >= SHORT_RETRY_MS });
  }

  /** The key succeeded: its next failure starts with the shortest delay. */
  forget(key: string): void {
    this.#limiter.forget(key);
  }

  failuresOf(key: string): number {
    return this.#limiter.failuresOf(key);
  }

  /** Drops everything, as a process that ends. */
  stop(): void {
    if (this.#waiting.size > 0) this.#waiting.clear();
    this.#order = [];
    this.#next = 0;
    if (this.#delayed.size > 0) {
      for (const timer of this.#delayed.values()) timer.cancel();
      this.#delayed.clear();
    }
    this.#worker?.cancel();
    this.#worker = undefined;
  }

  #wakeWorker(key: string): void {
    this.#worker ??= this.#loop.schedule(0, this.name, key, () => this.#work());
  }

  #enqueue(key: string): void {
    if (this.#waiting.has(key)) return;
    this.#waiting.add(key);
    this.#order.push(key);
  }

  #dequeue(): string | undefined {
    const key = this.#order[this.#next];
    if (key === undefined) return undefined;
    this.#next += 1;
    this.#waiting.delete(key);
    if (this.#next === this.#order.length) {
      this.#order.length = 0;
      this.#next = 0;
    }
    return key;
  }

  #work(): void {
    this.#worker = undefined;
    const key = this.#dequeue();
    if (key === undefined) return;
    this.#processing = key;
    try {
      this.#process(key);
    } finally {
      this.#processing = undefined;
      if (this.#again) this.#enqueue(key);
      this.#again = false;
      const next = this.#order[this.#next];
      if (next !== undefined) this.#wakeWorker(next);
    }
  }
}
