/** Notices the first pod of a new revision, from the journal, so that waiting costs what happens and not what there is. */
import type { ControllerRevision } from '../api/apps';
import type { Pod } from '../api/core';
import { controllerOf } from '../api/meta';
import type { Cluster } from './cluster';
import { HASH_LABEL, isReady, isTerminating, listDaemonPods, listRevisions } from './daemon-pods';
import { findLiveDaemonSet } from './lookup';
import type { Workload } from './workload';

const isNewAndReady = (pod: Pod, hash: string | undefined): boolean =>
  hash !== undefined && pod.metadata.labels?.[HASH_LABEL] === hash && isReady(pod) && !isTerminating(pod);

/**
 * A claim that holds once a pod of the newest revision is ready. A change that the controller has not seen yet is
 * waited for: until its revision is there, no pod counts as new.
 */
export async function watchForNewReadyPod(cluster: Cluster, workload: Workload): Promise<() => boolean> {
  const { metadata, status } = await findLiveDaemonSet(cluster, workload);
  const newest = (await listRevisions(cluster, workload)).at(-1);
  const isObserved = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  let revision = newest?.revision ?? 0;
  let hash = isObserved ? newest?.metadata.labels?.[HASH_LABEL] : undefined;
  let found = (await listDaemonPods(cluster, workload)).some((pod) => isNewAndReady(pod, hash));
  let position = cluster.journal.length;
  return () => {
    for (; !found && position < cluster.journal.length; position++) {
      const entry = cluster.journal[position];
      if (entry?.kind !== 'commit' || !entry.after) continue;
      if (entry.resource !== 'pods' && entry.resource !== 'controllerrevisions') continue;
      if (controllerOf(entry.after)?.uid !== metadata.uid) continue;
      if (entry.resource === 'pods') {
        found = isNewAndReady(entry.after as Pod, hash);
      } else if ((entry.after as ControllerRevision).revision > revision) {
        revision = (entry.after as ControllerRevision).revision;
        hash = entry.after.metadata.labels?.[HASH_LABEL];
      }
    }
    return found;
  };
}
