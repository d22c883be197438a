/**
 * What is wrong with a patched object in the words of the converter that strategic merge patches go through: it walks
 * the fields of the Go type in their order and stops at the first value that does not fit. API-DEC-06
 * Upstream: apimachinery pkg/runtime/converter.go, fromUnstructured; structured-merge-diff value/reflectcache.go, v1.36.
 */
import { canonicalQuantity, QuantityError } from '../../api/quantity';
import type { Codec } from './type-table';

/** The converter's sentence about the first value of a wrong type in `value`, or undefined. */
export function describeMismatch(codec: Codec, value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  switch (codec.kind) {
    case 'string':
    case 'bool':
    case 'integer':
      return describeScalar(codec.kind, codec.goType, value);
    case 'list':
      if (!Array.isArray(value)) return `cannot restore slice from ${goKindOf(value)}`;
      return firstOf(value, (element) => describeMismatch(codec.element, element));
    case 'map':
      if (!isMap(value)) return `cannot restore map from ${goKindOf(value)}`;
      return firstOf(Object.values(value), (element) => describeMismatch(codec.value, element));
    case 'struct':
      if (!isMap(value)) return `cannot restore struct from: ${goKindOf(value)}`;
      return firstOf(codec.fields, (field) => describeMismatch(field.codec, value[field.json]));
    case 'int-or-string':
      return typeof value === 'string' || Number.isInteger(value) ? undefined : describeJsonMismatch(value, 'int32');
    case 'time':
      return typeof value === 'string' ? undefined : describeJsonMismatch(value, 'string');
    case 'quantity':
      return describeQuantity(value);
    default:
      return undefined;
  }
}

function firstOf<T>(parts: readonly T[], describe: (part: T) => string | undefined): string | undefined {
  for (const part of parts) {
    const description = describe(part);
    if (description !== undefined) return description;
  }
  return undefined;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Go converts between numbers, and would convert numbers to text if the converter did not forbid it. */
function describeScalar(kind: 'string' | 'bool' | 'integer', goType: string, value: unknown): string | undefined {
  const source = goKindOf(value);
  if (kind === 'integer') {
    if (source === 'int64') return undefined;
    if (source === 'float64') return `cannot convert float64 to ${goType}`;
  }
  if (source === kind) return undefined;
  if (kind === 'string' && source === 'int64') return `cannot convert int64 to ${goType}`;
  return `unrecognized type: ${kind === 'integer' ? goType : kind}`;
}

function describeQuantity(value: unknown): string | undefined {
  try {
    canonicalQuantity(typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '!');
    return undefined;
  } catch (error) {
    if (error instanceof QuantityError) return error.message;
    throw error;
  }
}

/** Types with a JSON decoder of their own are handed their value as JSON. */
function describeJsonMismatch(value: unknown, goType: string): string {
  const source = goKindOf(value);
  const isNumber = source === 'int64' || source === 'float64';
  const found = isNumber && goType === 'int32' ? `number ${String(value)}` : (JSON_KINDS[source] ?? source);
  return `json: cannot unmarshal ${found} into Go value of type ${goType}`;
}

const JSON_KINDS: Readonly<Record<string, string>> = {
  int64: 'number',
  float64: 'number',
  slice: 'array',
  map: 'object',
};

/** How a value of parsed JSON is held in Go. */
function goKindOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64';
    default:
      return Array.isArray(value) ? 'slice' : 'map';
  }
}
