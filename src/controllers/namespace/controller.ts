/**
 * Empties a terminating namespace, then lets go of it.
 * Upstream: pkg/controller/namespace/deletion/namespaced_resources_deleter.go, v1.36.
 */
import { isApiError } from '../../api/errors';
import { RESOURCES } from '../../api/resources';
import type { Actor, ActorContext } from '../../machinery/actor';
import { createReconcileQueue } from '../../machinery/reconciler';

const NAME = 'namespace-controller';
const RETRY_MS = 5000;
const NAMESPACED = RESOURCES.filter(({ namespaced }) => namespaced).map(({ resource }) => resource);

export function startNamespaceController(context: ActorContext): Actor {
  const { client, informers } = context;
  const namespaces = informers.informer('namespaces');
  const terminating = new Set<string>();

  const queue = createReconcileQueue(context, NAME, (name) => {
    const namespace = namespaces.get(name);
    if (!namespace?.metadata.deletionTimestamp) return;
    if (deleteContent(name) > 0) {
      // A deleted pod wakes us; anything else that lingers has a finalizer and is looked at now and then.
      queue.addAfter(name, RETRY_MS, { background: true });
      return;
    }
    client.update('namespaces', '', { ...namespace, spec: { ...namespace.spec, finalizers: [] } });
  });

  /** Deletes what is there; how much of it remains for now. */
  function deleteContent(namespace: string): number {
    let remaining = 0;
    for (const resource of NAMESPACED) {
      for (const { metadata } of client.list(resource, { namespace }).items) {
        if (!metadata.deletionTimestamp) remove(resource, namespace, metadata.name);
      }
      remaining += client.list(resource, { namespace }).items.length;
    }
    return remaining;
  }

  function remove(resource: (typeof NAMESPACED)[number], namespace: string, name: string): void {
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
