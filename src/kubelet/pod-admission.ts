/**
 * The door of a kubelet: keeps account of the pods it has let in, turns others away, and clears the way for critical ones.
 * Upstream: pkg/kubelet/lifecycle/predicate.go and pkg/kubelet/preemption/preemption.go, v1.36.
 */
import type { Node, PodCondition } from '../api/core';
import type { ActorContext } from '../machinery/actor';
import { judgeAdmission, judgeCritical, type Refusal } from './admission';
import { choosePodsToPreempt } from './critical-pods';
import type { NodeRegistry } from './node-registry';
import type { PodRecord } from './pod-record';

const PREEMPTED = 'Preempted in order to admit critical pod';
const DISRUPTED: PodCondition = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'TerminationByKubelet',
  message: 'Pod was preempted by Kubelet to accommodate a critical pod.',
  lastProbeTime: null,
};
const CANNOT_PREEMPT: Refusal = {
  reason: 'UnexpectedAdmissionError',
  message:
    'Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources',
};

export class PodAdmission {
  readonly #context: ActorContext;
  readonly #nodes: NodeRegistry;
  readonly #evict: (record: PodRecord, reason: string, message: string, condition: PodCondition) => void;

  constructor(
    context: ActorContext,
    nodes: NodeRegistry,
    evict: (record: PodRecord, reason: string, message: string, condition: PodCondition) => void,
  ) {
    this.#context = context;
    this.#nodes = nodes;
    this.#evict = evict;
  }

  /** Lets the pod in, or says why not. One that is being deleted is let in as it is. */
  admit(record: PodRecord): Refusal | undefined {
    const { pod, node } = record;
    const object = pod.metadata.deletionTimestamp === undefined ? this.#nodes.objectOf(node) : undefined;
    const trouble = object && judgeAdmission(pod, object, node.occupancy);
    const refusal = object && trouble ? this.#makeRoom(record, object, trouble) : undefined;
    if (refusal) return refusal;
    record.isAdmitted = true;
    node.occupancy.add(pod);
    return undefined;
  }

  /** The pod has ended or gone: what it took of the node is free. */
  release(record: PodRecord): void {
    if (!record.isAdmitted) return;
    record.isAdmitted = false;
    record.node.occupancy.remove(record.pod);
  }

  // KUBELET-PREEMPT-01 to KUBELET-PREEMPT-03
  /** Ends other pods for one that is critical and lacks nothing but room. Gives what it is refused for after all. */
  #makeRoom({ pod, node }: PodRecord, object: Node, trouble: Refusal): Refusal | undefined {
    const verdict = judgeCritical(pod, object, node.occupancy);
    if (!verdict || verdict.refusal) return verdict?.refusal ?? trouble;
    const records = [...node.pods].filter(({ isAdmitted }) => isAdmitted);
    const victims = choosePodsToPreempt(
      pod,
      records.map((other) => other.pod),
      verdict.shortages,
    );
    if (!victims) return CANNOT_PREEMPT;
    for (const victim of records.filter((other) => victims.includes(other.pod))) {
      this.#context.recorder.record(victim.pod, 'Warning', 'Preempting', PREEMPTED);
      this.release(victim);
      this.#evict(victim, 'Preempting', PREEMPTED, DISRUPTED);
    }
    return undefined;
  }
}
