/**
 * What a Deployment writes on its ReplicaSets: their revision, and the sizes they were scaled for.
 * Upstream: pkg/controller/deployment/util/deployment_util.go, SetNewReplicaSetAnnotations, SetReplicasAnnotations, v1.36.
 */
import type { Deployment, ReplicaSet } from '../../api/apps';
import type { KubernetesObject, StringMap } from '../../api/meta';
import { budgetOf, replicasOf } from './budget';

export const REVISION_ANNOTATION = 'deployment.kubernetes.io/revision';
const REVISION_HISTORY_ANNOTATION = 'deployment.kubernetes.io/revision-history';
const DESIRED_ANNOTATION = 'deployment.kubernetes.io/desired-replicas';
const MAX_ANNOTATION = 'deployment.kubernetes.io/max-replicas';

/** Never copied from the Deployment to its ReplicaSets. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION_ANNOTATION,
  REVISION_HISTORY_ANNOTATION,
  DESIRED_ANNOTATION,
  MAX_ANNOTATION,
  'deprecated.deployment.rollback.to',
]);

function numberIn(object: KubernetesObject, annotation: string): number | undefined {
  const text = object.metadata.annotations?.[annotation];
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

export function revisionOf(object: KubernetesObject): number {
  return numberIn(object, REVISION_ANNOTATION) ?? 0;
}

/** What the Deployment wanted when it last scaled this set. */
export function desiredReplicasOf(replicaSet: ReplicaSet): number | undefined {
  return numberIn(replicaSet, DESIRED_ANNOTATION);
}

/** The most pods the Deployment could have had then. */
export function maxReplicasOf(replicaSet: ReplicaSet): number | undefined {
  return numberIn(replicaSet, MAX_ANNOTATION);
}

/** The sizes that a set is scaled for, as annotations. */
export function sizeAnnotations(deployment: Deployment): StringMap {
  const replicas = replicasOf(deployment);
  return {
    [DESIRED_ANNOTATION]: String(replicas),
    [MAX_ANNOTATION]: String(replicas + budgetOf(deployment).maxSurge),
  };
}

/** The annotations of the newest set: the Deployment's own, and a revision that only grows; former numbers are kept. */
export function newestSetAnnotations(deployment: Deployment, before: StringMap, revision: number): StringMap {
  const own = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.has(key));
  const annotations: Record<string, string> = { ...before, ...Object.fromEntries(own) };
  const former = Number(before[REVISION_ANNOTATION] ?? 0);
  if (former >= revision) return annotations;
  annotations[REVISION_ANNOTATION] = String(revision);
  if (former > 0) {
    const history = before[REVISION_HISTORY_ANNOTATION];
    annotations[REVISION_HISTORY_ANNOTATION] = history ? `${history},${former}` : String(former);
  }
  return annotations;
}
