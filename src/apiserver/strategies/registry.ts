import type { ResourceName } from '../../api/resources';
import { daemonSetStrategy } from './daemonset';
import { endpointSliceStrategy } from './endpointslice';
import { namespaceStrategy } from './namespace';
import { nodeStrategy } from './node';
import { podStrategy } from './pod';
import { serviceStrategy } from './service';
import type { ResourceStrategy } from './strategy';

/** Kinds without a status, a generation or rules of their own. */
const PLAIN: ResourceStrategy = { countsGenerations: false, hasStatusSubresource: false };

/** Kinds with a generation and a status that starts as given, whatever was sent. */
function makeCountingStrategy(initialStatus: Readonly<Record<string, unknown>>): ResourceStrategy {
  const status = Object.freeze(initialStatus);
  return {
    countsGenerations: true,
    hasStatusSubresource: true,
    prepareCreate(draft) {
      draft.status = status;
    },
  };
}

const STRATEGIES: Partial<Record<ResourceName, ResourceStrategy>> = {
  daemonsets: daemonSetStrategy,
  pods: podStrategy,
  nodes: nodeStrategy,
  namespaces: namespaceStrategy,
  services: serviceStrategy,
  endpointslices: endpointSliceStrategy,
  deployments: makeCountingStrategy({}),
  replicasets: makeCountingStrategy({ replicas: 0 }),
  poddisruptionbudgets: makeCountingStrategy({
    disruptionsAllowed: 0,
    currentHealthy: 0,
    desiredHealthy: 0,
    expectedPods: 0,
  }),
  resourcequotas: {
    countsGenerations: false,
    hasStatusSubresource: true,
    prepareCreate(draft) {
      draft.status = {};
    },
  },
  // API-PC-01: the generation is set once; nothing in a class that counts as its spec can change.
  priorityclasses: {
    countsGenerations: false,
    hasStatusSubresource: false,
    prepareCreate(draft) {
      draft.metadata.generation = 1;
    },
  },
};

export function strategyOf(resource: ResourceName): ResourceStrategy {
  return STRATEGIES[resource] ?? PLAIN;
}
