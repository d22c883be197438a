/** Texts as Go's fmt writes them, for messages that must read as the server's. */

const SIMPLE = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** A string in Go's double-quoted form (`%q`): printable Unicode stays, the rest is escaped. */
export function quoteGo(text: string): string {
  if (SIMPLE.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const character of text) quoted += quoteCharacter(character);
  return `${quoted}"`;
}

function quoteCharacter(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  if (PRINTABLE.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  // A lone surrogate cannot exist in Go: it arrives there as the replacement character.
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** JSON text with the characters that HTML reads otherwise escaped, as Go's encoder writes them. */
export function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Whether the text has more bytes of UTF-8 than `most`. Short texts, nearly all, are not encoded to be counted. */
export function isLongerThan(text: string, most: number): boolean {
  return text.length > most || (text.length * 3 > most && byteLength(text) > most);
}

/** Length in bytes of UTF-8, which is what Go's `len` counts. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
