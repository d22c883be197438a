/**
 * The containers of one pod in virtual time: init containers one after another, sidecars beside them, then all regular
 * containers; whoever ends is restarted as the pod's policy says. It knows no API: what it says is read by statuses.ts.
 * Upstream: pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions, and kubelet_pods.go, getPhase, v1.36.
 */
import type { Container, Pod, PodPhase, PodStatus } from '../../api/core';
import type { ContainerBehaviour, ProbeName } from '../../api/pod-behaviour';
import { ContainerRun, type TellIncident } from './container-run';
import type { PodSettings } from './pod-settings';

/** Of things that follow one another without any time passing. */
const MOST_ROUNDS = 1000;
/** Between tries to set up a volume. Upstream: pkg/util/goroutinemap/exponentialbackoff. */
const FIRST_MOUNT_RETRY_MS = 500;
const LONGEST_MOUNT_RETRY_MS = 122_000;

export interface PodContainersOptions {
  readonly behaviourOf: (container: Container) => ContainerBehaviour;
  /** How long an instance takes to die when the kubelet kills it. */
  readonly stopMs: number;
  readonly tell: TellIncident;
  /** The ConfigMaps and Secrets that the pod names; absent: none. */
  readonly settings?: PodSettings | undefined;
}

export class PodContainers {
  /** In the order of the spec. */
  readonly inits: readonly ContainerRun[];
  readonly regulars: readonly ContainerRun[];
  readonly #policy: string;
  readonly #startsAtMs: number;
  readonly #settings: PodSettings | undefined;
  readonly #tell: TellIncident;
  #isBegun = false;
  #isLeaving = false;
  #isMounted: boolean;
  #mountWaitMs = 0;
  /** When its volumes are tried again, after they could not be set up. */
  #mountAtMs = 0;
  #hasStartedRegulars = false;
  /** A container has ended, and that has been reported; what follows is due at once. */
  #aftermath: { readonly isNews: boolean } | undefined;

  constructor(pod: Pod, startsAtMs: number, options: PodContainersOptions) {
    const { name, namespace, uid } = pod.metadata;
    const { stopMs, tell, settings } = options;
    const complaintOf = settings && ((container: string) => settings.complaintOf(container));
    const context = { podName: `${name}_${namespace}(${uid})`, stopMs, tell, complaintOf };
    const make = (spec: Container, isInit: boolean) => {
      const role = !isInit ? 'regular' : spec.restartPolicy === 'Always' ? 'sidecar' : 'init';
      return new ContainerRun(spec, role, options.behaviourOf(spec), context);
    };
    this.inits = (pod.spec.initContainers ?? []).map((container) => make(container, true));
    this.regulars = pod.spec.containers.map((container) => make(container, false));
    this.#policy = pod.spec.restartPolicy ?? 'Always';
    this.#startsAtMs = startsAtMs;
    this.#settings = settings;
    this.#tell = tell;
    this.#isMounted = settings === undefined;
  }

  /** Whether the pod has come past its volumes: before, there is no sandbox and no address. */
  get isMounted(): boolean {
    return this.#isMounted;
  }

  /** Goes on from what was last reported about the pod. */
  inherit({ containerStatuses = [], initContainerStatuses = [] }: PodStatus, nowMs: number): void {
    const known = new Map([...initContainerStatuses, ...containerStatuses].map((status) => [status.name, status]));
    for (const container of this.#all()) {
      const status = known.get(container.spec.name);
      if (status) container.inherit(status, nowMs);
    }
    this.#isBegun = true;
    this.#hasStartedRegulars = this.regulars.some(({ instances }) => instances > 0);
    this.#isMounted ||= this.#countInstances() > 0;
  }

  /** Changes whenever there is something new to report. */
  get fingerprint(): string {
    const containers = this.#all()
      .map(({ state, instances, isReady, isStarted, waiting }) =>
        [state, instances, isReady, isStarted, waiting?.message].join(),
      )
      .join(' ');
    return this.#mountWaitMs > 0 && !this.#isMounted ? `unmounted ${containers}` : containers;
  }

  /** From now on this probe of the pod's containers succeeds or fails. False if none has such a probe. */
  answer(probe: ProbeName, succeeds: boolean): boolean {
    return this.#all()
      .map((container) => container.answer(probe, succeeds))
      .includes(true);
  }

  /** The pod is being deleted: from now on only its readiness probes go on. */
  letGo(): void {
    this.#isLeaving = true;
    this.#isBegun = true;
    this.#aftermath = undefined;
    for (const container of this.#all()) container.letGo();
  }

  /** The next instant at which something happens, and whether that is more than back and forth; undefined: nothing will. */
  due(nowMs: number): { readonly atMs: number; readonly isNews: boolean } | undefined {
    if (!this.#isBegun) return { atMs: this.#startsAtMs, isNews: true };
    if (this.#aftermath) return { atMs: nowMs, ...this.#aftermath };
    if (!this.#isMounted && !this.#isLeaving) return { atMs: this.#mountAtMs, isNews: this.#mountWaitMs === 0 };
    let next: { atMs: number; isNews: boolean } | undefined;
    for (const container of this.#all()) {
      if (this.#isOver(container)) continue;
      const atMs = container.dueAtMs(nowMs);
      if (atMs === undefined || (next && atMs > next.atMs)) continue;
      next = { atMs, isNews: container.isNews || (next?.atMs === atMs && next.isNews) };
    }
    return next;
  }

  /** Plays everything that is due now. */
  sync(nowMs: number): void {
    if (!this.#isBegun && nowMs < this.#startsAtMs) return;
    this.#isBegun = true;
    this.#aftermath = undefined;
    if (this.#isLeaving) {
      for (const container of this.#all()) container.tick(nowMs);
      return;
    }
    if (!this.#isMounted && !this.#mount(nowMs)) return;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const ended = this.#all().filter((container) => container.tick(nowMs));
      // An end is reported before anything is done about it: a pod that dies is not ready for a moment at least.
      if (ended.length > 0) {
        this.#aftermath = { isNews: ended.some(({ isNews }) => isNews) };
        return;
      }
      const before = this.#countInstances();
      this.#startWhoMay(nowMs);
      // Who has just started may have ended already.
      if (this.#countInstances() > before) continue;
      const due = this.due(nowMs);
      if (due === undefined || due.atMs > nowMs) return;
    }
    throw new Error('a container keeps starting without any time passing');
  }

  // KUBELET-SYNC-02
  /** Sets up the volumes. False if that has failed, or if it is too early to try again. */
  #mount(nowMs: number): boolean {
    if (nowMs < this.#mountAtMs) return false;
    const trouble = this.#settings?.findUnmountable();
    if (!trouble) {
      this.#isMounted = true;
      return true;
    }
    const { volume, why } = trouble;
    this.#tell('Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume}" : ${why}`);
    const waitMs = this.#mountWaitMs === 0 ? FIRST_MOUNT_RETRY_MS : 2 * this.#mountWaitMs;
    this.#mountWaitMs = Math.min(waitMs, LONGEST_MOUNT_RETRY_MS);
    this.#mountAtMs = nowMs + this.#mountWaitMs;
    return false;
  }

  // KUBELET-INIT-01, KUBELET-INIT-02, KUBELET-RESTART-01
  #startWhoMay(nowMs: number): void {
    for (const container of this.inits) {
      const isDone = container.role === 'init' && container.isCompleted;
      if (container.state !== 'running' && !isDone) this.#restart(container, nowMs);
      if (container.role === 'init' ? !container.isCompleted : !container.isStarted && !this.#hasStartedRegulars)
        return;
    }
    this.#hasStartedRegulars = true;
    for (const container of this.regulars) if (container.state !== 'running') this.#restart(container, nowMs);
  }

  #restart(container: ContainerRun, nowMs: number): void {
    if (container.state === 'ended' && !container.restartsUnder(this.#policy)) return;
    container.tryStart(nowMs);
  }

  // KUBELET-PHASE-01 to KUBELET-PHASE-03
  get phase(): PodPhase {
    if (this.inits.some((init) => init.role === 'init' && this.#isOver(init) && !init.isCompleted)) return 'Failed';
    if (!this.#hasStartedRegulars) return 'Pending';
    if (this.regulars.some(({ instances }) => instances === 0)) return 'Pending';
    if (!this.regulars.every((container) => this.#isOver(container))) return 'Running';
    return this.regulars.every(({ isCompleted }) => isCompleted) ? 'Succeeded' : 'Failed';
  }

  #countInstances(): number {
    return this.#all().reduce((sum, { instances }) => sum + instances, 0);
  }

  #isOver(container: ContainerRun): boolean {
    return container.state === 'ended' && !container.restartsUnder(this.#policy);
  }

  #all(): readonly ContainerRun[] {
    return this.inits.length === 0 ? this.regulars : [...this.inits, ...this.regulars];
  }
}

/** True if the pod's start takes more than one step even when all goes well. */
export function hasCourse(pod: Pod): boolean {
  const { containers, initContainers } = pod.spec;
  if (initContainers?.length) return true;
  for (const { readinessProbe, startupProbe } of containers) {
    if (readinessProbe?.initialDelaySeconds || (readinessProbe?.successThreshold ?? 1) > 1) return true;
    if (startupProbe?.initialDelaySeconds) return true;
  }
  return false;
}
