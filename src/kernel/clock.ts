/** Virtual time. It stands still while code runs and jumps when the event loop takes the next event. */

/** Where every simulation begins: a round instant, so that the times in a journal are easy to read. */
export const EPOCH_MS = Date.UTC(2026, 0, 1);

export class Clock {
  #nowMs = EPOCH_MS;

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
    return formatTime(this.#nowMs);
  }

  /** For the event loop alone. */
  advanceTo(timeMs: number): void {
    if (timeMs < this.#nowMs) throw new Error(`virtual time cannot go back from ${this.#nowMs} to ${timeMs}`);
    this.#nowMs = timeMs;
  }
}

/** Texts by whole second. Clusters begin at the same instant, so the same few come back all the time. */
const textOfSecond = new Map<number, string>();
const MAX_REMEMBERED = 4096;

/** An instant as API timestamps show it: RFC 3339, cut to whole seconds. */
export function formatTime(timeMs: number): string {
  const second = Math.floor(timeMs / 1000);
  let text = textOfSecond.get(second);
  if (text === undefined) {
    text = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
    if (textOfSecond.size >= MAX_REMEMBERED) textOfSecond.clear();
    textOfSecond.set(second, text);
  }
  return text;
}

/** The instant of an API timestamp, in milliseconds. */
export function parseTime(text: string): number {
  return Date.parse(text);
}
