/**
 * Failed nodes that wait for their NoExecute taint, in one queue for each zone: the first at once, then one per interval.
 * Upstream: pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go, v1.36. NODE-TAINT-03
 */
import type { EventLoop, Timer } from '../../kernel/event-loop';

interface ZoneQueue {
  readonly nodes: Set<string>;
  /** Between two nodes; undefined: none is tainted. Set by a pass of the monitor loop and kept until the next. */
  intervalMs: number | undefined;
  /** When the next node may be tainted. */
  freeAtMs: number;
  timer: Timer | undefined;
}

export class ZoneQueues {
  readonly #loop: EventLoop;
  readonly #label: string;
  readonly #taint: (nodeName: string) => void;
  readonly #zones = new Map<string, ZoneQueue>();

  /** `taint` is called for each node when its turn comes. */
  constructor(loop: EventLoop, label: string, taint: (nodeName: string) => void) {
    this.#loop = loop;
    this.#label = label;
    this.#taint = taint;
  }

  add(zone: string, nodeName: string): void {
    let queue = this.#zones.get(zone);
    if (!queue) {
      queue = { nodes: new Set(), intervalMs: undefined, freeAtMs: 0, timer: undefined };
      this.#zones.set(zone, queue);
    }
    queue.nodes.add(nodeName);
  }

  /** The node is well again, or gone. */
  remove(nodeName: string): void {
    for (const { nodes } of this.#zones.values()) nodes.delete(nodeName);
  }

  /** Sets how fast each zone may go from now on, and goes on. */
  limit(intervalMsOf: (zone: string) => number | undefined): void {
    for (const [zone, queue] of this.#zones) {
      queue.intervalMs = intervalMsOf(zone);
      this.#drain(zone, queue);
    }
  }

  stop(): void {
    for (const { timer } of this.#zones.values()) timer?.cancel();
  }

  #drain(zone: string, queue: ZoneQueue): void {
    queue.timer?.cancel();
    queue.timer = undefined;
    const { nowMs } = this.#loop.clock;
    const [name] = queue.nodes;
    if (name === undefined || queue.intervalMs === undefined) return;
    if (nowMs >= queue.freeAtMs) {
      queue.freeAtMs = nowMs + queue.intervalMs;
      queue.nodes.delete(name);
      this.#taint(name);
      if (queue.nodes.size === 0) return;
    }
    queue.timer = this.#loop.schedule(queue.freeAtMs - nowMs, this.#label, `zone ${zone}`, () =>
      this.#drain(zone, queue),
    );
  }
}
