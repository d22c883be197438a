/**
 * All kubelets of the cluster in one actor, with a little state for each node and each bound pod. A pod passes through
 * the states of its behaviour; a deleted pod leaves after its time. Heartbeats cost nothing: renewals are a function of
 * time, and only a kubelet that stops leaves a Lease behind, which shows its last renewal.
 *   pod-status.ts   the status of a pod        node-object.ts   a node and its conditions
 *   addresses.ts    node and pod addresses     behaviour-rules.ts  what scenarios say of pods
 * Upstream: pkg/kubelet, v1.36.
 */
import type { Node, Pod } from '../api/core';
import { isApiError } from '../api/errors';
import type { PodBehaviour, PodBehaviourRule, PodTransition } from '../api/pod-behaviour';
import { isPodTerminal } from '../api/pod-conditions';
import { formatTime } from '../kernel/clock';
import type { Timer } from '../kernel/event-loop';
import type { ActorContext } from '../machinery/actor';
import { nodeAddress, numberInName, podAddress } from './addresses';
import { BehaviourRules } from './behaviour-rules';
import { nodeConditions, nodeStatus, type ReadyStatus, readyNodeCondition } from './node-object';
import type { Kubelet, KubeletOptions, PodState } from './options';
import { makePodStatus, restoreConditions } from './pod-status';
import { announceSilence, endSilence } from './silence';

const STATES: Readonly<Record<PodState, PodTransition>> = {
  ready: { afterMs: 0, phase: 'Running', ready: true },
  'not-ready': { afterMs: 0, phase: 'Running', ready: false },
  failed: { afterMs: 0, phase: 'Failed', ready: false },
  succeeded: { afterMs: 0, phase: 'Succeeded', ready: false },
};
const CREATING: PodTransition = { afterMs: 0, phase: 'Pending', ready: false, waiting: 'ContainerCreating' };

/** TIME-KUB-03; the first few retries of a refused request are part of the work at hand. */
const RETRY_MS = 10_000;
const PROMPT_RETRIES = 4;

interface NodeRecord {
  readonly name: string;
  readonly number: number;
  /** Renewals happen at this instant and every 10 s after it. */
  readonly sinceMs: number;
  isRegistered: boolean;
  isSilent: boolean;
  podsStarted: number;
  clockSkewMs: number;
}

interface PodRecord {
  pod: Pod;
  readonly nodeName: string;
  behaviour: PodBehaviour;
  /** Index of the next transition. */
  next: number;
  /** The status as this kubelet last wrote it. */
  written: Pod['status'] | undefined;
  isOverridden: boolean;
  isLeaving: boolean;
  number: number;
  timer: Timer | undefined;
}

export function startKubelet(context: ActorContext, options: KubeletOptions = {}): Kubelet {
  return new KubeletActor(context, options);
}

class KubeletActor implements Kubelet {
  readonly name = 'kubelet';
  readonly #context: ActorContext;
  readonly #containerStartMs: number;
  readonly #terminationMs: number;
  readonly #ignoreGracePeriod: boolean;
  readonly #reportsCreation: boolean;
  readonly #omitsPodAddresses: boolean;
  readonly #nodes = new Map<string, NodeRecord>();
  /** By uid. */
  readonly #pods = new Map<string, PodRecord>();
  readonly #rules = new BehaviourRules();
  /** Pods whose node has not registered. */
  #strays = 0;

  constructor(context: ActorContext, options: KubeletOptions) {
    this.#context = context;
    this.#containerStartMs = options.containerStartMs ?? 2000;
    this.#terminationMs = options.terminationMs ?? 1000;
    this.#ignoreGracePeriod = options.ignoreGracePeriod ?? false;
    this.#reportsCreation = options.reportsCreation ?? false;
    this.#omitsPodAddresses = options.omitsPodAddresses ?? false;
    context.informers.informer('nodes').addHandlers({ added: (node) => this.#register(node) });
    context.informers.informer('pods').addHandlers({
      added: (pod) => this.#observe(pod),
      updated: (_before, pod) => this.#observe(pod),
      deleted: (pod) => this.#forget(pod),
    });
  }

  stop(): void {
    for (const record of this.#pods.values()) record.timer?.cancel();
    this.#pods.clear();
  }

  behave(rule: PodBehaviourRule): void {
    this.#rules.add(rule);
    for (const record of this.#pods.values()) {
      if (record.isOverridden || record.isLeaving || isPodTerminal(record.pod)) continue;
      const behaviour = this.#rules.behaviourOf(record.pod);
      if (behaviour === record.behaviour) continue;
      record.behaviour = behaviour;
      record.next = 0;
      this.#proceed(record);
    }
  }

  setNodeReady(nodeName: string, status: ReadyStatus): void {
    const { client, loop, recorder } = this.#context;
    const node = client.get('nodes', '', nodeName);
    const before = node.status.conditions?.find(({ type }) => type === 'Ready');
    const now = loop.clock.now();
    const since = before?.status === status ? (before.lastTransitionTime ?? now) : now;
    const ready = readyNodeCondition(status, now, since);
    const others = (node.status.conditions ?? []).filter(({ type }) => type !== 'Ready');
    client.updateStatus('nodes', '', { ...node, status: { ...node.status, conditions: [...others, ready] } });
    if (before?.status === status || status === 'Unknown') return;
    const reason = status === 'True' ? 'NodeReady' : 'NodeNotReady';
    recorder.record(node, 'Normal', reason, `Node ${nodeName} status is now: ${reason}`);
  }

  setRunning(nodeName: string, isRunning: boolean): void {
    const { client, loop } = this.#context;
    const node = this.#nodes.get(nodeName) ?? this.#addNode(nodeName);
    if (node.isSilent === !isRunning) return;
    node.isSilent = !isRunning;
    if (isRunning) {
      endSilence(client, nodeName);
      this.#reportHealth(nodeName);
    } else {
      announceSilence(client, nodeName, node.sinceMs, loop.clock.nowMs);
    }
    for (const record of this.#pods.values()) {
      if (record.nodeName !== nodeName) continue;
      if (isRunning) this.#resume(record);
      else this.#pause(record);
    }
  }

  setClockSkew(nodeName: string, skewMs: number): void {
    const node = this.#nodes.get(nodeName) ?? this.#addNode(nodeName);
    node.clockSkewMs = skewMs;
  }

  setPodState(key: string, state: PodState): void {
    const pod = this.#context.informers.informer('pods').get(key);
    const record = pod && this.#pods.get(pod.metadata.uid);
    if (!record) throw new Error(`no kubelet runs the pod ${key}`);
    // A pod that is on its way out keeps its timer: what it reports does not hold it back.
    if (record.pod.metadata.deletionTimestamp === undefined) this.#pause(record);
    record.isOverridden = true;
    this.#report(record, STATES[state]);
  }

  #register(node: Node): void {
    const { name } = node.metadata;
    const known = this.#nodes.get(name);
    // Whoever registers a name again is a new kubelet, and alive.
    if (known?.isRegistered && known.isSilent) this.setRunning(name, true);
    const record = known ?? this.#addNode(name);
    record.isRegistered = true;
    if (!node.status.conditions?.some(({ type }) => type === 'Ready')) this.#postFirstStatus(node);
    if (known) return;
    // Pods that were bound to the name before the node was there; a scan, because it hardly ever happens.
    if (this.#strays === 0) return;
    for (const record of this.#pods.values()) {
      if (record.nodeName !== name) continue;
      this.#strays -= 1;
      this.#proceed(record);
    }
  }

  #addNode(name: string): NodeRecord {
    const record: NodeRecord = {
      name,
      number: numberInName(name) ?? this.#nodes.size + 1,
      sinceMs: this.#context.loop.clock.nowMs,
      isRegistered: false,
      isSilent: false,
      podsStarted: 0,
      clockSkewMs: 0,
    };
    this.#nodes.set(name, record);
    return record;
  }

  /** A node that was made by hand gets its status from its kubelet. */
  #postFirstStatus(node: Node): void {
    const { client, loop } = this.#context;
    const { name } = node.metadata;
    const capacity = node.status.capacity;
    const status = nodeStatus({ name, ...(capacity ? { capacity } : {}) }, loop.clock.now(), this.#nodes.size);
    this.#try(() =>
      client.updateStatus('nodes', '', {
        ...node,
        status: {
          ...status,
          ...node.status,
          conditions: [...(node.status.conditions ?? []), ...(status.conditions ?? [])],
        },
      }),
    );
  }

  #reportHealth(nodeName: string): void {
    const { client, loop } = this.#context;
    const now = loop.clock.now();
    this.#try(() => {
      const node = client.get('nodes', '', nodeName);
      const before = node.status.conditions ?? [];
      const own = nodeConditions('True', now).map((condition) => {
        const earlier = before.find(({ type }) => type === condition.type);
        const since = earlier?.status === condition.status ? earlier.lastTransitionTime : undefined;
        return since === undefined ? condition : { ...condition, lastTransitionTime: since };
      });
      const others = before.filter(({ type }) => !own.some((condition) => condition.type === type));
      client.updateStatus('nodes', '', { ...node, status: { ...node.status, conditions: [...others, ...own] } });
    });
  }

  #observe(pod: Pod): void {
    const nodeName = pod.spec.nodeName;
    if (!nodeName) return;
    const record = this.#pods.get(pod.metadata.uid);
    if (!record) {
      this.#accept(pod, nodeName);
      return;
    }
    const graceBefore = record.pod.metadata.deletionGracePeriodSeconds;
    record.pod = pod;
    const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
    if (deletionTimestamp === undefined) return;
    if (!record.isLeaving || deletionGracePeriodSeconds !== graceBefore) this.#proceed(record);
  }

  #accept(pod: Pod, nodeName: string): void {
    const node = this.#nodes.get(nodeName);
    if (!node) this.#strays += 1;
    const record: PodRecord = {
      pod,
      nodeName,
      behaviour: this.#rules.behaviourOf(pod),
      next: 0,
      written: undefined,
      isOverridden: false,
      isLeaving: false,
      number: node ? ++node.podsStarted : 1,
      timer: undefined,
    };
    this.#pods.set(pod.metadata.uid, record);
    if (isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined) return;
    const reportsFirst = this.#reportsCreation && node && !node.isSilent && record.behaviour.transitions.length > 0;
    if (!reportsFirst || this.#report(record, CREATING)) this.#proceed(record);
  }

  #forget(pod: Pod): void {
    const record = this.#pods.get(pod.metadata.uid);
    if (!record) return;
    record.timer?.cancel();
    this.#pods.delete(pod.metadata.uid);
    if (this.#strays > 0 && !this.#nodes.has(record.nodeName)) this.#strays -= 1;
  }

  /** Arms the timer for what comes next in the pod's life, if its kubelet is there to do it. */
  #proceed(record: PodRecord): void {
    record.timer?.cancel();
    record.timer = undefined;
    const node = this.#nodes.get(record.nodeName);
    if (!node || node.isSilent) return;
    if (record.pod.metadata.deletionTimestamp !== undefined) {
      record.isLeaving = true;
      this.#after(record, this.#terminationDelay(record), () => this.#remove(record));
      return;
    }
    const transition = record.behaviour.transitions[record.next];
    if (!transition || record.isOverridden) return;
    const delayMs = transition.afterMs + (record.next === 0 ? this.#containerStartMs : 0);
    this.#after(record, delayMs, () => {
      record.next += 1;
      if (this.#report(record, transition)) this.#proceed(record);
    });
  }

  #pause(record: PodRecord): void {
    record.timer?.cancel();
    record.timer = undefined;
  }

  // NODE-POD-03: what was written while the kubelet was away is overwritten.
  #resume(record: PodRecord): void {
    if (record.written && record.pod.metadata.deletionTimestamp === undefined) {
      const { written } = record;
      const restore = (pod: Pod) => ({ ...written, conditions: restoreConditions(written, pod.status) });
      if (!this.#write(record, restore)) return;
    }
    this.#proceed(record);
  }

  #after(record: PodRecord, delayMs: number, act: () => void, background = false): void {
    const { loop } = this.#context;
    record.timer = loop.schedule(
      delayMs,
      this.name,
      record.pod.metadata.name,
      () => {
        record.timer = undefined;
        act();
      },
      background ? IN_BACKGROUND : undefined,
    );
  }

  #terminationDelay({ behaviour, pod }: PodRecord): number {
    const delayMs = behaviour.terminationMs ?? this.#terminationMs;
    const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
    return this.#ignoreGracePeriod ? delayMs : Math.min(delayMs, graceMs);
  }

  /** False if the report must wait for a retry; what comes after it then follows by itself. */
  #report(record: PodRecord, state: PodTransition): boolean {
    const node = this.#nodes.get(record.nodeName);
    if (!node) return true;
    const podIP = this.#omitsPodAddresses ? '' : podAddress(node.number, record.number);
    const addresses = { hostIP: nodeAddress(node.number), podIP };
    const { clock } = this.#context.loop;
    const now = node.clockSkewMs === 0 ? clock.now() : formatTime(clock.nowMs + node.clockSkewMs);
    return this.#write(record, (pod) => makePodStatus(pod, state, addresses, now));
  }

  #write(record: PodRecord, makeStatus: (pod: Pod) => Pod['status'], attempt = 0): boolean {
    const { client } = this.#context;
    const { namespace = '', name, uid } = record.pod.metadata;
    let { pod } = record;
    for (;;) {
      try {
        record.pod = client.updateStatus('pods', namespace, { ...pod, status: makeStatus(pod) });
        record.written = record.pod.status;
        return true;
      } catch (error) {
        if (!isApiError(error)) throw error;
        if (error.reason === 'NotFound') return true;
        // Somebody else wrote meanwhile: the status belongs on top of that.
        const newer = error.reason === 'Conflict' ? this.#try(() => client.get('pods', namespace, name)) : undefined;
        if (newer && newer.metadata.uid !== uid) return true;
        if (newer && newer !== pod) {
          pod = newer;
          continue;
        }
        const retry = () => {
          if (this.#write(record, makeStatus, attempt + 1)) this.#proceed(record);
        };
        this.#after(record, RETRY_MS, retry, attempt >= PROMPT_RETRIES);
        return false;
      }
    }
  }

  // KUBELET-TERM-05: the last act is a deletion without grace.
  #remove(record: PodRecord, attempt = 0): void {
    const { client } = this.#context;
    // The pod ends before it goes. Only who keeps it from going ever sees that, so it is written for them alone.
    const isKept = (record.pod.metadata.finalizers?.length ?? 0) > 0;
    if (isKept && !isPodTerminal(record.pod) && !this.#report(record, STATES.succeeded)) return;
    const { namespace = '', name, uid } = record.pod.metadata;
    try {
      client.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      if (!isApiError(error)) throw error;
      if (error.reason === 'NotFound' || error.reason === 'Conflict') return;
      this.#after(record, RETRY_MS, () => this.#remove(record, attempt + 1), attempt >= PROMPT_RETRIES);
    }
  }

  /** Runs a request; a refusal is dropped. */
  #try<T>(request: () => T): T | undefined {
    try {
      return request();
    } catch (error) {
      if (!isApiError(error)) throw error;
      return undefined;
    }
  }
}

const IN_BACKGROUND = { background: true } as const;
