/** Upstream: apiserver pkg/endpoints/handlers/rest.go:dedupOwnerReferences, v1.36. API-META-06 */
import type { KubernetesObject, OwnerReference } from '../../api/meta';
import type { Warn } from './request';

/** Owners given twice count once, which the server says in a warning; a patch is looked at after admission only. */
export function dropRepeatedOwners<T extends KubernetesObject>(object: T, warn: Warn, isPatch = false): T {
  const references = object.metadata?.ownerReferences;
  if (!references || references.length < 2) return object;
  const kept = new Map<string, OwnerReference>();
  const repeated: string[] = [];
  for (const reference of references) {
    if (kept.has(reference.uid)) repeated.push(reference.uid);
    else kept.set(reference.uid, reference);
  }
  if (repeated.length === 0) return object;
  warn(
    '.metadata.ownerReferences contains duplicate entries' +
      (isPatch ? ' after mutating admission happens' : '') +
      '; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; ' +
      `please fix your requests; duplicate UID(s) observed: [${repeated.join(' ')}]`,
  );
  return { ...object, metadata: { ...object.metadata, ownerReferences: [...kept.values()] } };
}
