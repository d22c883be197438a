/** What the recorder's stand-in for the kubelets made of pods: states by rote, without restarts, probes and back-offs. */
import {
  FAILS,
  HANGS,
  NEVER_READY,
  type PodBehaviour,
  type PodTransition,
  RUNS,
  readyAfter,
  SUCCEEDS,
} from '../api/pod-behaviour';
import { UnknownStepError } from './trace';

const CRASHING: PodTransition = {
  afterMs: 0,
  phase: 'Running',
  ready: false,
  waiting: 'CrashLoopBackOff',
  restartCount: 1,
};
const NOT_PULLED: PodTransition = { afterMs: 0, phase: 'Pending', ready: false, waiting: 'ImagePullBackOff' };

const BEHAVIOURS: Readonly<Record<string, PodBehaviour>> = {
  ok: RUNS,
  'never-ready': NEVER_READY,
  crash: { name: 'crashes', transitions: [CRASHING] },
  'pull-fail': { name: 'cannot be pulled', transitions: [NOT_PULLED] },
  fail: FAILS,
  succeed: SUCCEEDS,
  hang: HANGS,
};

/** The behaviour that a trace calls so. Throws `UnknownStepError`. */
export function behaviourOf(name: string): PodBehaviour {
  const delayed = /^slow:(?<seconds>[0-9.]+)$/.exec(name)?.groups;
  if (delayed) return readyAfter(Number(delayed.seconds) * 1000);
  const behaviour = BEHAVIOURS[name];
  if (!behaviour) throw new UnknownStepError(`there is no behaviour "${name}"`);
  return behaviour;
}
