/**
 * YAML as `-o yaml` prints it: sorted keys, lists not indented under their key, text quoted only where it would mean
 * something else, long lines folded at 80. Upstream: sigs.k8s.io/yaml with its goyaml.v2 emitter, v1.36.
 */

const BEST_WIDTH = 80;
/** Text that a YAML 1.1 reader takes for something else than text. Upstream: goyaml.v2 resolve.go. */
const NOT_TEXT =
  /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF|~|null|Null|NULL|\.nan|\.NaN|\.NAN|[-+]?\.(?:inf|Inf|INF)|<<|)$/;
const NUMBER =
  /^[-+]?(?:0x[0-9a-fA-F_]+|0o?[0-7_]+|0b[01_]+|(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?)?$/;
const LEADING_INDICATOR = /^[,[\]{}#&*!|>'"%@`]/;
const LEADING_DASH = /^[-?:](?:\s|$)/;
const INNER_INDICATOR = /:(?:\s|$)|\s#|^---|^\.\.\./;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must be escaped
const SPECIAL_CHARACTER = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\u2028\u2029]/;
const OUTER_SPACE = /^\s|\s$/;

/** The value as a YAML document with its final line end. */
export function encodeYaml(value: unknown): string {
  const lines: string[] = [];
  writeValue(value, 0, '', lines, false);
  return `${lines.join('\n')}\n`;
}

/** `lead` is what stands on the first line already, such as `key:` or `-`. */
function writeValue(value: unknown, indent: number, lead: string, lines: string[], isInList: boolean): void {
  const padding = ' '.repeat(indent);
  if (Array.isArray(value)) {
    if (value.length === 0) lines.push(join(lead, '[]'));
    else {
      if (lead !== '' && !isInList) lines.push(lead);
      let prefix = isInList ? `${lead} ` : padding;
      for (const item of value) {
        writeValue(item, indent + 2, `${prefix}-`, lines, true);
        prefix = padding;
      }
    }
  } else if (typeof value === 'object' && value !== null) {
    const fields = value as Readonly<Record<string, unknown>>;
    const keys = Object.keys(fields)
      .filter((key) => fields[key] !== undefined)
      .sort();
    if (keys.length === 0) lines.push(join(lead, '{}'));
    else {
      if (lead !== '' && !isInList) lines.push(lead);
      let prefix = isInList ? `${lead} ` : padding;
      for (const key of keys) {
        const item = fields[key];
        // A list stands at the indentation of its key, a mapping deeper.
        const deeper = Array.isArray(item) ? indent : indent + 2;
        writeValue(item, deeper, `${prefix}${formatKey(key)}:`, lines, false);
        prefix = padding;
      }
    }
  } else {
    writeScalar(value, indent, lead, lines);
  }
}

function join(lead: string, text: string): string {
  return lead === '' ? text : `${lead} ${text}`;
}

function formatKey(key: string): string {
  return needsQuotes(key) ? quoteScalar(key) : key;
}

function writeScalar(value: unknown, indent: number, lead: string, lines: string[]): void {
  if (typeof value !== 'string') {
    lines.push(join(lead, value === null || value === undefined ? 'null' : String(value)));
    return;
  }
  if (value.includes('\n') && !SPECIAL_CHARACTER.test(value) && value.trim() !== '') {
    writeLiteral(value, indent, lead, lines);
    return;
  }
  const text = needsQuotes(value) ? quoteScalar(value) : value;
  const folded = text.startsWith('"') ? [join(lead, text)] : fold(join(lead, text), lead.length, indent);
  lines.push(...folded);
}

function needsQuotes(text: string): boolean {
  return (
    NOT_TEXT.test(text) ||
    NUMBER.test(text) ||
    BASE_60.test(text) ||
    TIMESTAMP.test(text) ||
    LEADING_INDICATOR.test(text) ||
    LEADING_DASH.test(text) ||
    INNER_INDICATOR.test(text) ||
    OUTER_SPACE.test(text) ||
    SPECIAL_CHARACTER.test(text) ||
    text.includes('\n')
  );
}

function quoteScalar(text: string): string {
  const looksLikeOtherType = NOT_TEXT.test(text) || NUMBER.test(text) || BASE_60.test(text) || TIMESTAMP.test(text);
  if (looksLikeOtherType || SPECIAL_CHARACTER.test(text) || text.includes('\n')) return JSON.stringify(text);
  return `'${text.replace(/'/g, "''")}'`;
}

/** Breaks at the first single space after column 80, as libyaml's emitter does. */
function fold(line: string, from: number, indent: number): readonly string[] {
  if (line.length <= BEST_WIDTH) return [line];
  const lines: string[] = [];
  let current = line.slice(0, from + 1);
  for (let index = from + 1; index < line.length; index++) {
    const character = line[index] as string;
    const isLonely = character === ' ' && line[index - 1] !== ' ' && line[index + 1] !== ' ' && index > from + 1;
    if (isLonely && current.length > BEST_WIDTH && index < line.length - 1) {
      lines.push(current);
      current = ' '.repeat(indent);
    } else {
      current += character;
    }
  }
  return [...lines, current];
}

function writeLiteral(text: string, indent: number, lead: string, lines: string[]): void {
  const trailing = /\n*$/.exec(text)?.[0].length ?? 0;
  const chomping = trailing === 0 ? '-' : trailing > 1 ? '+' : '';
  const hint = /^[ \n]/.test(text) ? '2' : '';
  lines.push(join(lead, `|${hint}${chomping}`));
  const body = trailing > 0 ? text.slice(0, -1) : text;
  const padding = ' '.repeat(Math.max(indent, 2));
  for (const line of body.split('\n')) lines.push(line === '' ? '' : padding + line);
}
