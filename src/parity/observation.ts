/** What a cluster looks like after a step, in the form of the recorded traces. */

import { CONTROLLER_REVISION_HASH_LABEL, type ControllerRevision } from '../api/apps';
import type { ApiClient } from '../api/client';
import type { Node, Pod, PodSpec } from '../api/core';
import { SERVICE_NAME_LABEL } from '../api/discovery';
import { controllerOf, type KubernetesObject } from '../api/meta';
import { isPodReady, podCondition } from '../api/pod-conditions';
import { formatTaint } from '../api/taints';
import type { Got, Step } from './trace';

/** Which parts beyond the usual ones a `settle` step asks for. */
export type ObservationParts = Pick<Step, 'conditions' | 'events' | 'podSpec' | 'endpoints' | 'ips'>;

/** Observes everything through the API. */
export function observeCluster(client: ApiClient, parts: ObservationParts = {}): Got {
  const pods = sortByKey(client.list('pods').items);
  const revisions = client.list('controllerrevisions').items;
  const daemonPod = pods.find(isDaemonPod);
  return {
    pods: pods.map((pod) => observePod(pod, revisions, parts)),
    daemonsets: sortByKey(client.list('daemonsets').items).map(({ metadata, status }) => ({
      namespace: metadata.namespace,
      name: metadata.name,
      generation: metadata.generation,
      status,
    })),
    revisions: sortByKey(revisions).map(observeRevision),
    nodes: sortByKey(client.list('nodes').items).map((node) => observeNode(node, parts)),
    ...(parts.endpoints ? { endpointSlices: observeEndpointSlices(client) } : {}),
    ...(parts.events ? { events: countEvents(client) } : {}),
    ...(parts.podSpec && daemonPod ? { podSpec: observePodSpec(daemonPod) } : {}),
  };
}

function sortByKey<T extends KubernetesObject>(objects: readonly T[]): T[] {
  const keyed = objects.map((object) => ({
    object,
    key: `${object.metadata.namespace ?? ''}/${object.metadata.name}`,
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ object }) => object);
}

/** `DaemonSet/agent`, or null for an object without a controller. */
function ownerOf(object: KubernetesObject): string | null {
  const owner = controllerOf(object);
  return owner ? `${owner.kind}/${owner.name}` : null;
}

export function isDaemonPod(pod: Pod): boolean {
  return controllerOf(pod)?.kind === 'DaemonSet';
}

function imagesOf(spec: Pick<PodSpec, 'containers'> | undefined): string {
  return (spec?.containers ?? []).map(({ image }) => image).join(',');
}

function observePod(pod: Pod, revisions: readonly ControllerRevision[], parts: ObservationParts): Got {
  const { metadata, spec, status } = pod;
  const hash = metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] ?? null;
  const nodeName = spec.nodeName ?? null;
  const scheduled = podCondition(pod, 'PodScheduled');
  return {
    namespace: metadata.namespace,
    owner: ownerOf(pod),
    // The names of daemon pods say nothing: their suffixes are drawn.
    ...(isDaemonPod(pod) ? {} : { name: metadata.name }),
    node: nodeName,
    ...(nodeName === null ? { target: targetOf(pod) } : {}),
    hash,
    revision: hash === null ? null : revisionNumber(pod, hash, revisions),
    image: imagesOf(spec),
    phase: status.phase,
    ready: isPodReady(pod),
    ...(metadata.deletionTimestamp ? { terminating: true } : {}),
    ...(scheduled?.status === 'False' ? { unschedulable: scheduled.message } : {}),
    ...(parts.ips ? { podIP: status.podIP } : {}),
  };
}

/** The node that an unbound daemon pod is meant for. */
function targetOf(pod: Pod): string | null {
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const term of required?.nodeSelectorTerms ?? []) {
    const field = term.matchFields?.find(({ key }) => key === 'metadata.name');
    if (field) return field.values?.[0] ?? null;
  }
  return null;
}

/** The number of the revision with the pod's hash; of several, that of the pod's own DaemonSet. */
function revisionNumber(pod: Pod, hash: string, revisions: readonly ControllerRevision[]): number | null {
  const sameHash = revisions.filter(
    ({ metadata }) =>
      metadata.namespace === pod.metadata.namespace && metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] === hash,
  );
  const owner = ownerOf(pod);
  return (sameHash.find((revision) => ownerOf(revision) === owner) ?? sameHash[0])?.revision ?? null;
}

function observeRevision(revision: ControllerRevision): Got {
  const { metadata, data } = revision;
  const template = (data as { spec?: { template?: { spec?: PodSpec } } } | undefined)?.spec?.template;
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    revision: revision.revision,
    hash: metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] ?? null,
    owner: ownerOf(revision),
    images: imagesOf(template?.spec),
  };
}

function observeNode({ metadata, spec, status }: Node, parts: ObservationParts): Got {
  const conditions = (status.conditions ?? []).map((condition) => `${condition.type}=${condition.status}`).sort();
  return {
    name: metadata.name,
    taints: (spec.taints ?? []).map(formatTaint).sort(),
    ...(spec.unschedulable ? { unschedulable: true } : {}),
    ...(parts.conditions ? { conditions } : {}),
  };
}

/** The recorder looked at the events of these namespaces alone. */
const EVENT_NAMESPACES = ['default', 'kube-system'];

/** `DaemonSet Normal SuccessfulCreate` and how often. */
function countEvents(client: ApiClient): Got {
  const counts: Record<string, number> = {};
  for (const event of EVENT_NAMESPACES.flatMap((namespace) => client.list('events', { namespace }).items)) {
    const name = `${event.involvedObject.kind} ${event.type} ${event.reason}`;
    counts[name] = (counts[name] ?? 0) + (event.series?.count ?? event.count ?? 1);
  }
  return counts;
}

const TOKEN_VOLUME = /^kube-api-access-/;

interface NamedItem {
  readonly name: string;
}

/** A daemon pod's labels, annotations and spec, without what differs from pod to pod. */
function observePodSpec(pod: Pod): Got {
  const { labels, annotations, generateName } = pod.metadata;
  const { nodeName, ...rest } = pod.spec;
  const named = { labels, annotations, generateName, spec: withoutTokenVolume(rest) };
  const node = nodeName ?? targetOf(pod);
  const text = JSON.stringify(named);
  return JSON.parse(node === null ? text : text.replaceAll(JSON.stringify(node), '"<node>"'));
}

function withoutTokenVolume(spec: PodSpec): PodSpec {
  const isOwn = ({ name }: NamedItem) => !TOKEN_VOLUME.test(name);
  const { volumes, initContainers, containers, ...rest } = spec;
  const strip = (container: PodSpec['containers'][number]) => {
    const { volumeMounts, ...others } = container;
    const own = ((volumeMounts ?? []) as readonly NamedItem[]).filter(isOwn);
    return own.length > 0 ? { ...others, volumeMounts: own } : others;
  };
  const ownVolumes = ((volumes ?? []) as readonly NamedItem[]).filter(isOwn);
  return {
    ...rest,
    containers: containers.map(strip),
    ...(initContainers ? { initContainers: initContainers.map(strip) } : {}),
    ...(ownVolumes.length > 0 ? { volumes: ownVolumes } : {}),
  };
}

/** The slice of the API server's own Service, which is in every cluster and was not recorded. */
const API_SERVER_SLICE = 'kubernetes';

function observeEndpointSlices(client: ApiClient): readonly Got[] {
  const recorded = client.list('endpointslices').items.filter(({ metadata }) => metadata.name !== API_SERVER_SLICE);
  const slices = recorded.map((slice) => ({
    service: slice.metadata.labels?.[SERVICE_NAME_LABEL] ?? '',
    addressType: slice.addressType,
    ports: (slice.ports ?? []).map(({ name, port, protocol }) => `${name ?? ''}/${port}/${protocol}`).sort(),
    endpoints: (slice.endpoints ?? [])
      .map(({ nodeName, addresses, conditions, targetRef }) => ({
        node: nodeName,
        addresses,
        conditions,
        target: targetRef?.kind,
      }))
      .sort((a, b) => (endpointKey(a) < endpointKey(b) ? -1 : 1)),
  }));
  return slices.sort((a, b) => (a.service < b.service ? -1 : 1));
}

function endpointKey(endpoint: {
  readonly node: string | undefined;
  readonly addresses?: readonly string[] | undefined;
}) {
  return `${endpoint.node ?? ''} ${endpoint.addresses?.join() ?? ''}`;
}
