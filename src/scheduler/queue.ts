/**
 * Pods that wait for a node: active (to be tried now), backing off after an error, or parked until something happens
 * that may help. Upstream: pkg/scheduler/backend/queue/scheduling_queue.go, v1.36.
 */
import type { Pod } from '../api/core';
import { keyOf } from '../api/meta';
import type { EventLoop, Timer } from '../kernel/event-loop';
import type { ClusterEvent, SchedulerPlugin } from './framework';

const INITIAL_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 10_000;
/** Parked pods are looked at again after this long, whatever happened (SCHED-QUEUE-06). */
const MAX_PARKED_MS = 5 * 60_000;
const PARKED_CHECK_MS = 30_000;
/** This many failed requests in a row are part of the work at hand; later retries no longer keep the cluster from rest. */
const PROMPT_RETRIES = 4;

export interface QueuedPod {
  pod: Pod;
  /** When it last entered the queue. */
  atMs: number;
  readonly sequence: number;
  consecutiveErrors: number;
  /** Plug-ins that rejected it in the last attempt. */
  plugins: ReadonlySet<string>;
  /** The only node that can help, if all those plug-ins look at one node and the pod may use but one. */
  onlyNode: string | undefined;
  place: 'active' | 'backoff' | 'parked' | 'gated' | 'in-flight';
  timer: Timer | undefined;
}

export class SchedulingQueue {
  readonly #loop: EventLoop;
  readonly #plugins: ReadonlyMap<string, SchedulerPlugin>;
  readonly #wake: () => void;
  /** By uid. */
  readonly #pods = new Map<string, QueuedPod>();
  readonly #active: QueuedPod[] = [];
  readonly #parked = new Set<QueuedPod>();
  readonly #parkedByNode = new Map<string, Set<QueuedPod>>();
  #flush: Timer | undefined;
  #parkedCount = 0;
  #sequence = 0;

  /** `wake` is called when an active pod is there. */
  constructor(loop: EventLoop, plugins: readonly SchedulerPlugin[], wake: () => void) {
    this.#loop = loop;
    this.#plugins = new Map(plugins.map((plugin) => [plugin.name, plugin]));
    this.#wake = wake;
  }

  add(pod: Pod): void {
    const queued: QueuedPod = {
      pod,
      atMs: this.#loop.clock.nowMs,
      sequence: this.#sequence++,
      consecutiveErrors: 0,
      plugins: NO_PLUGINS,
      onlyNode: undefined,
      place: 'gated',
      timer: undefined,
    };
    this.#pods.set(pod.metadata.uid, queued);
    this.#enter(queued);
  }

  // SCHED-QUEUE-08
  update(before: Pod, pod: Pod): void {
    const queued = this.#pods.get(pod.metadata.uid);
    if (!queued) {
      this.add(pod);
      return;
    }
    queued.pod = pod;
    if (before.spec === pod.spec && before.metadata.labels === pod.metadata.labels) return;
    if (queued.place === 'gated') this.#enter(queued);
    else if (queued.place === 'parked') this.#moveIfHelped(queued, { kind: 'pod-updated', before, pod });
  }

  delete(uid: string): void {
    const queued = this.#pods.get(uid);
    if (!queued) return;
    this.#pods.delete(uid);
    this.#leave(queued);
  }

  /** The next pod to try, highest priority first, or undefined (SCHED-QUEUE-01). */
  pop(): QueuedPod | undefined {
    const heap = this.#active;
    for (;;) {
      const queued = popHeap(heap);
      if (!queued) return undefined;
      // A pod that was deleted, or moved elsewhere, left its entry behind.
      if (queued.place !== 'active' || this.#pods.get(queued.pod.metadata.uid) !== queued) continue;
      queued.place = 'in-flight';
      return queued;
    }
  }

  /** The pod has a node now. */
  done(queued: QueuedPod): void {
    this.#pods.delete(queued.pod.metadata.uid);
  }

  /** Plug-ins rejected the pod: it waits for an event that may help (SCHED-QUEUE-02). */
  park(queued: QueuedPod, plugins: ReadonlySet<string>, onlyNode: string | undefined): void {
    if (this.#pods.get(queued.pod.metadata.uid) !== queued) return;
    queued.atMs = this.#loop.clock.nowMs;
    queued.consecutiveErrors = 0;
    queued.plugins = plugins;
    const looksAtOneNode = [...plugins].every((name) => this.#plugins.get(name)?.looksAtOneNode);
    queued.onlyNode = looksAtOneNode ? onlyNode : undefined;
    queued.place = 'parked';
    this.#parkedCount += 1;
    this.#parkedBeside(queued).add(queued);
    this.#armFlush();
  }

  /** A request failed: another try after 1 s, 2 s, 4 s, 8 s, then every 10 s (SCHED-QUEUE-03). */
  retryLater(queued: QueuedPod, options?: { readonly background?: boolean }): void {
    if (this.#pods.get(queued.pod.metadata.uid) !== queued) return;
    const nowMs = this.#loop.clock.nowMs;
    queued.consecutiveErrors += 1;
    queued.atMs = nowMs;
    queued.place = 'backoff';
    const backoffMs = Math.min(MAX_BACKOFF_MS, INITIAL_BACKOFF_MS * 2 ** (queued.consecutiveErrors - 1));
    // SCHED-QUEUE-04: released at the first whole second strictly after the (truncated) end of the back-off.
    const releaseMs = Math.floor((nowMs + backoffMs) / 1000) * 1000 + 1000;
    const background = options?.background === true || queued.consecutiveErrors > PROMPT_RETRIES;
    queued.timer = this.#loop.schedule(
      releaseMs - nowMs,
      'scheduler',
      keyOf(queued.pod),
      () => {
        queued.timer = undefined;
        this.#enter(queued);
      },
      { background },
    );
  }

  /** Something happened in the cluster; parked pods that it may help are tried again. `nodeName`: where. */
  react(event: ClusterEvent, nodeName: string): void {
    if (this.#parkedCount === 0) return;
    for (const queued of this.#parkedByNode.get(nodeName) ?? NOBODY) this.#moveIfHelped(queued, event);
    for (const queued of this.#parked) this.#moveIfHelped(queued, event);
  }

  stop(): void {
    this.#flush?.cancel();
    for (const queued of this.#pods.values()) queued.timer?.cancel();
    this.#pods.clear();
    this.#active.length = 0;
  }

  // SCHED-QUEUE-05, -07: an idle scheduler takes a rejected pod at once, its back-off matters to errors only.
  #moveIfHelped(queued: QueuedPod, event: ClusterEvent): void {
    const { plugins, pod } = queued;
    const helps = plugins.size === 0 || [...plugins].some((name) => this.#plugins.get(name)?.mayHelp(event, pod));
    if (!helps) return;
    this.#leave(queued);
    this.#enter(queued);
  }

  #enter(queued: QueuedPod): void {
    for (const plugin of this.#plugins.values()) {
      if (!plugin.isGated?.(queued.pod)) continue;
      queued.place = 'gated';
      return;
    }
    queued.atMs = this.#loop.clock.nowMs;
    queued.place = 'active';
    pushHeap(this.#active, queued);
    this.#wake();
  }

  #leave(queued: QueuedPod): void {
    queued.timer?.cancel();
    queued.timer = undefined;
    if (queued.place !== 'parked') return;
    this.#parkedCount -= 1;
    const beside = this.#parkedBeside(queued);
    beside.delete(queued);
    if (beside.size === 0 && queued.onlyNode !== undefined) this.#parkedByNode.delete(queued.onlyNode);
    if (this.#parkedCount > 0) return;
    this.#flush?.cancel();
    this.#flush = undefined;
  }

  #parkedBeside({ onlyNode }: QueuedPod): Set<QueuedPod> {
    if (onlyNode === undefined) return this.#parked;
    let parked = this.#parkedByNode.get(onlyNode);
    if (!parked) {
      parked = new Set();
      this.#parkedByNode.set(onlyNode, parked);
    }
    return parked;
  }

  // SCHED-QUEUE-06; there is a timer only while some pod is parked.
  #armFlush(): void {
    this.#flush ??= this.#loop.schedule(PARKED_CHECK_MS, 'scheduler', 'parked pods', () => this.#flushParked(), {
      background: true,
    });
  }

  #flushParked(): void {
    this.#flush = undefined;
    const nowMs = this.#loop.clock.nowMs;
    for (const queued of this.#pods.values()) {
      if (queued.place !== 'parked' || nowMs - queued.atMs <= MAX_PARKED_MS) continue;
      this.#leave(queued);
      this.#enter(queued);
    }
    if (this.#parkedCount > 0) this.#armFlush();
  }
}

const NO_PLUGINS: ReadonlySet<string> = new Set();
const NOBODY: readonly QueuedPod[] = [];

// SCHED-QUEUE-01
function comesBefore(a: QueuedPod, b: QueuedPod): boolean {
  const byPriority = (b.pod.spec.priority ?? 0) - (a.pod.spec.priority ?? 0);
  return (byPriority || a.atMs - b.atMs || a.sequence - b.sequence) < 0;
}

function pushHeap(heap: QueuedPod[], queued: QueuedPod): void {
  let index = heap.push(queued) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as QueuedPod;
    if (!comesBefore(queued, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = queued;
}

function popHeap(heap: QueuedPod[]): QueuedPod | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (!top || !last || heap.length === 0) return top;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && comesBefore(heap[child + 1] as QueuedPod, heap[child] as QueuedPod)) child += 1;
    if (!comesBefore(heap[child] as QueuedPod, last)) break;
    heap[index] = heap[child] as QueuedPod;
    index = child;
  }
  heap[index] = last;
  return top;
}
