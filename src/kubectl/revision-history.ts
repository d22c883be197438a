/**
 * The ControllerRevisions of a DaemonSet and the templates they hold.
 * Upstream: kubectl pkg/polymorphichelpers/history.go and rollback.go, v1.36. KUBECTL-HIST-01, KUBECTL-UNDO-03.
 */

import type { ControllerRevision, DaemonSet } from '../api/apps';
import type { ApiClient } from '../api/client';
import type { PodTemplateSpec } from '../api/core';
import { compileSelector } from '../api/labels';
import { controllerOf } from '../api/meta';
import { encodeJson } from './print/go-text';

/** What a revision holds: a strategic patch that replaces the template. */
export interface RevisionPatch {
  readonly spec?: { readonly template?: PodTemplateSpec & { readonly $patch?: string } };
}

/** Oldest first; of several with one number the last listed counts. */
export function listRevisions(client: ApiClient, daemonSet: DaemonSet): readonly ControllerRevision[] {
  const matches = compileSelector(daemonSet.spec.selector);
  const { items } = client.list('controllerrevisions', { namespace: daemonSet.metadata.namespace ?? '' });
  const byNumber = new Map<number, ControllerRevision>();
  for (const revision of items) {
    if (!matches(revision.metadata.labels ?? {})) continue;
    if (controllerOf(revision)?.uid === daemonSet.metadata.uid) byNumber.set(revision.revision, revision);
  }
  return [...byNumber.values()].sort((left, right) => left.revision - right.revision);
}

/** The DaemonSet as of a revision: everything of today but the template. */
export function restoreRevision(daemonSet: DaemonSet, revision: ControllerRevision): DaemonSet {
  const { $patch: _, ...template } = (revision.data as RevisionPatch | undefined)?.spec?.template ?? {
    spec: undefined,
  };
  return { ...daemonSet, spec: { ...daemonSet.spec, template: template as PodTemplateSpec } };
}

/** True if going back to the revision would change nothing: the bytes of the template are the same. */
export function matchesRevision(daemonSet: DaemonSet, revision: ControllerRevision): boolean {
  const patch = { spec: { template: { ...daemonSet.spec.template, $patch: 'replace' } } };
  return encodeJson(patch) === encodeJson(revision.data);
}
