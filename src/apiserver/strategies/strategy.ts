import type { KubernetesObject } from '../../api/meta';
import type { Backend } from '../backend';
import type { ObjectDraft } from '../draft';

/** What the server does for one kind beyond what it does for all. Upstream: pkg/registry, one strategy.go per kind, v1.36. */
export interface ResourceStrategy {
  /** metadata.generation is 1 at creation and grows with every change of the spec; other kinds have none. */
  readonly countsGenerations: boolean;
  /** Status changes only through updateStatus, and updateStatus changes nothing of the spec. API-REQ-08 */
  readonly hasStatusSubresource: boolean;
  /** Sets what a new object of the kind starts with. */
  prepareCreate?(draft: ObjectDraft, backend: Backend): void;
  /** Restores what an update may not change and counts what it changes. */
  prepareUpdate?(draft: ObjectDraft, before: ObjectDraft, backend: Backend): void;
  prepareStatusUpdate?(draft: ObjectDraft, before: ObjectDraft): void;
  /** Present for kinds that are deleted gracefully: the seconds between mark and removal. */
  decideGracePeriodSeconds?(object: KubernetesObject, requested: number | undefined): number;
}
