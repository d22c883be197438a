/** Upstream: apiserver pkg/registry/generic/registry/store.go (create) and pkg/registry/rest/create.go, v1.36. API-REQ-01 */
import type { Pod } from '../../api/core';
import { ApiError } from '../../api/errors';
import type { KubernetesObject, ObjectMeta } from '../../api/meta';
import { keyIn, type ResourceDefinition } from '../../api/resources';
import { admitCreate, validateAdmission } from '../admission/admission';
import type { Backend } from '../backend';
import { applyDefaults } from '../defaulting';
import { asObject, copyOwnFields, type DraftMeta, draftWith } from '../draft';
import { alreadyExists, cannotGenerateName } from '../refusals';
import { strategyOf } from '../strategies/registry';
import { validateCreate } from '../validation';
import { invalid } from '../validation/field-error';
import { collectWarnings } from '../validation/warnings';
import { readInput, rememberContainers } from './input';
import { dropRepeatedOwners } from './owner-references';
import { recordEvent } from './record-event';
import type { Request } from './request';
import { defaultTemplatePod } from './template-pod';

/** API-NAME-09 */
const NAME_ATTEMPTS = 8;

/**
 * Throws `ApiError`.
 * @param isSettled The object has been in the cluster for a while: what admission does to a new one is over.
 */
export function createObject(request: Request, raw: unknown, isSettled = false): KubernetesObject {
  const event = recordEvent(request, raw);
  if (event) return event;
  const { backend, caller, definition, namespace, warn } = request;
  const { resource } = definition;
  const input = readInput(request, raw);
  const defaulted = input.isFromTemplate
    ? defaultTemplatePod(input.object as Pod)
    : dropRepeatedOwners(applyDefaults(resource, input.object), warn);
  const strategy = strategyOf(resource);

  checkNamespace(definition, namespace, defaulted.metadata);
  if (defaulted.metadata.resourceVersion) {
    // Storage refuses with an error that is no Status of its own: code 500, no reason. API-META-03
    throw new ApiError('Unknown', 'resourceVersion should not be set on objects to be created');
  }
  const metadata = newMetadata(backend, definition, namespace, defaulted.metadata, strategy.countsGenerations);
  const draft = draftWith(definition, defaulted, metadata);
  if (!isSettled) admitCreate(backend, definition, draft);
  strategy.prepareCreate?.(draft, backend);
  const isNameFree = generateName(backend, definition, draft.metadata);

  const errors = validateCreate(resource, asObject(draft));
  if (errors.length > 0) throw invalid(definition, draft.metadata.name, errors);
  validateAdmission(backend, definition, draft);
  if (!input.isTrusted) for (const warning of collectWarnings(resource, asObject(draft))) warn(warning);

  const key = keyIn(definition, namespace, draft.metadata.name);
  const existing = isNameFree ? undefined : backend.store.find(resource, key);
  if (existing) {
    if (draft.metadata.generateName && !defaulted.metadata.name) {
      throw cannotGenerateName(definition, draft.metadata.name);
    }
    throw alreadyExists(definition, draft.metadata.name, existing.metadata.deletionTimestamp !== undefined);
  }
  const created = backend.commit(caller, 'create', resource, undefined, draft, key);
  if (!input.isTrusted) rememberContainers(created);
  return created;
}

/** API-META-02 */
function checkNamespace(definition: ResourceDefinition, namespace: string, metadata: Partial<ObjectMeta>): void {
  if (definition.namespaced && metadata.namespace && metadata.namespace !== namespace) {
    throw new ApiError(
      'BadRequest',
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
}

/** What the client may set, in the API's field order, and what is the server's own. API-META-03 */
function newMetadata(
  backend: Backend,
  definition: ResourceDefinition,
  namespace: string,
  sent: Partial<ObjectMeta>,
  countsGenerations: boolean,
): DraftMeta {
  const metadata = { name: sent.name ?? '' } as DraftMeta;
  if (sent.generateName) metadata.generateName = sent.generateName;
  if (definition.namespaced) metadata.namespace = namespace;
  metadata.uid = backend.ids.uid();
  metadata.resourceVersion = '';
  if (countsGenerations) metadata.generation = 1;
  metadata.creationTimestamp = backend.clock.now();
  copyOwnFields(sent, metadata);
  return metadata;
}

/** Makes the name if the server is to make it. True if it has made one that nobody has. */
function generateName(backend: Backend, definition: ResourceDefinition, metadata: DraftMeta): boolean {
  if (metadata.name || !metadata.generateName) return false;
  for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
    metadata.name = backend.ids.generatedName(metadata.generateName);
    if (!backend.store.find(definition.resource, keyIn(definition, metadata.namespace ?? '', metadata.name)))
      return true;
  }
  return false;
}
