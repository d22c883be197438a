/**
 * Keeps the taints of nodes in line with their conditions, and speaks for nodes whose kubelet is silent.
 *   in: nodes (conditions, cordon), leases of silent kubelets, pods by node
 *   decisions: taints.ts (which taints), zones.ts and zone-queues.ts (how fast), silence.ts (when a node is unreachable)
 *   out: taints and labels of nodes, Unknown conditions, pods marked not ready, events
 * Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go, v1.36.
 */
import type { Node, Pod, Taint } from '../../api/core';
import { isApiError } from '../../api/errors';
import type { Timer } from '../../kernel/event-loop';
import type { Actor, ActorContext } from '../../machinery/actor';
import { createReconcileQueue } from '../../machinery/reconciler';
import type { WorkQueue } from '../../machinery/work-queue';
import { indexPodsByNode, PODS_BY_NODE } from '../pods-by-node';
import {
  LEASE_NAMESPACE,
  neverReportedAtMs,
  nextPassMs,
  notReadyConditions,
  overdueAfterMs,
  overdueAtMs,
  unknownConditions,
} from './silence';
import {
  alignNoScheduleTaints,
  evictingKeyFor,
  evictingKeysOf,
  readyNodeCondition,
  replaceEvictingTaint,
} from './taints';
import { ZoneQueues } from './zone-queues';
import { Zones, zoneOf } from './zones';

const NAME = 'node-controller';
const BACKGROUND = { background: true } as const;
/** Labels that are kept equal to their stable counterparts (NODE-HB-05). */
const OLD_LABELS = [
  ['kubernetes.io/os', 'beta.kubernetes.io/os'],
  ['kubernetes.io/arch', 'beta.kubernetes.io/arch'],
] as const;

export function startNodeLifecycleController(context: ActorContext): Actor {
  return new NodeLifecycleController(context);
}

class NodeLifecycleController implements Actor {
  readonly name = NAME;
  readonly #context: ActorContext;
  readonly #nodes;
  readonly #pods;
  readonly #leases;
  readonly #queue: WorkQueue;
  readonly #zones = new Zones();
  readonly #zoneQueues: ZoneQueues;
  /** Nodes that are not ready, or have a NoExecute taint from when they were not. */
  readonly #suspects = new Set<string>();
  readonly #overdue = new Map<string, Timer>();
  /** Nodes of which some pod could not be marked as not ready. */
  readonly #unmarked = new Set<string>();
  #wereAllDisrupted = false;
  #pass: Timer | undefined;

  constructor(context: ActorContext) {
    this.#context = context;
    const { informers } = context;
    this.#nodes = informers.informer('nodes');
    this.#pods = informers.informer('pods');
    this.#leases = informers.informer('leases');
    indexPodsByNode(this.#pods);
    this.#zoneQueues = new ZoneQueues(context.loop, NAME, (name) => {
      const node = this.#nodes.get(name);
      if (node) this.#swapEvictingTaint(name, evictingKeyFor(node));
    });
    this.#queue = createReconcileQueue(context, NAME, (name) => this.#alignNode(name));
    this.#nodes.addHandlers({
      added: (node) => {
        this.#report(node, 'RegisteredNode', `Registered Node ${node.metadata.name} in Controller`);
        this.#observe(undefined, node);
      },
      updated: (before, node) => this.#observe(before, node),
      deleted: (node) => this.#forget(node),
    });
    this.#pods.addHandlers({
      added: (pod) => this.#observePod(undefined, pod),
      updated: (before, pod) => this.#observePod(before, pod),
    });
    this.#leases.addHandlers({
      added: (lease) => this.#expectSilence(lease.metadata.name, overdueAtMs(lease)),
      updated: (_before, lease) => this.#expectSilence(lease.metadata.name, overdueAtMs(lease)),
      deleted: (lease) => this.#endSilence(lease.metadata.name),
    });
  }

  stop(): void {
    this.#queue.stop();
    this.#pass?.cancel();
    for (const timer of this.#overdue.values()) timer.cancel();
    this.#zoneQueues.stop();
  }

  #report(node: Node, reason: string, what: string): void {
    this.#context.recorder.record(node, 'Normal', reason, `Node ${node.metadata.name} event: ${what}`);
  }

  #observe(before: Node | undefined, node: Node): void {
    const isSame =
      before?.spec === node.spec &&
      before.status.conditions === node.status.conditions &&
      before.metadata.labels === node.metadata.labels;
    if (isSame) return;
    const { name } = node.metadata;
    if (!before && !readyNodeCondition(node)) this.#expectSilence(name, neverReportedAtMs(node)); // NODE-COND-02
    if (alignNoScheduleTaints(node, '') !== node.spec.taints || oldLabels(node)) this.#queue.add(name);
    const zoneChanged = this.#zones.observe(before, node);
    if (evictingKeyFor(node) !== undefined || evictingKeysOf(node).length > 0) this.#suspects.add(name);
    else this.#suspects.delete(name);
    // A pass can only bring something new after a node became ready or stopped being so, or its taints were changed.
    if (this.#suspects.size > 0 && (zoneChanged || this.#suspects.has(name))) this.#armPass();
  }

  // NODE-DEL-01: its pods are left to others.
  #forget(node: Node): void {
    const { name } = node.metadata;
    this.#report(node, 'RemovingNode', `Removing Node ${name} from Controller`);
    this.#zones.observe(node, undefined);
    this.#suspects.delete(name);
    this.#cancelSilence(name);
    this.#unmarked.delete(name);
    this.#zoneQueues.remove(name);
  }

  // NODE-POD-02: a pod that comes to a node which is known not to be ready.
  #observePod(before: Pod | undefined, pod: Pod): void {
    const { nodeName } = pod.spec;
    if (this.#suspects.size === 0 || !nodeName || before?.spec.nodeName === nodeName) return;
    const node = this.#nodes.get(nodeName);
    const ready = node && readyNodeCondition(node);
    if (ready && ready.status !== 'True') this.#markNotReady(pod);
  }

  /** NoSchedule taints follow the conditions at once (NODE-TAINT-01). */
  #alignNode(name: string): void {
    const node = this.#nodes.get(name);
    if (!node) return;
    const taints = alignNoScheduleTaints(node, this.#context.loop.clock.now());
    const labels = oldLabels(node);
    if (taints === node.spec.taints && !labels) return;
    this.#ignoreMissing(() => this.#writeTaints(node, taints, labels));
  }

  #writeTaints(node: Node, taints: readonly Taint[] | undefined, labels?: Readonly<Record<string, string>>): void {
    this.#context.client.update('nodes', '', {
      apiVersion: node.apiVersion,
      kind: node.kind,
      metadata: labels ? { ...node.metadata, labels: { ...node.metadata.labels, ...labels } } : node.metadata,
      spec: taints?.length ? { ...node.spec, taints } : withoutTaints(node.spec),
      status: node.status,
    });
  }

  #armPass(): void {
    const { loop } = this.#context;
    const delayMs = nextPassMs(loop.clock.nowMs) - loop.clock.nowMs;
    this.#pass ??= loop.schedule(delayMs, NAME, 'monitor', () => {
      this.#pass = undefined;
      this.#monitor();
    });
  }

  // NODE-TAINT-02, NODE-ZONE-03
  #monitor(): void {
    const allDisrupted = this.#zones.areAllDisrupted;
    if (this.#wereAllDisrupted && !allDisrupted) this.#grantTime();
    this.#wereAllDisrupted = allDisrupted;
    for (const name of [...this.#suspects].sort()) {
      const node = this.#nodes.get(name);
      if (!node) continue;
      const wanted = allDisrupted ? undefined : evictingKeyFor(node);
      const present = evictingKeysOf(node);
      if (wanted === undefined) {
        this.#zoneQueues.remove(name);
        if (present.length > 0) this.#swapEvictingTaint(name, undefined);
      } else if (!present.includes(wanted)) {
        if (present.length > 0) this.#swapEvictingTaint(name, wanted);
        else this.#zoneQueues.add(zoneOf(node), name);
      }
    }
    this.#zoneQueues.limit((zone) => this.#zones.intervalMs(zone));
    for (const name of this.#unmarked) this.#markPodsOf(name);
  }

  /** The network between us and all nodes may have been the trouble: every silent node gets its whole time again. */
  #grantTime(): void {
    const { nowMs } = this.#context.loop.clock;
    for (const name of [...this.#overdue.keys()]) this.#expectSilence(name, overdueAfterMs(nowMs));
  }

  #swapEvictingTaint(name: string, key: string | undefined): void {
    this.#ignoreMissing(() => {
      const node = this.#context.client.get('nodes', '', name);
      const present = evictingKeysOf(node);
      if (present.length === (key === undefined ? 0 : 1) && present[0] === key) return;
      this.#writeTaints(node, replaceEvictingTaint(node, key, this.#context.loop.clock.now()));
    }, name);
  }

  #expectSilence(name: string, atMs: number): void {
    this.#cancelSilence(name);
    const { loop } = this.#context;
    const dueMs = Math.max(atMs, nextPassMs(loop.clock.nowMs));
    const declare = () => {
      this.#overdue.delete(name);
      this.#declareUnknown(name);
    };
    // Part of a periodic loop: a cluster at rest does not wait for it.
    this.#overdue.set(name, loop.schedule(dueMs - loop.clock.nowMs, NAME, name, declare, BACKGROUND));
  }

  /** The kubelet is back; one that has never reported anything still has to. */
  #endSilence(name: string): void {
    this.#cancelSilence(name);
    const node = this.#nodes.get(name);
    if (node && !readyNodeCondition(node)) this.#expectSilence(name, neverReportedAtMs(node));
  }

  #cancelSilence(name: string): void {
    this.#overdue.get(name)?.cancel();
    this.#overdue.delete(name);
  }

  // NODE-COND-02, NODE-COND-04
  #declareUnknown(name: string): void {
    const { client, loop, recorder } = this.#context;
    this.#ignoreMissing(() => {
      const node = client.get('nodes', '', name);
      const ready = readyNodeCondition(node);
      // Waited for its first report, which has come meanwhile.
      if (ready && !this.#leases.get(`${LEASE_NAMESPACE}/${name}`)) return;
      const wasReady = ready?.status === 'True';
      const conditions = unknownConditions(node, loop.clock.now());
      client.updateStatus('nodes', '', { ...node, status: { ...node.status, conditions } });
      if (!wasReady) return;
      recorder.record(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
      this.#markPodsOf(name);
    }, name);
  }

  /** Goes on in the next pass if the API server refuses. */
  #markPodsOf(name: string): void {
    this.#unmarked.delete(name);
    try {
      for (const pod of this.#pods.byIndex(PODS_BY_NODE, name).values()) this.#markNotReady(pod);
    } catch (error) {
      if (!isApiError(error)) throw error;
      this.#unmarked.add(name);
      this.#armPass();
    }
  }

  // NODE-POD-01
  #markNotReady(pod: Pod): void {
    const { client, loop, recorder } = this.#context;
    const { namespace = '', name } = pod.metadata;
    this.#ignoreMissing(() => {
      const current = client.get('pods', namespace, name);
      const conditions = notReadyConditions(current, loop.clock.now());
      if (!conditions) return;
      client.updateStatus('pods', namespace, { ...current, status: { ...current.status, conditions } });
      recorder.record(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
    });
  }

  /** What is gone needs no care. With `suspect` any other refusal is left to the next pass; without, it is thrown. */
  #ignoreMissing(request: () => void, suspect?: string): void {
    try {
      request();
    } catch (error) {
      if (!isApiError(error)) throw error;
      if (error.reason === 'NotFound') return;
      if (suspect === undefined) throw error;
      this.#suspects.add(suspect);
      this.#armPass();
    }
  }
}

function withoutTaints(spec: Node['spec']): Node['spec'] {
  const rest: Record<string, unknown> = {};
  for (const field in spec) if (field !== 'taints') rest[field] = spec[field as keyof typeof spec];
  return rest;
}

/** Old labels that differ from their stable counterparts, with the values they should have; undefined if none does. */
function oldLabels(node: Node): Readonly<Record<string, string>> | undefined {
  const labels = node.metadata.labels;
  let wanted: Record<string, string> | undefined;
  for (const [stable, old] of OLD_LABELS) {
    const value = labels?.[stable];
    if (value === undefined || labels?.[old] === value) continue;
    wanted ??= {};
    wanted[old] = value;
  }
  return wanted;
}
