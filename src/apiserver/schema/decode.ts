/**
 * From what a client sent to an object of its kind, or a refusal in the server's words. Clauses API-DEC.
 * Upstream: apiserver pkg/endpoints/handlers/{create,rest}.go, apimachinery pkg/runtime/serializer/json, v1.36.
 *
 * This folder: the type table (`type-table.ts`, compiled from src/api/schema), one decoding (`decode-session.ts`,
 * `decode-values.ts`), this entry, what it has seen before (`known-specs.ts`), and texts as Go prints them (`go-text.ts`).
 */
import { ApiError } from '../../api/errors';
import type { KubernetesObject } from '../../api/meta';
import { apiVersionOf, type ResourceDefinition, resourceOfKind } from '../../api/resources';
import { DecodeFailure, DecodeSession } from './decode-session';
import { decodeValue, rememberDecoded } from './decode-values';
import { findDuplicateFields } from './duplicate-fields';
import { quoteGo } from './go-text';
import { knownSpec, rememberSpecText, specTextOf } from './known-specs';
import { codecOf, structCodecOf } from './type-table';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

export interface Decoded {
  /** Frozen throughout; keys in Go's field order. */
  readonly object: KubernetesObject;
  readonly warnings: string[];
}

/**
 * Decodes `raw` (a parsed JSON value, or JSON text) as the kind of `definition`. An absent apiVersion or kind is filled
 * in. Throws `ApiError` BadRequest, and nothing else.
 */
export function decodeObject(definition: ResourceDefinition, raw: unknown, fieldValidation: FieldValidation): Decoded {
  const duplicates: string[] = [];
  try {
    const named = nameKind(definition, typeof raw === 'string' ? parseText(raw, duplicates) : raw);
    const session = new DecodeSession(definition.resource !== 'pods');
    const specText = specTextOf(definition, named);
    const known = specText === undefined ? undefined : knownSpec(specText);
    const document = known ? { ...named, spec: known } : named;
    const object = decodeValue(structCodecOf(`v1.${definition.kind}`), document, session) as KubernetesObject;
    session.finish();
    if (specText !== undefined && !known && session.isClean) {
      rememberSpecText(specText, (object as { readonly spec?: unknown }).spec as object);
    }
    const violations = [...session.strictErrors, ...duplicates];
    if (violations.length === 0 || fieldValidation === 'Ignore') return { object, warnings: [] };
    if (fieldValidation === 'Warn') return { object, warnings: violations };
    throw new DecodeFailure(`strict decoding error: ${violations.join(', ')}`);
  } catch (error) {
    if (!(error instanceof DecodeFailure)) throw error;
    const { kind, version } = definition;
    throw new ApiError(
      'BadRequest',
      `${kind} in version "${version}" cannot be handled as a ${kind}: ${error.message}`,
    );
  }
}

/**
 * Notes that the frozen `spec` of a complete object (decoded, defaulted, admitted) needs no decoding when it comes back,
 * as it does with every status update.
 */
export function rememberSpec(kind: string, object: object): void {
  const { spec } = object as { readonly spec?: unknown };
  if (typeof spec === 'object' && spec !== null) rememberDecoded(spec, codecOf(`v1.${kind}Spec`));
}

function parseText(text: string, duplicates: string[]): unknown {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new DecodeFailure("couldn't get version/kind; json parse error: invalid JSON");
  }
  duplicates.push(...findDuplicateFields(text));
  return document;
}

/** Checks apiVersion and kind against the endpoint and fills in what is absent. API-DEC-05 */
function nameKind(definition: ResourceDefinition, document: unknown): object {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    const found = Array.isArray(document) ? 'array' : document === null ? 'null' : typeof document;
    throw new ApiError(
      'BadRequest',
      `the object provided is unrecognized (must be of type ${definition.kind}): couldn't get version/kind; ` +
        `json parse error: json: cannot unmarshal ${found} into Go value of type struct`,
    );
  }
  const { apiVersion, kind } = document as { readonly apiVersion?: unknown; readonly kind?: unknown };
  const expected = apiVersionOf(definition);
  if (typeof apiVersion === 'string' && apiVersion !== '' && apiVersion !== expected) {
    throw new ApiError(
      'BadRequest',
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    );
  }
  if (typeof kind === 'string' && kind !== '' && kind !== definition.kind) {
    if (!resourceOfKind(expected, kind)) {
      // Upstream's own place in its sources is part of the message.
      const why = `no kind ${quoteGo(kind)} is registered for version ${quoteGo(expected)} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
      const { kind: handled, version } = definition;
      throw new ApiError('BadRequest', `${kind} in version "${version}" cannot be handled as a ${handled}: ${why}`);
    }
    throw new ApiError(
      'BadRequest',
      `${kind} in version "${definition.version}" cannot be handled as a ${definition.kind}: ` +
        `converting (v1.${kind}) to (${definition.group === '' ? 'core' : definition.group.split('.')[0]}.${definition.kind}): unknown conversion`,
    );
  }
  if (apiVersion === expected && kind === definition.kind) return document;
  const isText = (value: unknown): boolean => value === undefined || value === null || value === '';
  return {
    ...document,
    ...(isText(apiVersion) ? { apiVersion: expected } : {}),
    ...(isText(kind) ? { kind: definition.kind } : {}),
  };
}
