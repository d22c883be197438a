/** What plug-ins may ask of the cluster beside nodes and their pods. */
import type { ReplicaSet } from '../api/apps';
import type { Service } from '../api/core';
import type { StringMap } from '../api/meta';
import type { InformerFactory } from '../machinery/informer';

export interface Surroundings {
  /** Undefined if there is no such namespace. */
  namespaceLabels(namespace: string): StringMap | undefined;
  servicesIn(namespace: string): Iterable<Service>;
  /** By namespace and name. */
  replicaSet(key: string): ReplicaSet | undefined;
}

export const NOTHING_AROUND: Surroundings = {
  namespaceLabels: () => undefined,
  servicesIn: () => [],
  replicaSet: () => undefined,
};

/** Must be called before the informers start. */
export function surroundingsFrom(informers: InformerFactory): Surroundings {
  const namespaces = informers.informer('namespaces');
  const services = informers.informer('services');
  const replicaSets = informers.informer('replicasets');
  return {
    namespaceLabels: (namespace) => namespaces.get(namespace)?.metadata.labels,
    *servicesIn(namespace) {
      for (const service of services.list()) if (service.metadata.namespace === namespace) yield service;
    },
    replicaSet: (key) => replicaSets.get(key),
  };
}
