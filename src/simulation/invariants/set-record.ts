/** What the invariants remember of each DaemonSet: its spec, and since when it has been so. */
import type { DaemonSet } from '../../api/apps';
import type { CommitEntry } from '../../api/journal-entry';

export interface SetRecord {
  daemonSet: DaemonSet;
  /** When the spec changed last, in ms since the epoch. */
  specChangedMs: number;
  /** When it was marked for deletion. */
  terminatingSinceMs: number | undefined;
  /** Some spec of it allowed a surge: a controller may still act on that one. */
  everSurged: boolean;
}

export class SetRecords {
  readonly #records = new Map<string, SetRecord>();

  find(uid: string): SetRecord | undefined {
    return this.#records.get(uid);
  }

  /** To be called with every commit of a DaemonSet. */
  note({ before, after, atMs }: CommitEntry): void {
    if (!after) {
      if (before) this.#records.delete(before.metadata.uid);
      return;
    }
    const daemonSet = after as DaemonSet;
    const { uid, generation, deletionTimestamp } = after.metadata;
    const record = this.#records.get(uid);
    if (!record) {
      this.#records.set(uid, {
        daemonSet,
        specChangedMs: atMs,
        terminatingSinceMs: deletionTimestamp === undefined ? undefined : atMs,
        everSurged: allowsSurge(daemonSet),
      });
      return;
    }
    if (record.daemonSet.metadata.generation !== generation) {
      record.specChangedMs = atMs;
      record.everSurged ||= allowsSurge(daemonSet);
    }
    if (deletionTimestamp !== undefined) record.terminatingSinceMs ??= atMs;
    record.daemonSet = daemonSet;
  }
}

/** DS-MULTI-08: any surge at all, because a percentage of one node is rounded up. */
export function allowsSurge({ spec }: DaemonSet): boolean {
  const { type, rollingUpdate } = spec.updateStrategy;
  const surge = rollingUpdate?.maxSurge ?? 0;
  return type === 'RollingUpdate' && surge !== 0 && surge !== '0%';
}
