/**
 * What makes the controller look at a DaemonSet: events of four kinds of objects, turned into keys.
 * Upstream: pkg/controller/daemon/daemon_controller.go, the add, update and delete handlers, v1.36.
 */
import type { ControllerRevision, DaemonSet } from '../../api/apps';
import type { Node, Pod, Taint } from '../../api/core';
import { compileSelector, isEmptySelector } from '../../api/labels';
import {
  controllerOf,
  type KubernetesObject,
  keyOf,
  type OwnerReference,
  objectKey,
  type StringMap,
} from '../../api/meta';
import { isPodReady } from '../../api/pod-conditions';
import type { Random } from '../../kernel/random';
import type { Expectations } from '../../machinery/expectations';
import type { Informer, InformerHandlers } from '../../machinery/informer';
import type { WorkQueue } from '../../machinery/work-queue';
import type { StaleReadGuard } from './stale-read-guard';

/** What the handlers need of the controller. Each only puts keys on a queue (DS-TRIG-01). */
export interface EventTargets {
  readonly daemonSets: Informer<'daemonsets'>;
  readonly queue: WorkQueue;
  readonly nodeQueue: WorkQueue;
  readonly expectations: Expectations;
  readonly guard: StaleReadGuard;
  readonly random: Random;
  /** The cache shows another version of a pod; `owner` is the uid of its controller. */
  podChanged(ownerUid: string, pod: Pod): void;
  podDeleted(ownerUid: string, podUid: string): void;
  nodeChanged(name: string): void;
}

const MIN_READY_SLACK_SECONDS = 1;

export function daemonSetHandlers(targets: EventTargets): InformerHandlers<DaemonSet> {
  const deleted = (daemonSet: DaemonSet, clearedUid: string) => {
    const key = keyOf(daemonSet);
    targets.guard.clear(key, clearedUid);
    targets.expectations.forget(key); // DS-EXP-06
    targets.queue.add(key);
  };
  return {
    added: (daemonSet) => targets.queue.add(keyOf(daemonSet)), // DS-TRIG-02
    updated: (before, after) => {
      // DS-TRIG-04: delete and re-create seen as one event (DS-ORD-09); upstream clears the record of the new uid.
      if (before.metadata.uid !== after.metadata.uid) deleted(before, after.metadata.uid);
      targets.queue.add(keyOf(after)); // DS-TRIG-03
    },
    deleted: (daemonSet) => deleted(daemonSet, daemonSet.metadata.uid), // DS-TRIG-05
  };
}

// DS-TRIG-06
function resolve(targets: EventTargets, dependent: KubernetesObject, owner: OwnerReference | undefined) {
  if (owner?.kind !== 'DaemonSet') return undefined;
  const daemonSet = targets.daemonSets.get(objectKey(dependent.metadata.namespace ?? '', owner.name));
  return daemonSet?.metadata.uid === owner.uid ? daemonSet : undefined;
}

/** Enqueues every DaemonSet that an orphan with these labels could belong to (DS-TRIG-09). */
function enqueueMatching(targets: EventTargets, orphan: KubernetesObject): void {
  const { labels, namespace } = orphan.metadata;
  if (!labels || Object.keys(labels).length === 0) return;
  const matching: string[] = [];
  for (const daemonSet of targets.daemonSets.list()) {
    if (daemonSet.metadata.namespace !== namespace || isEmptySelector(daemonSet.spec.selector)) continue;
    if (compileSelector(daemonSet.spec.selector)(labels)) matching.push(keyOf(daemonSet));
  }
  // DS-ORD-10
  if (matching.length > 1) targets.random.shuffle(matching);
  for (const key of matching) targets.queue.add(key);
}

export function podHandlers(targets: EventTargets): InformerHandlers<Pod> {
  const deleted = (pod: Pod) => {
    const daemonSet = resolve(targets, pod, controllerOf(pod)); // DS-TRIG-16, DS-TRIG-17
    if (!daemonSet) return;
    const key = keyOf(daemonSet);
    targets.expectations.deletionObserved(key);
    targets.queue.add(key);
  };
  const added = (pod: Pod) => {
    if (pod.metadata.deletionTimestamp) {
      deleted(pod); // DS-TRIG-08
      return;
    }
    const owner = controllerOf(pod);
    if (!owner) {
      enqueueMatching(targets, pod);
      return;
    }
    const daemonSet = resolve(targets, pod, owner);
    if (!daemonSet) return;
    const key = keyOf(daemonSet);
    targets.expectations.creationObserved(key); // DS-TRIG-07
    targets.queue.add(key);
  };
  const updated = (before: Pod, after: Pod) => {
    if (before.metadata.resourceVersion === after.metadata.resourceVersion) return; // DS-TRIG-10
    if (after.metadata.deletionTimestamp) {
      deleted(after); // DS-TRIG-11
      return;
    }
    const oldOwner = controllerOf(before);
    const owner = controllerOf(after);
    const ownerChanged = oldOwner?.uid !== owner?.uid;
    if (ownerChanged && oldOwner) enqueue(targets, resolve(targets, before, oldOwner)); // DS-TRIG-12
    if (!owner) {
      if (ownerChanged || !hasSameLabels(before.metadata.labels, after.metadata.labels))
        enqueueMatching(targets, after); // DS-TRIG-15
      return;
    }
    const daemonSet = resolve(targets, after, owner);
    if (!daemonSet) return;
    targets.queue.add(keyOf(daemonSet)); // DS-TRIG-13
    const { minReadySeconds = 0 } = daemonSet.spec;
    if (minReadySeconds > 0 && !isPodReady(before) && isPodReady(after)) {
      targets.queue.addAfter(keyOf(daemonSet), (minReadySeconds + MIN_READY_SLACK_SECONDS) * 1000); // DS-TRIG-14
    }
  };
  return {
    added: (pod) => {
      notePod(targets, undefined, pod);
      added(pod);
    },
    updated: (before, after) => {
      notePod(targets, before, after);
      updated(before, after);
    },
    deleted: (pod) => {
      const owner = controllerOf(pod);
      if (owner) targets.podDeleted(owner.uid, pod.metadata.uid);
      deleted(pod);
    },
  };
}

/** Keeps the accounts of the pod's present and former controller true to the cache. */
function notePod(targets: EventTargets, before: Pod | undefined, after: Pod): void {
  const owner = controllerOf(after)?.uid;
  const formerOwner = before && controllerOf(before)?.uid;
  if (before && formerOwner !== undefined && (formerOwner !== owner || before.metadata.uid !== after.metadata.uid)) {
    targets.podDeleted(formerOwner, before.metadata.uid);
  }
  if (owner !== undefined) targets.podChanged(owner, after);
}

function enqueue(targets: EventTargets, daemonSet: DaemonSet | undefined): void {
  if (daemonSet) targets.queue.add(keyOf(daemonSet));
}

export function revisionHandlers(targets: EventTargets): InformerHandlers<ControllerRevision> {
  const deleted = (revision: ControllerRevision) =>
    enqueue(targets, resolve(targets, revision, controllerOf(revision))); // DS-TRIG-20
  return {
    added: (revision) => {
      // DS-TRIG-18
      if (revision.metadata.deletionTimestamp) deleted(revision);
      else if (!controllerOf(revision)) enqueueMatching(targets, revision);
    },
    updated: (before, after) => {
      // DS-TRIG-19
      if (before.metadata.resourceVersion === after.metadata.resourceVersion) return;
      const oldOwner = controllerOf(before);
      const owner = controllerOf(after);
      const ownerChanged = oldOwner?.uid !== owner?.uid;
      if (ownerChanged && oldOwner) enqueue(targets, resolve(targets, before, oldOwner));
      if (owner) enqueue(targets, resolve(targets, after, owner));
      else if (ownerChanged || !hasSameLabels(before.metadata.labels, after.metadata.labels))
        enqueueMatching(targets, after);
    },
    deleted,
  };
}

export function nodeHandlers(targets: EventTargets): InformerHandlers<Node> {
  return {
    added: (node) => {
      targets.nodeChanged(node.metadata.name);
      targets.nodeQueue.add(node.metadata.name); // DS-NODE-01
    },
    updated: (before, after) => {
      // DS-NODE-02
      if (hasSameLabels(before.metadata.labels, after.metadata.labels) && hasSameTaints(before, after)) return;
      targets.nodeChanged(after.metadata.name);
      targets.nodeQueue.add(after.metadata.name);
    },
    // DS-NODE-03: nobody is told, but the next sync, whatever brings it, sees that the node is gone.
    deleted: (node) => targets.nodeChanged(node.metadata.name),
  };
}

function hasSameLabels(a: StringMap | undefined, b: StringMap | undefined): boolean {
  if (a === b) return true;
  const keys = Object.keys(a ?? {});
  return keys.length === Object.keys(b ?? {}).length && keys.every((key) => a?.[key] === b?.[key]);
}

function hasSameTaints(a: Node, b: Node): boolean {
  if (a.spec.taints === b.spec.taints) return true;
  const [before, after] = [a.spec.taints ?? [], b.spec.taints ?? []];
  return before.length === after.length && before.every((taint, index) => isSame(taint, after[index]));
}

function isSame(a: Taint, b: Taint | undefined): boolean {
  return a.key === b?.key && a.value === b.value && a.effect === b.effect && a.timeAdded === b.timeAdded;
}
