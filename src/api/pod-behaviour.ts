/**
 * What a pod does on its node, as data: a list of states it passes through. Features speak of it ("image agent:v2
 * never becomes ready"), the simulated kubelet plays it.
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
  /** Pod-level reason and message, such as `Evicted`. */
  readonly reason?: string;
  readonly message?: string;
}

export interface PodBehaviour {
  /** How it is called in features and reports: `never becomes ready`. */
  readonly name: string;
  /** Empty: the kubelet never reports a status. Delays are added to the cluster's own container start delay. */
  readonly transitions: readonly PodTransition[];
  /** How long the pod stays after it was marked for deletion; absent: the cluster's default. */
  readonly terminationMs?: number;
}

/** Which pods behave so. An absent field matches every pod; of several matching rules the last one given wins. */
export interface PodBehaviourRule {
  readonly image?: string;
  readonly node?: string;
  readonly labels?: StringMap;
  readonly behaviour: PodBehaviour;
}

const running = (ready: boolean): PodTransition => ({ afterMs: 0, phase: 'Running', ready });

export const RUNS: PodBehaviour = { name: 'runs and is ready', transitions: [running(true)] };
export const NEVER_READY: PodBehaviour = { name: 'never becomes ready', transitions: [running(false)] };
export const CRASHES: PodBehaviour = {
  name: 'crashes',
  transitions: [{ afterMs: 0, phase: 'Running', ready: false, waiting: 'CrashLoopBackOff', restartCount: 1 }],
};
export const CANNOT_BE_PULLED: PodBehaviour = {
  name: 'cannot be pulled',
  transitions: [{ afterMs: 0, phase: 'Pending', ready: false, waiting: 'ImagePullBackOff' }],
};
export const FAILS: PodBehaviour = { name: 'fails', transitions: [{ afterMs: 0, phase: 'Failed', ready: false }] };
export const SUCCEEDS: PodBehaviour = {
  name: 'exits with success',
  transitions: [{ afterMs: 0, phase: 'Succeeded', ready: false }],
};
export const HANGS: PodBehaviour = { name: 'reports no status', transitions: [] };

export function readyAfter(delayMs: number): PodBehaviour {
  return {
    name: `becomes ready after ${delayMs / 1000}s`,
    transitions: [running(false), { afterMs: delayMs, phase: 'Running', ready: true }],
  };
}
