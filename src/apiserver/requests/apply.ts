/**
 * Server-side apply: a configuration becomes part of an object, and its fields the manager's own.
 * Upstream: apiserver pkg/endpoints/handlers/patch.go (applyPatcher) and apimachinery pkg/util/managedfields, v1.36.
 * API-PATCH-05 to API-PATCH-07
 */
import type { PatchOptions } from '../../api/client';
import { ApiError } from '../../api/errors';
import type { KubernetesObject } from '../../api/meta';
import { apiVersionOf, type ResourceDefinition } from '../../api/resources';
import type { Backend, Caller } from '../backend';
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
import { notFound } from '../refusals';
import { invalid, required } from '../validation/field-error';
import { createObject } from './create';
import type { Warn } from './input';
import { decodePatched, writePatched } from './patch';

/**
 * Creates the object, or merges the configuration into the one there is. Throws `ApiError` for a configuration that does
 * not fit its type, and, unless forced, for fields of other managers that it would change.
 */
export function applyObject(
  backend: Backend,
  caller: Caller,
  definition: ResourceDefinition,
  namespace: string,
  name: string,
  configuration: unknown,
  options: PatchOptions,
  warn: Warn,
): KubernetesObject {
  const config = readConfiguration(definition, namespace, name, configuration, options);
  const before = backend.store.find(definition.resource, definition.namespaced ? `${namespace}/${name}` : name);
  const manager: Manager = {
    name: options.fieldManager as string,
    operation: 'Apply',
    subresource: options.subresource ?? '',
  };
  if (before) return applyOver(backend, caller, definition, before, config, manager, options, warn);
  return applyAnew(backend, caller, definition, namespace, config, manager, options, warn);
}

function readConfiguration(
  definition: ResourceDefinition,
  namespace: string,
  name: string,
  configuration: unknown,
  options: PatchOptions,
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

function applyAnew(
  backend: Backend,
  caller: Caller,
  definition: ResourceDefinition,
  namespace: string,
  config: JsonFields,
  manager: Manager,
  options: PatchOptions,
  warn: Warn,
): KubernetesObject {
  const { owners } = applyConfiguration(
    rootNode(definition),
    emptyObject(definition),
    config,
    NO_OWNERS,
    manager,
    resetFields(definition, ''),
    backend.clock.nowMs,
  );
  const after = createObject(
    backend,
    caller,
    definition,
    namespace,
    config,
    { ...options, fieldValidation: options.fieldValidation ?? 'Warn' },
    warn,
  );
  if (!caller.dryRun) backend.fields.recordApply(after, owners);
  return after;
}

function applyOver(
  backend: Backend,
  caller: Caller,
  definition: ResourceDefinition,
  before: KubernetesObject,
  config: JsonFields,
  manager: Manager,
  options: PatchOptions,
  warn: Warn,
): KubernetesObject {
  const present = backend.fields.ownersOf(before);
  const applied = merge(backend, definition, before, config, present, manager, options);
  const patched =
    manager.name === KUBECTL_MANAGER ? refreshLastApplied(applied.value as JsonFields, config) : applied.value;
  const object = decodePatched(definition, before, patched, config, options, warn);
  let after = writePatched(backend, caller, definition, before, object, options, warn);
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
export function takeOver(
  backend: Backend,
  caller: Caller,
  definition: ResourceDefinition,
  namespace: string,
  name: string,
  { fieldManager = '', formerManagers = [] }: PatchOptions,
): KubernetesObject {
  const before = backend.store.find(definition.resource, definition.namespaced ? `${namespace}/${name}` : name);
  if (!before) throw notFound(definition, name);
  const manager: Manager = { name: fieldManager, operation: 'Apply', subresource: '' };
  const owners = claimFormerFields(backend.fields.ownersOf(before), manager, formerManagers);
  if (caller.dryRun) return before;
  const after = backend.commit(caller, 'update', definition.resource, before, draftFrom(definition, before));
  backend.fields.recordApply(after, owners);
  return after;
}

function merge(
  backend: Backend,
  definition: ResourceDefinition,
  before: KubernetesObject,
  config: JsonFields,
  owners: Owners,
  manager: Manager,
  options: PatchOptions,
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
