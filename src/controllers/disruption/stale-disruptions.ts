/**
 * Takes back what was said of pods that were to be disrupted and are still there two minutes later.
 *   in: pods with the condition DisruptionTarget    out: that condition, False
 * Upstream: pkg/controller/disruption/disruption.go, syncStalePodDisruption, v1.36.
 */
import type { Pod, PodCondition } from '../../api/core';
import { keyOf } from '../../api/meta';
import { isPodTerminal, podCondition } from '../../api/pod-conditions';
import type { ActorContext } from '../../machinery/actor';
import type { Informer } from '../../machinery/informer';
import { createReconcileQueue } from '../../machinery/reconciler';
import type { WorkQueue } from '../../machinery/work-queue';

const CONDITION = 'DisruptionTarget';
/** A kubelet may take any time to end a pod: what it says is never stale. */
const OF_KUBELET = 'TerminationByKubelet';
// TIME-PDB-01
const STALE_AFTER_MS = 120_000;

// NODE-EVICT-08
export class StaleDisruptions {
  readonly #context: ActorContext;
  readonly #pods: Informer<'pods'>;
  readonly #queue: WorkQueue;

  constructor(context: ActorContext) {
    this.#context = context;
    this.#pods = context.informers.informer('pods');
    this.#queue = createReconcileQueue(context, 'stale-pod-disruption', (key) => this.#sync(key));
    const observe = (pod: Pod) => {
      const condition = announced(pod);
      if (condition) this.#queue.addAfter(keyOf(pod), this.#waitMs(condition), { background: true });
    };
    this.#pods.addHandlers({ added: observe, updated: (_before, pod) => observe(pod) });
  }

  stop(): void {
    this.#queue.stop();
  }

  #waitMs({ lastTransitionTime }: PodCondition): number {
    const { nowMs } = this.#context.loop.clock;
    return Math.max(0, Date.parse(lastTransitionTime ?? '') + STALE_AFTER_MS - nowMs || 0);
  }

  #sync(key: string): void {
    const pod = this.#pods.get(key);
    const stale = pod && announced(pod);
    if (!stale) return;
    const waitMs = this.#waitMs(stale);
    if (waitMs > 0) {
      this.#queue.addAfter(key, waitMs, { background: true });
      return;
    }
    const { client, loop } = this.#context;
    const { observedGeneration } = stale;
    const calledOff: PodCondition = {
      type: CONDITION,
      ...(observedGeneration === undefined
        ? {}
        : { observedGeneration: pod.metadata.generation ?? observedGeneration }),
      status: 'False',
      lastProbeTime: null,
      lastTransitionTime: loop.clock.now(),
    };
    const conditions = (pod.status.conditions ?? []).map((one) => (one === stale ? calledOff : one));
    client.updateStatus('pods', pod.metadata.namespace ?? '', { ...pod, status: { ...pod.status, conditions } });
  }
}

/** The condition that announces the pod's end, if that is still to come. */
function announced(pod: Pod): PodCondition | undefined {
  const condition = podCondition(pod, CONDITION);
  if (condition?.status !== 'True' || condition.reason === OF_KUBELET) return undefined;
  return pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod) ? undefined : condition;
}
