/** How often something happened in a stretch of the journal. */
import type { Pod } from '../api/core';
import type { CommitEntry, JournalEntry } from '../api/journal-entry';
import { controllerOf } from '../api/meta';
import type { Cluster } from './cluster';
import { isTerminating, nodeOf } from './daemon-pods';
import { findDaemonSet } from './lookup';
import { ClaimError } from './scenario-error';
import { nameWorkload, type Workload } from './workload';

/** Throws `ClaimError` unless exactly so many pods were created since `from`, on `node` alone if one is given. */
export async function checkCreatedPods(
  cluster: Cluster,
  workload: Workload,
  wanted: number,
  from: number,
  node?: string,
): Promise<void> {
  await findDaemonSet(cluster, workload);
  const created = listPods(cluster.journal, from, workload, ({ before, after }) => (before ? undefined : after));
  check(workload, 'created', wanted, created, node);
}

/** The same for pods whose deletion began; a pod that nobody but its node removes does not count twice. */
export async function checkDeletedPods(
  cluster: Cluster,
  workload: Workload,
  wanted: number,
  from: number,
  node?: string,
): Promise<void> {
  await findDaemonSet(cluster, workload);
  const deleted = listPods(cluster.journal, from, workload, ({ before, after }) =>
    before && !isTerminating(before as Pod) && (!after || isTerminating(after as Pod)) ? before : undefined,
  );
  check(workload, 'deleted', wanted, deleted, node);
}

function listPods(
  entries: readonly JournalEntry[],
  from: number,
  { namespace, name }: Workload,
  pick: (entry: CommitEntry) => CommitEntry['after'],
): readonly Pod[] {
  const pods: Pod[] = [];
  for (let index = from; index < entries.length; index++) {
    const entry = entries[index] as JournalEntry;
    if (entry.kind !== 'commit' || entry.resource !== 'pods') continue;
    const pod = pick(entry) as Pod | undefined;
    const owner = pod && controllerOf(pod);
    if (owner?.kind === 'DaemonSet' && owner.name === name && pod?.metadata.namespace === namespace) pods.push(pod);
  }
  return pods;
}

function check(workload: Workload, what: string, wanted: number, all: readonly Pod[], node: string | undefined): void {
  const pods = node === undefined ? all : all.filter((pod) => nodeOf(pod) === node);
  if (pods.length === wanted) return;
  const place = node === undefined ? '' : ` on ${node}`;
  const listed = pods.slice(0, 10).map((pod) => `  ${pod.metadata.name} on ${nodeOf(pod)}`);
  throw new ClaimError(
    [
      `pods of ${nameWorkload(workload)} ${what}${place} since the last Given`,
      `  wanted: ${wanted}`,
      `  got:    ${pods.length}`,
      ...listed,
    ].join('\n'),
    workload,
    node === undefined ? [] : [node],
  );
}
