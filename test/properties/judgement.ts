/**
 * What the specification says of a DaemonSet at one moment, worked out plainly from all objects: which nodes want a pod,
 * which pods are old, what the budget is. Written from the clauses and slowly, to be compared with the controller's fast
 * account; it shares only placement and the meaning of ready, available and "same template" with it.
 */
import {
  CONTROLLER_REVISION_HASH_LABEL,
  type ControllerRevision,
  type DaemonSet,
  type IntOrString,
  POD_TEMPLATE_GENERATION_LABEL,
  TEMPLATE_GENERATION_ANNOTATION,
} from '../../src/api/apps';
import type { Pod } from '../../src/api/core';
import { controllerOf } from '../../src/api/meta';
import { isPodAvailable, isPodReady, isPodTerminal } from '../../src/api/pod-conditions';
import { isSameRevisionData, revisionData } from '../../src/api/template-hash';
import { compilePlacement } from '../../src/controllers/daemonset/placement';
import type { Moment, Picture } from './moments';

const SET_KEY = 'default/agent';

export type Stage = 'excess' | 'both' | 'old' | 'updated' | 'empty';

export class Judgement {
  readonly daemonSet: DaemonSet;
  /** Pods by target node, oldest first; finished pods that are going are left out (DS-MULTI-03). */
  readonly groups = new Map<string, Pod[]>();
  /** Every pod of the set, by key. */
  readonly pods: readonly Pod[];
  readonly revisions: readonly ControllerRevision[];
  /** Those that match the template. */
  readonly matching: readonly ControllerRevision[];
  readonly hash: string;
  readonly #picture: Picture;
  readonly #nowMs: number;
  readonly #wanted = new Set<string>();
  readonly #mayStay = new Set<string>();

  /** Undefined if the controller knew of no such DaemonSet. */
  static of({ known, atMs, commits }: Moment): Judgement | undefined {
    const daemonSet = known.daemonSets.get(SET_KEY);
    if (!daemonSet) return undefined;
    const revisions = new Map(known.revisions);
    for (const { resource, after } of commits) {
      // The sync goes on with the revision that it has just made; what it deletes it deletes later.
      if (resource === 'controllerrevisions' && after)
        revisions.set(`default/${after.metadata.name}`, after as ControllerRevision);
    }
    return new Judgement(known, daemonSet, [...revisions.values()], atMs);
  }

  constructor(picture: Picture, daemonSet: DaemonSet, revisions: readonly ControllerRevision[], nowMs: number) {
    const { uid } = daemonSet.metadata;
    this.daemonSet = daemonSet;
    this.#picture = picture;
    this.#nowMs = nowMs;
    this.pods = [...picture.pods.values()].filter((pod) => controllerOf(pod)?.uid === uid);
    for (const pod of this.pods) {
      if (pod.metadata.deletionTimestamp && isPodTerminal(pod)) continue;
      const node = nodeOf(pod);
      this.groups.set(node, [...(this.groups.get(node) ?? []), pod]);
    }
    for (const group of this.groups.values()) group.sort(byAge);
    const place = compilePlacement(daemonSet);
    for (const [name, node] of picture.nodes) {
      const { shouldRun, shouldContinue } = place(node);
      if (shouldRun) this.#wanted.add(name);
      if (shouldContinue) this.#mayStay.add(name);
    }
    this.revisions = revisions.filter((revision) => controllerOf(revision)?.uid === uid);
    const data = revisionData(daemonSet.spec.template);
    this.matching = this.revisions.filter((revision) => isSameRevisionData(revision.data, data));
    this.hash = newest(this.matching)?.metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] ?? '';
  }

  get desired(): number {
    return this.#wanted.size;
  }

  get isRollingUpdate(): boolean {
    return this.daemonSet.spec.updateStrategy.type === 'RollingUpdate';
  }

  isKnown(node: string): boolean {
    return this.#picture.nodes.has(node);
  }

  isWanted(node: string): boolean {
    return this.#wanted.has(node);
  }

  mayStay(node: string): boolean {
    return this.#mayStay.has(node);
  }

  get wantedNodes(): Iterable<string> {
    return this.#wanted;
  }

  /** Scaled to the wanted nodes (DS-PCT). */
  get maxSurge(): number {
    const { type, rollingUpdate } = this.daemonSet.spec.updateStrategy;
    return type === 'RollingUpdate' ? scale(rollingUpdate?.maxSurge ?? 0, this.desired) : 0;
  }

  get maxUnavailable(): number {
    const { type, rollingUpdate } = this.daemonSet.spec.updateStrategy;
    const scaled = type === 'RollingUpdate' ? scale(rollingUpdate?.maxUnavailable ?? 1, this.desired) : 0;
    return scaled === 0 && this.maxSurge === 0 && this.desired > 0 ? 1 : scaled;
  }

  /** A node may hold an old and a new pod (DS-MULTI-08). */
  get allowsSurge(): boolean {
    const { type, rollingUpdate } = this.daemonSet.spec.updateStrategy;
    return type === 'RollingUpdate' && scale(rollingUpdate?.maxSurge ?? 0, 1) > 0;
  }

  isAvailable(pod: Pod): boolean {
    return isPodAvailable(pod, this.daemonSet.spec.minReadySeconds ?? 0, this.#nowMs);
  }

  // DS-ROLL-02
  isUpdated(pod: Pod): boolean {
    const labels = pod.metadata.labels ?? {};
    if (this.hash !== '' && labels[CONTROLLER_REVISION_HASH_LABEL] === this.hash) return true;
    const generation = this.daemonSet.metadata.annotations?.[TEMPLATE_GENERATION_ANNOTATION];
    return generation !== undefined && labels[POD_TEMPLATE_GENERATION_LABEL] === generation;
  }

  /** Pods that count in a rollout: not terminating. */
  standing(node: string): readonly Pod[] {
    return (this.groups.get(node) ?? []).filter((pod) => !pod.metadata.deletionTimestamp);
  }

  /** Neither terminating nor finished. */
  running(node: string): readonly Pod[] {
    return this.standing(node).filter((pod) => !isPodTerminal(pod));
  }

  // DS-ROLL-04
  stage(node: string): Stage {
    const pods = this.standing(node);
    const updated = pods.filter((pod) => this.isUpdated(pod)).length;
    const old = pods.length - updated;
    if (updated > 1 || old > 1) return 'excess';
    if (updated === 1 && old === 1) return 'both';
    if (old === 1) return 'old';
    return updated === 1 ? 'updated' : 'empty';
  }

  /** Nodes that count in a rollout: wanted ones, and all that hold pods (DS-ROLL-03). */
  get rolloutNodes(): ReadonlySet<string> {
    return new Set([...this.#wanted, ...this.groups.keys()]);
  }

  // DS-ROLL-04 to 06
  get unavailableGroups(): number {
    return count(this.rolloutNodes, (node) => {
      const stage = this.stage(node);
      return stage === 'old' || stage === 'updated' ? !this.isAvailable(this.standing(node)[0] as Pod) : true;
    });
  }

  // DS-SURGE-02, DS-SURGE-08
  get surgingGroups(): number {
    return count(this.rolloutNodes, (node) => {
      const stage = this.stage(node);
      return stage === 'excess' || (stage === 'both' && !this.hasAvailableSuccessor(node));
    });
  }

  // DS-SURGE-03
  get servingGroups(): number {
    return count(this.rolloutNodes, (node) => {
      const stage = this.stage(node);
      if (stage === 'excess' || stage === 'empty') return false;
      const pods = this.standing(node);
      const speaker = pods.find((pod) => !this.isUpdated(pod)) ?? pods[0];
      return speaker !== undefined && this.isAvailable(speaker);
    });
  }

  hasAvailableSuccessor(node: string): boolean {
    return this.standing(node).some((pod) => this.isUpdated(pod) && this.isAvailable(pod));
  }

  /** The counters that a sync should report (DS-STAT-02 to 05). */
  get counters(): Readonly<Record<string, number>> {
    const speakers = [...this.#wanted].flatMap((node) => this.groups.get(node)?.[0] ?? []);
    const available = count(speakers, (pod) => this.isAvailable(pod));
    return {
      desiredNumberScheduled: this.desired,
      currentNumberScheduled: speakers.length,
      numberMisscheduled: count(this.groups.keys(), (node) => this.isKnown(node) && !this.isWanted(node)),
      numberReady: count(speakers, isPodReady),
      numberAvailable: available,
      numberUnavailable: this.desired - available,
      updatedNumberScheduled: count(speakers, (pod) => this.isUpdated(pod)),
    };
  }

  /**
   * Why a pod may go without a rollout: its node may not keep it, it has ended, it waits for a node that is gone, or it
   * is one too many. Undefined if only a rolling step can have taken it.
   */
  reasonToManage(pod: Pod): 'misplaced' | 'ended' | 'stranded' | 'excess' | undefined {
    const node = nodeOf(pod);
    if (!this.isKnown(node)) return pod.spec.nodeName ? undefined : 'stranded';
    if (!this.mayStay(node)) return 'misplaced';
    if (isPodTerminal(pod)) return 'ended';
    const running = this.running(node);
    if (!this.allowsSurge) return running[0] === pod ? undefined : 'excess';
    const newPod = running.find((other) => this.#wearsHash(other));
    const oldPod = running.find((other) => !this.#wearsHash(other));
    if (pod !== newPod && pod !== oldPod) return 'excess';
    if (pod !== oldPod || newPod === undefined) return undefined;
    return !isPodReady(oldPod) || this.isAvailable(newPod) ? 'excess' : undefined; // DS-MULTI-12
  }

  #wearsHash(pod: Pod): boolean {
    return pod.metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] === this.hash;
  }
}

/** Pods that a moment's commits marked for deletion or removed, as the controller knew them. */
export function deletedPods({ known, commits }: Moment): Pod[] {
  return commits.flatMap(({ resource, verb, before, after }) => {
    if (resource !== 'pods' || !before || before.metadata.deletionTimestamp) return [];
    const isDeletion = verb === 'delete' || after?.metadata.deletionTimestamp !== undefined;
    const pod = known.pods.get(`default/${before.metadata.name}`);
    return isDeletion && pod ? [pod] : [];
  });
}

export function createdPods({ commits }: Moment): Pod[] {
  return commits.flatMap(({ resource, before, after }) =>
    resource === 'pods' && !before && after ? [after as Pod] : [],
  );
}

export function nodeOf(pod: Pod): string {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms?.[0]?.matchFields?.[0]?.values?.[0] ?? '';
}

export function newest(revisions: readonly ControllerRevision[]): ControllerRevision | undefined {
  return [...revisions].sort((a, b) => b.revision - a.revision)[0];
}

export function count<T>(items: Iterable<T>, belongs: (item: T) => boolean): number {
  let counted = 0;
  for (const item of items) if (belongs(item)) counted += 1;
  return counted;
}

function scale(value: IntOrString, total: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);
}

// DS-MULTI-04
function byAge(a: Pod, b: Pod): number {
  if (!a.spec.nodeName !== !b.spec.nodeName) return a.spec.nodeName ? -1 : 1;
  const [older, younger] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (older !== younger) return older < younger ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
