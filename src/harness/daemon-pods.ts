/** What a scenario may ask of a DaemonSet's pods, revisions and status, read through the port. */
import {
  CHANGE_CAUSE_ANNOTATION,
  type ControllerRevision,
  type DaemonSet,
  POD_TEMPLATE_GENERATION_LABEL,
} from '../api/apps';
import type { Pod } from '../api/core';
import { controllerOf } from '../api/meta';
import type { Cluster } from './cluster';
import { findDaemonSet } from './lookup';
import { compareNaturally } from './natural-order';
import type { Workload } from './workload';

export const HASH_LABEL = 'controller-revision-hash';

/** The node a pod is on, or, before it is bound, the node it was made for. */
export function nodeOf(pod: Pod): string {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms?.[0]?.matchFields?.find(({ key }) => key === 'metadata.name')?.values?.[0] ?? '';
}

export function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

/** Is a pod of the DaemonSet: controlled by it, or left behind by it with labels that its selector matches. */
function belongsTo(pod: Pod, daemonSet: DaemonSet, isLive: boolean): boolean {
  const controller = controllerOf(pod);
  if (controller) return controller.uid === daemonSet.metadata.uid;
  if (isLive) return false;
  const labels = pod.metadata.labels ?? {};
  const wanted = Object.entries(daemonSet.spec.selector.matchLabels ?? {});
  return POD_TEMPLATE_GENERATION_LABEL in labels && wanted.every(([key, value]) => labels[key] === value);
}

/** The DaemonSet's pods by node. Throws `ScenarioError` if the cluster never knew the DaemonSet. */
export async function listDaemonPods(cluster: Cluster, workload: Workload): Promise<readonly Pod[]> {
  const daemonSet = await findDaemonSet(cluster, workload);
  const isLive = (await cluster.get('daemonsets', workload.namespace, workload.name)) !== undefined;
  const pods = await cluster.list('pods', { namespace: workload.namespace });
  return pods
    .filter((pod) => belongsTo(pod, daemonSet, isLive))
    .map((pod) => ({ pod, node: nodeOf(pod) }))
    .sort((left, right) => compareNaturally(left.node, right.node))
    .map(({ pod }) => pod);
}

/** The DaemonSet's ControllerRevisions, oldest first. */
export async function listRevisions(cluster: Cluster, workload: Workload): Promise<readonly ControllerRevision[]> {
  const daemonSet = await findDaemonSet(cluster, workload);
  const revisions = await cluster.list('controllerrevisions', { namespace: workload.namespace });
  return revisions
    .filter((revision) => controllerOf(revision)?.uid === daemonSet.metadata.uid)
    .sort((left, right) => left.revision - right.revision);
}

/** The template hash of the newest revision; pods that carry it are up to date. */
export async function findCurrentHash(cluster: Cluster, workload: Workload): Promise<string | undefined> {
  return (await listRevisions(cluster, workload)).at(-1)?.metadata.labels?.[HASH_LABEL];
}

/** The images of a revision's template, as a table cell shows them. */
export function imagesOf(revision: ControllerRevision): string {
  const stored = revision.data as
    | { spec?: { template?: { spec?: { containers?: { image?: string }[] } } } }
    | undefined;
  return (stored?.spec?.template?.spec?.containers ?? []).map(({ image }) => image ?? '').join(', ');
}

/** What `kubectl rollout history` shows of a revision; empty where nobody said. */
export function changeCauseOf(revision: ControllerRevision): string {
  return revision.metadata.annotations?.[CHANGE_CAUSE_ANNOTATION] ?? '';
}

/** A rollout is over: the controller has seen the latest spec, and every pod it wants is updated and available. */
export function isRolloutComplete(daemonSet: DaemonSet): boolean {
  const { status } = daemonSet;
  return (
    (status.observedGeneration ?? 0) >= (daemonSet.metadata.generation ?? 0) &&
    (status.updatedNumberScheduled ?? 0) >= status.desiredNumberScheduled &&
    (status.numberAvailable ?? 0) >= status.desiredNumberScheduled
  );
}

/** What is left to do in a rollout, in words. */
export function describeRollout(daemonSet: DaemonSet): string {
  const { status, metadata } = daemonSet;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return 'the controller has not seen the change yet';
  const updated = `${status.updatedNumberScheduled ?? 0} of ${status.desiredNumberScheduled} pods are updated`;
  return `${updated}, ${status.numberAvailable ?? 0} available`;
}

/** How often the containers of a pod were restarted, all together, as kubectl counts. */
export function restartsOf({ status }: Pod): number {
  const counts = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return counts.reduce((sum, { restartCount }) => sum + restartCount, 0);
}
