/** Virtual time. It stands still while code runs and jumps when the event loop takes the next event. */

/** Where every simulation begins: a round instant, so that the times in a journal are easy to read. */
export const EPOCH_MS = Date.UTC(2026, 0, 1);

export class Clock {
  #nowMs = EPOCH_MS;
  #wireMs = Number.NaN;
  #wireText = '';

  /** Milliseconds since the Unix epoch, in virtual time. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Milliseconds since the simulation began. */
  get elapsedMs(): number {
    return this.#nowMs - EPOCH_MS;
  }

  /** Now as API timestamps show it: RFC 3339, whole seconds. */
  now(): string {
    if (this.#wireMs !== this.#nowMs) {
      this.#wireMs = this.#nowMs;
      this.#wireText = formatTime(this.#nowMs);
    }
    return this.#wireText;
  }

  /** For the event loop alone. */
  advanceTo(timeMs: number): void {
    if (timeMs < this.#nowMs) throw new Error(`virtual time cannot go back from ${this.#nowMs} to ${timeMs}`);
    this.#nowMs = timeMs;
  }
}

/** An instant as API timestamps show it: RFC 3339, cut to whole seconds. */
export function formatTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}

/** The instant of an API timestamp, in milliseconds. */
export function parseTime(text: string): number {
  return Date.parse(text);
}
