/**
 * What the admission plug-ins of a default control plane add to an object or refuse. One file per plug-in; they run in
 * upstream's order. Left out, because a new cluster has nothing for it to enforce: PodSecurity.
 * Clauses API-ADM.
 */
import type { KubernetesObject } from '../../api/meta';
import type { ResourceDefinition } from '../../api/resources';
import type { Backend } from '../backend';
import { fieldsOf, type ObjectDraft } from '../draft';
import { copyOf } from '../object-fields';
import { addDefaultTolerations } from './default-toleration-seconds';
import { addDefaultResources, enforceLimitRanges } from './limit-ranger';
import { checkNamespace } from './namespace-lifecycle';
import { admitPriorityClass, choosePriority, keepPriority } from './priority';
import { enforceQuotas } from './resource-quota';
import { chooseServiceAccount } from './service-account';
import { taintNewNode } from './taint-nodes-by-condition';

/** The name is still empty where the server is to generate it. API-REQ-02 */
export function admitCreate(backend: Backend, definition: ResourceDefinition, draft: ObjectDraft): void {
  if (definition.namespaced) checkNamespace(backend, definition, draft.metadata);
  switch (definition.resource) {
    case 'pods': {
      // One spec for all plug-ins together, and a fresh one is not copied again: this is the hottest path of the server.
      const spec: Record<string, unknown> =
        draft.spec && !Object.isFrozen(draft.spec) ? draft.spec : copyOf(draft.spec ?? {});
      addDefaultResources(backend, draft.metadata, spec);
      chooseServiceAccount(backend, draft.metadata, spec);
      choosePriority(backend, draft.metadata, spec);
      addDefaultTolerations(spec);
      draft.spec = spec;
      break;
    }
    case 'nodes':
      taintNewNode(draft);
      break;
    case 'priorityclasses':
      admitPriorityClass(backend, draft);
      break;
  }
}

/** The plug-ins that only judge; they see the object complete and valid. */
export function validateAdmission(backend: Backend, definition: ResourceDefinition, draft: ObjectDraft): void {
  if (!definition.namespaced) return;
  if (definition.resource === 'pods') enforceLimitRanges(backend, draft);
  enforceQuotas(backend, definition, draft);
}

/** The plug-ins that complete or refuse an update; `draft` is what is to be stored in place of `before`. */
export function admitUpdate(
  backend: Backend,
  definition: ResourceDefinition,
  draft: ObjectDraft,
  before: KubernetesObject,
): void {
  if (definition.resource === 'pods') {
    const stored = fieldsOf(before).spec;
    if (draft.spec === stored) return;
    const spec = copyOf(draft.spec ?? {});
    keepPriority(spec, stored);
    addDefaultTolerations(spec);
    draft.spec = spec;
  }
  if (definition.resource === 'priorityclasses') admitPriorityClass(backend, draft);
}
