/**
 * What kubectl itself refuses in the metadata of a manifest, before it asks the server: values of the wrong type, which
 * it would otherwise lose when it writes its annotation.
 * Upstream: cli-runtime pkg/resource/metadata_decoder.go, v1.36.
 */
import type { ManifestFields } from '../api/manifest';

const TEXT = new Set(['name', 'generateName', 'namespace', 'selfLink', 'uid', 'resourceVersion']);
const NUMBERS = new Set(['generation', 'deletionGracePeriodSeconds']);
const MAPS = new Set(['labels', 'annotations']);
const OWNER_TEXT = new Set(['apiVersion', 'kind', 'name', 'uid']);
const OWNER_FLAGS = new Set(['controller', 'blockOwnerDeletion']);

/** The first mistake in Go's words, or undefined. */
export function findMetadataMistake(metadata: unknown): string | undefined {
  if (metadata === undefined || metadata === null) return undefined;
  if (kindOf(metadata) !== 'object') return mismatch(metadata, 'metadataOnlyObject.metadata', 'v1.ObjectMeta');
  for (const [field, value] of Object.entries(metadata as ManifestFields)) {
    const mistake = value === null ? undefined : checkField(field, value);
    if (mistake) return mistake;
  }
  return undefined;
}

function checkField(field: string, value: unknown): string | undefined {
  const at = `ObjectMeta.metadata.${field}`;
  if (TEXT.has(field)) return expect(value, 'string', at, 'string');
  if (NUMBERS.has(field)) return Number.isInteger(value) ? undefined : mismatch(value, at, 'int64');
  if (MAPS.has(field)) {
    if (kindOf(value) !== 'object') return mismatch(value, at, 'map[string]string');
    return first(Object.values(value as ManifestFields), (text) => expect(text, 'string', at, 'string'));
  }
  if (field === 'finalizers') {
    if (!Array.isArray(value)) return mismatch(value, at, '[]string');
    return first(value, (text) => expect(text, 'string', at, 'string'));
  }
  if (field !== 'ownerReferences') return undefined;
  if (!Array.isArray(value)) return mismatch(value, at, '[]v1.OwnerReference');
  return first(value, (reference) =>
    kindOf(reference) === 'object'
      ? checkOwner(reference as ManifestFields)
      : mismatch(reference, at, 'v1.OwnerReference'),
  );
}

function checkOwner(reference: ManifestFields): string | undefined {
  return first(Object.entries(reference), ([field, value]) => {
    const at = `OwnerReference.metadata.ownerReferences.${field}`;
    if (OWNER_TEXT.has(field)) return expect(value, 'string', at, 'string');
    return OWNER_FLAGS.has(field) ? expect(value, 'bool', at, 'bool') : undefined;
  });
}

function first<T>(items: readonly T[], check: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const mistake = check(item);
    if (mistake) return mistake;
  }
  return undefined;
}

function expect(value: unknown, kind: string, at: string, goType: string): string | undefined {
  return value === null || kindOf(value) === kind ? undefined : mismatch(value, at, goType);
}

/** As Go's decoder calls the kinds of JSON. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function mismatch(value: unknown, at: string, goType: string): string {
  const isShown = goType === 'int64' && typeof value === 'number';
  const kind = isShown ? `number ${value}` : kindOf(value);
  return `json: cannot unmarshal ${kind} into Go struct field ${at} of type ${goType}`;
}
