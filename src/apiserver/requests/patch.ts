/** Upstream: apiserver pkg/endpoints/handlers/patch.go, v1.36. Clauses API-REQ-09, API-DEC-06, API-DEC-07, API-PATCH. */
import type { PatchOptions } from '../../api/client';
import { ApiError, isApiError } from '../../api/errors';
import type { KubernetesObject } from '../../api/meta';
import { applyDefaults } from '../defaulting';
import { applyJsonPatch } from '../patch/json-patch';
import { isFields, type JsonFields, printGo } from '../patch/json-value';
import { applyMergePatch } from '../patch/merge-patch';
import { patchRemains } from '../patch/patch-remains';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch';
import { decodeObject } from '../schema/decode';
import { codecOf } from '../schema/type-table';
import { describeMismatch } from '../schema/unstructured-mismatch';
import { type FieldError, invalid, invalidValue } from '../validation/field-error';
import { collectWarnings } from '../validation/warnings';
import { dropRepeatedOwners } from './owner-references';
import { findTarget, type Request } from './request';
import { writeStatusUpdate, writeUpdate } from './update';

/** Throws `ApiError` for an object that is not there and for a patch that does not fit it. */
export function patchObject(request: Request<PatchOptions>, patch: unknown): KubernetesObject {
  const before = findTarget(request);
  const patched = applyPatch(before, patch, request.options, request.definition.kind);
  const object = decodePatched(request, before, patched, patch);
  checkIdentity(object, before);
  return writePatched(request, before, object);
}

/** A patch renames nothing and moves nothing. Upstream: apiserver handlers/patch.go, applyPatch; handlers/rest.go, checkName. */
function checkIdentity({ metadata }: KubernetesObject, before: KubernetesObject): void {
  const { name, namespace } = before.metadata;
  if (metadata === before.metadata || (metadata?.name === name && metadata.namespace === namespace)) return;
  if (metadata?.namespace && namespace && metadata.namespace !== namespace) {
    const why = 'the namespace of the provided object does not match the namespace sent on the request';
    throw new ApiError('BadRequest', why);
  }
  if (!metadata?.name) {
    const why = `the name of the object (${name} based on URL) was undeterminable: name must be provided`;
    throw new ApiError('BadRequest', why);
  }
  if (metadata.name !== name) {
    const why = `the name of the object (${metadata.name}) does not match the name on the URL (${name})`;
    throw new ApiError('BadRequest', why);
  }
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
  { definition, options, warn }: Request<PatchOptions>,
  before: KubernetesObject,
  patched: unknown,
  patch: unknown,
): KubernetesObject {
  try {
    const { changed, unchanged } = separateUnchanged(before, patched);
    const { object, warnings } = decodeObject(definition, changed, options.fieldValidation ?? 'Warn');
    for (const warning of options.type === 'strategic' ? warnings.sort() : warnings) warn(warning);
    return { ...object, ...unchanged };
  } catch (error) {
    if (!isApiError(error, 'BadRequest')) throw error;
    const why = error.message.split(DECODER_PREFIX)[1] ?? error.message;
    throw invalid({ group: '', kind: '' }, '', [
      options.type === 'strategic' && isFields(patch)
        ? describeStrategicFailure(definition.kind, before as unknown as JsonFields, patched, patch, why)
        : invalidValue('patch', options.type === 'apply' ? printGo(patch) : JSON.stringify(patched), why),
    ]);
  }
}

const STRICT_FAILURE = 'strict decoding error: ';

/** A strategic merge does not go through JSON text: other words, unknown fields in alphabetical order. API-DEC-06 */
function describeStrategicFailure(
  kind: string,
  before: JsonFields,
  patched: unknown,
  patch: JsonFields,
  why: string,
): FieldError {
  const strict = why.startsWith(STRICT_FAILURE) ? why.slice(STRICT_FAILURE.length).split(', ') : undefined;
  const detail = strict
    ? STRICT_FAILURE + strict.sort().join(', ')
    : (describeMismatch(codecOf(`v1.${kind}`), patched) ?? why);
  return invalidValue('patch', printGo(patchRemains(before, patch, kind)), detail);
}

/** Defaults and writes a patched object, whole or its status alone, and tells the warnings about it. */
export function writePatched(
  request: Request<PatchOptions>,
  before: KubernetesObject,
  object: KubernetesObject,
): KubernetesObject {
  const { definition, options, warn } = request;
  if (options.subresource === 'status') {
    // A node's is the only status with defaults; everything else that is defaulted would be restored anyway.
    const complete = definition.resource === 'nodes' ? applyDefaults('nodes', object) : object;
    return writeStatusUpdate(request, before, complete);
  }
  const defaulted = dropRepeatedOwners(applyDefaults(definition.resource, object), warn, true);
  const after = writeUpdate(request, before, defaulted);
  for (const warning of collectWarnings(definition.resource, after, before)) warn(warning);
  return after;
}
