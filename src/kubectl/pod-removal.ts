/**
 * How `kubectl drain` makes pods go and waits for them. KUBECTL-DRAIN-09 to -12.
 * Upstream: kubectl pkg/drain/drain.go, evictPods, deletePods, waitForDelete, v1.36.
 */
import type { Pod } from '../api/core';
import { isApiError } from '../api/errors';
import { keyOf } from '../api/meta';
import { CommandError } from './command-error';
import { isGone } from './is-gone';
import { formatGoDuration } from './print/time-text';
import type { Session } from './session';

/** Between two tries of an eviction that a disruption budget forbids. */
const EVICTION_RETRY_MS = 5000;
/** Between two looks at a pod that is going. */
const POLL_MS = 1000;
/** Where no --timeout is given kubectl would try for ever; ten minutes of virtual time show that it comes to no end. */
const PATIENCE_MS = 600_000;

/**
 * Evicts the pods and waits until they are gone. A pod that a budget protects is tried again while the others go; one whose
 * eviction fails otherwise is given up, and the others go on. Gives what went wrong, a sentence for each such pod.
 */
export function evictPods(session: Session, pods: readonly Pod[]): readonly CommandError[] {
  const limit = readLimit(session);
  const failures: CommandError[] = [];
  const fail = (pod: Pod, why: string) => failures.push(new CommandError(`${whileEvicting(pod)}: ${why}`));
  const leaving = new LeavingPods(session, 'evicted');
  let blocked = pods;
  while (blocked.length > 0) {
    const isOver = session.nowMs >= limit.deadlineMs;
    blocked = blocked.filter((pod) => {
      // The line about a try comes before the look at the time.
      session.print(`evicting pod ${keyOf(pod)}${session.dryRunSuffix}`);
      if (isOver) fail(pod, limit.text);
      return !isOver && !evict(session, pod, leaving, fail);
    });
    if (blocked.length > 0) leaving.watchFor(EVICTION_RETRY_MS);
  }
  if (session.dryRun === 'server') return failures;
  for (const { metadata } of leaving.wait(limit.deadlineMs)) {
    const words = `error when waiting for pod "${metadata.name}" in namespace "${metadata.namespace}" to terminate`;
    failures.push(new CommandError(`${words}: ${limit.text}`));
  }
  return failures;
}

/** True if the pod need not be tried again. */
function evict(session: Session, pod: Pod, leaving: LeavingPods, fail: (pod: Pod, why: string) => void): boolean {
  try {
    session.client.evict(pod.metadata.namespace ?? '', pod.metadata.name, deletionOptions(session));
    leaving.add(pod);
  } catch (error) {
    if (!isApiError(error)) throw error;
    if (error.reason === 'TooManyRequests') {
      session.complain(`${whileEvicting(pod)} (will retry after 5s): ${error.message}`);
      return false;
    }
    if (error.reason !== 'NotFound') fail(pod, error.message);
  }
  return true;
}

const whileEvicting = ({ metadata: { name, namespace } }: Pod) =>
  `error when evicting pods/"${name}" -n "${namespace}"`;

/** Deletes the pods, whatever budgets say, and waits until they are gone. Gives what went wrong. */
export function deletePods(session: Session, pods: readonly Pod[]): readonly CommandError[] {
  const limit = readLimit(session);
  const leaving = new LeavingPods(session, 'deleted');
  for (const pod of pods) {
    try {
      session.client.delete('pods', pod.metadata.namespace ?? '', pod.metadata.name, deletionOptions(session));
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
    }
    leaving.add(pod);
  }
  if (session.dryRun === 'server') return [];
  return leaving.wait(limit.deadlineMs).length === 0 ? [] : [new CommandError(limit.text)];
}

interface Limit {
  readonly deadlineMs: number;
  /** What is said of a pod that is not gone by then. */
  readonly text: string;
}

function readLimit({ flags, nowMs }: Session): Limit {
  const timeoutMs = flags.durationMs('timeout', 0);
  return timeoutMs > 0
    ? { deadlineMs: nowMs + timeoutMs, text: `global timeout reached: ${formatGoDuration(timeoutMs)}` }
    : {
        deadlineMs: nowMs + PATIENCE_MS,
        text: 'the drain comes to no end; kubectl would try for ever (limit it with --timeout)',
      };
}

function deletionOptions(session: Session) {
  const grace = session.flags.integer('grace-period', -1);
  return {
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
    ...(session.dryRun === 'server' ? { dryRun: true } : {}),
  };
}

/** Pods on their way out; a line is printed for each in the order in which they go. */
class LeavingPods {
  readonly #session: Session;
  readonly #verb: string;
  #pods: readonly Pod[] = [];

  constructor(session: Session, verb: string) {
    this.#session = session;
    this.#verb = verb;
  }

  add(pod: Pod): void {
    this.#pods = [...this.#pods, pod];
  }

  watchFor(durationMs: number): void {
    for (let passedMs = 0; passedMs < durationMs; passedMs += POLL_MS) {
      this.#session.environment.sleep(POLL_MS);
      this.#takeGone();
    }
  }

  /** Waits until all are gone; gives those that are not by then. */
  wait(deadlineMs: number): readonly Pod[] {
    const areGone = () => this.#takeGone();
    if (!areGone()) this.#session.environment.waitUntil(areGone, Math.max(0, deadlineMs - this.#session.nowMs));
    return this.#pods;
  }

  #takeGone(): boolean {
    const gone = this.#pods.filter(({ metadata }) => isGone(this.#session.client, 'pods', metadata, metadata.uid));
    this.#pods = this.#pods.filter((pod) => !gone.includes(pod));
    for (const { metadata } of gone) this.#session.print(`pod/${metadata.name} ${this.#verb}`);
    return this.#pods.length === 0;
  }
}
