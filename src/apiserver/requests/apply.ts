/**
 * Server-side apply: a configuration becomes part of an object, and its fields the manager's own.
 * Upstream: apiserver pkg/endpoints/handlers/patch.go (applyPatcher) and apimachinery pkg/util/managedfields, v1.36.
 * API-PATCH-05 to API-PATCH-07
 */
import type { PatchOptions } from '../../api/client';
import { ApiError } from '../../api/errors';
import type { KubernetesObject } from '../../api/meta';
import { apiVersionOf } from '../../api/resources';
import { draftFrom } from '../draft';
import { checkConfiguration } from '../field-management/check-configuration';
import { emptyObject, resetFields, rootNode } from '../field-management/kinds';
import { fieldsOfLastApplied, KUBECTL_MANAGER, refreshLastApplied } from '../field-management/last-applied';
import {
  type Applied,
  applyConfiguration,
  applyConflict,
  claimFormerFields,
  haveSameOwners,
  type Manager,
  NO_OWNERS,
  type Owners,
} from '../field-management/owners';
import { copyUnfrozen } from '../freeze';
import { isFields, type JsonFields } from '../patch/json-value';
import { invalid, required } from '../validation/field-error';
import { createObject } from './create';
import { decodePatched, writePatched } from './patch';
import { findTarget, lookUp, type Request } from './request';

/**
 * Creates the object, or merges the configuration into the one there is. Throws `ApiError` for a configuration that does
 * not fit its type, and, unless forced, for fields of other managers that it would change.
 */
export function applyObject(request: Request<PatchOptions>, configuration: unknown): KubernetesObject {
  const { options } = request;
  const config = readConfiguration(request, configuration);
  const before = lookUp(request);
  const manager: Manager = {
    name: options.fieldManager as string,
    operation: 'Apply',
    subresource: options.subresource ?? '',
  };
  return before ? applyOver(request, before, config, manager) : applyAnew(request, config, manager);
}

function readConfiguration(
  { definition, namespace, name, options }: Request<PatchOptions>,
  configuration: unknown,
): JsonFields {
  if (!options.fieldManager) {
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      required('fieldManager', 'is required for apply patch'),
    ]);
  }
  if (!isFields(configuration)) {
    throw new ApiError('BadRequest', 'error decoding YAML: the patch is not an object');
  }
  const config = copyUnfrozen(configuration);
  const version = typeof config.apiVersion === 'string' ? config.apiVersion : '';
  if (version !== '' && version !== apiVersionOf(definition)) {
    throw new ApiError(
      'BadRequest',
      `Incorrect version specified in apply patch. Specified patch version: ${version}, expected: ${apiVersionOf(definition)}`,
    );
  }
  const metadata = isFields(config.metadata) ? config.metadata : {};
  if (metadata.managedFields !== undefined && metadata.managedFields !== null) {
    throw new ApiError('BadRequest', 'metadata.managedFields must be nil'); // API-PATCH-08
  }
  checkConfiguration(definition, rootNode(definition), config, namespace, name);
  if (typeof metadata.name === 'string' && metadata.name !== '' && metadata.name !== name) {
    throw new ApiError(
      'BadRequest',
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  return { ...config, metadata: { ...metadata, name } };
}

function applyAnew(request: Request<PatchOptions>, config: JsonFields, manager: Manager): KubernetesObject {
  const { backend, caller, definition, options } = request;
  const { owners } = applyConfiguration(
    rootNode(definition),
    emptyObject(definition),
    config,
    NO_OWNERS,
    manager,
    resetFields(definition, ''),
    backend.clock.nowMs,
  );
  const fieldValidation = options.fieldValidation ?? 'Warn';
  const after = createObject({ ...request, options: { ...options, fieldValidation } }, config);
  if (!caller.dryRun) backend.fields.recordApply(after, owners);
  return after;
}

function applyOver(
  request: Request<PatchOptions>,
  before: KubernetesObject,
  config: JsonFields,
  manager: Manager,
): KubernetesObject {
  const { backend, caller, definition } = request;
  const present = backend.fields.ownersOf(before);
  const applied = merge(request, before, config, present, manager);
  const patched =
    manager.name === KUBECTL_MANAGER ? refreshLastApplied(applied.value as JsonFields, config) : applied.value;
  const object = decodePatched(request, before, patched, config);
  let after = writePatched(request, before, object);
  if (caller.dryRun || haveSameOwners(present, applied.owners)) {
    if (after !== before && !caller.dryRun) backend.fields.recordApply(after, applied.owners);
    return after;
  }
  // That a manager has come or gone is a change of its own, even if nothing else is.
  if (after === before) {
    after = backend.commit(caller, 'update', definition.resource, before, draftFrom(definition, before));
  }
  backend.fields.recordApply(after, applied.owners);
  return after;
}

/** Makes the fields of former managers this one's: a write that changes nothing but who owns what. */
export function takeOver(request: Request<PatchOptions>): KubernetesObject {
  const { backend, caller, definition } = request;
  const { fieldManager = '', formerManagers = [] } = request.options;
  const before = findTarget(request);
  const manager: Manager = { name: fieldManager, operation: 'Apply', subresource: '' };
  const owners = claimFormerFields(backend.fields.ownersOf(before), manager, formerManagers);
  if (caller.dryRun) return before;
  const after = backend.commit(caller, 'update', definition.resource, before, draftFrom(definition, before));
  backend.fields.recordApply(after, owners);
  return after;
}

function merge(
  { backend, definition, options }: Request<PatchOptions>,
  before: KubernetesObject,
  config: JsonFields,
  owners: Owners,
  manager: Manager,
): Applied {
  const node = rootNode(definition);
  const ignored = resetFields(definition, manager.subresource);
  const applied = applyConfiguration(node, before, config, owners, manager, ignored, backend.clock.nowMs);
  if (applied.conflicts.length === 0 || options.force) return applied;
  let conflicts = applied.conflicts;
  if (manager.name === KUBECTL_MANAGER) {
    const own = fieldsOfLastApplied(definition, node, before);
    conflicts = conflicts.filter(({ path }) => !own.has(path));
  }
  if (conflicts.length > 0) throw applyConflict(conflicts, apiVersionOf(definition));
  return applied;
}
