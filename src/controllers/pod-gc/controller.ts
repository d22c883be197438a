/**
 * Removes pods that nobody else will: bound to a node that is gone, deleted before they had a node, on a node that is
 * out of service, or ended and too many. Upstream passes over all pods every 20 s; here a pass happens at the same
 * instants, but only while some pod is a candidate. Upstream: pkg/controller/podgc/gc_controller.go, v1.36.
 */
import type { Pod, PodCondition } from '../../api/core';
import { isApiError } from '../../api/errors';
import { keyOf } from '../../api/meta';
import { isPodTerminal } from '../../api/pod-conditions';
import type { Timer } from '../../kernel/event-loop';
import type { Actor, ActorContext } from '../../machinery/actor';
import { indexPodsByNode, PODS_BY_NODE } from '../pods-by-node';

const NAME = 'pod-garbage-collector';
// TIME-NODE-11
const PERIOD_MS = 20_000;
const QUARANTINE_MS = 40_000;
const MAX_ENDED_PODS = 12_500;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

export function startPodGarbageCollector(context: ActorContext): Actor {
  return new PodGarbageCollector(context);
}

class PodGarbageCollector implements Actor {
  readonly name = NAME;
  readonly #context: ActorContext;
  readonly #pods;
  readonly #nodes;
  /** Nodes that are gone although pods are bound to them, with the instant that was found out. */
  readonly #quarantine = new Map<string, number>();
  /** Names of missing nodes that pods are bound to. */
  readonly #missingNodes = new Set<string>();
  readonly #terminating = new Set<string>();
  readonly #ended = new Set<string>();
  #pass: Timer | undefined;

  constructor(context: ActorContext) {
    this.#context = context;
    this.#pods = context.informers.informer('pods');
    this.#nodes = context.informers.informer('nodes');
    indexPodsByNode(this.#pods);
    this.#pods.addHandlers({
      added: (pod) => this.#observe(undefined, pod),
      updated: (before, pod) => this.#observe(before, pod),
      deleted: (pod) => this.#forget(pod),
    });
    this.#nodes.addHandlers({
      added: ({ metadata }) => this.#missingNodes.delete(metadata.name),
      updated: (_before, node) => {
        if (this.#terminating.size > 0 && node.spec.taints?.some(({ key }) => key === OUT_OF_SERVICE)) this.#arm();
      },
      deleted: ({ metadata }) => this.#suspectNode(metadata.name),
    });
  }

  stop(): void {
    this.#pass?.cancel();
  }

  #observe(before: Pod | undefined, pod: Pod): void {
    const { nodeName } = pod.spec;
    if (nodeName && nodeName !== before?.spec.nodeName && !this.#nodes.get(nodeName)) this.#suspectNode(nodeName);
    if (pod.metadata.deletionTimestamp && !before?.metadata.deletionTimestamp) {
      this.#terminating.add(keyOf(pod));
      if (!nodeName || this.#isOutOfService(nodeName)) this.#arm();
    }
    if (isPodTerminal(pod) && !(before && isPodTerminal(before))) {
      this.#ended.add(keyOf(pod));
      if (this.#ended.size > MAX_ENDED_PODS) this.#arm();
    }
  }

  #forget(pod: Pod): void {
    if (this.#terminating.size > 0) this.#terminating.delete(keyOf(pod));
    if (this.#ended.size > 0) this.#ended.delete(keyOf(pod));
  }

  #suspectNode(nodeName: string): void {
    if (this.#pods.byIndex(PODS_BY_NODE, nodeName).size === 0) return;
    this.#missingNodes.add(nodeName);
    this.#arm();
  }

  #isOutOfService(nodeName: string): boolean {
    const node = this.#nodes.get(nodeName);
    if (!node?.spec.taints?.some(({ key }) => key === OUT_OF_SERVICE)) return false;
    return node.status.conditions?.find(({ type }) => type === 'Ready')?.status !== 'True';
  }

  #arm(): void {
    const { loop } = this.#context;
    const delayMs = PERIOD_MS - (loop.clock.elapsedMs % PERIOD_MS);
    this.#pass ??= loop.schedule(delayMs, NAME, 'pass', () => this.#collect(), { background: true });
  }

  // NODE-GC-01: the order of the four kinds.
  #collect(): void {
    this.#pass = undefined;
    this.#collectEnded();
    for (const key of this.#terminating) {
      const pod = this.#pods.get(key);
      if (pod?.spec.nodeName && this.#isOutOfService(pod.spec.nodeName)) this.#removeByForce(pod); // NODE-GC-03
    }
    this.#collectOrphans();
    for (const key of this.#terminating) {
      const pod = this.#pods.get(key);
      if (pod && !pod.spec.nodeName) this.#removeByForce(pod); // NODE-GC-05
    }
    if (this.#missingNodes.size > 0) this.#arm();
  }

  // NODE-GC-02
  #collectEnded(): void {
    const excess = this.#ended.size - MAX_ENDED_PODS;
    if (excess <= 0) return;
    const ended = [...this.#ended].map((key) => this.#pods.get(key)).filter((pod) => pod !== undefined);
    const isEvicted = (pod: Pod) => pod.status.phase === 'Failed' && pod.status.reason === 'Evicted';
    ended.sort(
      (a, b) =>
        Number(isEvicted(b)) - Number(isEvicted(a)) ||
        compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
        compareText(a.metadata.name, b.metadata.name),
    );
    for (const pod of ended.slice(0, excess)) this.#removeByForce(pod);
  }

  // NODE-GC-04
  #collectOrphans(): void {
    const nowMs = this.#context.loop.clock.nowMs;
    for (const name of this.#quarantine.keys()) if (!this.#missingNodes.has(name)) this.#quarantine.delete(name);
    for (const nodeName of [...this.#missingNodes].sort()) {
      const pods = this.#pods.byIndex(PODS_BY_NODE, nodeName);
      if (pods.size === 0) {
        this.#missingNodes.delete(nodeName);
        continue;
      }
      const since = this.#quarantine.get(nodeName);
      if (since === undefined) this.#quarantine.set(nodeName, nowMs);
      if (since === undefined || nowMs - since < QUARANTINE_MS || this.#nodeExists(nodeName)) continue;
      for (const pod of pods.values()) {
        this.#removeByForce(pod, {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'DeletionByPodGC',
          message: 'PodGC: node no longer exists',
        });
      }
    }
  }

  #nodeExists(nodeName: string): boolean {
    try {
      this.#context.client.get('nodes', '', nodeName);
      return true;
    } catch (error) {
      if (!isApiError(error)) throw error;
      // Any other error is no proof; the next pass asks again.
      return error.reason !== 'NotFound';
    }
  }

  // NODE-GC-06
  #removeByForce(pod: Pod, condition?: PodCondition): void {
    const { client, loop } = this.#context;
    const { namespace = '', name, uid } = pod.metadata;
    try {
      if (!isPodTerminal(pod)) {
        const current = client.get('pods', namespace, name);
        const others = (current.status.conditions ?? []).filter(({ type }) => type !== condition?.type);
        const conditions = condition ? [...others, { ...condition, lastTransitionTime: loop.clock.now() }] : others;
        client.updateStatus('pods', namespace, {
          ...current,
          status: { ...current.status, phase: 'Failed', conditions },
        });
      }
      client.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      if (!isApiError(error)) throw error;
      if (error.reason !== 'NotFound') this.#arm();
    }
  }
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
