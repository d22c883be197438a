/** The choice of world: the one place that knows what stands behind the `Cluster` port. */
import type { Cluster } from './harness/cluster';
import { ScenarioError } from './harness/scenario-error';
import { suggest } from './harness/suggest';
import { createSimulatedCluster } from './simulation/simulated-cluster';

export const WORLDS = ['simulated'] as const;
const DEFAULT_SEED = '1';
export type WorldName = (typeof WORLDS)[number];

/** What a scenario may choose about its cluster; everything has a default. */
export interface ClusterChoices {
  /** Replays every choice that Kubernetes leaves open. Default 1. */
  readonly seed?: string;
  /** From binding to running, in milliseconds. */
  readonly containerStartMs?: number;
  /** From the mark for deletion to removal, in milliseconds. */
  readonly terminationMs?: number;
  /** As before Kubernetes 1.12. */
  readonly daemonSetControllerPlacesPods?: boolean;
}

/** Builds a cluster without nodes. Throws `ScenarioError` for a world that does not exist. */
export function createCluster(world: string = WORLDS[0], choices: ClusterChoices = {}): Cluster {
  if (world === 'simulated') return createSimulatedCluster({ seed: DEFAULT_SEED, ...choices });
  throw new ScenarioError(`there is no world "${world}".${suggest(world, WORLDS)}`);
}
