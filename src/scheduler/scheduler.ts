/**
 * Gives every pending pod a node, or says why it cannot. Watches pods, nodes and disruption budgets; writes bindings,
 * the PodScheduled condition and events. Upstream: pkg/scheduler/schedule_one.go and eventhandlers.go, v1.36.
 */
import type { Pod } from '../api/core';
import { type ApiError, isApiError } from '../api/errors';
import { keyOf } from '../api/meta';
import { isPodTerminal } from '../api/pod-conditions';
import type { Timer } from '../kernel/event-loop';
import type { Actor, ActorContext } from '../machinery/actor';
import { Diagnosis } from './diagnosis';
import { chooseNode, findNodesThatFit, judgeNode, prepareFilters, type SearchPosition } from './find-nodes';
import { hasSchedulingChange, NodeCache, type NodeInfo } from './node-info';
import { Nominations, priorityOf } from './nominations';
import { PodReports } from './pod-reports';
import { type Candidate, preempt } from './preemption';
import { type QueuedPod, SchedulingQueue } from './queue';
import { PLUGINS } from './registry';
import { surroundingsFrom } from './surroundings';

export interface SchedulerOptions {
  /** From the moment the scheduler hears of a pod until it tries it. Default 5 ms. */
  readonly schedulingDelayMs?: number;
}

const DEFAULT_DELAY_MS = 5;
const SCHEDULER_NAME = 'default-scheduler';
/**
 * An attempt that makes room ends with requests, and the next pod waits for them. Long enough that the end of a victim is
 * acted upon before the next preemptor's victim ends: the first may still count on the company of the second.
 */
const AFTER_PREEMPTION_MS = 10;
/** The plug-in for dynamic resources always says this after a failed attempt, since no pod here has claims. */
const NO_CLAIMS = 'no new claims to deallocate';
/** Plug-ins whose verdict on a node depends on other nodes too. */
const FAR_SIGHTED = new Set(PLUGINS.filter(({ looksAtOneNode }) => !looksAtOneNode).map(({ name }) => name));

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
  readonly #reports: PodReports;
  readonly #nodes: NodeCache;
  readonly #nominations = new Nominations();
  readonly #queue: SchedulingQueue;
  readonly #position: SearchPosition = { next: 0 };
  #work: Timer | undefined;

  constructor(context: ActorContext, delayMs: number) {
    this.#context = context;
    this.#delayMs = delayMs;
    this.#reports = new PodReports(context);
    const surroundings = surroundingsFrom(context.informers);
    this.#nodes = new NodeCache(surroundings);
    this.#queue = new SchedulingQueue(context.loop, PLUGINS, () => this.#wake(), surroundings);
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
        // SCHED-QUEUE-09: a heartbeat is no event.
        if (hasSchedulingChange(before, node)) {
          this.#queue.react({ kind: 'node-updated', before, node }, node.metadata.name);
        }
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
    const nodeName = pod.spec.nodeName as string;
    const isSame = before?.spec === pod.spec && before.metadata.labels === pod.metadata.labels;
    if (isSame) {
      if (before.metadata.deletionTimestamp === pod.metadata.deletionTimestamp) return;
      this.#nodes.markTerminating(pod);
      this.#queue.touch(nodeName);
      return;
    }
    this.#queue.delete(pod.metadata.uid);
    this.#nominations.set(pod, undefined);
    this.#nodes.setPod(pod, nodeName);
    if (before?.spec.nodeName) this.#queue.react({ kind: 'assigned-pod-updated', before, pod }, nodeName);
    else this.#queue.react({ kind: 'assigned-pod-added', pod }, nodeName);
  }

  #observePending(before: Pod | undefined, pod: Pod): void {
    if (this.#nodes.nodeOf(pod.metadata.uid) !== undefined) return;
    const nominatedBefore = before?.status.nominatedNodeName;
    if (pod.status.nominatedNodeName || nominatedBefore) this.#nominations.set(pod, pod.status.nominatedNodeName);
    if (before && nominatedBefore && nominatedBefore !== pod.status.nominatedNodeName) {
      this.#reactToFreedNomination(before, nominatedBefore);
    }
    if (before) this.#queue.update(before, pod);
    else this.#queue.add(pod);
  }

  #observeGone(pod: Pod): void {
    this.#queue.delete(pod.metadata.uid);
    const nodeName = this.#nodes.nodeOf(pod.metadata.uid);
    const nominatedNode = this.#nominations.nodeOf(pod);
    this.#nominations.set(pod, undefined);
    if (nodeName !== undefined) {
      this.#nodes.removePod(pod);
      this.#queue.react({ kind: 'assigned-pod-deleted', pod }, nodeName);
    } else if (nominatedNode !== undefined) {
      this.#reactToFreedNomination(pod, nominatedNode);
    }
  }

  // SCHED-QUEUE-10: what was kept for a nominated pod is free for those that had to respect it.
  #reactToFreedNomination(pod: Pod, nodeName: string): void {
    this.#queue.react({ kind: 'assigned-pod-deleted', pod }, nodeName, priorityOf(pod));
  }

  #wake(delayMs = this.#delayMs): void {
    this.#work ??= this.#context.loop.schedule(delayMs, this.name, 'scheduling queue', () => {
      this.#work = undefined;
      for (let queued = this.#queue.pop(); queued; queued = this.#queue.pop()) {
        if (!this.#scheduleOne(queued)) continue;
        this.#wake(AFTER_PREEMPTION_MS);
        return;
      }
    });
  }

  /** True if room is being made for the pod (SCHED-FLOW-03). */
  #scheduleOne(queued: QueuedPod): boolean {
    const { pod } = queued;
    if (pod.metadata.deletionTimestamp) {
      this.#queue.done(queued);
      this.#reports.note(pod, `skip schedule deleting pod: ${keyOf(pod)}`);
      return false;
    }
    if (this.#nodes.count === 0) {
      // SCHED-FLOW-04
      this.#reports.reportFailure(pod, 'Unschedulable', 'no nodes available to schedule pods', '');
      this.#queue.retryLater(queued, { background: true });
      return false;
    }
    const { chosen, diagnosis } = this.#findNode(pod);
    if (!chosen) return this.#fail(queued, diagnosis);
    this.#bind(queued, chosen.name);
    return false;
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
    recorder.record(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${nodeName}`, 'Binding');
  }

  #failWithError(queued: QueuedPod, error: ApiError): void {
    if (error.reason === 'NotFound') {
      this.#queue.done(queued);
      return;
    }
    this.#reports.reportFailure(queued.pod, 'SchedulerError', error.message, '');
    this.#queue.retryLater(queued);
  }

  /** True if room is being made. */
  #fail(queued: QueuedPod, diagnosis: Diagnosis): boolean {
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
    if (nominatedNode) this.#queue.touch(nominatedNode);
    const after = 'text' in result ? `${NO_CLAIMS}, preemption: ${result.text}` : '';
    // Company on other nodes may be all that keeps the pod from making room on its own.
    const isHeldFromAfar = 'text' in result && result.rejections.some(({ plugin }) => FAR_SIGHTED.has(plugin));
    this.#queue.park(queued, diagnosis.plugins, isHeldFromAfar ? undefined : targetOf(pod));
    this.#reports.reportFailure(pod, 'Unschedulable', diagnosis.describe(after), nominatedNode);
    return candidate !== undefined;
  }

  // SCHED-PREEMPT-06
  #makeRoom(pod: Pod, { nodeName, victims }: Candidate): void {
    const { client, recorder } = this.#context;
    for (const rival of this.#nominations.below(pod, nodeName)) {
      this.#nominations.set(rival, undefined);
      this.#reports.writeStatus(rival, undefined, '');
    }
    for (const victim of victims) {
      if (victim.metadata.deletionTimestamp) continue;
      const { namespace = '', name } = victim.metadata;
      this.#reports.writeStatus(victim, {
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
      const note = `Preempted by pod ${pod.metadata.uid} on node ${nodeName}`;
      recorder.record(victim, 'Normal', 'Preempted', note, 'Preempting');
    }
  }
}

/** The one node that a pod names by its affinity, as daemon pods do. */
function targetOf(pod: Pod): string | undefined {
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const [field] = terms?.length === 1 ? (terms[0]?.matchFields ?? []) : [];
  return field?.key === 'metadata.name' && field.operator === 'In' && field.values?.length === 1
    ? field.values[0]
    : undefined;
}
