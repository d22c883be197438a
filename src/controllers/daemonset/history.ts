/**
 * The revision history of a DaemonSet: one ControllerRevision per template it has had, the newest number for the
 * current one.
 * Upstream: pkg/controller/daemon/update.go, constructHistory, dedupCurHistories, snapshot, cleanupHistory, v1.36.
 */
import { CONTROLLER_REVISION_HASH_LABEL, type ControllerRevision, type DaemonSet } from '../../api/apps';
import { type ApiError, isApiError } from '../../api/errors';
import { compileSelector } from '../../api/labels';
import { controllerOf, keyOf } from '../../api/meta';
import { computeTemplateHash, isSameRevisionData, revisionData } from '../../api/template-hash';
import type { ActorContext } from '../../machinery/actor';
import { claimObjects } from '../../machinery/controller-ref';
import type { Informer } from '../../machinery/informer';
import type { NodeLedger } from './ledger';
import { controllerReferenceTo } from './pod-template';

const BY_NAMESPACE = 'namespace';

export interface History {
  readonly current: ControllerRevision;
  /** The hash that pods of the current revision wear (DS-REV-13). */
  readonly hash: string;
  readonly old: readonly ControllerRevision[];
}

/** A history, and what it was found in. */
interface Finding {
  readonly history: History;
  readonly spec: DaemonSet['spec'];
  readonly revisionsSeen: string;
}

export class RevisionHistory {
  /** By uid: histories in which everything was in order. They hold until the spec or any revision changes. */
  readonly #findings = new Map<string, Finding>();
  readonly #context: ActorContext;
  readonly #revisions: Informer<'controllerrevisions'>;
  readonly #random: ActorContext['random'];

  constructor(context: ActorContext) {
    this.#context = context;
    this.#random = context.random.fork('history');
    this.#revisions = context.informers.informer('controllerrevisions');
    this.#revisions.addIndex(BY_NAMESPACE, (revision) => revision.metadata.namespace ?? '');
  }

  /**
   * Finds or makes the revision of the current template (DS-REV-01 to 13). `claimPods` gives the account with the set's pods claimed; it
   * is only asked where duplicates force relabelling. Throws what made it fail (DS-SYNC-05).
   */
  construct(daemonSet: DaemonSet, checkMayAdopt: () => void, claimPods: () => NodeLedger): History {
    const { uid } = daemonSet.metadata;
    const found = this.#findings.get(uid);
    const revisionsSeen = this.#revisions.resourceVersion;
    if (found?.spec === daemonSet.spec && found.revisionsSeen === revisionsSeen) return found.history;
    // Only the template counts: no other change of the spec makes a revision (DS-CHG-07), and a new default of the
    // server does (DS-REV-19).
    const wanted = revisionData(daemonSet.spec.template);
    const matching: ControllerRevision[] = [];
    const old: ControllerRevision[] = [];
    const { claimed, isAsCached } = this.#claim(daemonSet, checkMayAdopt);
    for (const candidate of claimed) {
      const revision = this.#withHashLabel(candidate);
      if (isSameRevisionData(revision.data, wanted)) matching.push(revision);
      else old.push(revision);
    }
    const top = Math.max(0, ...old.map((revision) => revision.revision)) + 1; // DS-REV-07
    const current = this.#current(daemonSet, matching, top, wanted, claimPods);
    const history = { current, hash: current.metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] ?? '', old };
    const isSettled = isAsCached && matching.length === 1 && current === matching[0] && current.revision === top;
    if (isSettled && [current, ...old].every((revision) => claimed.includes(revision))) {
      this.#findings.set(uid, { history, spec: daemonSet.spec, revisionsSeen });
    }
    return history;
  }

  /** The DaemonSet of this uid is gone. */
  forget(uid: string): void {
    this.#findings.delete(uid);
  }

  /** Deletes the oldest revisions beyond the limit that no pod wears; the current one is safe (DS-REV-14 to 17). */
  cleanUp(daemonSet: DaemonSet, old: readonly ControllerRevision[], ledger: NodeLedger): void {
    let excess = old.length - (daemonSet.spec.revisionHistoryLimit ?? 10);
    if (excess <= 0) return;
    // DS-ORD-05: upstream's order among equal numbers is free.
    const oldestFirst = this.#random.shuffle([...old]).sort((a, b) => a.revision - b.revision);
    for (const revision of oldestFirst) {
      if (excess <= 0) return;
      const hash = revision.metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL];
      if (hash !== undefined && ledger.isHashWorn(hash)) continue;
      this.#context.client.delete('controllerrevisions', revision.metadata.namespace ?? '', revision.metadata.name);
      excess -= 1;
    }
  }

  // DS-OWN-12, DS-REV-18
  #claim(daemonSet: DaemonSet, checkMayAdopt: () => void) {
    const { uid, namespace = '' } = daemonSet.metadata;
    const owned: ControllerRevision[] = [];
    const orphans: ControllerRevision[] = [];
    for (const revision of this.#revisions.byIndex(BY_NAMESPACE, namespace).values()) {
      const owner = controllerOf(revision);
      if (!owner) orphans.push(revision);
      else if (owner.uid === uid) owned.push(revision);
    }
    const matches = compileSelector(daemonSet.spec.selector);
    const { claimed, error } = claimObjects(
      {
        client: this.#context.client,
        resource: 'controllerrevisions',
        kind: 'ControllerRevision',
        owner: controllerReferenceTo(daemonSet),
        ownerIsTerminating: daemonSet.metadata.deletionTimestamp !== undefined,
        selects: (revision) => matches(revision.metadata.labels),
        checkMayAdopt,
      },
      owned,
      orphans,
    );
    if (error) throw error;
    const isAsCached = orphans.length === 0 && claimed.length === owned.length;
    return { claimed: claimed.length > 1 ? this.#random.shuffle(claimed) : claimed, isAsCached }; // DS-ORD-05
  }

  // DS-REV-02
  #withHashLabel(revision: ControllerRevision): ControllerRevision {
    if (revision.metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] !== undefined) return revision;
    const labels = { ...revision.metadata.labels, [CONTROLLER_REVISION_HASH_LABEL]: revision.metadata.name };
    return this.#update({ ...revision, metadata: { ...revision.metadata, labels } });
  }

  #current(
    daemonSet: DaemonSet,
    matching: ControllerRevision[],
    top: number,
    wanted: unknown,
    claimPods: () => NodeLedger,
  ): ControllerRevision {
    const [first] = matching;
    if (!first) return this.#snapshot(daemonSet, top, wanted);
    const kept = matching.length === 1 ? first : this.#keepOne(daemonSet, matching, claimPods());
    // DS-REV-08; the caller goes on with the hash label, which the renumbering does not touch.
    if (kept.revision < top) this.#update({ ...kept, revision: top });
    return kept;
  }

  // DS-REV-06
  #keepOne(daemonSet: DaemonSet, matching: readonly ControllerRevision[], ledger: NodeLedger): ControllerRevision {
    const kept = matching.reduce((best, revision) => (revision.revision >= best.revision ? revision : best));
    const hash = kept.metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] as string;
    const namespace = daemonSet.metadata.namespace ?? '';
    const { client } = this.#context;
    for (const pod of ledger.pods()) {
      if (pod.metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] === hash) continue;
      const relabel = { metadata: { labels: { [CONTROLLER_REVISION_HASH_LABEL]: hash } } };
      client.patch('pods', namespace, pod.metadata.name, relabel, { type: 'merge' });
    }
    for (const revision of matching) {
      if (revision !== kept) client.delete('controllerrevisions', namespace, revision.metadata.name);
    }
    return kept;
  }

  // DS-REV-10
  #snapshot(daemonSet: DaemonSet, revision: number, data: unknown): ControllerRevision {
    const { name, namespace = '', annotations } = daemonSet.metadata;
    const hash = computeTemplateHash(daemonSet.spec.template, daemonSet.status.collisionCount);
    const draft = {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels: { ...daemonSet.spec.template.metadata?.labels, [CONTROLLER_REVISION_HASH_LABEL]: hash },
        ...(annotations ? { annotations } : {}),
        ownerReferences: [controllerReferenceTo(daemonSet)],
      },
      data,
      revision,
    };
    try {
      return this.#context.client.create('controllerrevisions', namespace, draft);
    } catch (error) {
      if (!isApiError(error, 'AlreadyExists')) throw error;
      return this.#resolveTakenName(daemonSet, draft.metadata.name, data, error);
    }
  }

  // DS-REV-11, DS-REV-12
  #resolveTakenName(daemonSet: DaemonSet, name: string, data: unknown, taken: ApiError): ControllerRevision {
    const { client } = this.#context;
    const namespace = daemonSet.metadata.namespace ?? '';
    const existing = client.get('controllerrevisions', namespace, name);
    if (isSameRevisionData(existing.data, data)) return existing;
    const live = client.get('daemonsets', namespace, daemonSet.metadata.name);
    const collisions = live.status.collisionCount;
    if (collisions !== daemonSet.status.collisionCount) {
      throw new Error(
        `found a stale collision count (${daemonSet.status.collisionCount}, ${collisions}) of DaemonSet "${keyOf(daemonSet)}" while processing; will retry until it is updated`,
      );
    }
    client.updateStatus('daemonsets', namespace, {
      ...live,
      status: { ...live.status, collisionCount: (collisions ?? 0) + 1 },
    });
    throw taken;
  }

  #update(revision: ControllerRevision): ControllerRevision {
    return this.#context.client.update('controllerrevisions', revision.metadata.namespace ?? '', revision);
  }
}
