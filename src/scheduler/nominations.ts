/** Pods for which room is being made on a node. Upstream: pkg/scheduler/backend/queue/nominator.go, v1.36. */
import type { Pod } from '../api/core';
import { keyOf } from '../api/meta';
import type { Rejection } from './framework';
import type { NodeCache, NodeInfo } from './node-info';

export class Nominations {
  readonly #byNode = new Map<string, Map<string, Pod>>();
  readonly #nodeOf = new Map<string, string>();

  set(pod: Pod, nodeName: string | undefined): void {
    if (!nodeName && this.#nodeOf.size === 0) return;
    const key = keyOf(pod);
    this.#remove(key);
    if (!nodeName) return;
    this.#nodeOf.set(key, nodeName);
    const pods = this.#byNode.get(nodeName) ?? new Map<string, Pod>();
    this.#byNode.set(nodeName, pods.set(key, pod));
  }

  get isEmpty(): boolean {
    return this.#nodeOf.size === 0;
  }

  nodeOf(pod: Pod): string | undefined {
    return this.#nodeOf.size === 0 ? undefined : this.#nodeOf.get(keyOf(pod));
  }

  /** Pods nominated to the node whose priority is below the pod's. */
  below(pod: Pod, nodeName: string): Pod[] {
    return this.#on(nodeName).filter((other) => priorityOf(other) < priorityOf(pod));
  }

  /**
   * Judges a node twice if other pods of at least the same priority are nominated to it: with them and without; both
   * must pass (SCHED-FLOW-09). `judge` must look at the cache afresh.
   */
  judgeWith(pod: Pod, info: NodeInfo, nodes: NodeCache, judge: () => Rejection | undefined): Rejection | undefined {
    if (this.#byNode.size === 0) return judge();
    const key = keyOf(pod);
    const guests = this.#on(info.name).filter(
      (other) => keyOf(other) !== key && priorityOf(other) >= priorityOf(pod) && !info.pods.has(other.metadata.uid),
    );
    if (guests.length === 0) return judge();
    for (const guest of guests) nodes.setPod(guest, info.name);
    const rejection = judge();
    for (const guest of guests) nodes.removePod(guest);
    return rejection ?? judge();
  }

  #on(nodeName: string): Pod[] {
    return [...(this.#byNode.get(nodeName)?.values() ?? [])];
  }

  #remove(key: string): void {
    const nodeName = this.#nodeOf.get(key);
    if (nodeName === undefined) return;
    this.#nodeOf.delete(key);
    const pods = this.#byNode.get(nodeName);
    pods?.delete(key);
    if (pods?.size === 0) this.#byNode.delete(nodeName);
  }
}

export function priorityOf(pod: Pod): number {
  return pod.spec.priority ?? 0;
}
