/**
 * When a container that has ended may start again. Upstream: pkg/kubelet/kuberuntime/kuberuntime_manager.go, doBackOff, and
 * client-go util/flowcontrol/backoff.go, v1.36.
 */

// TIME-KUB-04
const FIRST_WINDOW_MS = 10_000;
const LONGEST_WINDOW_MS = 300_000;
const FORGIVEN_AFTER_MS = 600_000;

export class CrashBackOff {
  /** 0: no restart so far. */
  #windowMs = 0;

  get windowMs(): number {
    return this.#windowMs;
  }

  /** The instant from which the next instance may start, measured from an end (KUBELET-CRASH-01). */
  blockedUntilMs(endedAtMs: number): number {
    return endedAtMs + this.#windowMs;
  }

  /** An instance ended by itself: after a long life all is forgiven (KUBELET-CRASH-02). */
  noteEnd(startedAtMs: number, endedAtMs: number): void {
    if (endedAtMs - startedAtMs > FORGIVEN_AFTER_MS) this.#windowMs = 0;
  }

  /** Another instance starts: the next one waits twice as long. */
  noteRestart(): void {
    this.#windowMs = this.#windowMs === 0 ? FIRST_WINDOW_MS : Math.min(2 * this.#windowMs, LONGEST_WINDOW_MS);
  }
}
