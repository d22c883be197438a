/** Upstream: pkg/registry/core/node/strategy.go, v1.36. API-NODE-01, API-NODE-05: a kubelet registers its node with its status. */
import type { ResourceStrategy } from './strategy';

export const nodeStrategy: ResourceStrategy = {
  countsGenerations: false,
  hasStatusSubresource: true,
  prepareCreate(draft) {
    draft.spec ??= {};
    draft.status ??= {};
  },
};
