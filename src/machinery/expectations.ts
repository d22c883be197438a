/**
 * What a controller has asked for and not yet seen in its cache. While something is outstanding it must not act on that
 * cache, or it would do the same again.
 * Upstream: pkg/controller/controller_utils.go, ControllerExpectations, v1.36.
 */
import type { Clock } from '../kernel/clock';

// DS-EXP-05
const EXPIRY_MS = 5 * 60 * 1000;

interface Expectation {
  creations: number;
  deletions: number;
  readonly atMs: number;
}

export class Expectations {
  readonly #clock: Clock;
  readonly #byKey = new Map<string, Expectation>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Replaces what was expected of `key` before (DS-EXP-01). */
  expect(key: string, creations: number, deletions: number): void {
    this.#byKey.set(key, { creations, deletions, atMs: this.#clock.nowMs });
  }

  // DS-EXP-02
  areSatisfied(key: string): boolean {
    const expectation = this.#byKey.get(key);
    if (!expectation) return true;
    if (expectation.creations <= 0 && expectation.deletions <= 0) return true;
    return this.#clock.nowMs - expectation.atMs > EXPIRY_MS;
  }

  // DS-EXP-03, DS-EXP-04: counted, not identified; counters may go below zero.
  creationObserved(key: string): void {
    this.lowerCreations(key, 1);
  }

  deletionObserved(key: string): void {
    const expectation = this.#byKey.get(key);
    if (expectation) expectation.deletions -= 1;
  }

  /** For creations that were given up before they were sent. */
  lowerCreations(key: string, by: number): void {
    const expectation = this.#byKey.get(key);
    if (expectation) expectation.creations -= by;
  }

  /** Outstanding creations and deletions of `key`, for tests and explanations. */
  outstanding(key: string): { readonly creations: number; readonly deletions: number } | undefined {
    return this.#byKey.get(key);
  }

  forget(key: string): void {
    this.#byKey.delete(key);
  }
}
