/**
 * Gives every pod an existing service account. The projected token volume that upstream adds beside it is left out: the
 * simulated kubelet mounts nothing, and the recorded observations leave it out too.
 * Upstream: plugin/pkg/admission/serviceaccount/admission.go, v1.36. API-ADM-02
 */
import type { ServiceAccount } from '../../api/core';
import { objectKey } from '../../api/meta';
import { resourceDefinition } from '../../api/resources';
import type { Backend } from '../backend';
import type { DraftMeta } from '../draft';
import { admissionNameOf, forbidden } from '../refusals';
import { quoteGo } from '../schema/go-text';

const PODS = resourceDefinition('pods');
const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

/** Changes `spec`, which is the caller's own copy. */
export function chooseServiceAccount(backend: Backend, metadata: DraftMeta, spec: Record<string, unknown>): void {
  // A mirror pod shows a static pod of a kubelet and runs without an account.
  if (metadata.annotations?.[MIRROR_ANNOTATION] !== undefined) return;
  const name = (spec.serviceAccountName as string | undefined) || 'default';
  const account = backend.store.find('serviceaccounts', objectKey(metadata.namespace ?? '', name)) as
    | ServiceAccount
    | undefined;
  if (!account) {
    throw forbidden(
      PODS,
      admissionNameOf(metadata),
      `error looking up service account ${metadata.namespace}/${name}: serviceaccount ${quoteGo(name)} not found`,
    );
  }
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
  const own = spec.imagePullSecrets as readonly unknown[] | undefined;
  if (account.imagePullSecrets && (own?.length ?? 0) === 0) spec.imagePullSecrets = account.imagePullSecrets;
}
