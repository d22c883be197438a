/** Which revision of each DaemonSet is the current one, as far as the controller alone has written them. */
import { CONTROLLER_REVISION_HASH_LABEL, type ControllerRevision } from '../../api/apps';
import type { CommitEntry } from '../../api/journal-entry';
import { controllerOf } from '../../api/meta';
import { CONTROLLER } from './invariant';

interface Current {
  readonly number: number;
  readonly hash: string | undefined;
}

export class RevisionRecords {
  readonly #current = new Map<string, Current>();
  /** DaemonSets whose history somebody else has edited: which revision is current there is not ours to say. */
  readonly #edited = new Set<string>();

  /** Hash of the revision with the highest number; undefined if it cannot be told. */
  currentHash(setUid: string): string | undefined {
    return this.#edited.has(setUid) ? undefined : this.#current.get(setUid)?.hash;
  }

  /** To be called with every commit of a ControllerRevision. */
  note({ actor, before, after }: CommitEntry): void {
    const owner = controllerOf(after ?? (before as ControllerRevision))?.uid;
    if (owner === undefined) return;
    if (actor !== CONTROLLER) {
      this.#edited.add(owner);
      return;
    }
    if (!after) return;
    const { revision, metadata } = after as ControllerRevision;
    if (revision < (this.#current.get(owner)?.number ?? 0)) return;
    this.#current.set(owner, { number: revision, hash: metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] });
  }
}
