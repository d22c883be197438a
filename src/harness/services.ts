/**
 * Where traffic to daemon pods goes: pure functions over Services, EndpointSlices and pods, as every node's proxy and the
 * cluster's DNS work them out. There is no network here; each function lists whom a client may reach.
 * Upstream: pkg/proxy/topology.go, CategorizeEndpoints, v1.36; the DNS specification for Kubernetes.
 */
import type { Container, Pod, Service } from '../api/core';
import { type Endpoint, type EndpointSlice, SERVICE_NAME_LABEL } from '../api/discovery';
import { isPodTerminal } from '../api/pod-conditions';

const CLUSTER_DOMAIN = ['svc', 'cluster', 'local'];

/** A Service as a client names it. */
export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Reads `agents`, `agents.monitoring`, `agents.monitoring.svc`, `agents.monitoring.svc.cluster.local`. Undefined for
 * what is no name of a Service.
 */
export function parseServiceName(text: string): ServiceName | undefined {
  const [name = '', namespace = 'default', ...domain] = text.split('.');
  const isKnown =
    domain.length <= CLUSTER_DOMAIN.length && domain.every((part, index) => part === CLUSTER_DOMAIN[index]);
  return isKnown && name !== '' && namespace !== '' ? { namespace, name } : undefined;
}

/** The endpoints of a Service, over all its slices. */
export function endpointsOf(service: Service, slices: readonly EndpointSlice[]): readonly Endpoint[] {
  const { namespace, name } = service.metadata;
  return slices
    .filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.[SERVICE_NAME_LABEL] === name)
    .flatMap(({ endpoints }) => endpoints ?? []);
}

/**
 * The addresses that the Service's name stands for: of a headless Service those of its ready endpoints (SVC-18), of any
 * other its cluster IP, whatever is behind it (SVC-17).
 */
export function resolveService(service: Service, slices: readonly EndpointSlice[]): readonly string[] {
  const { clusterIP } = service.spec;
  if (clusterIP !== 'None') return clusterIP ? [clusterIP] : [];
  const ready = endpointsOf(service, slices).filter(({ conditions }) => conditions?.ready === true);
  return ready.flatMap(({ addresses }) => addresses);
}

/**
 * The endpoints among which the proxy of `node` chooses for a client there: the ready ones, or, if no endpoint anywhere
 * is ready, those that still serve while they terminate (SVC-11). With `internalTrafficPolicy: Local` the same rule holds
 * among the node's own, and there is nothing else to fall back to (SVC-12). `zone` is that of the node: hints of the
 * endpoints for the node or its zone are followed as long as some endpoint is meant for it (SVC-14).
 */
export function reachableEndpoints(
  service: Service,
  slices: readonly EndpointSlice[],
  node: string,
  zone?: string,
): readonly Endpoint[] {
  const all = endpointsOf(service, slices);
  const isLocal = service.spec.internalTrafficPolicy === 'Local';
  const usable = isLocal ? all.filter(({ nodeName }) => nodeName === node) : all;
  const ready = usable.filter(({ conditions }) => conditions?.ready === true);
  if (ready.length > 0) return isLocal ? ready : followHints(ready, node, zone);
  return usable.filter(({ conditions }) => conditions?.serving === true && conditions.terminating === true);
}

/** Upstream: pkg/proxy/topology.go, topologyModeFromHints. All must carry a hint of the kind, and one must mean the client. */
function followHints(ready: readonly Endpoint[], node: string, zone: string | undefined): readonly Endpoint[] {
  for (const [kind, name] of [['forNodes', node] as const, ['forZones', zone] as const]) {
    if (ready.some(({ hints }) => !hints?.[kind]?.length)) continue;
    const meant = ready.filter(({ hints }) => hints?.[kind]?.some((hint) => hint.name === name));
    if (meant.length > 0) return meant;
  }
  return ready;
}

/**
 * The pod that answers on a port of a node's own address, whether or not it is ready (SVC-16): one with that host port,
 * or one in the host's network that listens there.
 */
export function podBehindHostPort(pods: readonly Pod[], node: string, port: number): Pod | undefined {
  return pods.find((pod) => pod.spec.nodeName === node && !isPodTerminal(pod) && listensOnHost(pod, port));
}

function listensOnHost(pod: Pod, port: number): boolean {
  return pod.spec.containers.some(
    (container) => isRunning(pod, container) && hostPortsOf(pod, container).includes(port),
  );
}

/** Ports of the node that a container takes. */
function hostPortsOf({ spec }: Pod, { ports }: Container): readonly number[] {
  return (ports ?? []).flatMap(({ hostPort, containerPort }) => {
    if (hostPort) return [hostPort];
    return spec.hostNetwork ? [containerPort] : [];
  });
}

function isRunning({ status }: Pod, { name }: Container): boolean {
  return status.containerStatuses?.find((container) => container.name === name)?.state?.running !== undefined;
}

/** True if anything in the cluster gives others an address of this pod: a Service, or a port of its node. */
export function isAddressed(pod: Pod, slices: readonly EndpointSlice[]): boolean {
  if (pod.spec.containers.some((container) => hostPortsOf(pod, container).length > 0)) return true;
  return slices.some(({ endpoints }) => (endpoints ?? []).some(({ targetRef }) => targetRef?.uid === pod.metadata.uid));
}
