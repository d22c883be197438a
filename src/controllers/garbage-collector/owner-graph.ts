/** Who depends on whom, by owner reference. Upstream: pkg/controller/garbagecollector/graph.go, v1.36. */
import type { KubernetesObject, OwnerReference } from '../../api/meta';
import { keyOf } from '../../api/meta';
import type { ResourceName } from '../../api/resources';

/** An object that names another as its owner. */
export interface Dependent {
  readonly resource: ResourceName;
  readonly objectKey: string;
}

/** Names an object in a work queue. */
export function graphKey(resource: ResourceName, objectKey: string): string {
  return `${resource} ${objectKey}`;
}

export function splitGraphKey(key: string): Dependent {
  const space = key.indexOf(' ');
  return { resource: key.slice(0, space) as ResourceName, objectKey: key.slice(space + 1) };
}

const NOBODY: ReadonlyMap<string, Dependent> = new Map();
const NO_REFERENCES: readonly OwnerReference[] = [];

export class OwnerGraph {
  /** By uid of the owner and then of the dependent. */
  readonly #dependents = new Map<string, Map<string, Dependent>>();

  hasDependents(uid: string): boolean {
    return this.#dependents.has(uid);
  }

  /** The objects that name this uid as an owner. */
  dependentsOf(uid: string): Iterable<Dependent> {
    return (this.#dependents.get(uid) ?? NOBODY).values();
  }

  update(resource: ResourceName, before: KubernetesObject | undefined, after: KubernetesObject | undefined): void {
    const from = before?.metadata.ownerReferences ?? NO_REFERENCES;
    const to = after?.metadata.ownerReferences ?? NO_REFERENCES;
    if (from === to) return;
    const subject = after ?? before;
    if (!subject) return;
    for (const { uid } of from) {
      const dependents = this.#dependents.get(uid);
      dependents?.delete((before ?? subject).metadata.uid);
      if (dependents?.size === 0) this.#dependents.delete(uid);
    }
    if (to.length === 0) return;
    const dependent = { resource, objectKey: keyOf(subject) };
    for (const { uid } of to) {
      const dependents = this.#dependents.get(uid);
      if (dependents) dependents.set(subject.metadata.uid, dependent);
      else this.#dependents.set(uid, new Map([[subject.metadata.uid, dependent]]));
    }
  }
}
