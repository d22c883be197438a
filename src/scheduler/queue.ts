/**
 * Pods that wait for a node: active (to be tried now), backing off, or parked until something happens that may help.
 * Upstream: pkg/scheduler/backend/queue/scheduling_queue.go, v1.36.
 */
import type { Pod } from '../api/core';
import { keyOf } from '../api/meta';
import type { EventLoop, Timer } from '../kernel/event-loop';
import type { ClusterEvent, SchedulerPlugin } from './framework';
import { priorityOf } from './nominations';
import { ParkedPods } from './parked-pods';
import { popHeap, pushHeap } from './pod-heap';
import { NOTHING_AROUND, type Surroundings } from './surroundings';

const INITIAL_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 10_000;
/** Parked pods are looked at again after this long, whatever happened (SCHED-QUEUE-06). */
const MAX_PARKED_MS = 5 * 60_000;
const PARKED_CHECK_MS = 30_000;
/** This many failed requests in a row are part of the work at hand; later retries no longer keep the cluster from rest. */
const PROMPT_RETRIES = 4;

export interface QueuedPod {
  pod: Pod;
  /** When it came, or when its last attempt failed: among equals the earlier goes first. */
  atMs: number;
  /** Tells apart what happened at the same moment. */
  sequence: number;
  /** Attempts that plug-ins turned down (SCHED-QUEUE-02). */
  rejections: number;
  consecutiveErrors: number;
  /** Plug-ins that rejected it in the last attempt. */
  plugins: ReadonlySet<string>;
  /** The only node that can help, if all those plug-ins look at one node and the pod may use but one. */
  onlyNode: string | undefined;
  place: 'active' | 'backing-off' | 'after-error' | 'parked' | 'gated' | 'in-flight';
  timer: Timer | undefined;
}

export class SchedulingQueue {
  readonly #loop: EventLoop;
  readonly #plugins: ReadonlyMap<string, SchedulerPlugin>;
  readonly #gates: readonly SchedulerPlugin[];
  readonly #wake: () => void;
  readonly #surroundings: Surroundings;
  /** By uid. */
  readonly #pods = new Map<string, QueuedPod>();
  readonly #active: QueuedPod[] = [];
  readonly #backingOff: QueuedPod[] = [];
  readonly #parked: ParkedPods;
  readonly #startedMs: number;
  #flush: Timer | undefined;
  #sequence = 0;

  /** `wake` is called when an active pod is there. */
  constructor(
    loop: EventLoop,
    plugins: readonly SchedulerPlugin[],
    wake: () => void,
    surroundings: Surroundings = NOTHING_AROUND,
  ) {
    this.#surroundings = surroundings;
    this.#loop = loop;
    this.#plugins = new Map(plugins.map((plugin) => [plugin.name, plugin]));
    this.#gates = plugins.filter((plugin) => plugin.isGated);
    this.#parked = new ParkedPods(plugins);
    this.#startedMs = loop.clock.nowMs;
    this.#wake = wake;
  }

  add(pod: Pod): void {
    const queued: QueuedPod = {
      pod,
      atMs: this.#loop.clock.nowMs,
      sequence: this.#sequence++,
      rejections: 0,
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

  /**
   * The next pod to try, or undefined. Highest priority first (SCHED-QUEUE-01); one that is backing off only when no other
   * is there (SCHED-QUEUE-05), so that in an idle scheduler a rejected pod never waits.
   */
  pop(): QueuedPod | undefined {
    const queued =
      this.#popFrom(this.#active, 'active', comesBefore) ??
      this.#popFrom(this.#backingOff, 'backing-off', isReleasedBefore);
    if (queued) queued.place = 'in-flight';
    return queued;
  }

  #popFrom(
    heap: QueuedPod[],
    place: QueuedPod['place'],
    isBefore: (a: QueuedPod, b: QueuedPod) => boolean,
  ): QueuedPod | undefined {
    for (;;) {
      const queued = popHeap(heap, isBefore);
      // A pod that was deleted, or moved elsewhere, left its entry behind.
      if (!queued || (queued.place === place && this.#isKnown(queued))) return queued;
    }
  }

  #isKnown(queued: QueuedPod): boolean {
    return this.#pods.get(queued.pod.metadata.uid) === queued;
  }

  /** The pod has a node now. */
  done(queued: QueuedPod): void {
    this.#pods.delete(queued.pod.metadata.uid);
  }

  /** Plug-ins rejected the pod: it waits for an event that may help (SCHED-QUEUE-02). */
  park(queued: QueuedPod, plugins: ReadonlySet<string>, onlyNode: string | undefined): void {
    if (!this.#isKnown(queued)) return;
    this.#noteFailure(queued);
    queued.rejections += 1;
    queued.consecutiveErrors = 0;
    queued.plugins = plugins;
    const looksAtOneNode = [...plugins].every((name) => this.#plugins.get(name)?.looksAtOneNode);
    queued.onlyNode = looksAtOneNode ? onlyNode : undefined;
    queued.place = 'parked';
    this.#parked.add(queued);
    this.#armFlush();
  }

  /** A request failed: another try after 1 s, 2 s, 4 s, 8 s, then every 10 s (SCHED-QUEUE-03). */
  retryLater(queued: QueuedPod, options?: { readonly background?: boolean }): void {
    if (!this.#isKnown(queued)) return;
    this.#noteFailure(queued);
    queued.consecutiveErrors += 1;
    queued.place = 'after-error';
    const nowMs = this.#loop.clock.nowMs;
    // SCHED-QUEUE-04: released at the first whole second strictly after the (truncated) end of the back-off.
    const releaseMs = backoffEndMs(queued) + 1000;
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

  #noteFailure(queued: QueuedPod): void {
    queued.atMs = this.#loop.clock.nowMs;
    queued.sequence = this.#sequence++;
  }

  /**
   * Something happened in the cluster, at this node; parked pods that it may help are tried again. With `atMostPriority`
   * only those of this priority or less are asked.
   */
  react(event: ClusterEvent, nodeName: string, atMostPriority = Number.POSITIVE_INFINITY): void {
    if (this.#parked.size === 0) return;
    for (const queued of this.#parked.concernedBy(event, nodeName)) {
      if (priorityOf(queued.pod) <= atMostPriority) this.#moveIfHelped(queued, event);
    }
  }

  /** What is kept on the node for others has changed. No event upstream: it only shows when a pod is tried again. */
  touch(nodeName: string): void {
    this.#parked.touch(nodeName);
  }

  stop(): void {
    this.#flush?.cancel();
    for (const queued of this.#pods.values()) queued.timer?.cancel();
    this.#pods.clear();
    this.#active.length = 0;
    this.#backingOff.length = 0;
  }

  // SCHED-QUEUE-07
  #moveIfHelped(queued: QueuedPod, event: ClusterEvent): void {
    const { plugins, pod } = queued;
    const isHelped = (name: string) => {
      const plugin = this.#plugins.get(name);
      return plugin?.events.includes(event.kind) && plugin.mayHelp(event, pod, this.#surroundings);
    };
    if (plugins.size > 0 && ![...plugins].some(isHelped)) return;
    this.#leave(queued);
    this.#enter(queued);
  }

  #enter(queued: QueuedPod): void {
    for (const plugin of this.#gates) {
      if (!plugin.isGated?.(queued.pod)) continue;
      queued.place = 'gated';
      return;
    }
    if (this.#isBackingOff(queued)) {
      queued.place = 'backing-off';
      pushHeap(this.#backingOff, queued, isReleasedBefore);
    } else {
      queued.place = 'active';
      pushHeap(this.#active, queued, comesBefore);
    }
    this.#wake();
  }

  // SCHED-QUEUE-04
  #isBackingOff(queued: QueuedPod): boolean {
    if (queued.rejections + queued.consecutiveErrors === 0) return false;
    return backoffEndMs(queued) >= wholeSecond(this.#loop.clock.nowMs);
  }

  #leave(queued: QueuedPod): void {
    queued.timer?.cancel();
    queued.timer = undefined;
    if (queued.place !== 'parked') return;
    this.#parked.delete(queued);
    if (this.#parked.size > 0) return;
    this.#flush?.cancel();
    this.#flush = undefined;
  }

  // SCHED-QUEUE-06: every 30 s since the scheduler started; there is a timer only while some pod is parked.
  #armFlush(): void {
    if (this.#flush) return;
    const delayMs = PARKED_CHECK_MS - ((this.#loop.clock.nowMs - this.#startedMs) % PARKED_CHECK_MS);
    this.#flush = this.#loop.schedule(delayMs, 'scheduler', 'parked pods', () => this.#flushParked(), {
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
    if (this.#parked.size > 0) this.#armFlush();
  }
}

const NO_PLUGINS: ReadonlySet<string> = new Set();

// SCHED-QUEUE-01
function comesBefore(a: QueuedPod, b: QueuedPod): boolean {
  return (priorityOf(b.pod) - priorityOf(a.pod) || a.atMs - b.atMs || a.sequence - b.sequence) < 0;
}

function isReleasedBefore(a: QueuedPod, b: QueuedPod): boolean {
  return (backoffEndMs(a) - backoffEndMs(b) || (comesBefore(a, b) ? -1 : 1)) < 0;
}

/** The whole second until which the pod backs off: 1 s after its first failure, doubling, at most 10 s (SCHED-QUEUE-03). */
function backoffEndMs({ atMs, rejections, consecutiveErrors }: QueuedPod): number {
  const failures = consecutiveErrors > 0 ? consecutiveErrors : rejections;
  const durationMs = failures === 0 ? 0 : Math.min(MAX_BACKOFF_MS, INITIAL_BACKOFF_MS * 2 ** (failures - 1));
  return wholeSecond(atMs + durationMs);
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
