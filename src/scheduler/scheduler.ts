/**
 * Gives every pending pod a node, or says why it cannot. Watches pods, nodes and disruption budgets; writes bindings,
 * the PodScheduled condition and events. Upstream: pkg/scheduler/schedule_one.go and eventhandlers.go, v1.36.
 */
import type { Pod, PodCondition } from '../api/core';
import { type ApiError, isApiError } from '../api/errors';
import { keyOf } from '../api/meta';
import { isPodTerminal, podCondition } from '../api/pod-conditions';
import type { Timer } from '../kernel/event-loop';
import type { Actor, ActorContext } from '../machinery/actor';
import { Diagnosis } from './diagnosis';
import { chooseNode, findNodesThatFit, judgeNode, prepareFilters, type SearchPosition } from './find-nodes';
import { NodeCache, type NodeInfo } from './node-info';
import { Nominations } from './nominations';
import { type Candidate, preempt } from './preemption';
import { type QueuedPod, SchedulingQueue } from './queue';
import { PLUGINS } from './registry';

export interface SchedulerOptions {
  /** From the moment the scheduler hears of a pod until it tries it. Default 5 ms. */
  readonly schedulingDelayMs?: number;
}

const DEFAULT_DELAY_MS = 5;
const SCHEDULER_NAME = 'default-scheduler';
const MAX_NOTE_LENGTH = 1024;
/** The plug-in for dynamic resources always says this after a failed attempt, since no pod here has claims. */
const NO_CLAIMS = 'no new claims to deallocate';

export function startScheduler(context: ActorContext, options: SchedulerOptions = {}): Actor {
  return new Scheduler(context, options.schedulingDelayMs ?? DEFAULT_DELAY_MS);
}

/** Pods of other schedulers, and pods that ended, take no part (SCHED-FLOW-01, -02). */
function standingOf(pod: Pod | undefined): 'pending' | 'assigned' | 'none' {
  if (!pod || isPodTerminal(pod)) return 'none';
  if (pod.spec.nodeName) return 'assigned';
  return (pod.spec.schedulerName ?? SCHEDULER_NAME) === SCHEDULER_NAME ? 'pending' : 'none';
}

class Scheduler implements Actor {
  readonly name = 'scheduler';
  readonly #context: ActorContext;
  readonly #delayMs: number;
  readonly #nodes = new NodeCache();
  readonly #nominations = new Nominations();
  readonly #queue: SchedulingQueue;
  readonly #position: SearchPosition = { next: 0 };
  #work: Timer | undefined;

  constructor(context: ActorContext, delayMs: number) {
    this.#context = context;
    this.#delayMs = delayMs;
    this.#queue = new SchedulingQueue(context.loop, PLUGINS, () => this.#wake());
    this.#watch();
  }

  stop(): void {
    this.#work?.cancel();
    this.#queue.stop();
  }

  #watch(): void {
    const { informers } = this.#context;
    informers.informer('nodes').addHandlers({
      added: (node) => {
        this.#nodes.setNode(node);
        this.#queue.react({ kind: 'node-added', node }, node.metadata.name);
      },
      updated: (before, node) => {
        this.#nodes.setNode(node);
        this.#queue.react({ kind: 'node-updated', before, node }, node.metadata.name);
      },
      deleted: (node) => {
        this.#nodes.removeNode(node.metadata.name);
        this.#queue.react({ kind: 'node-deleted', node }, node.metadata.name);
      },
    });
    informers.informer('pods').addHandlers({
      added: (pod) => this.#observe(undefined, pod),
      updated: (before, pod) => this.#observe(before, pod),
      deleted: (pod) => this.#observe(pod, undefined),
    });
    informers.informer('poddisruptionbudgets');
  }

  #observe(before: Pod | undefined, pod: Pod | undefined): void {
    const after = standingOf(pod);
    if (pod && after === 'assigned') this.#observeAssigned(before, pod);
    else if (pod && after === 'pending') this.#observePending(before, pod);
    else if (before) this.#observeGone(before);
  }

  #observeAssigned(before: Pod | undefined, pod: Pod): void {
    const isSame = before?.spec === pod.spec && before.metadata.labels === pod.metadata.labels;
    if (isSame) return;
    const nodeName = pod.spec.nodeName as string;
    this.#queue.delete(pod.metadata.uid);
    this.#nominations.set(pod, undefined);
    this.#nodes.setPod(pod, nodeName);
    if (before?.spec.nodeName) this.#queue.react({ kind: 'assigned-pod-updated', before, pod }, nodeName);
    else this.#queue.react({ kind: 'assigned-pod-added', pod }, nodeName);
  }

  #observePending(before: Pod | undefined, pod: Pod): void {
    if (this.#nodes.nodeOf(pod.metadata.uid) !== undefined) return;
    if (pod.status.nominatedNodeName || before?.status.nominatedNodeName) {
      this.#nominations.set(pod, pod.status.nominatedNodeName);
    }
    if (before) this.#queue.update(before, pod);
    else this.#queue.add(pod);
  }

  #observeGone(pod: Pod): void {
    this.#queue.delete(pod.metadata.uid);
    // SCHED-QUEUE-10: a nominated pod that goes frees what was kept for it.
    const nodeName = this.#nodes.nodeOf(pod.metadata.uid) ?? this.#nominations.nodeOf(pod);
    this.#nominations.set(pod, undefined);
    if (nodeName === undefined) return;
    this.#nodes.removePod(pod);
    this.#queue.react({ kind: 'assigned-pod-deleted', pod }, nodeName);
  }

  #wake(): void {
    this.#work ??= this.#context.loop.schedule(this.#delayMs, this.name, 'scheduling queue', () => {
      this.#work = undefined;
      for (let queued = this.#queue.pop(); queued; queued = this.#queue.pop()) this.#scheduleOne(queued);
    });
  }

  // SCHED-FLOW-03
  #scheduleOne(queued: QueuedPod): void {
    const { pod } = queued;
    if (pod.metadata.deletionTimestamp) {
      this.#queue.done(queued);
      this.#note(pod, `skip schedule deleting pod: ${keyOf(pod)}`);
      return;
    }
    if (this.#nodes.count === 0) {
      // SCHED-FLOW-04
      this.#reportFailure(pod, 'Unschedulable', 'no nodes available to schedule pods', '');
      this.#queue.retryLater(queued, { background: true });
      return;
    }
    const { chosen, diagnosis } = this.#findNode(pod);
    if (chosen) this.#bind(queued, chosen.name);
    else this.#fail(queued, diagnosis);
  }

  #findNode(pod: Pod): { readonly chosen: NodeInfo | undefined; readonly diagnosis: Diagnosis } {
    const nodes = this.#nodes;
    const nominated = this.#nominations.nodeOf(pod);
    const favourite = nominated === undefined ? undefined : nodes.get(nominated);
    // SCHED-FLOW-07
    if (favourite && !this.#judge(pod, favourite)) return { chosen: favourite, diagnosis: new Diagnosis(nodes.count) };
    const prepared = prepareFilters(PLUGINS, pod, nodes);
    const { feasible, diagnosis } = findNodesThatFit(prepared, nodes, this.#position, (info) =>
      this.#nominations.isEmpty
        ? judgeNode(prepared, info)
        : this.#nominations.judgeWith(pod, info, nodes, () => judgeNode(prepareFilters(PLUGINS, pod, nodes), info)),
    );
    const chosen = feasible.length === 0 ? undefined : chooseNode(PLUGINS, pod, feasible, nodes, this.#context.random);
    return { chosen, diagnosis };
  }

  /** Judges one node as the cache stands now, nothing remembered. */
  #judge(pod: Pod, info: NodeInfo) {
    return this.#nominations.judgeWith(pod, info, this.#nodes, () => {
      const prepared = prepareFilters(PLUGINS, pod, this.#nodes);
      if (prepared.beforehand) return prepared.beforehand;
      return judgeNode(prepared, info);
    });
  }

  // SCHED-BIND-01, -03, -04
  #bind(queued: QueuedPod, nodeName: string): void {
    const { client, recorder } = this.#context;
    const { pod } = queued;
    const { namespace = '', name } = pod.metadata;
    this.#nodes.setPod(pod, nodeName);
    try {
      client.bind(namespace, name, nodeName);
    } catch (error) {
      if (!isApiError(error)) throw error;
      this.#nodes.removePod(pod);
      this.#queue.react({ kind: 'assigned-pod-deleted', pod }, nodeName);
      this.#failWithError(queued, error);
      return;
    }
    this.#queue.done(queued);
    this.#nominations.set(pod, undefined);
    recorder.record(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${nodeName}`);
  }

  #failWithError(queued: QueuedPod, error: ApiError): void {
    if (error.reason === 'NotFound') {
      this.#queue.done(queued);
      return;
    }
    this.#reportFailure(queued.pod, 'SchedulerError', error.message, '');
    this.#queue.retryLater(queued);
  }

  #fail(queued: QueuedPod, diagnosis: Diagnosis): void {
    const { pod } = queued;
    const result = preempt({
      pod,
      nominatedNode: this.#nominations.nodeOf(pod),
      diagnosis,
      nodes: this.#nodes,
      budgets: [...this.#context.informers.informer('poddisruptionbudgets').list()],
      random: this.#context.random,
      latest: (held) => this.#context.informers.informer('pods').get(keyOf(held)) ?? held,
      judge: (info) => this.#judge(pod, info),
    });
    const candidate = 'candidate' in result ? result.candidate : undefined;
    if (candidate) this.#makeRoom(pod, candidate);
    // SCHED-PREEMPT-07: without a candidate an earlier nomination is dropped, unless its victims are still leaving.
    const isWaiting = 'text' in result && result.text.startsWith('not eligible due to a terminating');
    const nominatedNode = candidate?.nodeName ?? (isWaiting ? (this.#nominations.nodeOf(pod) ?? '') : '');
    this.#nominations.set(pod, nominatedNode || undefined);
    const after = 'text' in result ? `${NO_CLAIMS}, preemption: ${result.text}` : '';
    const onlyNode = targetOf(pod);
    this.#queue.park(queued, diagnosis.plugins, onlyNode);
    this.#reportFailure(pod, 'Unschedulable', diagnosis.describe(after), nominatedNode);
  }

  // SCHED-PREEMPT-06
  #makeRoom(pod: Pod, { nodeName, victims }: Candidate): void {
    const { client, recorder } = this.#context;
    for (const rival of this.#nominations.below(pod, nodeName)) {
      this.#nominations.set(rival, undefined);
      this.#writeStatus(rival, undefined, '');
    }
    for (const victim of victims) {
      if (victim.metadata.deletionTimestamp) continue;
      const { namespace = '', name } = victim.metadata;
      this.#writeStatus(victim, {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: `${SCHEDULER_NAME}: preempting to accommodate a higher priority pod`,
      });
      try {
        client.delete('pods', namespace, name);
      } catch (error) {
        if (!isApiError(error)) throw error;
        continue;
      }
      recorder.record(victim, 'Normal', 'Preempted', `Preempted by pod ${pod.metadata.uid} on node ${nodeName}`);
    }
  }

  // SCHED-MSG-05
  #reportFailure(pod: Pod, reason: string, message: string, nominatedNode: string): void {
    this.#note(pod, message);
    this.#writeStatus(pod, { type: 'PodScheduled', status: 'False', reason, message }, nominatedNode);
  }

  #note(pod: Pod, message: string): void {
    const note = message.length > MAX_NOTE_LENGTH ? `${message.slice(0, MAX_NOTE_LENGTH - 4)} ...` : message;
    this.#context.recorder.record(pod, 'Warning', 'FailedScheduling', note);
  }

  /** Writes one condition and the nomination, if that changes anything. Refusals are left to the next attempt. */
  #writeStatus(pod: Pod, condition: PodCondition | undefined, nominatedNode?: string): void {
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

/** The one node that a pod names by its affinity, as daemon pods do. */
function targetOf(pod: Pod): string | undefined {
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const [field] = terms?.length === 1 ? (terms[0]?.matchFields ?? []) : [];
  return field?.key === 'metadata.name' && field.operator === 'In' && field.values?.length === 1
    ? field.values[0]
    : undefined;
}
