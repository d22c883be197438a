/** Changes to frozen values that share what stays the same. */
import type { Fields } from '../object-fields';
import { assembleStruct } from '../schema/decode-values';
import { type StructCodec, structCodecOf } from '../schema/type-table';

/**
 * `object` with some fields replaced, as the server would print it: in Go's order, frozen. Without changes (no key, or
 * only undefined values) it is `object` itself.
 */
export function change<T extends object>(goType: string, object: T, changes: Fields): T {
  let hasChanges = false;
  let hasNewKeys = false;
  for (const key in changes) {
    if (changes[key] === undefined) continue;
    hasChanges = true;
    if ((object as Fields)[key] === undefined) hasNewKeys = true;
  }
  if (!hasChanges) return object;
  const codec = structCodecOf(goType);
  return (hasNewKeys ? reassemble(codec, object as Fields, changes) : replaceValues(object as Fields, changes)) as T;
}

/** All keys are there already, so their order is right. */
function replaceValues(object: Fields, changes: Fields): object {
  const changed: Record<string, unknown> = { ...object };
  for (const key in changes) if (changes[key] !== undefined) changed[key] = changes[key];
  return Object.freeze(changed);
}

function reassemble(codec: StructCodec, object: Fields, changes: Fields): object {
  const values: unknown[] = new Array(codec.fields.length).fill(undefined);
  for (const source of [object, changes]) {
    for (const key in source) {
      const field = codec.byJson.get(key);
      const value = source[key];
      if (field && value !== undefined && value !== null) values[field.index] = value;
    }
  }
  return assembleStruct(codec, values);
}

/** The list with `convert` applied to each item; the same list if no item changed. */
export function convertItems<T>(items: readonly T[], convert: (item: T) => T): readonly T[] {
  let changed: T[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as T;
    const converted = convert(item);
    if (converted === item) continue;
    changed ??= items.slice();
    changed[index] = converted;
  }
  if (!changed) return items;
  return Object.freeze(changed);
}

/** The converted field of an object, or undefined where it is absent or stays as it is: a change for `change`. */
export function convertField<T extends object>(object: Fields, field: string, convert: (value: T) => T): T | undefined {
  const value = object[field];
  if (value === undefined || value === null) return undefined;
  const converted = convert(value as T);
  return converted === value ? undefined : converted;
}

/** The fields of `defaults` that `object` lacks or has as Go's zero value. */
export function fillEmpty(object: Fields, defaults: Fields): Fields {
  const filled: Record<string, unknown> = {};
  for (const key in defaults) {
    const value = object[key];
    if (value === undefined || value === null || value === '' || value === 0) filled[key] = defaults[key];
  }
  return filled;
}

/** The fields of `defaults` that `object` lacks: for pointers, where zero is a value. */
export function fillAbsent(object: Fields, defaults: Fields): Fields {
  const filled: Record<string, unknown> = {};
  for (const key in defaults) {
    const value = object[key];
    if (value === undefined || value === null) filled[key] = defaults[key];
  }
  return filled;
}
