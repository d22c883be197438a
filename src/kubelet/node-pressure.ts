/**
 * What a kubelet does when its pods take more of the node than there is: it reports pressure, and evicts one pod after
 * another until there is room again. Pods use what scenarios say; nobody else looks at it.
 * Upstream: pkg/kubelet/eviction/eviction_manager.go and helpers.go, v1.36.
 */
import type { NodeCondition, PodCondition } from '../api/core';
import type { PodUsage } from '../api/pod-behaviour';
import { isPodTerminal } from '../api/pod-conditions';
import { requestsOf } from '../api/pod-resources';
import { canonicalQuantity, value } from '../api/quantity';
import type { Timer } from '../kernel/event-loop';
import type { ActorContext } from '../machinery/actor';
import { isCriticalPod } from './admission';
import type { BehaviourRules } from './behaviour-rules';
import type { NodeRegistry } from './node-registry';
import type { NodeRecord, PodRecord } from './pod-record';
import type { PodWorkers } from './pod-workers';

// TIME-KUB-08
const PERIOD_MS = 10_000;
const HOLD_MS = 300_000;

/** What a node can run out of. KUBELET-EVICT-01: the default hard thresholds. */
interface Signal {
  readonly uses: keyof PodUsage;
  readonly resource: 'memory' | 'ephemeral-storage';
  readonly threshold: (capacity: number) => number;
  readonly condition: NodeCondition['type'];
  readonly whenTrue: readonly [reason: string, message: string];
  readonly whenFalse: readonly [reason: string, message: string];
}

const SIGNALS: readonly Signal[] = [
  {
    uses: 'memory',
    resource: 'memory',
    threshold: () => 100 * 1024 * 1024,
    condition: 'MemoryPressure',
    whenTrue: ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'],
    whenFalse: ['KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  },
  {
    uses: 'disk',
    resource: 'ephemeral-storage',
    threshold: (capacity) => Math.floor(capacity / 10),
    condition: 'DiskPressure',
    whenTrue: ['KubeletHasDiskPressure', 'kubelet has disk pressure'],
    whenFalse: ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  },
];

const EVICTED: PodCondition = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'TerminationByKubelet',
  lastProbeTime: null,
};

interface NodeState {
  timer: Timer | undefined;
  /** When each pressure was last seen. */
  readonly seenAtMs: Map<Signal, number>;
  /** The pod that is being evicted: the next one waits for it. */
  victim: PodRecord | undefined;
}

export class NodePressure {
  readonly #context: ActorContext;
  readonly #nodes: NodeRegistry;
  readonly #pods: PodWorkers;
  readonly #rules: BehaviourRules;
  readonly #states = new Map<NodeRecord, NodeState>();

  constructor(context: ActorContext, nodes: NodeRegistry, pods: PodWorkers, rules: BehaviourRules) {
    this.#context = context;
    this.#nodes = nodes;
    this.#pods = pods;
    this.#rules = rules;
  }

  stop(): void {
    for (const { timer } of this.#states.values()) timer?.cancel();
  }

  /** Something has changed on the node: the next round looks at it, if there is anything to look for. */
  watch(node: NodeRecord): void {
    if (!this.#rules.knowsUsage || node.isSilent) return;
    const state = this.#stateOf(node);
    if (state.timer || (state.seenAtMs.size === 0 && SIGNALS.every((signal) => this.#shortage(node, signal) <= 0)))
      return;
    this.#arm(node, state, PERIOD_MS - (this.#context.loop.clock.elapsedMs % PERIOD_MS), false);
  }

  #stateOf(node: NodeRecord): NodeState {
    let state = this.#states.get(node);
    if (!state) {
      state = { timer: undefined, seenAtMs: new Map(), victim: undefined };
      this.#states.set(node, state);
    }
    return state;
  }

  #arm(node: NodeRecord, state: NodeState, delayMs: number, background: boolean): void {
    const round = () => {
      state.timer = undefined;
      this.#round(node, state);
    };
    state.timer = this.#context.loop.schedule(delayMs, 'kubelet', `pressure ${node.name}`, round, { background });
  }

  #round(node: NodeRecord, state: NodeState): void {
    if (node.isSilent) return;
    const { nowMs } = this.#context.loop.clock;
    const pressing = SIGNALS.filter((signal) => this.#shortage(node, signal) > 0);
    for (const signal of pressing) {
      if (!state.seenAtMs.has(signal)) this.#report(node, signal, 'True');
      state.seenAtMs.set(signal, nowMs);
    }
    // A condition is held for a while after the shortage is over.
    for (const [signal, seenAtMs] of [...state.seenAtMs]) {
      if (nowMs - seenAtMs < HOLD_MS) continue;
      state.seenAtMs.delete(signal);
      this.#report(node, signal, 'False');
    }
    const [worst] = pressing;
    const isEvicting = worst !== undefined && this.#evictOne(node, state, worst);
    if (isEvicting) this.#arm(node, state, PERIOD_MS, false);
    else if (state.seenAtMs.size > 0) {
      // Nobody can be evicted, or all is well again: what is left is to wait for the hold to end.
      const untilMs = Math.min(...state.seenAtMs.values()) + HOLD_MS;
      this.#arm(node, state, pressing.length > 0 ? PERIOD_MS : Math.max(0, untilMs - nowMs), true);
    }
  }

  /** By how much the node is short of it; 0 or less: it is not. */
  #shortage(node: NodeRecord, signal: Signal): number {
    const capacity = this.#capacityOf(node, signal);
    return signal.threshold(capacity) - this.#availableOn(node, signal, capacity);
  }

  #capacityOf(node: NodeRecord, { resource }: Signal): number {
    return value(this.#nodes.objectOf(node)?.status.capacity?.[resource] ?? '0');
  }

  #availableOn(node: NodeRecord, signal: Signal, capacity: number): number {
    let used = 0;
    for (const record of node.pods) used += this.#usage(record, signal);
    return capacity - used;
  }

  /** Only a pod that has been started uses anything. */
  #usage({ pod }: PodRecord, { uses }: Signal): number {
    if (isPodTerminal(pod) || !pod.status.containerStatuses) return 0;
    return value(this.#rules.usageOf(pod)[uses] ?? '0');
  }

  #report(node: NodeRecord, signal: Signal, status: 'True' | 'False'): void {
    const now = this.#context.loop.clock.now();
    const [reason, message] = status === 'True' ? signal.whenTrue : signal.whenFalse;
    const times = { lastHeartbeatTime: now, lastTransitionTime: now };
    this.#nodes.setCondition(node.name, { type: signal.condition, status, ...times, reason, message });
  }

  // KUBELET-EVICT-02, KUBELET-EVICT-03, KUBELET-EVICT-04
  #evictOne(node: NodeRecord, state: NodeState, signal: Signal): boolean {
    const { recorder } = this.#context;
    const { victim } = state;
    if (victim && node.pods.has(victim) && !isPodTerminal(victim.pod)) return true;
    const object = this.#nodes.objectOf(node);
    if (object) recorder.record(object, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${signal.resource}`);
    const [first] = [...node.pods]
      .filter(({ pod }) => !isPodTerminal(pod) && pod.status.containerStatuses && !isCriticalPod(pod))
      .sort((a, b) => this.#rank(a, b, signal));
    state.victim = first;
    if (!first) return false;
    const message = this.#messageFor(node, first, signal);
    recorder.record(first.pod, 'Warning', 'Evicted', message);
    this.#pods.evict(first, 'Evicted', message, { ...EVICTED, message });
    return true;
  }

  /** The first to go comes first: above its request, then of lower priority, then further above its request. */
  #rank(a: PodRecord, b: PodRecord, signal: Signal): number {
    const excess = (record: PodRecord) =>
      this.#usage(record, signal) - (requestsOf(record.pod).get(signal.resource) ?? 0);
    return (
      Number(excess(b) > 0) - Number(excess(a) > 0) ||
      (a.pod.spec.priority ?? 0) - (b.pod.spec.priority ?? 0) ||
      excess(b) - excess(a) ||
      (a.pod.metadata.name < b.pod.metadata.name ? -1 : 1)
    );
  }

  #messageFor(node: NodeRecord, record: PodRecord, signal: Signal): string {
    const capacity = this.#capacityOf(node, signal);
    const threshold = formatBytes(signal.threshold(capacity));
    const available = formatBytes(this.#availableOn(node, signal, capacity));
    const low = `The node was low on resource: ${signal.resource}. Threshold quantity: ${threshold}, available: ${available}. `;
    const used = this.#usage(record, signal);
    const [container] = record.pod.spec.containers;
    const request = container?.resources?.requests?.[signal.resource] ?? '0';
    if (!container || used <= value(request)) return low;
    return `${low}Container ${container.name} was using ${formatBytes(used)}, request is ${request}, has larger consumption of ${signal.resource}. `;
  }
}

/** With the largest binary suffix that fits, as the kubelet prints amounts. */
function formatBytes(bytes: number): string {
  return bytes % 1024 === 0 ? canonicalQuantity(`${bytes / 1024}Ki`) : String(bytes);
}
