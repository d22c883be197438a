/**
 * Gives every active namespace its ServiceAccount `default`, again when somebody deletes it.
 * Upstream: pkg/controller/serviceaccount/serviceaccounts_controller.go, v1.36.
 */
import { isApiError } from '../../api/errors';
import type { Actor, ActorContext } from '../../machinery/actor';
import { createReconcileQueue } from '../../machinery/reconciler';

const NAME = 'service-account-controller';
const DEFAULT = 'default';

export function startServiceAccountController(context: ActorContext): Actor {
  const { client, informers } = context;
  const namespaces = informers.informer('namespaces');
  const accounts = informers.informer('serviceaccounts');
  const queue = createReconcileQueue(context, NAME, (namespace) => {
    if (namespaces.get(namespace)?.status?.phase !== 'Active' || accounts.get(`${namespace}/${DEFAULT}`)) return;
    try {
      client.create('serviceaccounts', namespace, {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: DEFAULT, namespace },
      });
    } catch (error) {
      if (!isApiError(error, 'AlreadyExists')) throw error;
    }
  });
  namespaces.addHandlers({
    added: ({ metadata }) => queue.add(metadata.name),
    updated: (_before, { metadata }) => queue.add(metadata.name),
  });
  accounts.addHandlers({
    deleted({ metadata }) {
      if (metadata.name === DEFAULT && metadata.namespace) queue.add(metadata.namespace);
    },
  });
  return { name: NAME, stop: () => queue.stop() };
}
