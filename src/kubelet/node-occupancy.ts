/** What the pods that a kubelet has admitted take of its node, kept as they come and go. */
import type { Pod } from '../api/core';
import { type HostPort, hostPortsOf } from '../api/host-ports';
import { addAmounts, requestsOf } from '../api/pod-resources';

const NO_PORTS: readonly HostPort[] = [];

export class NodeOccupancy {
  podCount = 0;
  #requested: Map<string, number> | undefined;
  #hostPorts: HostPort[] | undefined;

  /** In thousandths for cpu, in whole units for everything else. */
  requested(resource: string): number {
    return this.#requested?.get(resource) ?? 0;
  }

  get hostPorts(): readonly HostPort[] {
    return this.#hostPorts ?? NO_PORTS;
  }

  add(pod: Pod): void {
    this.podCount += 1;
    const requests = requestsOf(pod);
    if (requests.size > 0) {
      this.#requested ??= new Map();
      addAmounts(this.#requested, requests);
    }
    const ports = hostPortsOf(pod);
    if (ports.length > 0) {
      this.#hostPorts ??= [];
      this.#hostPorts.push(...ports);
    }
  }

  remove(pod: Pod): void {
    this.podCount -= 1;
    const requests = requestsOf(pod);
    if (this.#requested && requests.size > 0) addAmounts(this.#requested, requests, -1);
    for (const port of hostPortsOf(pod)) {
      const index = (this.#hostPorts ?? []).findIndex(
        (taken) => taken.port === port.port && taken.protocol === port.protocol && taken.ip === port.ip,
      );
      if (index >= 0) this.#hostPorts?.splice(index, 1);
    }
  }
}
