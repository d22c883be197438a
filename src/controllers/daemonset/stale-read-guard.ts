/**
 * Keeps a sync from acting on a cache that does not show the controller's own last writes yet (DS-STALE, on by default
 * since 1.36).
 * Upstream: pkg/controller/util/consistency/consistency.go, v1.36.
 */
import type { ResourceName } from '../../api/resources';

/** Resources whose writes are remembered, with the name errors give them (DS-STALE-01). */
const GROUP_RESOURCES = { pods: 'pods', daemonsets: 'daemonsets.apps' } as const satisfies Partial<
  Record<ResourceName, string>
>;

export type GuardedResource = keyof typeof GROUP_RESOURCES;

/** The newest version that was written of each resource; empty for none. */
interface WriteRecord extends Record<GuardedResource, string> {
  readonly uid: string;
}

const GUARDED = Object.keys(GROUP_RESOURCES) as readonly GuardedResource[];

export class StaleReadGuard {
  readonly #newestSeen: (resource: GuardedResource) => string;
  readonly #records = new Map<string, WriteRecord>();

  /** `newestSeen` gives the newest resourceVersion that a resource's cache has processed; empty if none. */
  constructor(newestSeen: (resource: GuardedResource) => string) {
    this.#newestSeen = newestSeen;
  }

  /** Remembers a write for the DaemonSet `key`. A lower version never replaces a higher one (DS-STALE-02). */
  wroteAt(key: string, uid: string, resource: GuardedResource, resourceVersion: string): void {
    let record = this.#records.get(key);
    if (record?.uid !== uid) {
      record = { uid, pods: '', daemonsets: '' };
      this.#records.set(key, record);
    }
    if (record[resource] === '' || isOlder(record[resource], resourceVersion)) record[resource] = resourceVersion;
  }

  /** Throws if a cache is older than what was written; otherwise forgets the record (DS-STALE-03, DS-STALE-04). Of several, any is named (DS-ORD-14). */
  ensureFresh(key: string): void {
    const record = this.#records.get(key);
    if (!record) return;
    for (const resource of GUARDED) {
      const written = record[resource];
      if (written === '') continue;
      const read = this.#newestSeen(resource);
      if (isOlder(read, written)) {
        throw new Error(
          `read version: ${read} is not as new as written version: ${written} for group resource ${GROUP_RESOURCES[resource]}`,
        );
      }
    }
    this.#records.delete(key);
  }

  /** Forgets the record of that uid; an empty uid forgets any (DS-STALE-05). */
  clear(key: string, uid: string): void {
    if (uid === '' || this.#records.get(key)?.uid === uid) this.#records.delete(key);
  }
}

const VERSION = /^[1-9][0-9]*$/;

/** False also where a comparison is impossible. */
function isOlder(a: string, b: string): boolean {
  const isLess = a.length === b.length ? a < b : a.length < b.length;
  return isLess && VERSION.test(a) && VERSION.test(b);
}
