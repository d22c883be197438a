/** Text as Go's fmt and encoding/json write it. */

/** Go's `%q` for the text that occurs in messages. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t')}"`;
}

const HTML_SENSITIVE = /[<>&\u2028\u2029]/g;

function escapeForHtml(json: string): string {
  return json.replace(HTML_SENSITIVE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Compact JSON with sorted keys, and `<`, `>`, `&` escaped, as Go's encoder writes a map. */
export function encodeJson(value: unknown): string {
  return escapeForHtml(writeCompact(value));
}

function writeCompact(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => writeCompact(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    let text = '';
    const fields = value as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(fields).sort()) {
      if (fields[key] === undefined) continue;
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${writeCompact(fields[key])}`;
    }
    return `{${text}}`;
  }
  return JSON.stringify(value ?? null);
}

/** Indented JSON with sorted keys: what `-o json` prints, without the final line end. */
export function encodeJsonIndented(value: unknown, indent = '    '): string {
  return escapeForHtml(JSON.stringify(sortKeys(value), null, indent));
}

/** The same value with the keys of every object in order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(fields).sort()) {
    if (fields[key] !== undefined) sorted[key] = sortKeys(fields[key]);
  }
  return sorted;
}

/** A value as Go's `%v` prints it: maps as `map[a:1 b:2]`, lists as `[a b]`. */
export function printGoValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printGoValue).join(' ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = value as Readonly<Record<string, unknown>>;
    const entries = Object.keys(fields).sort();
    return `map[${entries.map((key) => `${key}:${printGoValue(fields[key])}`).join(' ')}]`;
  }
  return value === null || value === undefined ? '<nil>' : String(value);
}

/** A value as Go's `%#v` prints it: `map[string]interface {}{"a":1, "b":[]interface {}{"c"}}`. */
export function printGoSyntax(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(printGoSyntax).join(', ')}}`;
  if (typeof value === 'object' && value !== null) {
    const fields = value as Readonly<Record<string, unknown>>;
    const entries = Object.keys(fields)
      .filter((key) => fields[key] !== undefined)
      .sort()
      .map((key) => `${quote(key)}:${printGoSyntax(fields[key])}`);
    return `map[string]interface {}{${entries.join(', ')}}`;
  }
  if (typeof value === 'string') return quote(value);
  return value === null || value === undefined ? 'interface {}(nil)' : String(value);
}
