/**
 * Events of the control plane's own components. A quarter of all writes are events, each built by typed code from an
 * object that the server has accepted, so what a creation works out for everybody's objects is known of them beforehand.
 */
import type { EventObject } from '../../api/core';
import { type Draft, type KubernetesObject, objectKey } from '../../api/meta';
import { checkNamespace } from '../admission/namespace-lifecycle';
import type { DraftMeta, ObjectDraft } from '../draft';
import type { Request } from './request';

/** A longer name is refused. API-NAME-02 */
const MAX_NAME_LENGTH = 253;

/** True for an event that `recordEvent` may store: all that could still be wrong with it, or refuse it, is looked at. */
export function isPlainEvent({ backend, caller, definition, options }: Request, raw: unknown): boolean {
  if (definition.resource !== 'events' || !caller.isComponent || options.fieldValidation !== undefined) return false;
  if (backend.store.hasAny('resourcequotas')) return false;
  const { name = '', namespace } = (raw as Draft<EventObject>).metadata;
  return (
    name !== '' && name.length <= MAX_NAME_LENGTH && !backend.store.find('events', objectKey(namespace ?? '', name))
  );
}

/** Stores the event, which is given away. Throws `ApiError` where its namespace is missing or ends. */
export function recordEvent(request: Request, raw: unknown): KubernetesObject {
  const { backend, caller, definition, namespace } = request;
  const event = raw as ObjectDraft;
  const metadata: DraftMeta = {
    name: event.metadata.name,
    namespace,
    uid: backend.ids.uid(),
    resourceVersion: '',
    creationTimestamp: backend.clock.now(),
  };
  checkNamespace(backend, definition, metadata);
  event.metadata = metadata;
  return backend.commit(caller, 'create', 'events', undefined, event);
}
