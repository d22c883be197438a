/**
 * A journal as the DaemonSet controller lived through it. What it knew at an instant is every commit of earlier instants
 * (a watch delivers after 1 ms, before any work of that instant), and what it did there is one sync or several. Claims
 * compare the two, so they are exact: nothing has to be forgiven because a cache lags behind.
 */
import type { ControllerRevision, DaemonSet } from '../../src/api/apps';
import type { Node, Pod } from '../../src/api/core';
import type { CommitEntry, JournalEntry, RefusalEntry } from '../../src/api/journal-entry';
import { type KubernetesObject, keyOf } from '../../src/api/meta';

export const CONTROLLER = 'daemonset-controller';

/** The objects of the cluster at some instant, by key. */
export class Picture {
  readonly nodes = new Map<string, Node>();
  readonly pods = new Map<string, Pod>();
  readonly revisions = new Map<string, ControllerRevision>();
  readonly daemonSets = new Map<string, DaemonSet>();

  note({ resource, before, after }: CommitEntry): void {
    const objects = this.#of(resource);
    const object = after ?? before;
    if (!objects || !object) return;
    if (after) objects.set(keyOf(object), after);
    else objects.delete(keyOf(object));
  }

  #of(resource: string): Map<string, KubernetesObject> | undefined {
    switch (resource) {
      case 'nodes':
        return this.nodes as Map<string, KubernetesObject>;
      case 'pods':
        return this.pods as Map<string, KubernetesObject>;
      case 'controllerrevisions':
        return this.revisions as Map<string, KubernetesObject>;
      case 'daemonsets':
        return this.daemonSets as Map<string, KubernetesObject>;
      default:
        return undefined;
    }
  }
}

export interface Moment {
  readonly atMs: number;
  /** What the controller knew. Valid during the visit only. */
  readonly known: Picture;
  /** What it did and tried, in order. Events are left out: they are written about things, and decide nothing. */
  readonly commits: readonly CommitEntry[];
  readonly refusals: readonly RefusalEntry[];
}

/** Visits every instant at which the controller wrote something or was refused to, in order. */
export function visitMoments(journal: readonly JournalEntry[], visit: (moment: Moment) => void): void {
  const known = new Picture();
  for (const entries of byInstant(journal)) {
    const commits = entries.filter((entry): entry is CommitEntry => entry.kind === 'commit');
    const written = commits.filter(({ actor, resource }) => actor === CONTROLLER && resource !== 'events');
    const refusals = entries.filter(
      (entry): entry is RefusalEntry => entry.kind === 'refusal' && entry.actor === CONTROLLER,
    );
    const atMs = entries[0]?.atMs ?? 0;
    if (written.length + refusals.length > 0) visit({ atMs, known, commits: written, refusals });
    for (const commit of commits) known.note(commit);
  }
}

function* byInstant(journal: readonly JournalEntry[]): Iterable<readonly JournalEntry[]> {
  let instant: JournalEntry[] = [];
  for (const entry of journal) {
    if (instant.length > 0 && instant[0]?.atMs !== entry.atMs) {
      yield instant;
      instant = [];
    }
    instant.push(entry);
  }
  if (instant.length > 0) yield instant;
}
