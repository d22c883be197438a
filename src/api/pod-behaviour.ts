/**
 * What pods and their containers do on a node, as data. Features speak of it ("image agent:v2 never becomes ready"), the
 * simulated kubelet plays it. A new behaviour is one more constant or function here, and one line in the words of steps.
 */
import type { PodPhase } from './core';
import type { StringMap } from './meta';

/** One state of a pod, reached `afterMs` after the previous one (the first: after the pod was bound to its node). */
export interface PodTransition {
  readonly afterMs: number;
  readonly phase: PodPhase;
  readonly ready: boolean;
  /** Reason its containers wait for, such as `CrashLoopBackOff` or `ImagePullBackOff`. */
  readonly waiting?: string;
  readonly restartCount?: number;
  /** Of containers that have ended. Default 1 for a failed pod, 0 for one that succeeded. */
  readonly exitCode?: number;
  /** Pod-level reason and message, such as `Evicted`. */
  readonly reason?: string;
  readonly message?: string;
}

export type ProbeName = 'startup' | 'liveness' | 'readiness';

/** A probe that fails for a while in the life of each instance of a container. */
export interface ProbeFailure {
  readonly probe: ProbeName;
  /** Since the instance started. */
  readonly afterMs: number;
  /** Absent: until the instance ends. */
  readonly forMs?: number;
}

/** What a container does where it does not simply run: the kubelet restarts, backs off and probes it by its own rules. */
export interface ContainerBehaviour {
  /** An instance ends by itself so long after it started. Absent: it runs on; an init container ends at once. */
  readonly endsAfterMs?: number;
  /** Default 0. */
  readonly exitCode?: number;
  /** Why it ended, if not with success. Default `Error`. */
  readonly endReason?: 'OOMKilled';
  /** Only the first so many instances do so. Absent: all. */
  readonly times?: number;
  /** Every pull of the image fails until so long after the first one. */
  readonly pullFailsForMs?: number;
  /** The node does not have the image by itself: it must be pulled, or the pull policy `Never` keeps the container waiting. */
  readonly isAbsent?: boolean;
  readonly probeFailure?: ProbeFailure;
}

/** What a pod takes of its node while it runs, as quantities. */
export interface PodUsage {
  readonly memory?: string;
  readonly disk?: string;
}

/** Absent members say nothing: an earlier rule, or the usual course, decides about them. */
export interface PodBehaviour {
  /** How it is called in features and reports: `never becomes ready`. */
  readonly name: string;
  /** States reported by rote. Empty: the kubelet never reports a status. Delays are added to the start of containers. */
  readonly transitions?: readonly PodTransition[];
  /** Played by the kubelet's own rules instead; for a rule with an image, by the containers that run it. */
  readonly container?: ContainerBehaviour;
  /** How long the pod stays after it was marked for deletion, at most its grace period; absent: the cluster's default. */
  readonly terminationMs?: number;
  readonly uses?: PodUsage;
}

/** Which pods behave so. An absent field matches every pod; of several matching rules the last one given wins. */
export interface PodBehaviourRule {
  readonly image?: string;
  readonly node?: string;
  readonly labels?: StringMap;
  readonly behaviour: PodBehaviour;
}

const running = (ready: boolean): PodTransition => ({ afterMs: 0, phase: 'Running', ready });
const inSeconds = (durationMs: number) => `${durationMs / 1000}s`;

/** Of which nothing was said. */
export const USUAL: PodBehaviour = { name: 'runs as its manifest says' };
export const RUNS: PodBehaviour = { name: 'runs and is ready', transitions: [running(true)] };
export const NEVER_READY: PodBehaviour = { name: 'never becomes ready', transitions: [running(false)] };
export const FAILS: PodBehaviour = { name: 'fails', transitions: [{ afterMs: 0, phase: 'Failed', ready: false }] };
export const SUCCEEDS: PodBehaviour = {
  name: 'exits with success',
  transitions: [{ afterMs: 0, phase: 'Succeeded', ready: false }],
};
export const HANGS: PodBehaviour = { name: 'reports no status', transitions: [] };
/** Dies as soon as it starts, so that no probe and nobody else ever sees it run. */
export const CRASHES: PodBehaviour = { name: 'crashes', container: { endsAfterMs: 0, exitCode: 1 } };
export const CANNOT_BE_PULLED: PodBehaviour = {
  name: 'cannot be pulled',
  container: { pullFailsForMs: Number.POSITIVE_INFINITY },
};
export const ABSENT: PodBehaviour = { name: 'is not present', container: { isAbsent: true } };
export const PRESENT: PodBehaviour = { name: 'is present', container: {} };
/** Takes its whole grace period to go. */
export const IGNORES_SIGTERM: PodBehaviour = { name: 'ignores SIGTERM', terminationMs: Number.POSITIVE_INFINITY };

export function readyAfter(delayMs: number): PodBehaviour {
  return {
    name: `becomes ready after ${inSeconds(delayMs)}`,
    transitions: [running(false), { afterMs: delayMs, phase: 'Running', ready: true }],
  };
}

/** The first `times` instances of the container die as soon as they start; later ones run. */
export function crashesTimes(times: number): PodBehaviour {
  return { name: `crashes ${times} times`, container: { endsAfterMs: 0, exitCode: 1, times } };
}

/** Each instance of the container ends by itself, `delayMs` after it started. */
export function exitsAfter(exitCode: number, delayMs: number): PodBehaviour {
  return {
    name: `exits with code ${exitCode} after ${inSeconds(delayMs)}`,
    container: { endsAfterMs: delayMs, exitCode },
  };
}

/** Killed by the system for using more memory than its limit. Upstream: pkg/kubelet/kuberuntime, reason from the runtime. */
export function runsOutOfMemoryAfter(delayMs: number): PodBehaviour {
  const after = delayMs === 0 ? '' : ` after ${inSeconds(delayMs)}`;
  return {
    name: `runs out of memory${after}`,
    container: { endsAfterMs: delayMs, exitCode: 137, endReason: 'OOMKilled' },
  };
}

/** Every pull of the image fails until `delayMs` after the first. */
export function pulledAfter(delayMs: number): PodBehaviour {
  return { name: `cannot be pulled for ${inSeconds(delayMs)}`, container: { pullFailsForMs: delayMs } };
}

/** The probe fails from `afterMs` after the start of each instance, for `forMs`, or as long as it runs. */
export function failsProbe(probe: ProbeName, afterMs = 0, forMs?: number): PodBehaviour {
  const probeFailure = forMs === undefined ? { probe, afterMs } : { probe, afterMs, forMs };
  const since = afterMs === 0 ? '' : ` after ${inSeconds(afterMs)}`;
  const lasting = forMs === undefined ? '' : ` for ${inSeconds(forMs)}`;
  return { name: `fails its ${probe} probe${since}${lasting}`, container: { probeFailure } };
}

/** The pod takes so long to go, at most its grace period. */
export function stopsIn(terminationMs: number): PodBehaviour {
  return { name: `takes ${inSeconds(terminationMs)} to stop`, terminationMs };
}

/** The pod takes this much of a resource of its node while it runs; `quantity` as in the API. */
export function usesOf(resource: keyof PodUsage, quantity: string): PodBehaviour {
  return { name: `uses ${quantity} ${resource}`, uses: { [resource]: quantity } };
}
