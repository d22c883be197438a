/**
 * One container of a pod through all its instances: pulled, started, probed, killed, ended, held back, started again.
 * Upstream: pkg/kubelet/kuberuntime/kuberuntime_manager.go and kuberuntime_container.go, v1.36.
 */
import type { Container, ContainerRestartRule, ContainerState, ContainerStatus } from '../../api/core';
import type { ContainerBehaviour, ProbeName } from '../../api/pod-behaviour';
import { CrashBackOff } from './crash-back-off';
import { ImagePull } from './image-pull';
import { ProbeWorker } from './probe-worker';

export type ContainerRole = 'init' | 'sidecar' | 'regular';

/** An instance that is over. */
export interface EndedInstance {
  readonly exitCode: number;
  readonly reason: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** Something to be told about the pod: an event about one of its containers. */
export type TellIncident = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

/** From the end of an instance until the kubelet notices (TIME-KUB-02). */
const RELIST_MS = 1000;
/** From a start that failed until the next try (TIME-KUB-01). */
const RETRY_MS = 10_000;
/** Instances of which a cluster that comes to rest takes notice; what happens to later ones is back and forth. */
const NEWSWORTHY_INSTANCES = 2;
const PROBES: readonly ProbeName[] = ['startup', 'liveness', 'readiness'];

export class ContainerRun {
  readonly spec: Container;
  readonly role: ContainerRole;
  state: 'waiting' | 'running' | 'ended' = 'waiting';
  waiting: { readonly reason: string; readonly message?: string } | undefined;
  /** The instance that is over, while the state is `ended`; the one before otherwise. */
  ended: EndedInstance | undefined;
  last: EndedInstance | undefined;
  startedAtMs = 0;
  instances = 0;
  /** Running, and its startup probe has succeeded if it has one (KUBELET-PROBE-07). */
  isStarted = false;
  readonly #behaviour: ContainerBehaviour;
  readonly #stopMs: number;
  readonly #tell: TellIncident;
  readonly #podName: string;
  readonly #pull: ImagePull;
  readonly #complaintOf: ((container: string) => string | undefined) | undefined;
  readonly #backOff = new CrashBackOff();
  readonly #probes: readonly ProbeWorker[];
  /** When the kubelet next looks at a container that does not run; undefined: when its turn comes. */
  #lookAtMs: number | undefined;
  #endsAtMs: number | undefined;
  #isSeenEnded = false;
  /** The kubelet kills it: of which probe it failed. */
  #killedFor: ProbeName | undefined;
  #isNews = true;
  #isLeaving = false;

  /**
   * `podName`: as messages name the pod, `name_namespace(uid)`. `stopMs`: how long an instance takes to die. `complaintOf`:
   * why the container of this name cannot be created, if it cannot.
   */
  constructor(
    spec: Container,
    role: ContainerRole,
    behaviour: ContainerBehaviour,
    context: {
      readonly podName: string;
      readonly stopMs: number;
      readonly tell: TellIncident;
      readonly complaintOf: ((container: string) => string | undefined) | undefined;
    },
  ) {
    this.spec = spec;
    this.role = role;
    this.#behaviour = behaviour;
    this.#podName = context.podName;
    this.#stopMs = context.stopMs;
    this.#tell = context.tell;
    this.#complaintOf = context.complaintOf;
    this.#pull = new ImagePull(spec, behaviour);
    this.#probes = PROBES.flatMap((name) => {
      const probe = spec[`${name}Probe`];
      if (!probe || role === 'init') return [];
      const worker = new ProbeWorker(name, probe);
      worker.failure = behaviour.probeFailure;
      return [worker];
    });
  }

  // KUBELET-CSTAT-03
  get restartCount(): number {
    return Math.max(0, this.instances - 1);
  }

  // KUBELET-PROBE-07
  get isReady(): boolean {
    if (this.role === 'init') return this.isCompleted;
    return this.state === 'running' && this.isStarted && this.#probe('readiness')?.verdict !== false;
  }

  get isCompleted(): boolean {
    return this.state === 'ended' && this.ended?.exitCode === 0;
  }

  /**
   * Whether an end is followed by a restart: by the container's rules, else its own policy, else the pod's
   * (KUBELET-RESTART-01). Upstream: pkg/api/v1/pod/util.go, ContainerShouldRestart.
   */
  restartsUnder(podPolicy: string): boolean {
    if (this.role === 'sidecar') return true;
    if (this.isCompleted && this.role === 'init') return false;
    const exitCode = this.ended?.exitCode ?? 0;
    if (this.spec.restartPolicyRules?.some((rule) => demandsRestart(rule, exitCode))) return true;
    const policy = this.spec.restartPolicy ?? podPolicy;
    return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
  }

  /** The next instant at which something happens to it by itself, or undefined. */
  dueAtMs(nowMs: number): number | undefined {
    if (this.state !== 'running') return this.#lookAtMs;
    let due = this.#endsAtMs;
    if (this.#killedFor !== undefined) return due;
    for (const probe of this.#probes) {
      const atMs = this.#isExecutable(probe) ? probe.dueAtMs(nowMs) : undefined;
      if (atMs !== undefined && (due === undefined || atMs < due)) due = atMs;
    }
    return due;
  }

  /** Whether a cluster that comes to rest waits for what is due. */
  get isNews(): boolean {
    return this.#isNews;
  }

  /** Goes on from what was last reported about it. */
  inherit(status: ContainerStatus, nowMs: number): void {
    const { state, lastState, restartCount } = status;
    const isUntried = state?.waiting !== undefined && lastState?.terminated === undefined;
    this.instances = restartCount + (isUntried ? 0 : 1);
    this.last = endedInstance(lastState);
    if (state?.running) {
      this.state = 'running';
      this.startedAtMs = Date.parse(state.running.startedAt ?? '');
      this.isStarted = status.started ?? true;
      const { endsAfterMs } = this.#behaviour;
      if (endsAfterMs !== undefined) this.#endsAtMs = nowMs + endsAfterMs;
      for (const probe of this.#probes) probe.inherit(nowMs, this.isStarted, status.ready);
    } else if (state?.terminated) {
      this.state = 'ended';
      this.ended = endedInstance(state);
    }
  }

  /** From now on the probe succeeds or fails. False if the container has no such probe. */
  answer(name: ProbeName, succeeds: boolean): boolean {
    const probe = this.#probe(name);
    if (probe) probe.answer = succeeds;
    return probe !== undefined;
  }

  // KUBELET-PROBE-11
  /** Its pod is on its way out: it is not started, killed or ended any more, but whether it is ready is still looked at. */
  letGo(): void {
    this.#isLeaving = true;
    this.#endsAtMs = undefined;
    this.#lookAtMs = undefined;
    this.#killedFor = undefined;
  }

  /** Plays what is due for a running instance: its end, its probes. True if an instance has ended that was seen to run. */
  tick(nowMs: number): boolean {
    if (this.state !== 'running') return false;
    if (this.#endsAtMs !== undefined && this.#endsAtMs <= nowMs) {
      this.#end(nowMs);
      return nowMs > this.startedAtMs;
    }
    for (const probe of this.#probes) {
      const dueMs = this.#isExecutable(probe) ? probe.dueAtMs(nowMs) : undefined;
      if (dueMs !== undefined && dueMs <= nowMs && this.#killedFor === undefined) this.#execute(probe, nowMs);
    }
    return false;
  }

  /** Its turn has come: it starts, or says what it waits for. */
  tryStart(nowMs: number): void {
    if (this.#lookAtMs !== undefined && this.#lookAtMs > nowMs) return;
    const refusal = this.#pull.attempt(nowMs);
    if (refusal) {
      this.#wait(refusal.reason, refusal.message, refusal.retryAtMs);
      this.#isNews = refusal.isNews;
      this.#tell(...refusal.incident);
      this.#tell('Warning', 'Failed', `Error: ${refusal.reason}`);
      return;
    }
    if (this.ended && this.#isHeldBack(this.ended, nowMs)) return;
    const complaint = this.#complaintOf?.(this.spec.name);
    if (complaint === undefined) this.#begin(nowMs);
    else this.#refuse('CreateContainerConfigError', complaint, nowMs);
  }

  // KUBELET-CSTAT-02
  /** It cannot be created as things are, and the kubelet does not know when that will change. */
  #refuse(reason: string, message: string, nowMs: number): void {
    this.#wait(reason, message, nowMs + RETRY_MS);
    this.#isNews = false;
    this.#tell('Warning', 'Failed', `Error: ${message}`);
  }

  // KUBELET-CRASH-03
  #isHeldBack(ended: EndedInstance, nowMs: number): boolean {
    if (this.state === 'waiting') {
      this.#backOff.noteRestart();
      return false;
    }
    // KUBELET-CRASH-04: after a kill the window counts from the end of an earlier instance, if there was one.
    const reference = this.#killedFor === undefined ? ended.endedAtMs : this.last?.endedAtMs;
    if (reference === undefined) return false;
    const untilMs = this.#backOff.blockedUntilMs(reference);
    if (nowMs >= untilMs) {
      this.#backOff.noteRestart();
      return false;
    }
    const where = `container ${this.spec.name} in pod ${this.#podName}`;
    if (!this.#isSeenEnded) {
      // Until the next look at it the end is all there is to see.
      this.#isSeenEnded = true;
      this.#lookAtMs = Math.min(nowMs + RELIST_MS, untilMs);
      return true;
    }
    const window = formatGoDuration(this.#backOff.windowMs);
    const message = `back-off ${window} restarting failed container=${this.spec.name} pod=${this.#podName}`;
    this.#wait('CrashLoopBackOff', message, untilMs);
    this.#isNews = false;
    this.#tell('Warning', 'BackOff', `Back-off restarting failed ${where}`);
    return true;
  }

  #wait(reason: string, message: string, lookAtMs: number): void {
    if (this.state === 'ended') this.last = this.ended;
    this.state = 'waiting';
    this.waiting = { reason, message };
    this.#lookAtMs = lookAtMs;
  }

  #begin(nowMs: number): void {
    if (this.ended) this.last = this.ended;
    this.state = 'running';
    this.waiting = undefined;
    this.#lookAtMs = undefined;
    this.#killedFor = undefined;
    this.startedAtMs = nowMs;
    this.instances += 1;
    this.#isNews = this.instances <= NEWSWORTHY_INSTANCES;
    const { endsAfterMs, times = Number.POSITIVE_INFINITY } = this.#behaviour;
    const endsAfter = this.instances <= times ? endsAfterMs : undefined;
    const lasts = endsAfter ?? (this.role === 'init' ? 0 : undefined);
    this.#endsAtMs = lasts === undefined ? undefined : nowMs + lasts;
    for (const probe of this.#probes) probe.begin(nowMs);
    this.isStarted = !this.#probe('startup');
    this.tick(nowMs);
  }

  #execute(probe: ProbeWorker, nowMs: number): void {
    const { failed, changed } = probe.execute(nowMs);
    const name = `${probe.name[0]?.toUpperCase()}${probe.name.slice(1)}`;
    // KUBELET-PROBE-03
    if (failed !== undefined) this.#tell('Warning', 'Unhealthy', `${name} probe failed: ${failed}`);
    if (!changed) return;
    if (probe.name === 'startup' && probe.verdict) {
      this.isStarted = true;
      for (const other of this.#probes) if (other !== probe) other.release(nowMs);
      this.tick(nowMs);
    } else if (probe.name !== 'readiness' && probe.verdict === false) this.#kill(probe.name, nowMs);
  }

  // KUBELET-PROBE-09
  #kill(probe: ProbeName, nowMs: number): void {
    const message = `Container ${this.spec.name} failed ${probe} probe, will be restarted`;
    this.#tell('Normal', 'Killing', message);
    this.#killedFor = probe;
    const graceMs = (this.spec[`${probe}Probe`]?.terminationGracePeriodSeconds ?? Number.POSITIVE_INFINITY) * 1000;
    this.#endsAtMs = nowMs + Math.min(this.#stopMs, graceMs);
  }

  #end(nowMs: number): void {
    const wasKilled = this.#killedFor !== undefined;
    const behaves = this.instances <= (this.#behaviour.times ?? Number.POSITIVE_INFINITY);
    const exitCode = wasKilled ? 143 : behaves ? (this.#behaviour.exitCode ?? 0) : 0;
    // KUBELET-CSTAT-01
    const failure = (!wasKilled && this.#behaviour.endReason) || 'Error';
    this.ended = {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : failure,
      startedAtMs: this.startedAtMs,
      endedAtMs: nowMs,
    };
    this.state = 'ended';
    this.isStarted = false;
    this.#lookAtMs = nowMs;
    this.#isSeenEnded = false;
    this.#endsAtMs = undefined;
    if (!wasKilled) this.#backOff.noteEnd(this.startedAtMs, nowMs);
  }

  #probe(name: ProbeName): ProbeWorker | undefined {
    return this.#probes.find((probe) => probe.name === name);
  }

  // KUBELET-PROBE-04
  #isExecutable(probe: ProbeWorker): boolean {
    if (this.#isLeaving && probe.name !== 'readiness') return false;
    return (probe.name === 'startup') !== this.isStarted;
  }
}

function demandsRestart({ action, exitCodes }: ContainerRestartRule, exitCode: number): boolean {
  if (action !== 'Restart' || !exitCodes?.values) return false;
  const isListed = exitCodes.values.includes(exitCode);
  return exitCodes.operator === 'In' ? isListed : exitCodes.operator === 'NotIn' && !isListed;
}

function endedInstance(state: ContainerState | undefined): EndedInstance | undefined {
  if (!state?.terminated) return undefined;
  const { exitCode, reason = '', startedAt = '', finishedAt = '' } = state.terminated;
  return { exitCode, reason, startedAtMs: Date.parse(startedAt), endedAtMs: Date.parse(finishedAt) };
}

/** `10s`, `1m20s`, `5m0s`, as Go prints durations. */
function formatGoDuration(durationMs: number): string {
  const seconds = durationMs / 1000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
