/**
 * One probe of one container: when it is executed, and what verdict its results add up to. Executions that can change
 * nothing are left out. Upstream: pkg/kubelet/prober/worker.go and prober_manager.go, v1.36.
 */
import type { Probe } from '../../api/core';
import type { ProbeFailure, ProbeName } from '../../api/pod-behaviour';

// TIME-KUB-06
const PERIOD_SECONDS = 10;
const FAILURES = 3;
const SUCCESSES = 1;

export class ProbeWorker {
  readonly name: ProbeName;
  readonly #periodMs: number;
  readonly #delayMs: number;
  readonly #failures: number;
  readonly #successes: number;
  readonly #means: string;
  /** Undefined: no verdict yet; only the startup probe has that. */
  verdict: boolean | undefined;
  /** What somebody has said about this container's probe; it goes over what its behaviour says. */
  answer: boolean | undefined;
  #failure: ProbeFailure | undefined;
  #startedAtMs = 0;
  #nextTickMs = 0;
  #isTicking = false;
  /** Of the last execution; undefined before the first, which therefore always takes place. */
  #result: boolean | undefined;
  #count = 0;
  #isOnHold = false;

  constructor(name: ProbeName, probe: Probe) {
    this.name = name;
    this.#periodMs = (probe.periodSeconds ?? PERIOD_SECONDS) * 1000;
    this.#delayMs = (probe.initialDelaySeconds ?? 0) * 1000;
    this.#failures = probe.failureThreshold ?? FAILURES;
    this.#successes = probe.successThreshold ?? SUCCESSES;
    this.#means = outputOf(probe);
    this.verdict = initialVerdict(name);
  }

  set failure(failure: ProbeFailure | undefined) {
    this.#failure = failure?.probe === this.name ? failure : undefined;
  }

  /** A new instance runs (KUBELET-PROBE-05). */
  begin(startedAtMs: number): void {
    this.verdict = initialVerdict(this.name);
    this.#startedAtMs = startedAtMs;
    this.#isOnHold = false;
    this.#count = 0;
    this.#result = undefined;
    // KUBELET-PROBE-04: the first of the ticks that is not earlier than the delay. KUBELET-PROBE-08: readiness begins anew
    // with each instance; the others keep their ticks.
    if (this.name === 'readiness' || !this.#isTicking) this.#nextTickMs = startedAtMs;
    this.#isTicking = true;
    this.#nextTickMs = this.#tickAtOrAfter(startedAtMs + this.#delayMs);
  }

  /** Whoever waited for the startup probe is executed at once (KUBELET-PROBE-08), but never before its delay. */
  release(nowMs: number): void {
    if (this.name === 'readiness') this.#nextTickMs = Math.max(nowMs, this.#startedAtMs + this.#delayMs);
    else if (this.#nextTickMs < nowMs) this.#nextTickMs = this.#tickAtOrAfter(nowMs);
  }

  /** An instance that has been running for a while; what the container does from now on counts from `nowMs`. */
  inherit(nowMs: number, isStarted: boolean, isReady: boolean): void {
    this.begin(nowMs);
    if (!isStarted) return;
    this.#nextTickMs = nowMs + this.#periodMs;
    this.verdict = this.name === 'readiness' ? isReady : true;
    this.#result = this.verdict;
    this.#isOnHold = this.name === 'startup';
  }

  /** The next execution that may matter, or undefined. */
  dueAtMs(nowMs: number): number | undefined {
    if (this.#isOnHold) return undefined;
    const tickMs = this.#nextTickMs < nowMs ? this.#tickAtOrAfter(nowMs) : this.#nextTickMs;
    if (this.#outcome(tickMs) !== this.verdict || this.#result !== this.verdict) return tickMs;
    const change = this.#changes().find((atMs) => atMs > tickMs && this.#outcome(atMs) !== this.verdict);
    return change === undefined ? undefined : this.#tickAtOrAfter(change);
  }

  /**
   * Executes the probe. Gives its output if it failed, and whether the verdict is another one now (KUBELET-PROBE-06).
   */
  execute(nowMs: number): { readonly failed: string | undefined; readonly changed: boolean } {
    const result = this.#outcome(nowMs);
    this.#nextTickMs = nowMs + this.#periodMs;
    this.#count = result === this.#result ? this.#count + 1 : 1;
    this.#result = result;
    const failed = result ? undefined : this.#means;
    if (this.#count < (result ? this.#successes : this.#failures)) return { failed, changed: false };
    const changed = this.verdict !== result;
    this.verdict = result;
    if (this.name === 'startup' || (this.name === 'liveness' && !result)) {
      this.#isOnHold = true;
      this.#count = 0;
    }
    return { failed, changed };
  }

  #outcome(atMs: number): boolean {
    if (this.answer !== undefined) return this.answer;
    if (!this.#failure) return true;
    const sinceMs = atMs - this.#startedAtMs - this.#failure.afterMs;
    return sinceMs < 0 || sinceMs >= (this.#failure.forMs ?? Number.POSITIVE_INFINITY);
  }

  /** The instants at which the outcome changes by itself. */
  #changes(): readonly number[] {
    if (!this.#failure || this.answer !== undefined) return [];
    const fromMs = this.#startedAtMs + this.#failure.afterMs;
    return this.#failure.forMs === undefined ? [fromMs] : [fromMs, fromMs + this.#failure.forMs];
  }

  #tickAtOrAfter(atMs: number): number {
    const missing = Math.ceil((atMs - this.#nextTickMs) / this.#periodMs);
    return this.#nextTickMs + Math.max(0, missing) * this.#periodMs;
  }
}

// KUBELET-PROBE-05
function initialVerdict(name: ProbeName): boolean | undefined {
  return name === 'startup' ? undefined : name === 'liveness';
}

/** What the probe says when it fails (KUBELET-PROBE-02). */
function outputOf(probe: Probe): string {
  if (probe.httpGet) return 'HTTP probe failed with statuscode: 500';
  if (probe.tcpSocket) return 'dial tcp: connect: connection refused';
  return probe.grpc ? 'service unhealthy (responded with "NOT_SERVING")' : '';
}
