/** Ports that a pod takes on its node's own addresses. Upstream: pkg/scheduler/util/utils.go, GetHostPorts, v1.36. */
import type { Container, Pod } from './core';

export interface HostPort {
  readonly port: number;
  readonly protocol: string;
  readonly ip: string;
}

const EVERY_ADDRESS = '0.0.0.0';
const NONE: readonly HostPort[] = [];

const ofContainers = new WeakMap<readonly Container[], readonly HostPort[]>();

/** Host ports of regular containers and sidecars (SCHED-PORT-01). */
export function hostPortsOf(pod: Pod): readonly HostPort[] {
  const own = portsOf(pod.spec.containers);
  const { initContainers } = pod.spec;
  if (!initContainers?.length) return own;
  const sidecars = initContainers.filter(isSidecar);
  return sidecars.length === 0 ? own : [...own, ...portsOf(sidecars)];
}

const isSidecar = (container: Container) => container.restartPolicy === 'Always';

function portsOf(containers: readonly Container[]): readonly HostPort[] {
  let ports = ofContainers.get(containers);
  if (!ports) {
    ports = collectPorts(containers);
    ofContainers.set(containers, ports);
  }
  return ports;
}

function collectPorts(containers: readonly Container[]): readonly HostPort[] {
  const ports: HostPort[] = [];
  for (const container of containers) {
    for (const { hostPort, protocol, hostIP } of container.ports ?? []) {
      if (hostPort) ports.push({ port: hostPort, protocol: protocol || 'TCP', ip: hostIP || EVERY_ADDRESS });
    }
  }
  return ports.length === 0 ? NONE : ports;
}

/** Two pods cannot both have these (SCHED-PORT-02). `::` is no wildcard. */
function portsConflict(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  return a.ip === b.ip || a.ip === EVERY_ADDRESS || b.ip === EVERY_ADDRESS;
}

/** Whether a wanted port is taken. Upstream: scheduler framework types.go, HostPortInfo.CheckConflict, v1.36. */
export function anyPortsConflict(wanted: readonly HostPort[], taken: readonly HostPort[]): boolean {
  return wanted.some((port) => taken.some((other) => portsConflict(port, other)));
}
