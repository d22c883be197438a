/**
 * Tells kubelets, in an annotation, how long they may keep Secrets and ConfigMaps before they ask again: the larger the
 * cluster, the longer.
 *   in: nodes     out: the annotation `node.alpha.kubernetes.io/ttl`
 * Upstream: pkg/controller/ttl/ttl_controller.go, v1.36.
 */
import type { Node } from '../../api/core';
import { isApiError } from '../../api/errors';
import type { Actor, ActorContext } from '../../machinery/actor';
import type { Informer } from '../../machinery/informer';
import { createReconcileQueue } from '../../machinery/reconciler';
import type { WorkQueue } from '../../machinery/work-queue';

const NAME = 'ttl-controller';
/** Lets the node controller have its say about a new node first: both write the node. */
const PAUSE_MS = 10;
const ANNOTATION = 'node.alpha.kubernetes.io/ttl';

/** Cluster sizes overlap, so that a cluster at the border does not go back and forth. */
const STEPS = [
  { fewest: 0, most: 100, ttlSeconds: 0 },
  { fewest: 90, most: 500, ttlSeconds: 15 },
  { fewest: 450, most: 1000, ttlSeconds: 30 },
  { fewest: 900, most: 2000, ttlSeconds: 60 },
  { fewest: 1800, most: Number.POSITIVE_INFINITY, ttlSeconds: 300 },
] as const;

export function startTtlController(context: ActorContext): Actor {
  return new TtlController(context);
}

class TtlController implements Actor {
  readonly name = NAME;
  readonly #context: ActorContext;
  readonly #nodes: Informer<'nodes'>;
  readonly #queue: WorkQueue;
  /** Nodes with another value than the present one. */
  readonly #pending = new Set<string>();
  #step = 0;

  constructor(context: ActorContext) {
    this.#context = context;
    this.#nodes = context.informers.informer('nodes');
    this.#queue = createReconcileQueue(context, NAME, () => this.#syncAll());
    this.#nodes.addHandlers({
      added: (node) => {
        if (this.#nodes.size > this.#current.most) this.#step += 1;
        this.#enqueue(node);
      },
      updated: (_before, node) => this.#enqueue(node),
      deleted: () => {
        if (this.#nodes.size < this.#current.fewest) this.#step -= 1;
      },
    });
  }

  stop(): void {
    this.#queue.stop();
  }

  get #current() {
    return STEPS[this.#step] as (typeof STEPS)[number];
  }

  /** A node hears of a new value when it next changes, as upstream: nobody goes through all nodes. */
  #enqueue(node: Node): void {
    if (ttlOf(node) === this.#current.ttlSeconds) return;
    this.#pending.add(node.metadata.name);
    this.#queue.addAfter(NAME, PAUSE_MS);
  }

  #syncAll(): void {
    for (const name of this.#pending) {
      this.#sync(name);
      this.#pending.delete(name); // One that fails stays, and with it those that come after it.
    }
  }

  #sync(name: string): void {
    const node = this.#nodes.get(name);
    const { ttlSeconds } = this.#current;
    if (!node || ttlOf(node) === ttlSeconds) return;
    const annotations = { ...node.metadata.annotations, [ANNOTATION]: String(ttlSeconds) };
    try {
      this.#context.client.update('nodes', '', { ...node, metadata: { ...node.metadata, annotations } });
    } catch (error) {
      // Upstream patches; an update costs less here. Whoever was faster has changed the node, which brings it back.
      if (!isApiError(error, 'NotFound') && !isApiError(error, 'Conflict')) throw error;
    }
  }
}

function ttlOf({ metadata }: Node): number | undefined {
  const text = metadata.annotations?.[ANNOTATION];
  return text === undefined ? undefined : Number(text);
}
