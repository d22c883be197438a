/** Upstream: pkg/registry/core/namespace/strategy.go, v1.36. API-NS-01 */
import type { ObjectDraft } from '../draft';
import type { ResourceStrategy } from './strategy';

const NAME_LABEL = 'kubernetes.io/metadata.name';
const SPEC = Object.freeze({ finalizers: Object.freeze(['kubernetes']) });
const ACTIVE = Object.freeze({ phase: 'Active' });

function forceNameLabel({ metadata }: ObjectDraft): void {
  if (metadata.labels?.[NAME_LABEL] === metadata.name) return;
  metadata.labels = { ...metadata.labels, [NAME_LABEL]: metadata.name };
}

export const namespaceStrategy: ResourceStrategy = {
  countsGenerations: false,
  hasStatusSubresource: true,
  prepareCreate(draft) {
    draft.spec = SPEC;
    draft.status = ACTIVE;
    forceNameLabel(draft);
  },
  prepareUpdate(draft, before) {
    forceNameLabel(draft);
    // Upstream drops the namespace's own finalizer through the subresource `finalize`; here an update of a terminating
    // namespace stands for it, and before that the finalizers cannot change.
    if (before.metadata.deletionTimestamp === undefined && before.spec) draft.spec = before.spec;
  },
};
