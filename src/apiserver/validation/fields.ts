/** Reading decoded objects field by field, and the checks that many fields share. */
import type { Fields } from '../object-fields';
import { structCodecOf } from '../schema/type-table';
import { type FieldError, invalidValue, notSupported, required } from './field-error';
import type { Problems } from './names';

/** The struct in a field, or undefined where it is not set. */
export function structOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

/** The structs in a list field; empty where it is not set. */
export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}

/** The texts in a list field; empty where it is not set. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

/** The text in a field; empty where it is not set, as in Go. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The number in a field; 0 where it is not set, as in Go. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** One `Invalid` for each problem with a text. */
export function problemsAt(field: string, badValue: unknown, problems: Problems): FieldError[] {
  return problems.map((problem) => invalidValue(field, badValue, problem));
}

/** API-FE-07 */
export function checkNonNegative(field: string, value: unknown): FieldError[] {
  return typeof value === 'number' && value < 0
    ? [invalidValue(field, value, 'must be greater than or equal to 0')]
    : [];
}

/** A text of a closed set; an empty text is not checked. */
export function checkOneOf(field: string, value: unknown, supported: readonly string[]): FieldError[] {
  if (value === undefined || value === null || value === '') return [];
  return supported.includes(value as string) ? [] : [notSupported(field, value, supported)];
}

/** The same for a field that tells absence from emptiness: an empty text is one that is not in the set. */
export function checkGivenOneOf(field: string, value: unknown, supported: readonly string[]): FieldError[] {
  if (value === undefined || value === null) return [];
  return supported.includes(value as string) ? [] : [notSupported(field, value, supported)];
}

/** A text that must be set. */
export function checkRequiredText(field: string, value: unknown): FieldError[] {
  return textOf(value) === '' ? [required(field)] : [];
}

/** Checks a struct for the texts without which it says nothing. */
export const needs =
  (...fields: string[]) =>
  (source: Fields, path: string): FieldError[] =>
    fields.flatMap((field) => checkRequiredText(`${path}.${field}`, source[field]));

/** A path that stays below where it starts. */
export function checkDescendingPath(text: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (text.startsWith('/')) errors.push(invalidValue(path, text, 'must be a relative path'));
  if (text.split('/').includes('..')) errors.push(invalidValue(path, text, "must not contain '..'"));
  return errors;
}

/** A map with its keys in ascending order, which is how Go prints maps. API-FE-08 */
export function sortKeys(map: Fields): Fields {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** A value of a struct as the server's internal type prints: Go field names, and every field. API-FE-04 */
export function internalForm(goType: string, value: Fields): Fields {
  const form: Record<string, unknown> = {};
  for (const { json, goName, codec, pointer } of structCodecOf(goType).fields) {
    const given = value[json];
    if (given !== undefined && given !== null) {
      form[goName] = codec.kind === 'struct' ? internalForm(codec.goType, given as Fields) : given;
    } else if (codec.kind === 'int-or-string') {
      // No pointer there, other than in the versioned type.
      form[goName] = 0;
    } else if (pointer) form[goName] = null;
    else if (codec.kind === 'struct') form[goName] = internalForm(codec.goType, {});
    else form[goName] = { string: '', integer: 0, bool: false, quantity: '0' }[codec.kind as string] ?? null;
  }
  return form;
}
