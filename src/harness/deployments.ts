/** What scenarios do to Deployments and claim about them: a Deployment beside a DaemonSet, for comparison. */
import type { Deployment, ReplicaSet } from '../api/apps';
import type { Pod } from '../api/core';
import type { JournalEntry } from '../api/journal-entry';
import { controllerOf } from '../api/meta';
import { mergeFields } from './builders';
import type { Cluster } from './cluster';
import { isReady, isTerminating } from './daemon-pods';
import { formatDuration, parseInteger, parseIntOrPercent, parseLabels } from './notation';
import { ClaimError, ScenarioError } from './scenario-error';
import { suggest } from './suggest';

type Fields = Record<string, unknown>;

const DEFAULT_IMAGE = 'web:v1';
const REVISION = 'deployment.kubernetes.io/revision';
const inRollingUpdate =
  (field: string) =>
  (cell: string): Fields => ({
    strategy: { rollingUpdate: { [field]: parseIntOrPercent(cell) } },
  });

/** The rows that describe a Deployment. `labels` are those of its pods, and what it selects by. */
export const DEPLOYMENT_ROWS = {
  replicas: (cell: string): Fields => ({ replicas: parseInteger(cell) }),
  image: (cell: string): Fields => ({ image: cell }),
  labels: (cell: string): Fields => ({ labels: parseLabels(cell) }),
  maxSurge: inRollingUpdate('maxSurge'),
  maxUnavailable: inRollingUpdate('maxUnavailable'),
  strategy: (cell: string): Fields => ({ strategy: { type: cell } }),
} as const;

export async function createDeployment(
  cluster: Cluster,
  name: string,
  rows: Readonly<Record<string, string>>,
): Promise<void> {
  let described: Fields = {};
  for (const [row, cell] of Object.entries(rows)) {
    described = mergeFields(described, DEPLOYMENT_ROWS[row as keyof typeof DEPLOYMENT_ROWS](cell)) as Fields;
  }
  const { image = DEFAULT_IMAGE, labels = { app: name }, ...spec } = described;
  await cluster.create('deployments', 'default', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      ...spec,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image }] } },
    },
  });
}

/** Throws `ScenarioError` naming the nearest Deployment. */
export async function findDeployment(cluster: Cluster, name: string): Promise<Deployment> {
  const deployment = await cluster.get('deployments', 'default', name);
  if (deployment) return deployment;
  const names = (await cluster.list('deployments')).map(({ metadata }) => metadata.name);
  throw new ScenarioError(`the cluster has no Deployment "${name}".${suggest(name, names)}`);
}

/** Throws `ClaimError` unless every replica is updated and available, and none is left over. */
export async function checkDeployed(cluster: Cluster, name: string): Promise<void> {
  const { spec, status, metadata } = await findDeployment(cluster, name);
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, observedGeneration = 0 } = status;
  const isDone = [replicas, updatedReplicas, availableReplicas].every((count) => count === (spec.replicas ?? 1));
  if (isDone && observedGeneration >= (metadata.generation ?? 0)) return;
  throw new ClaimError(
    `the Deployment "${name}" is not rolled out: of ${spec.replicas ?? 1} replicas ${updatedReplicas} are updated, ${availableReplicas} available; ${replicas} pods exist`,
  );
}

export async function setReplicas(cluster: Cluster, name: string, replicas: number): Promise<void> {
  await findDeployment(cluster, name);
  await cluster.patch('deployments', 'default', name, { spec: { replicas } }, { type: 'merge' });
}

export async function setDeploymentImage(cluster: Cluster, name: string, image: string): Promise<void> {
  const { spec } = await findDeployment(cluster, name);
  const containers = spec.template.spec.containers.map((container) => ({ ...container, image }));
  await cluster.patch(
    'deployments',
    'default',
    name,
    { spec: { template: { spec: { containers } } } },
    { type: 'merge' },
  );
}

/** The Deployment's ReplicaSets, oldest revision first. */
export async function listReplicaSets(cluster: Cluster, name: string): Promise<readonly ReplicaSet[]> {
  const { uid } = (await findDeployment(cluster, name)).metadata;
  const sets = (await cluster.list('replicasets')).filter((set) => controllerOf(set)?.uid === uid);
  return sets.sort((a, b) => Number(revisionOf(a)) - Number(revisionOf(b)));
}

export function revisionOf({ metadata }: ReplicaSet): string {
  return metadata.annotations?.[REVISION] ?? '';
}

/** Pods of the Deployment that run and are not being deleted. */
export async function listRunningPods(cluster: Cluster, name: string): Promise<readonly Pod[]> {
  const sets = new Set((await listReplicaSets(cluster, name)).map(({ metadata }) => metadata.uid));
  const pods = await cluster.list('pods', { namespace: 'default' });
  return pods.filter(
    (pod) => sets.has(controllerOf(pod)?.uid ?? '') && pod.status.phase === 'Running' && !isTerminating(pod),
  );
}

/**
 * Throws `ClaimError` if at some moment since `from` the Deployment had fewer ready pods than `fewest`, or more pods than
 * `most`; pods that are being deleted do not count.
 */
export function checkPodCounts(
  entries: readonly JournalEntry[],
  from: number,
  name: string,
  fewest: number,
  most: number,
): void {
  const living = new Map<string, boolean>();
  const startMs = entries[0]?.atMs ?? 0;
  for (const [index, entry] of entries.entries()) {
    if (entry.kind === 'commit' && entry.resource === 'pods')
      note(living, entry.before as Pod, entry.after as Pod, name);
    if (index < from - 1) continue;
    const ready = [...living.values()].filter(Boolean).length;
    if (ready >= fewest && living.size <= most) continue;
    throw new ClaimError(
      [
        `pods of the Deployment "${name}"`,
        `  wanted: at least ${fewest} ready, at most ${most} in all`,
        `  got:    ${ready} ready, ${living.size} in all at ${formatDuration(entry.atMs - startMs)}`,
      ].join('\n'),
    );
  }
}

function note(living: Map<string, boolean>, before: Pod | undefined, after: Pod | undefined, name: string): void {
  const pod = after ?? before;
  const owner = pod && controllerOf(pod);
  if (!pod || owner?.kind !== 'ReplicaSet' || !owner.name.startsWith(`${name}-`)) return;
  if (after && !isTerminating(after)) living.set(pod.metadata.uid, isReady(after));
  else living.delete(pod.metadata.uid);
}
