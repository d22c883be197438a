/** What the scheduler says about a pod: its conditions, its nomination, and events. Upstream: schedule_one.go, updatePod. */
import type { Pod, PodCondition } from '../api/core';
import { isApiError } from '../api/errors';
import { podCondition } from '../api/pod-conditions';
import type { ActorContext } from '../machinery/actor';

const MAX_NOTE_LENGTH = 1024;

export class PodReports {
  readonly #context: ActorContext;

  constructor(context: ActorContext) {
    this.#context = context;
  }

  // SCHED-MSG-05
  reportFailure(pod: Pod, reason: string, message: string, nominatedNode: string): void {
    this.note(pod, message);
    this.writeStatus(pod, { type: 'PodScheduled', status: 'False', reason, message }, nominatedNode);
  }

  note(pod: Pod, message: string): void {
    const note = message.length > MAX_NOTE_LENGTH ? `${message.slice(0, MAX_NOTE_LENGTH - 4)} ...` : message;
    this.#context.recorder.record(pod, 'Warning', 'FailedScheduling', note, 'Scheduling');
  }

  /** Writes one condition and the nomination, if that changes anything. Refusals are left to the next attempt. */
  writeStatus(pod: Pod, condition: PodCondition | undefined, nominatedNode?: string): void {
    const { client, loop } = this.#context;
    const { namespace = '', name, uid } = pod.metadata;
    try {
      const current = client.get('pods', namespace, name);
      if (current.metadata.uid !== uid) return;
      const { nominatedNodeName, ...kept } = current.status;
      const nomination = nominatedNode ?? nominatedNodeName ?? '';
      const conditions = condition ? withCondition(current, condition, loop.clock.now()) : current.status.conditions;
      if (conditions === current.status.conditions && nomination === (nominatedNodeName ?? '')) return;
      client.updateStatus('pods', namespace, {
        ...current,
        status: {
          ...kept,
          ...(conditions ? { conditions } : {}),
          ...(nomination === '' ? {} : { nominatedNodeName: nomination }),
        },
      });
    } catch (error) {
      if (!isApiError(error)) throw error;
    }
  }
}

/** The conditions with this one set, or the same array if it says so already. */
function withCondition(pod: Pod, condition: PodCondition, now: string): readonly PodCondition[] | undefined {
  const conditions = pod.status.conditions ?? [];
  const before = podCondition(pod, condition.type);
  const generation = pod.metadata.generation;
  if (
    before?.status === condition.status &&
    before.reason === condition.reason &&
    before.message === condition.message &&
    before.observedGeneration === generation
  ) {
    return pod.status.conditions;
  }
  const lastTransitionTime =
    before?.status === condition.status && before.lastTransitionTime ? before.lastTransitionTime : now;
  const after = {
    ...condition,
    lastProbeTime: null,
    lastTransitionTime,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
  return before ? conditions.map((other) => (other === before ? after : other)) : [...conditions, after];
}
