/** Where the actions of a random history happen, and what they need of each other. */
import type { SimulatedCluster } from '../../src/simulation/simulated-cluster';

/** `at` chooses a node, or another thing, among those that there are; `value` one of a few kinds. */
export interface Choice {
  readonly at: number;
  readonly value: number;
}

/** Where actions happen, and what they must remember of each other. */
export interface Scene {
  readonly cluster: SimulatedCluster;
  nextNode: number;
  isControllerRunning: boolean;
  /** Nodes that are not ready, by name, with what is wrong. */
  readonly troubled: Map<string, 'NotReady' | 'silent'>;
  /** What the controllers do not see for the time being, as a phrase calls it. */
  readonly unseen: Set<string>;
}

/** Does it, and gives its words; undefined if there is nothing to do. */
export type Performance = (scene: Scene, choice: Choice) => Promise<string | undefined>;

export function pick<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T;
}
