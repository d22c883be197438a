/**
 * Keeps as many pods as a ReplicaSet asks for, on whatever nodes the scheduler finds.
 *   in: ReplicaSets, pods
 *   pod-actions.ts  creates and deletes       deletion-order.ts  who goes first       status.ts  the counters
 *   out: pods, their owner references, the status, events on the ReplicaSet
 * Upstream: pkg/controller/replicaset/replica_set.go, v1.36.
 */
import type { ReplicaSet } from '../../api/apps';
import type { Pod } from '../../api/core';
import { compileSelector } from '../../api/labels';
import { controllerOf, keyOf } from '../../api/meta';
import { isPodReady, isPodTerminal } from '../../api/pod-conditions';
import type { Actor, ActorContext } from '../../machinery/actor';
import { claimObjects } from '../../machinery/controller-ref';
import type { Informer } from '../../machinery/informer';
import { createReconcileQueue } from '../../machinery/reconciler';
import type { WorkQueue } from '../../machinery/work-queue';
import { indexPodsByReplicaSet, orphansIn, podsOfReplicaSet } from '../pods-by-replica-set';
import { sortForDeletion } from './deletion-order';
import { Outstanding, ReplicaActions } from './pod-actions';
import { calculateStatus, type ReplicaFailure, storeStatus } from './status';

const NAME = 'replicaset-controller';

export function startReplicaSetController(context: ActorContext): Actor {
  return new ReplicaSetController(context);
}

class ReplicaSetController implements Actor {
  readonly name = NAME;
  readonly #context: ActorContext;
  readonly #replicaSets: Informer<'replicasets'>;
  readonly #pods: Informer<'pods'>;
  readonly #queue: WorkQueue;
  readonly #actions: ReplicaActions;
  /** By key of the ReplicaSet. */
  readonly #outstanding = new Map<string, Outstanding>();

  constructor(context: ActorContext) {
    this.#context = context;
    this.#replicaSets = context.informers.informer('replicasets');
    this.#pods = context.informers.informer('pods');
    indexPodsByReplicaSet(this.#pods);
    this.#queue = createReconcileQueue(context, NAME, (key) => this.#sync(key));
    this.#actions = new ReplicaActions(context);
    this.#replicaSets.addHandlers({
      added: (replicaSet) => this.#queue.add(keyOf(replicaSet)),
      updated: (_before, replicaSet) => this.#queue.add(keyOf(replicaSet)),
      deleted: (replicaSet) => this.#outstanding.delete(keyOf(replicaSet)),
    });
    this.#pods.addHandlers({
      added: (pod) => this.#observe(undefined, pod),
      updated: (before, pod) => this.#observe(before, pod),
      deleted: (pod) => this.#observeDeletion(pod),
    });
  }

  stop(): void {
    this.#queue.stop();
  }

  #observe(before: Pod | undefined, pod: Pod): void {
    if (this.#replicaSets.size === 0) return;
    const replicaSet = this.#ownerOf(pod);
    const formerOwner = before && this.#ownerOf(before);
    if (formerOwner && formerOwner !== replicaSet) this.#queue.add(keyOf(formerOwner));
    if (!replicaSet) {
      if (!controllerOf(pod)) this.#wakeMatching(pod);
      return;
    }
    const key = keyOf(replicaSet);
    const outstanding = this.#outstanding.get(key);
    outstanding?.created.delete(keyOf(pod));
    if (pod.metadata.deletionTimestamp) outstanding?.deleted.delete(pod.metadata.uid);
    this.#queue.add(key);
    const { minReadySeconds = 0 } = replicaSet.spec;
    if (minReadySeconds > 0 && before && !isPodReady(before) && isPodReady(pod)) {
      this.#queue.addAfter(key, (minReadySeconds + 1) * 1000);
    }
  }

  #observeDeletion(pod: Pod): void {
    if (this.#replicaSets.size === 0) return;
    const replicaSet = this.#ownerOf(pod);
    if (!replicaSet) return;
    const outstanding = this.#outstanding.get(keyOf(replicaSet));
    outstanding?.created.delete(keyOf(pod));
    outstanding?.deleted.delete(pod.metadata.uid);
    this.#queue.add(keyOf(replicaSet));
  }

  #ownerOf(pod: Pod): ReplicaSet | undefined {
    const owner = controllerOf(pod);
    if (owner?.kind !== 'ReplicaSet') return undefined;
    const replicaSet = this.#replicaSets.get(`${pod.metadata.namespace}/${owner.name}`);
    return replicaSet?.metadata.uid === owner.uid ? replicaSet : undefined;
  }

  #wakeMatching(pod: Pod): void {
    for (const replicaSet of this.#replicaSets.list()) {
      if (replicaSet.metadata.namespace !== pod.metadata.namespace) continue;
      if (compileSelector(replicaSet.spec.selector)(pod.metadata.labels)) this.#queue.add(keyOf(replicaSet));
    }
  }

  #sync(key: string): void {
    const replicaSet = this.#replicaSets.get(key);
    if (!replicaSet) return;
    const { clock } = this.#context.loop;
    const outstanding = this.#outstanding.get(key) ?? new Outstanding();
    this.#outstanding.set(key, outstanding);
    const claimed = this.#claim(replicaSet);
    const active = claimed.filter(
      (pod) => !pod.metadata.deletionTimestamp && !outstanding.deleted.has(pod.metadata.uid),
    );
    let failure: (ReplicaFailure & { readonly error: Error }) | undefined;
    if (!replicaSet.metadata.deletionTimestamp && outstanding.created.size === 0) {
      failure = this.#manage(replicaSet, active, outstanding);
    }
    const terminating = claimed.length - active.length;
    const told = failure && { reason: failure.reason, message: failure.message };
    const status = calculateStatus(replicaSet, active, terminating, told, clock.nowMs, clock.now());
    storeStatus(this.#context.client, replicaSet, status);
    if (failure) throw failure.error;
    const { minReadySeconds = 0, replicas = 1 } = replicaSet.spec;
    if (minReadySeconds > 0 && status.readyReplicas === replicas && status.availableReplicas !== replicas) {
      this.#queue.addAfter(key, minReadySeconds * 1000);
    }
  }

  /** The pods that count: its own, and orphans that its selector matches. Finished pods count nowhere. */
  #claim(replicaSet: ReplicaSet): readonly Pod[] {
    const { namespace = '', name, uid } = replicaSet.metadata;
    const selects = compileSelector(replicaSet.spec.selector);
    const { claimed, error } = claimObjects<Pod>(
      {
        client: this.#context.client,
        resource: 'pods',
        kind: 'Pod',
        owner: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid, controller: true, blockOwnerDeletion: true },
        ownerIsTerminating: replicaSet.metadata.deletionTimestamp !== undefined,
        selects: (pod) => selects(pod.metadata.labels),
        checkMayAdopt: () => this.#checkMayAdopt(replicaSet),
      },
      [...podsOfReplicaSet(this.#pods, uid)].filter((pod) => !isPodTerminal(pod)),
      [...orphansIn(this.#pods, namespace)].filter((pod) => !isPodTerminal(pod)),
    );
    if (error) throw error;
    return claimed;
  }

  #checkMayAdopt({ metadata: { namespace = '', name, uid } }: ReplicaSet): void {
    const { metadata } = this.#context.client.get('replicasets', namespace, name);
    if (metadata.uid !== uid) throw new Error(`original ReplicaSet ${namespace}/${name} is gone`);
    if (metadata.deletionTimestamp) throw new Error(`${namespace}/${name} has just been deleted`);
  }

  #manage(replicaSet: ReplicaSet, active: readonly Pod[], outstanding: Outstanding) {
    const { journal, random, loop } = this.#context;
    const wanted = replicaSet.spec.replicas ?? 1;
    const surplus = active.length - wanted;
    if (surplus === 0) return undefined;
    const key = keyOf(replicaSet);
    const isShort = surplus < 0;
    journal.decide(NAME, key, `${isShort ? 'creates' : 'deletes'} ${Math.abs(surplus)}: ${active.length} of ${wanted}`);
    try {
      if (isShort) {
        this.#actions.create(replicaSet, -surplus, outstanding);
      } else {
        const order = sortForDeletion(random.shuffle([...active]), this.#countNeighbours(replicaSet), loop.clock.nowMs);
        this.#actions.remove(replicaSet, order.slice(0, surplus), outstanding);
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const reason = isShort ? ('FailedCreate' as const) : ('FailedDelete' as const);
      return { reason, message: error.message, error };
    }
    return undefined;
  }

  /** Active pods by node, of all ReplicaSets with the same owner. */
  #countNeighbours(replicaSet: ReplicaSet): ReadonlyMap<string, number> {
    const owner = controllerOf(replicaSet)?.uid;
    const counts = new Map<string, number>();
    for (const other of this.#replicaSets.list()) {
      const isRelated = other.metadata.uid === replicaSet.metadata.uid || controllerOf(other)?.uid === owner;
      if (!isRelated || (owner === undefined && other.metadata.uid !== replicaSet.metadata.uid)) continue;
      for (const { metadata, spec } of podsOfReplicaSet(this.#pods, other.metadata.uid)) {
        const node = spec.nodeName;
        if (node && !metadata.deletionTimestamp) counts.set(node, (counts.get(node) ?? 0) + 1);
      }
    }
    return counts;
  }
}
