/**
 * What etcd is to the real server: every object by resource and key, and the one counter that numbers all writes
 * (API-REQ-10). Objects go in frozen and come out shared.
 */
import type { KubernetesObject, ObjectMeta } from '../api/meta';
import type { ResourceName } from '../api/resources';
import { BOOTSTRAP_OBJECTS, BOOTSTRAP_RESOURCE_VERSION } from './bootstrap';
import { copyMetadata, type ObjectDraft } from './draft';
import { freezeDeep } from './freeze';
import { copyWith } from './object-fields';

interface Table {
  readonly objects: Map<string, KubernetesObject>;
  /** The order of lists; forgotten when a key comes or goes. */
  sorted: KubernetesObject[] | undefined;
}

export class Store {
  readonly #tables = new Map<ResourceName, Table>();
  #revision: number = BOOTSTRAP_RESOURCE_VERSION;

  /** The number of the last write. */
  get revision(): number {
    return this.#revision;
  }

  /** The same, as clients see it. */
  get resourceVersion(): string {
    return String(this.#revision);
  }

  find(resource: ResourceName, key: string): KubernetesObject | undefined {
    return this.#table(resource).objects.get(key);
  }

  objects(resource: ResourceName): IterableIterator<KubernetesObject> {
    return this.#table(resource).objects.values();
  }

  /** True if there is an object of this resource. */
  hasAny(resource: ResourceName): boolean {
    return this.#table(resource).objects.size > 0;
  }

  /** Every object in the order of etcd's keys, which is the order a client sees: by namespace, then name, bytewise. */
  sorted(resource: ResourceName): readonly KubernetesObject[] {
    const table = this.#table(resource);
    table.sorted ??= [...table.objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
    return table.sorted;
  }

  /** Stores the draft under the next resourceVersion, and returns it frozen. */
  put(resource: ResourceName, key: string, draft: ObjectDraft): KubernetesObject {
    draft.metadata.resourceVersion = this.#nextVersion();
    const object = freezeDeep(draft) as unknown as KubernetesObject;
    const table = this.#table(resource);
    table.objects.set(key, object);
    table.sorted = undefined;
    return object;
  }

  /** Removes the object; the answer is its last state, with the resourceVersion of the removal. */
  remove(resource: ResourceName, key: string, last: KubernetesObject): KubernetesObject {
    const table = this.#table(resource);
    table.objects.delete(key);
    table.sorted = undefined;
    const metadata = copyMetadata(last.metadata);
    metadata.resourceVersion = this.#nextVersion();
    return freezeDeep(copyWith(last, 'metadata', metadata as ObjectMeta));
  }

  #nextVersion(): string {
    this.#revision += 1;
    return String(this.#revision);
  }

  #table(resource: ResourceName): Table {
    let table = this.#tables.get(resource);
    if (!table) {
      table = { objects: new Map(BOOTSTRAP_OBJECTS.get(resource)), sorted: undefined };
      this.#tables.set(resource, table);
    }
    return table;
  }
}
