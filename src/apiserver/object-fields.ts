/** An object of some API type, seen as its fields: for code that treats many types, or fields that a type leaves out. */
export type Fields = Readonly<Record<string, unknown>>;

/** The same object, seen as its fields. */
export function asFields(object: object): Fields {
  return object as Fields;
}

/**
 * A copy that may be written to. Field by field, so that all copies of one origin have one hidden class: V8 gives a
 * `{ ...fields, name: value }` that overwrites a field a class of its own each time, and whatever reads such objects is slow.
 */
export function copyOf<T extends object>(fields: T): { -readonly [K in keyof T]: T[K] } {
  const copy = {} as T;
  for (const key in fields) copy[key] = fields[key];
  return copy;
}

/** The same with one field set. */
export function copyWith<T extends object, K extends keyof T>(fields: T, name: K, value: T[K]): T {
  const copy: T = copyOf(fields);
  copy[name] = value;
  return copy;
}
