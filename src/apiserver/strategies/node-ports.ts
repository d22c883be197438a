/**
 * The ports that a service of type NodePort or LoadBalancer has on every node.
 * Upstream: pkg/registry/core/service/storage/alloc.go and pkg/registry/core/service/portallocator, v1.36.
 */
import type { Service, ServicePort } from '../../api/core';
import { resourceDefinition } from '../../api/resources';
import type { Backend } from '../backend';
import { invalid, invalidValue } from '../validation/field-error';

const SERVICES = resourceDefinition('services');
const FIRST = 30_000;
const LAST = 32_767;
/** Ports below are left to people who choose one themselves. */
const FIRST_DRAWN = 30_086;

type ServiceSpec = Pick<Service['spec'], 'type' | 'ports'> & { readonly allocateLoadBalancerNodePorts?: boolean };

/**
 * The ports of a service with a node port for each that needs one: as the manifest says, else as before, else a free one
 * drawn with the seed. Throws `ApiError` (Invalid) for a port outside of the range or held by another service.
 */
export function allocateNodePorts(
  name: string,
  spec: ServiceSpec,
  before: ServiceSpec | undefined,
  backend: Backend,
): readonly ServicePort[] | undefined {
  const { ports } = spec;
  if (!ports) return ports;
  if (!needsNodePorts(spec)) return withoutFormer(ports, before?.ports ?? []);
  const own = new Set((before?.ports ?? []).map(({ nodePort }) => nodePort));
  const taken = listTaken(backend);
  return ports.map((port, index) => {
    const path = `spec.ports[${index}].nodePort`;
    const kept = port.nodePort || before?.ports?.find((former) => isSamePort(former, port))?.nodePort;
    if (kept && (kept < FIRST || kept > LAST)) {
      const why = `provided port is not in the valid range. The range of valid ports is ${FIRST}-${LAST}`;
      throw invalid(SERVICES, name, [invalidValue(path, kept, why)]);
    }
    if (kept && taken.has(kept) && !own.has(kept)) {
      throw invalid(SERVICES, name, [invalidValue(path, kept, 'provided port is already allocated')]);
    }
    const nodePort = kept || drawFree(taken, backend);
    taken.add(nodePort);
    return nodePort === port.nodePort ? port : { ...port, nodePort };
  });
}

function needsNodePorts({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
}

/** A service that is no longer open on the nodes gives its ports back, unless the update names other ones. */
function withoutFormer(ports: readonly ServicePort[], former: readonly ServicePort[]): readonly ServicePort[] {
  const given = new Set(former.flatMap(({ nodePort }) => (nodePort ? [nodePort] : [])));
  if (given.size === 0 || !ports.some(({ nodePort }) => nodePort && given.has(nodePort))) return ports;
  return ports.map(({ nodePort, ...port }) => (nodePort && !given.has(nodePort) ? { ...port, nodePort } : port));
}

function isSamePort(a: ServicePort, b: ServicePort): boolean {
  return a.port === b.port && (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP');
}

function listTaken(backend: Backend): Set<number> {
  const taken = new Set<number>();
  for (const service of backend.store.objects('services') as Iterable<Service>) {
    for (const { nodePort } of service.spec.ports ?? []) if (nodePort) taken.add(nodePort);
  }
  return taken;
}

function drawFree(taken: ReadonlySet<number>, backend: Backend): number {
  const range = LAST - FIRST_DRAWN + 1;
  const start = backend.ids.drawBelow(range);
  for (let step = 0; step < range; step++) {
    const port = FIRST_DRAWN + ((start + step) % range);
    if (!taken.has(port)) return port;
  }
  throw new Error('no node port is free');
}
