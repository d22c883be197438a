/**
 * What a kubelet does with each pod of its node: admits it, starts it, plays its course, lets it go. A pod that simply
 * runs, or whose states a scenario names, reports them by rote; any other has its containers played (containers/).
 * Upstream: pkg/kubelet/pod_workers.go and kubelet.go, HandlePodAdditions, v1.36.
 */
import type { Pod, PodCondition } from '../api/core';
import { type PodTransition, type ProbeName, RUNS, USUAL } from '../api/pod-behaviour';
import { isPodTerminal } from '../api/pod-conditions';
import { formatTime } from '../kernel/clock';
import type { ActorContext } from '../machinery/actor';
import { nodeAddress, podAddress } from './addresses';
import type { BehaviourRules } from './behaviour-rules';
import { hasInvalidImage } from './containers/image-name';
import { hasCourse, PodContainers } from './containers/pod-containers';
import { PodSettings, type ReadSettings, readSettingsWith } from './containers/pod-settings';
import type { NodeRegistry } from './node-registry';
import type { KubeletOptions, PodState } from './options';
import { PodAdmission } from './pod-admission';
import { restoreConditions } from './pod-conditions';
import type { NodeRecord, PodRecord } from './pod-record';
import { makePlayedStatus, makePodStatus, makeRefusedStatus } from './pod-status';
import { isKilledAtTheEnd, terminationDelayMs } from './pod-termination';
import { StatusWriter } from './status-writer';

const STATES: Readonly<Record<PodState, PodTransition>> = {
  ready: { afterMs: 0, phase: 'Running', ready: true },
  'not-ready': { afterMs: 0, phase: 'Running', ready: false },
  failed: { afterMs: 0, phase: 'Failed', ready: false },
  succeeded: { afterMs: 0, phase: 'Succeeded', ready: false },
};
const CREATING: PodTransition = { afterMs: 0, phase: 'Pending', ready: false, waiting: 'ContainerCreating' };
const KILLED: PodTransition = { afterMs: 0, phase: 'Failed', ready: false, exitCode: 137 };
const NO_TRANSITIONS: readonly PodTransition[] = [];
const BACKGROUND = { background: true } as const;

export class PodWorkers {
  readonly #context: ActorContext;
  readonly #nodes: NodeRegistry;
  readonly #rules: BehaviourRules;
  readonly #writer: StatusWriter;
  readonly #admission: PodAdmission;
  readonly #options: Required<KubeletOptions>;
  readonly #readSettings: ReadSettings;
  /** By uid. */
  readonly #pods = new Map<string, PodRecord>();

  constructor(context: ActorContext, nodes: NodeRegistry, rules: BehaviourRules, options: Required<KubeletOptions>) {
    this.#context = context;
    this.#nodes = nodes;
    this.#rules = rules;
    this.#options = options;
    this.#readSettings = readSettingsWith(context.client);
    this.#writer = new StatusWriter(context);
    this.#admission = new PodAdmission(context, nodes, (record, ...why) => this.evict(record, ...why));
  }

  find(uid: string): PodRecord | undefined {
    return this.#pods.get(uid);
  }

  observe(pod: Pod): PodRecord | undefined {
    const { nodeName } = pod.spec;
    if (!nodeName) return undefined;
    const record = this.#pods.get(pod.metadata.uid);
    if (!record) return this.#accept(pod, this.#nodes.find(nodeName));
    const graceBefore = record.pod.metadata.deletionGracePeriodSeconds;
    record.pod = pod;
    if (isPodTerminal(pod)) this.#admission.release(record);
    const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
    if (deletionTimestamp === undefined) return record;
    if (record.isLeaving && deletionGracePeriodSeconds === graceBefore) return record;
    record.goneAtMs = undefined;
    this.#proceed(record);
    return record;
  }

  forget(pod: Pod): PodRecord | undefined {
    const record = this.#pods.get(pod.metadata.uid);
    if (!record) return undefined;
    this.#pause(record);
    this.#admission.release(record);
    record.node.pods.delete(record);
    this.#pods.delete(pod.metadata.uid);
    return record;
  }

  stop(): void {
    for (const record of this.#pods.values()) record.timer?.cancel();
    this.#pods.clear();
  }

  /** The rules have changed: pods that behave otherwise now take up their new course. */
  review(): void {
    for (const record of this.#pods.values()) {
      if (record.isOverridden || record.isLeaving || isPodTerminal(record.pod)) continue;
      const course = this.#rules.courseOf(record.pod);
      if (course === record.course) continue;
      record.course = course;
      record.next = 0;
      record.containers = undefined;
      this.#proceed(record);
    }
  }

  /** The node's kubelet is gone: nothing starts and nothing ends there (KUBELET-TERM-08). */
  pauseAll(node: NodeRecord): void {
    for (const record of node.pods) {
      this.#pause(record);
      record.goneAtMs = undefined;
    }
  }

  /** The node's kubelet is there, for the first time or again: it admits all pods anew, the oldest first. */
  resumeAll(node: NodeRecord): void {
    const records = [...node.pods];
    for (const record of records) this.#admission.release(record);
    for (const record of records) if (this.#admit(record)) this.#resume(record);
  }

  /** What the pod reports from now on, whatever it does; one that has ended says nothing more (KUBELET-PHASE-04). */
  override(record: PodRecord, state: PodState): void {
    if (isPodTerminal(record.pod)) return;
    // A pod that is on its way out keeps its timer: what it reports does not hold it back.
    if (record.pod.metadata.deletionTimestamp === undefined) this.#pause(record);
    record.isOverridden = true;
    record.containers = undefined;
    this.#report(record, STATES[state]);
  }

  /** From now on a probe of the pod succeeds or fails. False if none of its containers has such a probe. */
  answer(record: PodRecord, probe: ProbeName, succeeds: boolean): boolean {
    record.containers ??= this.#containersOf(record);
    if (!record.containers.answer(probe, succeeds)) return false;
    record.isOverridden = false;
    this.#proceed(record);
    return true;
  }

  // KUBELET-EVICT-04
  /** Ends the pod for the node's sake; the object stays. */
  evict(record: PodRecord, reason: string, message: string, condition: PodCondition): void {
    this.#pause(record);
    record.isOverridden = true;
    this.#after(record, Math.min(this.#options.terminationMs, 1000), () => {
      this.#write(record, (pod, now) => {
        const others = (pod.status.conditions ?? []).filter(({ type }) => type !== condition.type);
        const conditions = [...others, { ...condition, lastTransitionTime: now }];
        const marked = { ...pod, status: { ...pod.status, conditions } };
        return makePodStatus(marked, { ...KILLED, reason, message }, this.#addressesOf(record), now);
      });
    });
  }

  #accept(pod: Pod, node: NodeRecord): PodRecord {
    const record: PodRecord = {
      pod,
      node,
      course: this.#rules.courseOf(pod),
      next: 0,
      settings: this.#options.isStandIn ? undefined : PodSettings.of(pod, this.#readSettings),
      containers: undefined,
      written: undefined,
      isOverridden: false,
      isLeaving: false,
      goneAtMs: undefined,
      isAdmitted: false,
      number: ++node.podsStarted,
      timer: undefined,
    };
    this.#pods.set(pod.metadata.uid, record);
    node.pods.add(record);
    if (!this.#isAttended(node) || !this.#admit(record)) return record;
    const reportsFirst = this.#options.reportsCreation && record.course.transitions?.length !== 0;
    if (!reportsFirst || this.#report(record, CREATING)) this.#proceed(record);
    return record;
  }

  #isAttended({ isRegistered, isSilent }: NodeRecord): boolean {
    return isRegistered && !isSilent;
  }

  // KUBELET-ADMIT-01
  #admit(record: PodRecord): boolean {
    const { pod } = record;
    if (isPodTerminal(pod)) return pod.metadata.deletionTimestamp !== undefined;
    const refusal = this.#options.isStandIn ? undefined : this.#admission.admit(record);
    if (!refusal) return true;
    // KUBELET-ADMIT-02
    this.#pause(record);
    this.#context.recorder.record(pod, 'Warning', refusal.reason, refusal.message);
    this.#write(record, (current, now) => makeRefusedStatus(current, refusal.reason, refusal.message, now));
    return false;
  }

  /** Arms the timer for what comes next in the pod's life, if its kubelet is there to do it. */
  #proceed(record: PodRecord): void {
    this.#pause(record);
    if (!this.#isAttended(record.node)) return;
    const { pod, course } = record;
    if (pod.metadata.deletionTimestamp !== undefined) {
      record.isLeaving = true;
      this.#leave(record);
      return;
    }
    if (record.isOverridden || isPodTerminal(pod)) return;
    if (this.#isPlayed(record)) {
      record.containers ??= this.#containersOf(record);
      this.#play(record, record.containers);
    } else this.#recite(record, (course === USUAL ? RUNS : course).transitions ?? NO_TRANSITIONS);
  }

  // KUBELET-PROBE-11
  /** Waits for the end; what readiness probes find out before is reported. */
  #leave(record: PodRecord): void {
    const { nowMs } = this.#context.loop.clock;
    record.goneAtMs ??= nowMs + this.#terminationMs(record);
    const { containers, goneAtMs } = record;
    containers?.letGo();
    const due = containers?.due(nowMs);
    if (!containers || !due || due.atMs >= goneAtMs) {
      this.#after(record, goneAtMs - nowMs, () => this.#remove(record));
    } else {
      this.#after(record, due.atMs - nowMs, () => {
        if (this.#playDue(record, containers)) this.#proceed(record);
      });
    }
  }

  #isPlayed({ pod, course, next, containers, settings }: PodRecord): boolean {
    if (containers || course.container) return true;
    if (course !== USUAL || this.#options.isStandIn) return false;
    return hasCourse(pod) || hasInvalidImage(pod) || (next === 0 && settings?.isComplete === false);
  }

  /** The next of the states that the pod reports by rote. */
  #recite(record: PodRecord, transitions: readonly PodTransition[]): void {
    const transition = transitions[record.next];
    if (!transition) return;
    const delayMs = transition.afterMs + (record.next === 0 ? this.#options.containerStartMs : 0);
    this.#after(record, delayMs, () => {
      record.next += 1;
      if (this.#report(record, transition)) this.#proceed(record);
    });
  }

  #containersOf(record: PodRecord): PodContainers {
    const { pod } = record;
    const { nowMs } = this.#context.loop.clock;
    const containers = new PodContainers(pod, nowMs + this.#options.containerStartMs, {
      behaviourOf: (container) => this.#rules.containerOf(record.pod, container),
      stopMs: this.#stopMs(record),
      tell: (type, reason, message) => this.#context.recorder.record(record.pod, type, reason, message),
      settings: record.settings,
    });
    if (pod.status.containerStatuses) containers.inherit(pod.status, nowMs);
    return containers;
  }

  /** Plays what is due, reports what came of it, and waits for what comes next. */
  #play(record: PodRecord, containers: PodContainers): void {
    const { clock } = this.#context.loop;
    if (!this.#playDue(record, containers)) return;
    const due = containers.due(clock.nowMs);
    if (!due) return;
    this.#after(record, due.atMs - clock.nowMs, () => this.#proceed(record), !due.isNews);
  }

  /** False if the report must wait for a retry. */
  #playDue(record: PodRecord, containers: PodContainers): boolean {
    const { clock } = this.#context.loop;
    const before = containers.fingerprint;
    containers.sync(clock.nowMs);
    if (containers.fingerprint === before) return true;
    const skewMs = record.node.clockSkewMs;
    return this.#write(record, (pod) =>
      makePlayedStatus(pod, containers, this.#addressesOf(record), clock.nowMs, (atMs) => formatTime(atMs + skewMs)),
    );
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

  #after(record: PodRecord, delayMs: number, act: () => void, isBackground = false): void {
    record.timer = this.#context.loop.schedule(
      delayMs,
      'kubelet',
      record.pod.metadata.name,
      () => {
        record.timer = undefined;
        act();
      },
      isBackground ? BACKGROUND : undefined,
    );
  }

  #stopMs({ pod }: PodRecord): number {
    return this.#rules.terminationMsOf(pod) ?? this.#options.terminationMs;
  }

  #terminationMs(record: PodRecord): number {
    const stopMs = this.#stopMs(record);
    return this.#options.isStandIn ? stopMs : terminationDelayMs(record.pod, stopMs);
  }

  #remove(record: PodRecord): void {
    const { pod } = record;
    // The pod ends before it goes. Only who keeps it from going ever sees that, so it is written for them alone.
    const isKept = !this.#options.isStandIn && (pod.metadata.finalizers?.length ?? 0) > 0;
    const end = isKilledAtTheEnd(pod, this.#stopMs(record)) ? KILLED : STATES.succeeded;
    if (isKept && !isPodTerminal(pod) && !this.#report(record, end)) return;
    this.#writer.remove(record);
  }

  #addressesOf({ node, number }: PodRecord) {
    const podIP = this.#options.omitsPodAddresses ? '' : podAddress(node.number, number);
    return { hostIP: nodeAddress(node.number), podIP };
  }

  /** False if the report must wait for a retry; what comes after it then follows by itself. */
  #report(record: PodRecord, state: PodTransition): boolean {
    return this.#write(record, (pod, now) => makePodStatus(pod, state, this.#addressesOf(record), now));
  }

  #write(record: PodRecord, makeStatus: (pod: Pod, now: string) => Pod['status']): boolean {
    const { clock } = this.#context.loop;
    const now = record.node.clockSkewMs === 0 ? clock.now() : formatTime(clock.nowMs + record.node.clockSkewMs);
    return this.#writer.write(
      record,
      (pod) => makeStatus(pod, now),
      () => this.#proceed(record),
    );
  }
}
