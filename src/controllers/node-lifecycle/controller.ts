/**
 * Keeps the taints of nodes in line with their conditions, and speaks for nodes whose kubelet is silent.
 *   in: nodes (conditions, cordon), leases of silent kubelets, pods by node
 *   decisions: taints.ts (which taints), zones.ts (how fast), silence.ts (when a node counts as unreachable)
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
import { nextPassMs, notReadyConditions, overdueAtMs, unknownConditions } from './silence';
import {
  alignNoScheduleTaints,
  evictingKeyFor,
  evictingKeysOf,
  readyNodeCondition,
  replaceEvictingTaint,
} from './taints';
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

interface ZoneQueue {
  readonly nodes: Set<string>;
  /** When the next node may be tainted. */
  freeAtMs: number;
  timer: Timer | undefined;
}

class NodeLifecycleController implements Actor {
  readonly name = NAME;
  readonly #context: ActorContext;
  readonly #nodes;
  readonly #pods;
  readonly #queue: WorkQueue;
  readonly #zones = new Zones();
  readonly #zoneQueues = new Map<string, ZoneQueue>();
  /** Nodes that are not ready, or have a NoExecute taint from when they were not. */
  readonly #suspects = new Set<string>();
  readonly #overdue = new Map<string, Timer>();
  #pass: Timer | undefined;

  constructor(context: ActorContext) {
    this.#context = context;
    const { informers } = context;
    this.#nodes = informers.informer('nodes');
    this.#pods = informers.informer('pods');
    indexPodsByNode(this.#pods);
    this.#queue = createReconcileQueue(context, NAME, (name) => this.#alignNode(name));
    this.#nodes.addHandlers({
      added: (node) => {
        this.#report(node, 'RegisteredNode', `Registered Node ${node.metadata.name} in Controller`);
        this.#observe(undefined, node);
      },
      updated: (before, node) => this.#observe(before, node),
      deleted: (node) => this.#forget(node),
    });
    informers.informer('leases').addHandlers({
      added: (lease) => this.#expectSilence(lease.metadata.name, overdueAtMs(lease)),
      updated: (_before, lease) => this.#expectSilence(lease.metadata.name, overdueAtMs(lease)),
      deleted: (lease) => this.#cancelSilence(lease.metadata.name),
    });
  }

  stop(): void {
    this.#queue.stop();
    this.#pass?.cancel();
    for (const timer of this.#overdue.values()) timer.cancel();
    for (const { timer } of this.#zoneQueues.values()) timer?.cancel();
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
    if (alignNoScheduleTaints(node, '') !== node.spec.taints || oldLabels(node)) this.#queue.add(name);
    const zoneChanged = this.#zones.observe(before, node);
    if (evictingKeyFor(node) !== undefined || evictingKeysOf(node).length > 0) this.#suspects.add(name);
    else this.#suspects.delete(name);
    // A pass can only bring something new after a node became ready or stopped being so, or its taints were changed.
    if (this.#suspects.size > 0 && (zoneChanged || this.#suspects.has(name))) this.#armPass();
  }

  #forget(node: Node): void {
    const { name } = node.metadata;
    this.#report(node, 'RemovingNode', `Removing Node ${name} from Controller`);
    this.#zones.observe(node, undefined);
    this.#suspects.delete(name);
    this.#cancelSilence(name);
    for (const { nodes } of this.#zoneQueues.values()) nodes.delete(name);
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
    const { taints: _replaced, ...spec } = node.spec;
    this.#context.client.update('nodes', '', {
      ...node,
      metadata: labels ? { ...node.metadata, labels: { ...node.metadata.labels, ...labels } } : node.metadata,
      spec: taints?.length ? { ...spec, taints } : spec,
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
    for (const name of [...this.#suspects].sort()) {
      const node = this.#nodes.get(name);
      if (!node) continue;
      const wanted = allDisrupted ? undefined : evictingKeyFor(node);
      const present = evictingKeysOf(node);
      const queued = this.#queueOf(zoneOf(node)).nodes;
      if (wanted === undefined) {
        queued.delete(name);
        if (present.length > 0) this.#swapEvictingTaint(name, undefined);
      } else if (!present.includes(wanted)) {
        if (present.length > 0) this.#swapEvictingTaint(name, wanted);
        else queued.add(name);
      }
    }
    for (const [zone, queue] of this.#zoneQueues) this.#drain(zone, queue);
  }

  #queueOf(zone: string): ZoneQueue {
    let queue = this.#zoneQueues.get(zone);
    if (!queue) {
      queue = { nodes: new Set(), freeAtMs: 0, timer: undefined };
      this.#zoneQueues.set(zone, queue);
    }
    return queue;
  }

  // NODE-TAINT-03: the first node at once, then one per interval.
  #drain(zone: string, queue: ZoneQueue): void {
    queue.timer?.cancel();
    queue.timer = undefined;
    const { clock } = this.#context.loop;
    const intervalMs = this.#zones.intervalMs(zone);
    const [name] = queue.nodes;
    if (name === undefined || intervalMs === undefined) return;
    if (clock.nowMs >= queue.freeAtMs) {
      queue.freeAtMs = clock.nowMs + intervalMs;
      queue.nodes.delete(name);
      const node = this.#nodes.get(name);
      if (node) this.#swapEvictingTaint(name, evictingKeyFor(node));
      if (queue.nodes.size === 0) return;
    }
    queue.timer = this.#context.loop.schedule(queue.freeAtMs - clock.nowMs, NAME, `zone ${zone}`, () =>
      this.#drain(zone, queue),
    );
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

  #cancelSilence(name: string): void {
    this.#overdue.get(name)?.cancel();
    this.#overdue.delete(name);
  }

  // NODE-COND-02, NODE-COND-04
  #declareUnknown(name: string): void {
    const { client, loop, recorder } = this.#context;
    this.#ignoreMissing(() => {
      const node = client.get('nodes', '', name);
      const wasReady = readyNodeCondition(node)?.status === 'True';
      const conditions = unknownConditions(node, loop.clock.now());
      client.updateStatus('nodes', '', { ...node, status: { ...node.status, conditions } });
      if (!wasReady) return;
      recorder.record(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
      for (const pod of this.#pods.byIndex(PODS_BY_NODE, name).values()) this.#markNotReady(pod);
    }, name);
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
