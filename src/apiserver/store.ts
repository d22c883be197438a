/**
 * What etcd is to the real server: every object by resource and key, and the one counter that numbers all writes
 * (API-REQ-10). Objects go in frozen and come out shared.
 */
import type { KubernetesObject } from '../api/meta';
import type { ResourceName } from '../api/resources';
import { BOOTSTRAP_OBJECTS, BOOTSTRAP_RESOURCE_VERSION } from './bootstrap';
import { copyMetadata, type ObjectDraft } from './draft';
import { freezeDeep } from './freeze';

interface Table {
  readonly objects: Map<string, KubernetesObject>;
  /** The order of lists; forgotten when a key comes or goes. */
  sorted: KubernetesObject[] | undefined;
}

export class Store {
  readonly #tables = new Map<ResourceName, Table>();
  #resourceVersion = BOOTSTRAP_RESOURCE_VERSION;

  /** The number of the last write. */
  get resourceVersion(): string {
    return String(this.#resourceVersion);
  }

  find(resource: ResourceName, key: string): KubernetesObject | undefined {
    return this.#table(resource).objects.get(key);
  }

  objects(resource: ResourceName): IterableIterator<KubernetesObject> {
    return this.#table(resource).objects.values();
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
    return freezeDeep({ ...last, metadata } as unknown as KubernetesObject);
  }

  #nextVersion(): string {
    this.#resourceVersion += 1;
    return String(this.#resourceVersion);
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
