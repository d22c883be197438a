export type JsonFields = Readonly<Record<string, unknown>>;

/** True for a JSON object: neither null nor a list. */
export function isFields(value: unknown): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Equal as JSON documents: the order of fields means nothing, that of lists does. */
export function areEqualJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => areEqualJson(item, b[index]));
  }
  if (!isFields(a) || !isFields(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && areEqualJson(a[key], b[key]))
  );
}

/** A value as Go prints it with `%v`: `map[a:1 b:[x y]]`, keys sorted. API-DEC-06 */
export function printGo(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(printGo).join(' ')}]`;
  if (!isFields(value)) return String(value);
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${key}:${printGo(value[key])}`);
  return `map[${fields.join(' ')}]`;
}
