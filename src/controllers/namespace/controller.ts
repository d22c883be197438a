/**
 * Empties a terminating namespace, then lets go of it.
 * Upstream: pkg/controller/namespace/deletion/namespaced_resources_deleter.go, v1.36.
 */
import type { Namespace } from '../../api/core';
import { isApiError } from '../../api/errors';
import { RESOURCES, type ResourceDefinition, type ResourceName, resourceDefinition } from '../../api/resources';
import type { Actor, ActorContext } from '../../machinery/actor';
import { createReconcileQueue } from '../../machinery/reconciler';
import { describeContent, type NamespaceCondition, type Remainder } from './conditions';

const NAME = 'namespace-controller';
const RETRY_MS = 5000;
const PODS = resourceDefinition('pods');
const OTHERS = RESOURCES.filter((definition) => definition.namespaced && definition !== PODS);

export function startNamespaceController(context: ActorContext): Actor {
  const { client, informers, loop } = context;
  const namespaces = informers.informer('namespaces');
  const terminating = new Set<string>();

  const queue = createReconcileQueue(context, NAME, (name) => {
    const namespace = namespaces.get(name);
    if (!namespace?.metadata.deletionTimestamp) return;
    const remainders = deleteContent(name);
    const current = reportContent(namespace, remainders);
    if (remainders.length > 0) {
      // A deleted pod wakes us; anything else that lingers has a finalizer and is looked at now and then.
      queue.addAfter(name, RETRY_MS, { background: true });
      return;
    }
    client.update('namespaces', '', { ...current, spec: { ...current.spec, finalizers: [] } });
  });

  /** Deletes the pods, and everything else once they are gone; what remains for now. API-NS-02 */
  function deleteContent(namespace: string): readonly Remainder[] {
    const pods = deleteAll(PODS, namespace);
    return pods ? [pods] : OTHERS.flatMap((definition) => deleteAll(definition, namespace) ?? []);
  }

  function deleteAll({ resource, group }: ResourceDefinition, namespace: string): Remainder | undefined {
    for (const { metadata } of client.list(resource, { namespace }).items) {
      if (!metadata.deletionTimestamp) remove(resource, namespace, metadata.name);
    }
    const remaining = client.list(resource, { namespace }).items;
    if (remaining.length === 0) return undefined;
    const finalizers = new Map<string, number>();
    for (const { metadata } of remaining) {
      for (const finalizer of metadata.finalizers ?? [])
        finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
    }
    return { groupResource: `${resource}.${group}`, count: remaining.length, finalizers };
  }

  /** API-NS-04 */
  function reportContent(namespace: Namespace, remainders: readonly Remainder[]): Namespace {
    const before = (namespace.status as { conditions?: readonly NamespaceCondition[] } | undefined)?.conditions ?? [];
    const conditions = describeContent(remainders, before, loop.clock.now());
    return client.updateStatus('namespaces', '', { ...namespace, status: { ...namespace.status, conditions } });
  }

  function remove(resource: ResourceName, namespace: string, name: string): void {
    try {
      client.delete(resource, namespace, name, { propagationPolicy: 'Background' });
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
    }
  }

  const observe = ({
    metadata,
  }: {
    readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  }) => {
    if (!metadata.deletionTimestamp) return;
    terminating.add(metadata.name);
    queue.add(metadata.name);
  };
  namespaces.addHandlers({
    added: observe,
    updated: (_before, namespace) => observe(namespace),
    deleted: ({ metadata }) => terminating.delete(metadata.name),
  });
  informers.informer('pods').addHandlers({
    deleted({ metadata }) {
      if (terminating.size > 0 && terminating.has(metadata.namespace ?? '')) queue.add(metadata.namespace ?? '');
    },
  });
  return { name: NAME, stop: () => queue.stop() };
}
