/**
 * Deletes pods from nodes with NoExecute taints that they do not tolerate, or no longer.
 *   in: nodes (their NoExecute taints), pods (tolerations, node)
 *   out: deletions, the condition DisruptionTarget, events on pods
 * Upstream: pkg/controller/tainteviction/taint_eviction.go, v1.36.
 */
import type { Node, Pod, Taint, Toleration } from '../../api/core';
import { isApiError } from '../../api/errors';
import { keyOf } from '../../api/meta';
import { toleratesTaint } from '../../api/taints';
import type { Timer } from '../../kernel/event-loop';
import type { Actor, ActorContext } from '../../machinery/actor';
import { indexPodsByNode, PODS_BY_NODE } from '../pods-by-node';

const NAME = 'taint-eviction-controller';
const REASON = 'TaintManagerEviction';
const RETRIES = 5;
const RETRY_MS = 10;
const NO_TOLERATIONS: readonly Toleration[] = [];

export function startTaintEvictionController(context: ActorContext): Actor {
  return new TaintEvictionController(context);
}

class TaintEvictionController implements Actor {
  readonly name = NAME;
  readonly #context: ActorContext;
  readonly #pods;
  /** NoExecute taints of the nodes that have some. */
  readonly #taints = new Map<string, readonly Taint[]>();
  /** Pods that will be deleted, by key. */
  readonly #pending = new Map<string, Timer>();
  /** Pods that were deleted and are still there, by uid: once is enough. */
  readonly #evicted = new Set<string>();

  constructor(context: ActorContext) {
    this.#context = context;
    this.#pods = context.informers.informer('pods');
    indexPodsByNode(this.#pods);
    this.#pods.addHandlers({
      added: (pod) => this.#observePod(undefined, pod),
      updated: (before, pod) => this.#observePod(before, pod),
      deleted: (pod) => {
        this.#cancel(pod);
        this.#evicted.delete(pod.metadata.uid);
      },
    });
    context.informers.informer('nodes').addHandlers({
      added: (node) => this.#observeNode(undefined, node),
      updated: (before, node) => this.#observeNode(before, node),
      // NODE-EVICT-05: running timers still fire.
      deleted: (node) => this.#taints.delete(node.metadata.name),
    });
  }

  stop(): void {
    for (const timer of this.#pending.values()) timer.cancel();
  }

  // NODE-EVICT-01
  #observeNode(before: Node | undefined, node: Node): void {
    if (before?.spec.taints === node.spec.taints) return;
    const { name } = node.metadata;
    const taints = (node.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
    if (sameTaints(taints, this.#taints.get(name) ?? [])) return;
    if (taints.length > 0) this.#taints.set(name, taints);
    else this.#taints.delete(name);
    for (const pod of this.#pods.byIndex(PODS_BY_NODE, name).values()) this.#judge(pod, taints);
  }

  #observePod(before: Pod | undefined, pod: Pod): void {
    if (this.#taints.size === 0 && this.#pending.size === 0) return;
    const { nodeName, tolerations } = pod.spec;
    if (!nodeName || (before?.spec.nodeName === nodeName && before.spec.tolerations === tolerations)) return;
    const taints = this.#taints.get(nodeName);
    if (taints) this.#judge(pod, taints);
  }

  // NODE-EVICT-03
  #judge(pod: Pod, taints: readonly Taint[]): void {
    if (taints.length === 0) {
      this.#cancel(pod);
      this.#evicted.delete(pod.metadata.uid);
      return;
    }
    if (this.#evicted.has(pod.metadata.uid)) return;
    let shortestMs = Number.POSITIVE_INFINITY;
    for (const taint of taints) {
      const used = (pod.spec.tolerations ?? NO_TOLERATIONS).find((toleration) => toleratesTaint(toleration, taint));
      if (!used) {
        this.#cancel(pod);
        this.#evict(pod, 1);
        return;
      }
      if (used.tolerationSeconds !== undefined) shortestMs = Math.min(shortestMs, used.tolerationSeconds * 1000);
    }
    if (shortestMs === Number.POSITIVE_INFINITY) {
      this.#cancel(pod);
      return;
    }
    // NODE-EVICT-04: a timer that runs already is left alone.
    const key = keyOf(pod);
    if (this.#pending.has(key)) return;
    this.#evictAfter(pod, Math.max(0, shortestMs), 1);
  }

  #evictAfter(pod: Pod, delayMs: number, attempt: number): void {
    const key = keyOf(pod);
    const fire = () => {
      this.#pending.delete(key);
      this.#evict(pod, attempt);
    };
    this.#pending.set(key, this.#context.loop.schedule(delayMs, NAME, key, fire));
  }

  // NODE-EVICT-06
  #evict(pod: Pod, attempt: number): void {
    const { client, loop, recorder } = this.#context;
    const { namespace = '', name, uid } = pod.metadata;
    if (attempt === 1) recorder.record(pod, 'Normal', REASON, `Marking for deletion Pod ${keyOf(pod)}`);
    try {
      const current = client.get('pods', namespace, name);
      if (current.metadata.uid !== uid) return;
      const others = (current.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget');
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByTaintManager',
        message: 'Taint manager: deleting due to NoExecute taint',
        lastProbeTime: null,
        lastTransitionTime: loop.clock.now(),
      };
      client.updateStatus('pods', namespace, {
        ...current,
        status: { ...current.status, conditions: [...others, condition] },
      });
      client.delete('pods', namespace, name);
      this.#evicted.add(uid);
    } catch (error) {
      if (!isApiError(error)) throw error;
      if (error.reason === 'NotFound' || attempt >= RETRIES) return;
      this.#evictAfter(pod, RETRY_MS, attempt + 1);
    }
  }

  // NODE-EVICT-05
  #cancel(pod: Pod): void {
    if (this.#pending.size === 0) return;
    const key = keyOf(pod);
    const timer = this.#pending.get(key);
    if (!timer) return;
    timer.cancel();
    this.#pending.delete(key);
    this.#context.recorder.record(pod, 'Normal', REASON, `Cancelling deletion of Pod ${key}`);
  }
}

function sameTaints(a: readonly Taint[], b: readonly Taint[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ key, value }) => b.some((other) => other.key === key && (other.value ?? '') === (value ?? '')))
  );
}
