/** The pods that the DaemonSet controller made and that have not ended, by DaemonSet and node, kept up commit by commit. */
import type { Pod } from '../../api/core';
import type { CommitEntry } from '../../api/journal-entry';
import { controllerOf } from '../../api/meta';
import { isPodTerminal } from '../../api/pod-conditions';
import { targetNodeOf } from '../../controllers/daemonset/pod-template';
import { CONTROLLER } from './invariant';

interface NodePods {
  readonly pods: Map<string, Pod>;
  /** When a pod came, went or ended here, but for what the controller itself did, in ms since the epoch. */
  changedMs: number;
}

const NO_PODS: ReadonlyMap<string, Pod> = new Map();

export class PodIndex {
  /** Node by name, by uid of the DaemonSet. */
  readonly #sets = new Map<string, Map<string, NodePods>>();
  /** Uids of the pods that the controller made. */
  readonly #made = new Set<string>();

  /** Active pods of the DaemonSet for the node, by uid. */
  on(setUid: string, node: string): ReadonlyMap<string, Pod> {
    return this.#sets.get(setUid)?.get(node)?.pods ?? NO_PODS;
  }

  /** When somebody other than the controller last changed what is on the node. */
  changedMs(setUid: string, node: string): number {
    return this.#sets.get(setUid)?.get(node)?.changedMs ?? 0;
  }

  isMade(podUid: string): boolean {
    return this.#made.has(podUid);
  }

  /** To be called with every commit of a pod, after the rules have looked at it. */
  note({ actor, verb, before, after, atMs }: CommitEntry): void {
    const pod = (after ?? before) as Pod;
    const { uid } = pod.metadata;
    if (verb === 'create' && actor === CONTROLLER) this.#made.add(uid);
    if (!this.#made.has(uid)) return;
    if (before && after && isImmaterial(before as Pod, after as Pod)) return;
    const earlier = before && isActive(before as Pod) ? controllerOf(before)?.uid : undefined;
    const owner = after && isActive(after as Pod) ? controllerOf(after)?.uid : undefined;
    if (earlier !== undefined && earlier !== owner) this.#placeOf(earlier, pod, actor, atMs)?.pods.delete(uid);
    if (owner !== undefined) {
      const place = this.#placeOf(owner, pod, earlier === owner ? CONTROLLER : actor, atMs);
      place?.pods.set(uid, pod);
    }
    if (!after) this.#made.delete(uid);
  }

  #placeOf(setUid: string, pod: Pod, actor: string, atMs: number): NodePods | undefined {
    const node = targetNodeOf(pod);
    if (node === undefined) return undefined;
    let nodes = this.#sets.get(setUid);
    if (!nodes) {
      nodes = new Map();
      this.#sets.set(setUid, nodes);
    }
    let place = nodes.get(node);
    if (!place) {
      place = { pods: new Map(), changedMs: 0 };
      nodes.set(node, place);
    }
    if (actor !== CONTROLLER) place.changedMs = atMs;
    return place;
  }
}

/** A write that changes nothing the rules look at, as most writes of a kubelet do. */
function isImmaterial(before: Pod, after: Pod): boolean {
  return (
    before.metadata.ownerReferences === after.metadata.ownerReferences &&
    before.metadata.labels === after.metadata.labels &&
    isActive(before) === isActive(after)
  );
}

/** Neither terminal nor on its way out. */
export function isActive(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isPodTerminal(pod);
}
