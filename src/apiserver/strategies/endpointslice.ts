/** Upstream: pkg/registry/discovery/endpointslice/strategy.go, v1.36: every change but one of the metadata alone counts. */
import { areSemanticallyEqual } from '../semantic-equality';
import type { ResourceStrategy } from './strategy';

export const endpointSliceStrategy: ResourceStrategy = {
  countsGenerations: false,
  hasStatusSubresource: false,
  prepareCreate(draft) {
    draft.metadata.generation = 1;
  },
  prepareUpdate(draft, before) {
    if (areSemanticallyEqual({ ...draft, metadata: undefined }, { ...before, metadata: undefined })) return;
    draft.metadata.generation = (before.metadata.generation ?? 0) + 1;
  },
};
