/**
 * A pod as an endpoint of a Service.
 * Upstream: staging/src/k8s.io/endpointslice/utils.go, podToEndpoint, getEndpointPorts, FindPort, v1.36.
 */
import type { Container, Node, Pod, Service, ServicePort } from '../../api/core';
import type { Endpoint, EndpointHints, EndpointPort } from '../../api/discovery';
import { isPodReady, isPodTerminal } from '../../api/pod-conditions';

const ZONE_LABEL = 'topology.kubernetes.io/zone';
const NO_PORTS: readonly EndpointPort[] = [];

/** The pod's first address of a family (`IPv4`, `IPv6`), or undefined. */
export function addressOf(pod: Pod, family: string): string | undefined {
  const { podIP, podIPs } = pod.status;
  const isOfFamily = (ip: string | undefined) =>
    ip !== undefined && ip !== '' && ip.includes(':') === (family === 'IPv6');
  return isOfFamily(podIP) ? podIP : podIPs?.find(({ ip }) => isOfFamily(ip))?.ip;
}

// SVC-02: pods that terminate stay until they are gone.
export function belongsInSlices(pod: Pod): boolean {
  return !isPodTerminal(pod);
}

// SVC-03, SVC-04
export function makeEndpoint(pod: Pod, address: string, service: Service, node: Node | undefined): Endpoint {
  const { namespace, name, uid, deletionTimestamp } = pod.metadata;
  const serving = isPodReady(pod);
  const terminating = deletionTimestamp !== undefined;
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const { hostname, subdomain, nodeName } = pod.spec;
  const zone = node?.metadata.labels?.[ZONE_LABEL];
  const hints = ready ? hintsFor(service, nodeName, zone) : undefined;
  return {
    addresses: [address],
    conditions: { ready, serving, terminating },
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
    targetRef: { kind: 'Pod', ...(namespace ? { namespace } : {}), name, uid },
    ...(nodeName ? { nodeName } : {}),
    ...(zone ? { zone } : {}),
    ...(hints ? { hints } : {}),
  };
}

/** Only ready endpoints carry hints (SVC-14). Upstream: endpointslice/trafficdist/trafficdist.go. */
function hintsFor({ spec }: Service, node: string | undefined, zone: string | undefined): EndpointHints | undefined {
  const forZones = zone ? { forZones: [{ name: zone }] } : undefined;
  switch (spec.trafficDistribution) {
    case 'PreferClose':
    case 'PreferSameZone':
      return forZones;
    case 'PreferSameNode':
      return node ? { ...forZones, forNodes: [{ name: node }] } : forZones;
    default:
      return undefined;
  }
}

/** The ports under which this pod answers for the Service (SVC-05); a named port it does not have is left out. */
export function portsFor(service: Service, pod: Pod): readonly EndpointPort[] {
  const { ports } = service.spec;
  if (!ports || ports.length === 0) return NO_PORTS;
  return ports.flatMap((port) => {
    const number = findPort(pod, port);
    if (number === undefined) return [];
    return {
      name: port.name ?? '',
      protocol: port.protocol ?? 'TCP',
      port: number,
      ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}),
    };
  });
}

function findPort(pod: Pod, { targetPort, port, protocol = 'TCP' }: ServicePort): number | undefined {
  if (targetPort === undefined) return port;
  if (typeof targetPort === 'number') return targetPort;
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const isMeant = (candidate: NonNullable<Container['ports']>[number]) =>
    candidate.name === targetPort && (candidate.protocol ?? 'TCP') === protocol;
  for (const { ports } of [...pod.spec.containers, ...sidecars]) {
    const found = ports?.find(isMeant);
    if (found) return found.containerPort;
  }
  return undefined;
}

/** What a slice shows of a pod has changed (SVC-08). Ports cannot: the containers of a pod keep theirs. */
export function hasEndpointChanged(before: Pod, after: Pod): boolean {
  return (
    before.metadata.uid !== after.metadata.uid ||
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp ||
    before.status.podIP !== after.status.podIP ||
    before.spec.nodeName !== after.spec.nodeName ||
    isPodReady(before) !== isPodReady(after) ||
    isPodTerminal(before) !== isPodTerminal(after)
  );
}
