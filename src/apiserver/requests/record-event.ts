/**
 * Events of the control plane's own components. A quarter of all writes are events, each built by typed code from an
 * object that the server has accepted, so what a creation works out for everybody's objects is known of them beforehand.
 */
import type { KubernetesObject } from '../../api/meta';
import { checkNamespace } from '../admission/namespace-lifecycle';
import type { DraftMeta, ObjectDraft } from '../draft';
import type { Request } from './request';

/** A longer name is refused. API-NAME-02 */
const MAX_NAME_LENGTH = 253;

/**
 * Stores an event of a component, which is given away; undefined if the event, or something else in the cluster, wants a
 * closer look. Throws `ApiError` where its namespace is missing or ends.
 */
export function recordEvent(request: Request, raw: unknown): KubernetesObject | undefined {
  const { backend, caller, definition, namespace, options } = request;
  if (definition.resource !== 'events' || !caller.isComponent || options.fieldValidation !== undefined)
    return undefined;
  const event = raw as ObjectDraft;
  const { name } = event.metadata;
  // Written once and seldom looked for, so its key is not worth remembering.
  const key = `${namespace}/${name}`;
  if (!name || name.length > MAX_NAME_LENGTH || backend.store.find('events', key)) return undefined;
  if (backend.store.hasAny('resourcequotas')) return undefined;
  const metadata: DraftMeta = {
    name,
    namespace,
    uid: backend.ids.uid(),
    resourceVersion: '',
    creationTimestamp: backend.clock.now(),
  };
  checkNamespace(backend, definition, metadata);
  event.metadata = metadata;
  return backend.commit(caller, 'create', 'events', undefined, event, key);
}
