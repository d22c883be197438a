/** Revisions of a DaemonSet with what a table may show of them. */
import type { Cluster } from './cluster';
import { changeCauseOf, HASH_LABEL, imagesOf, listDaemonPods, listRevisions } from './daemon-pods';
import type { Workload } from './workload';

export interface ShownRevision {
  readonly revision: number;
  readonly image: string;
  /** Empty where none is recorded. */
  readonly changeCause: string;
  /** Pods that run this revision. */
  readonly pods: number;
  /** It is the one that the DaemonSet wants now. */
  readonly current: boolean;
}

/** Oldest first. */
export async function listShownRevisions(cluster: Cluster, workload: Workload): Promise<readonly ShownRevision[]> {
  const revisions = await listRevisions(cluster, workload);
  const counts = new Map<string | undefined, number>();
  for (const { metadata } of await listDaemonPods(cluster, workload)) {
    const hash = metadata.labels?.[HASH_LABEL];
    counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  return revisions.map((revision, index) => ({
    revision: revision.revision,
    image: imagesOf(revision),
    changeCause: changeCauseOf(revision),
    pods: counts.get(revision.metadata.labels?.[HASH_LABEL]) ?? 0,
    current: index === revisions.length - 1,
  }));
}
