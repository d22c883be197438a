/**
 * One queue of things to happen, in virtual time. Whatever is asynchronous in Kubernetes (a watch event, a worker that
 * wakes up, a timer) is an event here; two events at the same instant run in the order they were put in.
 */
import { Clock } from './clock';

export interface EventOptions {
  /**
   * A background event does not keep the cluster from coming to rest: heartbeats, resyncs, leases, and back-offs
   * (crash loop, image pull, failed pods, retries that changed nothing). It still runs when its time comes while
   * something else is being waited for.
   */
  readonly background?: boolean;
}

export interface Timer {
  readonly atMs: number;
  cancel(): void;
}

/** How much a run may do before it counts as a livelock. */
export interface Budget {
  readonly events: number;
  readonly virtualMs: number;
}

export const DEFAULT_BUDGET: Budget = { events: 5_000_000, virtualMs: 7 * 24 * 3600 * 1000 };

/** The budget of a run is used up: something keeps coming back. `busiest` names what, most frequent first. */
export class BudgetExceededError extends Error {
  readonly busiest: readonly { readonly label: string; readonly count: number }[];

  constructor(what: string, busiest: readonly { label: string; count: number }[]) {
    const names = busiest.map(({ label, count }) => `${label} (${count} times)`).join(', ');
    super(
      `the cluster does not come to rest: ${what} used up; what keeps coming back: ${names || 'nothing in particular'}`,
    );
    this.name = 'BudgetExceededError';
    this.busiest = busiest;
  }
}

class ScheduledEvent implements Timer {
  cancelled = false;

  constructor(
    readonly loop: EventLoop,
    readonly atMs: number,
    readonly sequence: number,
    readonly label: string,
    readonly key: string,
    readonly background: boolean,
    readonly run: () => void,
  ) {}

  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    this.loop.noteCancelled(this);
  }
}

function isBefore(a: ScheduledEvent, b: ScheduledEvent): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
}

/** Labels are counted only in the last events and the second half of the time of a budget: a normal run pays nothing. */
const COUNTED_EVENTS = 10_000;

export class EventLoop {
  readonly clock: Clock;
  #heap: ScheduledEvent[] = [];
  #sequence = 0;
  #foreground = 0;
  /** Events that have run since the beginning. */
  eventsRun = 0;

  constructor(clock: Clock = new Clock()) {
    this.clock = clock;
  }

  /** Runs `run` after `delayMs` of virtual time. `label` and `key` name it in reports: `daemonset-controller`, `default/agent`. */
  schedule(delayMs: number, label: string, key: string, run: () => void, options?: EventOptions): Timer {
    const background = options?.background === true;
    const event = new ScheduledEvent(
      this,
      this.clock.nowMs + Math.max(0, delayMs),
      this.#sequence++,
      label,
      key,
      background,
      run,
    );
    if (!background) this.#foreground++;
    this.#push(event);
    return event;
  }

  /** The instant of the next event, or undefined if nothing is scheduled. */
  get nextAtMs(): number | undefined {
    this.#dropCancelled();
    return this.#heap[0]?.atMs;
  }

  /** True if only background events remain. */
  get isAtRest(): boolean {
    return this.#foreground === 0;
  }

  /** Runs the next event, jumping to its instant. False if there is none. */
  step(): boolean {
    this.#dropCancelled();
    const event = this.#pop();
    if (!event) return false;
    if (!event.background) this.#foreground--;
    this.clock.advanceTo(event.atMs);
    this.eventsRun++;
    // A timer that has fired cannot be cancelled any more.
    event.cancelled = true;
    event.run();
    return true;
  }

  /** Runs until only background events remain. Throws `BudgetExceededError` if that takes more than the budget. */
  runToRest(budget: Budget = DEFAULT_BUDGET): void {
    this.#runWhile(() => this.#foreground > 0, budget);
  }

  /** Runs everything due within `durationMs`, then stands exactly that much later. */
  advance(durationMs: number, budget: Budget = DEFAULT_BUDGET): void {
    const untilMs = this.clock.nowMs + durationMs;
    this.#runWhile(() => (this.nextAtMs ?? Number.POSITIVE_INFINITY) <= untilMs, {
      events: budget.events,
      virtualMs: Number.POSITIVE_INFINITY,
    });
    this.clock.advanceTo(untilMs);
  }

  /** Runs until `isDone` holds (checked after each event), nothing is left, or `limitMs` have passed. True if it holds. */
  runUntil(isDone: () => boolean, limitMs: number, budget: Budget = DEFAULT_BUDGET): boolean {
    const untilMs = this.clock.nowMs + limitMs;
    let done = isDone();
    this.#runWhile(
      () => !done && (this.nextAtMs ?? Number.POSITIVE_INFINITY) <= untilMs,
      { events: budget.events, virtualMs: Number.POSITIVE_INFINITY },
      () => {
        done = isDone();
      },
    );
    return done;
  }

  noteCancelled(event: ScheduledEvent): void {
    if (!event.background) this.#foreground--;
  }

  #runWhile(shouldGoOn: () => boolean, budget: Budget, afterEach?: () => void): void {
    const startMs = this.clock.nowMs;
    const countFrom = Math.max(0, budget.events - COUNTED_EVENTS);
    const countFromMs = startMs + budget.virtualMs / 2;
    const counts = new Map<string, number>();
    for (let events = 0; shouldGoOn(); events++) {
      const next = this.#peek();
      if (!next) return;
      if (events >= budget.events) throw new BudgetExceededError(`${budget.events} events`, mostFrequent(counts));
      if (next.atMs - startMs > budget.virtualMs) {
        throw new BudgetExceededError(
          `${budget.virtualMs / 1000} s of virtual time`,
          mostFrequent(counts.size > 0 ? counts : this.#waiting()),
        );
      }
      if (events >= countFrom || (next.atMs > countFromMs && !next.background)) {
        const name = `${next.label} ${next.key}`;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      this.step();
      afterEach?.();
    }
  }

  /** What a run with nothing to count was waiting for: one timer that is further away than the whole budget. */
  #waiting(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const event of this.#heap) {
      if (event.cancelled || event.background) continue;
      const name = `${event.label} ${event.key}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return counts;
  }

  #peek(): ScheduledEvent | undefined {
    this.#dropCancelled();
    return this.#heap[0];
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.cancelled) this.#pop();
  }

  #push(event: ScheduledEvent): void {
    const heap = this.#heap;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as ScheduledEvent;
      if (!isBefore(event, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = event;
  }

  #pop(): ScheduledEvent | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || heap.length === 0) return top;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child =
        right < heap.length && isBefore(heap[right] as ScheduledEvent, heap[left] as ScheduledEvent) ? right : left;
      if (!isBefore(heap[child] as ScheduledEvent, last)) break;
      heap[index] = heap[child] as ScheduledEvent;
      index = child;
    }
    heap[index] = last;
    return top;
  }
}

function mostFrequent(counts: ReadonlyMap<string, number>): { label: string; count: number }[] {
  return [...counts]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
    .slice(0, 5);
}
