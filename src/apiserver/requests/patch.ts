/** Upstream: apiserver pkg/endpoints/handlers/patch.go, v1.36. Clauses API-REQ-09, API-DEC-06, API-DEC-07, API-PATCH. */
import type { PatchOptions } from '../../api/client';
import { ApiError, isApiError } from '../../api/errors';
import type { KubernetesObject } from '../../api/meta';
import type { ResourceDefinition } from '../../api/resources';
import type { Backend, Caller } from '../backend';
import { applyDefaults } from '../defaulting';
import { applyJsonPatch } from '../patch/json-patch';
import { isFields, type JsonFields, printGo } from '../patch/json-value';
import { applyMergePatch } from '../patch/merge-patch';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch';
import { notFound } from '../refusals';
import { decodeObject } from '../schema/decode';
import { invalid, invalidValue } from '../validation/field-error';
import { collectWarnings } from '../validation/warnings';
import type { Warn } from './input';
import { dropRepeatedOwners } from './owner-references';
import { writeStatusUpdate, writeUpdate } from './update';

/** Throws `ApiError` for an object that is not there and for a patch that does not fit it. */
export function patchObject(
  backend: Backend,
  caller: Caller,
  definition: ResourceDefinition,
  namespace: string,
  name: string,
  patch: unknown,
  options: PatchOptions,
  warn: Warn,
): KubernetesObject {
  const before = backend.store.find(definition.resource, definition.namespaced ? `${namespace}/${name}` : name);
  if (!before) throw notFound(definition, name);
  const patched = applyPatch(before, patch, options, definition.kind);
  const object = decodePatched(definition, before, patched, patch, options, warn);
  return writePatched(backend, caller, definition, before, object, options, warn);
}

function applyPatch(before: KubernetesObject, patch: unknown, { type }: PatchOptions, kind: string): unknown {
  if (type === 'json') return applyJsonPatch(before, patch);
  if (patch === null) return before;
  if (!isFields(patch)) throw notAnObject(patch, type);
  if (type === 'merge') return applyMergePatch(before, patch);
  return applyStrategicMergePatch(before as unknown as JsonFields, patch, kind);
}

/** Upstream: apiserver handlers/patch.go, applyJSPatch and strategicPatchObject, of which only the former says where it failed. */
function notAnObject(patch: unknown, type: PatchOptions['type']): ApiError {
  const kind = Array.isArray(patch) ? 'array' : typeof patch === 'boolean' ? 'bool' : typeof patch;
  const mistake = `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
  return new ApiError('BadRequest', type === 'merge' ? `error decoding patch: ${mistake}` : mistake);
}

/** The patched object in two parts: what the patch may have touched, and what is still the stored object's own. */
function separateUnchanged(before: KubernetesObject, patched: unknown) {
  const stored = before as unknown as JsonFields;
  const changed: Record<string, unknown> = {};
  const unchanged: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(patched as JsonFields)) {
    const isStored = typeof value === 'object' && value === stored[key];
    (isStored ? unchanged : changed)[key] = value;
  }
  return { changed, unchanged };
}

/** What follows `cannot be handled as a DaemonSet: ` in the words of the decoder. */
const DECODER_PREFIX = / cannot be handled as an? \w+: /;

/** A patch whose result does not decode is refused as invalid, not as a bad request. API-DEC-06, API-DEC-07 */
export function decodePatched(
  definition: ResourceDefinition,
  before: KubernetesObject,
  patched: unknown,
  patch: unknown,
  options: PatchOptions,
  warn: Warn,
): KubernetesObject {
  try {
    const { changed, unchanged } = separateUnchanged(before, patched);
    const { object, warnings } = decodeObject(definition, changed, options.fieldValidation ?? 'Warn');
    for (const warning of warnings) warn(warning);
    return { ...object, ...unchanged };
  } catch (error) {
    if (!isApiError(error, 'BadRequest')) throw error;
    const why = error.message.split(DECODER_PREFIX)[1] ?? error.message;
    const isStrategic = options.type === 'strategic' || options.type === 'apply';
    const shown = isStrategic ? printGo(patch) : JSON.stringify(patched);
    const wrongType = isStrategic ? /^json: cannot unmarshal .* of type (\S+)$/.exec(why)?.[1] : undefined;
    const detail = wrongType ? `unrecognized type: ${wrongType}` : why;
    throw invalid({ group: '', kind: '' }, '', [invalidValue('patch', shown, detail)]);
  }
}

/** Defaults and writes a patched object, whole or its status alone, and tells the warnings about it. */
export function writePatched(
  backend: Backend,
  caller: Caller,
  definition: ResourceDefinition,
  before: KubernetesObject,
  object: KubernetesObject,
  options: PatchOptions,
  warn: Warn,
): KubernetesObject {
  if (options.subresource === 'status') {
    // A node's is the only status with defaults; everything else that is defaulted would be restored anyway.
    const complete = definition.resource === 'nodes' ? applyDefaults('nodes', object) : object;
    return writeStatusUpdate(backend, caller, definition, before, complete);
  }
  const defaulted = dropRepeatedOwners(applyDefaults(definition.resource, object), warn, true);
  const after = writeUpdate(backend, caller, definition, before, defaulted);
  for (const warning of collectWarnings(definition.resource, after, before)) warn(warning);
  return after;
}
