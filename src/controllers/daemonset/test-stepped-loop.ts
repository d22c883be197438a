/** For tests only. */
import { EventLoop, type EventOptions, type Timer } from '../../kernel/event-loop';

/** An event loop that keeps the controller's syncs back until the test asks for one. */
export class SteppedLoop extends EventLoop {
  /** The sync that waits. */
  waiting: { readonly key: string; readonly run: () => void } | undefined;
  /** Every name that was put on the queue of nodes, and every key that was put on the other one for later. */
  readonly nodeKeys: string[] = [];
  readonly delayed: { readonly key: string; readonly delayMs: number }[] = [];

  readonly #actor: string;

  constructor(actor: string) {
    super();
    this.#actor = actor;
  }

  override schedule(delayMs: number, label: string, key: string, run: () => void, options?: EventOptions): Timer {
    if (label === `${this.#actor} nodes`) this.nodeKeys.push(key);
    if (label !== this.#actor) return super.schedule(delayMs, label, key, run, options);
    if (delayMs > 0) {
      this.delayed.push({ key, delayMs });
      return super.schedule(delayMs, label, key, run, options);
    }
    this.waiting = { key, run };
    const cancel = () => {
      this.waiting = undefined;
    };
    return { atMs: this.clock.nowMs, cancel };
  }
}
