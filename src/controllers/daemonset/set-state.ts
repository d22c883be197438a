/**
 * What the controller remembers of one DaemonSet between syncs: the account of its nodes and the pods it may claim.
 * It lives as long as the DaemonSet's uid.
 */
import type { DaemonSet } from '../../api/apps';
import type { ApiClient } from '../../api/client';
import type { Pod } from '../../api/core';
import { compileSelector, type LabelMatcher } from '../../api/labels';
import { controllerOf, keyOf } from '../../api/meta';
import type { Random } from '../../kernel/random';
import { claimObjects } from '../../machinery/controller-ref';
import { allowsSurge } from './budget';
import { type EligibilityOf, NodeLedger } from './ledger';
import type { SetFacts } from './node-plan';
import { controllerReferenceTo, PodFactory, templateGenerationOf } from './pod-template';

export class SetState {
  readonly key: string;
  readonly uid: string;
  readonly ledger: NodeLedger;
  readonly #name: string;
  readonly #namespace: string | undefined;
  /** Owned pods that the selector no longer matches, by uid: to be released (DS-OWN-04). */
  readonly #strays = new Map<string, Pod>();
  readonly #selects: LabelMatcher;
  #facts: SetFacts | undefined;
  #factory: PodFactory | undefined;
  /** What `#facts` and `#factory` were made for; these parts of a DaemonSet stay the same object until they change. */
  #spec: DaemonSet['spec'] | undefined;
  #annotations: DaemonSet['metadata']['annotations'];
  #hash = '';

  constructor(daemonSet: DaemonSet, random: Random, eligibilityOf: EligibilityOf, cachedPods: Iterable<Pod>) {
    this.key = keyOf(daemonSet);
    this.uid = daemonSet.metadata.uid;
    this.#name = daemonSet.metadata.name;
    this.#namespace = daemonSet.metadata.namespace;
    this.ledger = new NodeLedger(random, eligibilityOf);
    this.#selects = compileSelector(daemonSet.spec.selector); // immutable in apps/v1
    for (const pod of cachedPods) if (this.owns(pod)) this.podChanged(pod);
  }

  // DS-OWN-01, DS-OWN-02, DS-DEL-05: a uid alone could be written into any pod of any namespace.
  owns(pod: Pod): boolean {
    const owner = controllerOf(pod);
    return (
      owner !== undefined &&
      owner.uid === this.uid &&
      owner.name === this.#name &&
      owner.kind === 'DaemonSet' &&
      pod.metadata.namespace === this.#namespace
    );
  }

  /** The cache shows a new version of a pod that is ours, or was. */
  podChanged(pod: Pod): void {
    const { uid, labels } = pod.metadata;
    if (this.#strays.size > 0) this.#strays.delete(uid);
    if (!this.owns(pod)) {
      this.ledger.removePod(uid);
    } else if (this.#selects(labels)) {
      this.ledger.putPod(pod);
    } else {
      this.ledger.removePod(uid);
      this.#strays.set(uid, pod);
    }
  }

  podDeleted(podUid: string): void {
    this.#strays.delete(podUid);
    this.ledger.removePod(podUid);
  }

  /**
   * Releases strays and adopts matching orphans. Within a sync the caches do not change, so one pass answers for all
   * its steps (DS-SYNC-10); the order of the pods is free (DS-ORD-02). Throws where upstream's pass fails (DS-OWN-10).
   */
  claimPods(
    daemonSet: DaemonSet,
    client: ApiClient,
    orphans: ReadonlyMap<string, Pod>,
    checkMayAdopt: () => void,
    adopted: (pod: Pod) => void,
  ): void {
    if (orphans.size === 0 && this.#strays.size === 0) return;
    const rules = {
      client,
      resource: 'pods',
      kind: 'Pod',
      owner: controllerReferenceTo(daemonSet),
      ownerIsTerminating: daemonSet.metadata.deletionTimestamp !== undefined,
      selects: (pod: Pod) => this.#selects(pod.metadata.labels),
      checkMayAdopt,
      adopted,
    } as const;
    const { claimed, error } = claimObjects(rules, this.#strays.values(), [...orphans.values()]);
    // DS-OWN-11: an adopted pod counts at once, as the cache still shows it.
    for (const pod of claimed) this.ledger.putPod(pod);
    if (error) {
      throw new Error(
        `couldn't get node to daemon pod mapping for daemon set "${daemonSet.metadata.name}": ${error.message}`,
      );
    }
  }

  /** What all nodes are judged by; the same object as long as nothing in it has changed. */
  factsFor(daemonSet: DaemonSet, hash: string): SetFacts {
    this.#renew(daemonSet, hash);
    return this.#facts as SetFacts;
  }

  factoryFor(daemonSet: DaemonSet, hash: string): PodFactory {
    this.#renew(daemonSet, hash);
    this.#factory ??= new PodFactory(daemonSet, hash);
    return this.#factory;
  }

  #renew(daemonSet: DaemonSet, hash: string): void {
    const { spec, metadata } = daemonSet;
    if (this.#spec === spec && this.#annotations === metadata.annotations && this.#hash === hash) return;
    this.#spec = spec;
    this.#annotations = metadata.annotations;
    this.#hash = hash;
    this.#facts = {
      hash,
      templateGeneration: templateGenerationOf(daemonSet),
      minReadySeconds: daemonSet.spec.minReadySeconds ?? 0, // DS-AVAIL-06
      surges: allowsSurge(daemonSet),
    };
    this.#factory = undefined;
  }
}
