/** Upstream: apiserver pkg/admission/plugin/namespace/lifecycle/admission.go, v1.36. API-ADM-01 */

import type { ResourceDefinition } from '../../api/resources';
import { resourceDefinition } from '../../api/resources';
import type { Backend } from '../backend';
import type { DraftMeta } from '../draft';
import { admissionNameOf, forbidden, notFound } from '../refusals';

const NAMESPACES = resourceDefinition('namespaces');

/** Nothing new starts in a namespace that is missing or ends. */
export function checkNamespace(backend: Backend, definition: ResourceDefinition, metadata: DraftMeta): void {
  const name = metadata.namespace ?? '';
  const namespace = backend.store.find('namespaces', name);
  if (!namespace) throw notFound(NAMESPACES, name);
  if (namespace.metadata.deletionTimestamp === undefined) return;
  throw forbidden(
    definition,
    admissionNameOf(metadata),
    `unable to create new content in namespace ${name} because it is being terminated`,
    [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${name} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  );
}
