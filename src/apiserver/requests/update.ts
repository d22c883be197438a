/** Upstream: apiserver pkg/registry/generic/registry/store.go (Update) and pkg/registry/rest/update.go, v1.36. */
import { ApiError } from '../../api/errors';
import { type KubernetesObject, keyOf, type ObjectMeta } from '../../api/meta';
import type { ResourceDefinition } from '../../api/resources';
import { admitUpdate } from '../admission/admission';
import { applyDefaults } from '../defaulting';
import { asObject, copyMetadata, draftFrom, draftWith, fieldsOf, type ObjectDraft } from '../draft';
import { conflict, MODIFIED } from '../refusals';
import { areSemanticallyEqual } from '../semantic-equality';
import { strategyOf } from '../strategies/registry';
import { validateStatusUpdate, validateUpdate } from '../validation';
import { invalid } from '../validation/field-error';
import { collectWarnings } from '../validation/warnings';
import { readInput, rememberContainers } from './input';
import { dropRepeatedOwners } from './owner-references';
import { findTarget, type Request } from './request';

/** Stores what the client sent in place of the object it names. Throws `ApiError`. */
export function updateFromClient(request: Request, raw: unknown): KubernetesObject {
  const { definition, warn } = request;
  const input = readInput(request, raw);
  const before = findNamed(request, input.object.metadata);
  checkUid(definition, before, input.object.metadata);
  const object = dropRepeatedOwners(applyDefaults(definition.resource, input.object), warn);
  const after = writeUpdate(request, before, object);
  if (!input.isTrusted) for (const warning of collectWarnings(definition.resource, after, before)) warn(warning);
  return after;
}

/** The same for the status alone. */
export function updateStatusFromClient(request: Request, raw: unknown): KubernetesObject {
  // Actors send the stored object with another status; only a user's document needs decoding.
  const object =
    request.options.fieldValidation === undefined ? (raw as KubernetesObject) : readInput(request, raw).object;
  const before = findNamed(request, object.metadata);
  checkUid(request.definition, before, object.metadata);
  return writeStatusUpdate(request, before, object);
}

/** Stores `object` in place of `before`, as far as an update of the main resource may change it. `object` is defaulted. */
export function writeUpdate(
  request: Request<unknown>,
  before: KubernetesObject,
  object: KubernetesObject,
): KubernetesObject {
  const { backend, definition } = request;
  const { resource } = definition;
  checkResourceVersion(definition, before, object.metadata);
  const strategy = strategyOf(resource);
  const draft = draftWith(definition, object, copyMetadata(object.metadata, before.metadata));
  const stored = fieldsOf(before);
  if (strategy.hasStatusSubresource) restoreField(draft, 'status', stored);
  admitUpdate(backend, definition, draft, before);
  if (strategy.countsGenerations && !areSemanticallyEqual(draft.spec, stored.spec)) {
    draft.metadata.generation = (before.metadata.generation ?? 0) + 1;
  }
  strategy.prepareUpdate?.(draft, stored, backend);
  const errors = validateUpdate(resource, asObject(draft), before);
  if (errors.length > 0) throw invalid(definition, before.metadata.name, errors);
  return finishUpdate(request, before, draft);
}

/** Stores the status of `object`, and those changes of its metadata that a status update may make. API-REQ-08 */
export function writeStatusUpdate(
  request: Request<unknown>,
  before: KubernetesObject,
  object: KubernetesObject,
): KubernetesObject {
  const { definition } = request;
  const { resource } = definition;
  const strategy = strategyOf(resource);
  if (!strategy.hasStatusSubresource) {
    throw new ApiError('NotFound', 'the server could not find the requested resource'); // API-ERR-10
  }
  checkResourceVersion(definition, before, object.metadata);
  const draft = draftFrom(definition, before);
  const sent = fieldsOf(object);
  if (sent.status === undefined) delete draft.status;
  else draft.status = sent.status;
  if (object.metadata !== before.metadata) {
    draft.metadata = copyMetadata(sent.metadata, before.metadata);
  }
  strategy.prepareStatusUpdate?.(draft, fieldsOf(before));
  const errors = validateStatusUpdate(resource, asObject(draft), before);
  if (errors.length > 0) throw invalid(definition, before.metadata.name, errors);
  return finishUpdate(request, before, draft);
}

function finishUpdate(
  { backend, caller, definition }: Request<unknown>,
  before: KubernetesObject,
  draft: ObjectDraft,
): KubernetesObject {
  if (mayBeRemoved(draft)) {
    return backend.remove(caller, 'update', definition.resource, before, asObject(draft)); // API-REQ-06
  }
  // API-REQ-05: what does not change what is stored is not written.
  if (areSemanticallyEqual(draft, before)) return before;
  const after = backend.commit(caller, 'update', definition.resource, before, draft);
  if (draft.spec !== fieldsOf(before).spec) rememberContainers(after);
  return after;
}

/** True if nothing keeps the object any more that is marked for deletion. API-REQ-06 */
function mayBeRemoved({ metadata, kind, spec }: ObjectDraft): boolean {
  if (metadata.deletionTimestamp === undefined || metadata.deletionGracePeriodSeconds) return false;
  if (metadata.finalizers && metadata.finalizers.length > 0) return false;
  if (kind !== 'Namespace') return true;
  return !((spec as { finalizers?: readonly string[] } | undefined)?.finalizers?.length ?? 0);
}

/** Finds what an update is aimed at, by the name in the document. API-REQ-03 */
function findNamed(request: Request, sent: Partial<ObjectMeta>): KubernetesObject {
  const { definition, namespace } = request;
  if (definition.namespaced && sent.namespace && sent.namespace !== namespace) {
    throw new ApiError(
      'BadRequest',
      `the namespace of the object (${sent.namespace}) does not match the namespace on the request (${namespace})`,
    );
  }
  return findTarget(request.name === sent.name ? request : { ...request, name: sent.name ?? '' });
}

/** API-REQ-04 */
function checkResourceVersion(
  definition: ResourceDefinition,
  before: KubernetesObject,
  sent: Partial<ObjectMeta>,
): void {
  if (sent.resourceVersion && sent.resourceVersion !== before.metadata.resourceVersion) {
    throw conflict(definition, before.metadata.name, MODIFIED);
  }
}

/** Folders of etcd that are not called like the resource. */
const STORAGE_FOLDER: Readonly<Record<string, string>> = { nodes: 'minions', services: 'services/specs' };

/** API-REQ-04 */
function checkUid(definition: ResourceDefinition, before: KubernetesObject, sent: Partial<ObjectMeta>): void {
  if (!sent.uid || sent.uid === before.metadata.uid) return;
  const key = `/registry/${STORAGE_FOLDER[definition.resource] ?? definition.resource}/${keyOf(before)}`;
  throw conflict(
    definition,
    before.metadata.name,
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ` +
      `Precondition failed: UID in precondition: ${sent.uid}, UID in object meta: ${before.metadata.uid}`,
  );
}

function restoreField(draft: ObjectDraft, field: string, stored: ObjectDraft): void {
  if (stored[field] === undefined) delete draft[field];
  else draft[field] = stored[field];
}
