/** What the controller remembers of one Service that selects pods: which pods it selects, and how far its writes are. */
import type { Pod, Service } from '../../api/core';
import type { StringMap } from '../../api/meta';
import { keyOf } from '../../api/meta';

export class ServiceRecord {
  service: Service;
  #selector: readonly (readonly [string, string])[];
  readonly pods = new Map<string, Pod>();
  /** The newest resourceVersion that this controller has written for the Service's slices. */
  wroteAt = 0;
  /** A sync waits until the cache shows what was written. */
  isWaiting = false;
  /** Syncs in a row that failed. */
  failures = 0;

  constructor(service: Service, pods: Iterable<Pod>) {
    this.service = service;
    this.#selector = Object.entries(service.spec.selector ?? {});
    this.#select(pods);
  }

  // SVC-01
  selects(labels: StringMap | undefined): boolean {
    for (const [key, value] of this.#selector) if (labels?.[key] !== value) return false;
    return true;
  }

  /** Takes the Service as it is now; with another selector all pods are looked at again. */
  change(service: Service, pods: Iterable<Pod>): void {
    const isSameSelector = service.spec.selector === this.service.spec.selector;
    this.service = service;
    if (isSameSelector) return;
    this.#selector = Object.entries(service.spec.selector ?? {});
    this.pods.clear();
    this.#select(pods);
  }

  /** The newest version of a pod of the Service's namespace, or undefined once it is gone. True if it is selected, or was. */
  observe(podKey: string, pod: Pod | undefined): boolean {
    if (!pod || !this.selects(pod.metadata.labels)) return this.pods.delete(podKey);
    this.pods.set(podKey, pod);
    return true;
  }

  #select(pods: Iterable<Pod>): void {
    const { namespace } = this.service.metadata;
    for (const pod of pods) {
      if (pod.metadata.namespace === namespace && this.selects(pod.metadata.labels)) this.pods.set(keyOf(pod), pod);
    }
  }
}
