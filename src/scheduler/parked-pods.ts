/**
 * Pods that wait for an event, filed so that an event asks as few of them as possible. Upstream asks all of them about
 * everything. A pod that can use one node only, like a daemon pod, would get the same answer again as long as neither that
 * node nor the number of nodes has changed; such a pod is asked again only once one of them has.
 */
import type { ClusterEvent, SchedulerPlugin } from './framework';
import type { QueuedPod } from './queue';

type EventKind = ClusterEvent['kind'];

export class ParkedPods {
  /** What a plug-in that looks at one node wants to hear of, wherever it happens. */
  readonly #heardFromAfar = new Set<EventKind>();
  readonly #anywhere = new Set<QueuedPod>();
  readonly #byNode = new Map<string, Set<QueuedPod>>();
  /** Pods of one node whose message may have become outdated. */
  readonly #outdated = new Set<QueuedPod>();
  #size = 0;

  constructor(plugins: readonly SchedulerPlugin[]) {
    for (const { looksAtOneNode, events } of plugins) {
      if (looksAtOneNode) for (const kind of events) this.#heardFromAfar.add(kind);
    }
  }

  get size(): number {
    return this.#size;
  }

  add(queued: QueuedPod): void {
    this.#size += 1;
    this.#beside(queued).add(queued);
  }

  delete(queued: QueuedPod): void {
    const beside = this.#beside(queued);
    if (beside.delete(queued)) this.#size -= 1;
    this.#outdated.delete(queued);
    if (beside.size === 0 && queued.onlyNode !== undefined) this.#byNode.delete(queued.onlyNode);
  }

  /** The pods to which an event at this node may matter. Those that stay parked count as outdated from now on. */
  concernedBy(event: ClusterEvent, nodeName: string): readonly QueuedPod[] {
    // Messages tell the number of nodes.
    const touchesAll = event.kind === 'node-added' || event.kind === 'node-deleted';
    if (touchesAll) for (const name of this.#byNode.keys()) this.touch(name);
    else this.touch(nodeName);
    if (!this.#heardFromAfar.has(event.kind)) return this.#anywhere.size === 0 ? NOBODY : [...this.#anywhere];
    if (isAboutLabelsOnly(event)) return [...this.#anywhere, ...(this.#byNode.get(nodeName) ?? NOBODY)];
    return [...this.#anywhere, ...this.#outdated];
  }

  touch(nodeName: string): void {
    for (const queued of this.#byNode.get(nodeName) ?? NOBODY) this.#outdated.add(queued);
  }

  #beside({ onlyNode }: QueuedPod): Set<QueuedPod> {
    if (onlyNode === undefined) return this.#anywhere;
    let pods = this.#byNode.get(onlyNode);
    if (!pods) {
      pods = new Set();
      this.#byNode.set(onlyNode, pods);
    }
    return pods;
  }
}

/** The labels of another node mean nothing to a pod that names its own. */
function isAboutLabelsOnly(event: ClusterEvent): boolean {
  if (event.kind !== 'node-updated') return false;
  const { before, node } = event;
  return before.spec === node.spec && before.status.allocatable === node.status.allocatable;
}

const NOBODY: readonly QueuedPod[] = [];
