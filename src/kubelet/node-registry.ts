/**
 * The nodes as their kubelets see them: registration, heartbeats, conditions. Heartbeats cost nothing: renewals are a
 * function of time, and only a kubelet that stops leaves a Lease behind, which shows its last renewal.
 * Upstream: pkg/kubelet/kubelet_node_status.go, v1.36.
 */
import type { Node, NodeCondition } from '../api/core';
import { isApiError } from '../api/errors';
import type { ActorContext } from '../machinery/actor';
import { numberInName } from './addresses';
import { nodeConditions, nodeStatus, type ReadyStatus, readyNodeCondition } from './node-object';
import { NodeOccupancy } from './node-occupancy';
import type { NodeRecord } from './pod-record';
import { announceSilence, endSilence } from './silence';

export class NodeRegistry {
  readonly #context: ActorContext;
  readonly #nodes = new Map<string, NodeRecord>();

  constructor(context: ActorContext) {
    this.#context = context;
  }

  find(name: string): NodeRecord {
    return this.#nodes.get(name) ?? this.#add(name);
  }

  /** The Node object, as far as the kubelet has heard of it. */
  objectOf({ name }: NodeRecord): Node | undefined {
    return this.#context.informers.informer('nodes').get(name);
  }

  *all(): IterableIterator<NodeRecord> {
    yield* this.#nodes.values();
  }

  /**
   * A Node object has appeared. That one disappears changes nothing here: the pods of the node run on (NODE-DEL-02). `isFirst`: its kubelet was not known before.
   */
  register(node: Node): { readonly record: NodeRecord; readonly isFirst: boolean } {
    const record = this.find(node.metadata.name);
    const isFirst = !record.isRegistered;
    record.isRegistered = true;
    if (!record.isSilent && !node.status.conditions?.some(({ type }) => type === 'Ready')) this.#postFirstStatus(node);
    return { record, isFirst };
  }

  goSilent(record: NodeRecord): void {
    const { client, loop } = this.#context;
    record.isSilent = true;
    announceSilence(client, record.name, record.sinceMs, loop.clock.nowMs);
  }

  comeBack(record: NodeRecord): void {
    record.isSilent = false;
    endSilence(this.#context.client, record.name);
    this.#reportHealth(record.name);
  }

  setReady(name: string, status: ReadyStatus): void {
    const { client, loop } = this.#context;
    const node = client.get('nodes', '', name);
    const now = loop.clock.now();
    const others = (node.status.conditions ?? []).filter(({ type }) => type !== 'Ready');
    const ready = readyNodeCondition(status, now, since(node, 'Ready', status) ?? now);
    client.updateStatus('nodes', '', { ...node, status: { ...node.status, conditions: [...others, ready] } });
    if (status === 'Unknown' || since(node, 'Ready', status) !== undefined) return;
    this.#tell(node, status === 'True' ? 'NodeReady' : 'NodeNotReady');
  }

  /** Replaces one condition (NODE-HB-03: its reason is the node's event). */
  setCondition(name: string, condition: NodeCondition): void {
    const { client } = this.#context;
    this.#try(() => {
      const node = client.get('nodes', '', name);
      const conditions = (node.status.conditions ?? []).map((present) =>
        present.type === condition.type ? condition : present,
      );
      client.updateStatus('nodes', '', { ...node, status: { ...node.status, conditions } });
      this.#tell(node, condition.reason?.replace(/^Kubelet/, 'Node') ?? '');
    });
  }

  // NODE-HB-03. Upstream: kubelet_node_status.go, recordNodeSchedulableEvent.
  /** Tells that somebody has cordoned or uncordoned the node, if its kubelet is there to see it. */
  noteCordon(node: Node): void {
    const isCordoned = node.spec.unschedulable === true;
    const record = this.#nodes.get(node.metadata.name);
    if (!record || record.isSilent || record.isCordoned === isCordoned) return;
    record.isCordoned = isCordoned;
    this.#tell(node, isCordoned ? 'NodeNotSchedulable' : 'NodeSchedulable');
  }

  #tell(node: Node, reason: string): void {
    this.#context.recorder.record(node, 'Normal', reason, `Node ${node.metadata.name} status is now: ${reason}`);
  }

  #add(name: string): NodeRecord {
    const record: NodeRecord = {
      name,
      number: numberInName(name) ?? this.#nodes.size + 1,
      sinceMs: this.#context.loop.clock.nowMs,
      isRegistered: false,
      isSilent: false,
      isCordoned: false,
      podsStarted: 0,
      clockSkewMs: 0,
      pods: new Set(),
      occupancy: new NodeOccupancy(),
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
    const conditions = [...(node.status.conditions ?? []), ...(status.conditions ?? [])];
    this.#try(() => client.updateStatus('nodes', '', { ...node, status: { ...status, ...node.status, conditions } }));
  }

  #reportHealth(nodeName: string): void {
    const { client, loop } = this.#context;
    const now = loop.clock.now();
    this.#try(() => {
      const node = client.get('nodes', '', nodeName);
      const own = nodeConditions('True', now).map((condition) => {
        const lastTransitionTime = since(node, condition.type, condition.status);
        return lastTransitionTime === undefined ? condition : { ...condition, lastTransitionTime };
      });
      const others = (node.status.conditions ?? []).filter(({ type }) => !own.some((mine) => mine.type === type));
      client.updateStatus('nodes', '', { ...node, status: { ...node.status, conditions: [...others, ...own] } });
    });
  }

  /** Runs a request; a refusal is dropped: the next heartbeat would repeat it. */
  #try(request: () => void): void {
    try {
      request();
    } catch (error) {
      if (!isApiError(error)) throw error;
    }
  }
}

/** Since when the condition has this value, or undefined if it has another one. */
function since(node: Node, type: string, status: string): string | undefined {
  const condition = node.status.conditions?.find((present) => present.type === type);
  return condition?.status === status ? condition.lastTransitionTime : undefined;
}
