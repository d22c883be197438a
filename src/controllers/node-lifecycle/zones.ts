/**
 * How badly a zone is hit, and how fast its failed nodes may be tainted NoExecute. Counts are kept as nodes change.
 * Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go, ComputeZoneState and setLimiterInZone, v1.36.
 */
import type { Node } from '../../api/core';
import { readyNodeCondition } from './taints';

export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

// TIME-NODE-06, TIME-NODE-07
const NORMAL_INTERVAL_MS = 10_000;
const REDUCED_INTERVAL_MS = 100_000;
const UNHEALTHY_SHARE = 0.55;
const LARGE_ZONE = 50;
const EXCLUDED_LABEL = 'node.kubernetes.io/exclude-disruption';

interface Zone {
  ready: number;
  notReady: number;
}

export function zoneOf(node: Node): string {
  const labels = node.metadata.labels;
  return `${labels?.['topology.kubernetes.io/region'] ?? ''}/${labels?.['topology.kubernetes.io/zone'] ?? ''}`;
}

export class Zones {
  readonly #zones = new Map<string, Zone>();

  /** Counts a node as it is now instead of as it was. True if its zone may be in another state. */
  observe(before: Node | undefined, after: Node | undefined): boolean {
    if (before && after && saysTheSame(before, after)) return false;
    const from = before && standingOf(before);
    const to = after && standingOf(after);
    const fromZone = before && zoneOf(before);
    const toZone = after && zoneOf(after);
    if (from === to && fromZone === toZone) return false;
    if (from && fromZone !== undefined) this.#count(fromZone, from, -1);
    if (to && toZone !== undefined) this.#count(toZone, to, 1);
    return true;
  }

  // NODE-ZONE-01
  stateOf(zone: string): ZoneState {
    const { ready = 0, notReady = 0 } = this.#zones.get(zone) ?? {};
    if (ready === 0 && notReady > 0) return 'FullDisruption';
    if (notReady > 2 && notReady / (ready + notReady) >= UNHEALTHY_SHARE) return 'PartialDisruption';
    return 'Normal';
  }

  // NODE-ZONE-03
  get areAllDisrupted(): boolean {
    for (const zone of this.#zones.keys()) if (this.stateOf(zone) !== 'FullDisruption') return false;
    return this.#zones.size > 0;
  }

  /** Milliseconds between two nodes that are tainted in the zone; undefined: none is (NODE-ZONE-02). */
  intervalMs(zone: string): number | undefined {
    if (this.areAllDisrupted) return undefined;
    if (this.stateOf(zone) !== 'PartialDisruption') return NORMAL_INTERVAL_MS;
    const { ready = 0, notReady = 0 } = this.#zones.get(zone) ?? {};
    return ready + notReady > LARGE_ZONE ? REDUCED_INTERVAL_MS : undefined;
  }

  #count(name: string, standing: 'ready' | 'notReady', change: number): void {
    const zone = this.#zones.get(name) ?? { ready: 0, notReady: 0 };
    zone[standing] += change;
    if (zone.ready + zone.notReady > 0) this.#zones.set(name, zone);
    else this.#zones.delete(name);
  }
}

/** Parts of a node stay the same object until they change. */
function saysTheSame(before: Node, after: Node): boolean {
  return before.metadata.labels === after.metadata.labels && before.status.conditions === after.status.conditions;
}

function standingOf(node: Node): 'ready' | 'notReady' | undefined {
  if (node.metadata.labels?.[EXCLUDED_LABEL] !== undefined) return undefined;
  return readyNodeCondition(node)?.status === 'True' ? 'ready' : 'notReady';
}
