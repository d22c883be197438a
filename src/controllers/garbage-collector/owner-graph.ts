/** Who depends on whom, by owner reference. Upstream: pkg/controller/garbagecollector/graph.go, v1.36. */
import type { KubernetesObject, OwnerReference } from '../../api/meta';
import { keyOf } from '../../api/meta';
import type { ResourceName } from '../../api/resources';

/** Names an object in a work queue. */
export function graphKey(resource: ResourceName, object: KubernetesObject): string {
  return `${resource} ${keyOf(object)}`;
}

export function splitGraphKey(key: string): { readonly resource: ResourceName; readonly objectKey: string } {
  const space = key.indexOf(' ');
  return { resource: key.slice(0, space) as ResourceName, objectKey: key.slice(space + 1) };
}

const NOBODY: ReadonlySet<string> = new Set();
const NO_REFERENCES: readonly OwnerReference[] = [];

export class OwnerGraph {
  readonly #dependents = new Map<string, Set<string>>();

  /** Graph keys of the objects that name this uid as an owner. */
  dependentsOf(uid: string): ReadonlySet<string> {
    return this.#dependents.get(uid) ?? NOBODY;
  }

  update(resource: ResourceName, before: KubernetesObject | undefined, after: KubernetesObject | undefined): void {
    const from = before?.metadata.ownerReferences ?? NO_REFERENCES;
    const to = after?.metadata.ownerReferences ?? NO_REFERENCES;
    if (from === to) return;
    const subject = after ?? before;
    if (!subject) return;
    const key = graphKey(resource, subject);
    for (const { uid } of from) {
      const dependents = this.#dependents.get(uid);
      dependents?.delete(key);
      if (dependents?.size === 0) this.#dependents.delete(uid);
    }
    for (const { uid } of to) {
      const dependents = this.#dependents.get(uid);
      if (dependents) dependents.add(key);
      else this.#dependents.set(uid, new Set([key]));
    }
  }
}
