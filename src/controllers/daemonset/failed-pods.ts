/**
 * Failed daemon pods are deleted so that their node gets a new one, but not faster than a back-off per node allows.
 * Upstream: pkg/controller/daemon/daemon_controller.go, podsShouldBeOnNode (failed pods), failedPodsBackoffKey, v1.36.
 */
import type { DaemonSet } from '../../api/apps';
import type { Pod } from '../../api/core';
import { keyOf } from '../../api/meta';
import type { ActorContext } from '../../machinery/actor';
import { Backoff } from '../../machinery/backoff';
import type { NodePlan } from './node-plan';
import { FAILED_DAEMON_POD, failedPodMessage, SUCCEEDED_DAEMON_POD, succeededPodMessage } from './reasons';

const INITIAL_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 15 * 60 * 1000;

export class FailedPods {
  readonly #context: ActorContext;
  readonly #backoff: Backoff;
  readonly #retryLater: (key: string, delayMs: number) => void;

  /** `retryLater` brings the DaemonSet back after a back-off. */
  constructor(context: ActorContext, retryLater: (key: string, delayMs: number) => void) {
    this.#context = context;
    // DS-AVAIL-04, DS-ORD-13: by the clock that also judges availability.
    this.#backoff = new Backoff(context.loop.clock, INITIAL_BACKOFF_MS, MAX_BACKOFF_MS);
    this.#retryLater = retryLater;
  }

  /** Of the finished pods on a node, those to delete now; tells of each in an event. */
  removable(daemonSet: DaemonSet, node: string, plan: NodePlan): Pod[] {
    const removable: Pod[] = [];
    // DS-FAIL-03: a new generation starts fresh.
    const backoffKey = `${daemonSet.metadata.uid}/${daemonSet.status.observedGeneration ?? 0}/${node}`;
    for (const pod of plan.failed) {
      if (this.#backoff.isInBackoff(backoffKey)) {
        this.#retryLater(keyOf(daemonSet), this.#backoff.delayMs(backoffKey)); // DS-FAIL-05
        continue;
      }
      this.#backoff.advance(backoffKey); // DS-FAIL-02, DS-FAIL-06 to 08
      this.#context.recorder.record(daemonSet, 'Warning', FAILED_DAEMON_POD, failedPodMessage(keyOf(pod), node));
      removable.push(pod);
    }
    for (const pod of plan.succeeded) {
      // DS-FAIL-01
      this.#context.recorder.record(daemonSet, 'Normal', SUCCEEDED_DAEMON_POD, succeededPodMessage(keyOf(pod), node));
      removable.push(pod);
    }
    return removable;
  }
}
