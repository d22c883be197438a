/** An object of some API type, seen as its fields: for code that treats many types, or fields that a type leaves out. */
export type Fields = Readonly<Record<string, unknown>>;

/** The same object, seen as its fields. */
export function asFields(object: object): Fields {
  return object as Fields;
}
