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
  #step = 0;

  constructor(context: ActorContext) {
    this.#context = context;
    this.#nodes = context.informers.informer('nodes');
    this.#queue = createReconcileQueue(context, NAME, (name) => this.#sync(name));
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
    if (ttlOf(node) !== this.#current.ttlSeconds) this.#queue.add(node.metadata.name);
  }

  #sync(name: string): void {
    const node = this.#nodes.get(name);
    const { ttlSeconds } = this.#current;
    if (!node || ttlOf(node) === ttlSeconds) return;
    try {
      const patch = { metadata: { annotations: { [ANNOTATION]: String(ttlSeconds) } } };
      this.#context.client.patch('nodes', '', name, patch, { type: 'strategic' });
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
    }
  }
}

function ttlOf({ metadata }: Node): number | undefined {
  const text = metadata.annotations?.[ANNOTATION];
  return text === undefined ? undefined : Number(text);
}
