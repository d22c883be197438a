/**
 * Scalars, anchors and tags, as far as something can be wrong with them.
 * Upstream: sigs.k8s.io/yaml goyaml.v2/scannerc.go, yaml_parser_scan_*, as vendored in v1.36.
 */
import { type Characters, END, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isWord } from './characters';

/** Ends the scan with the sentence, at the place of the reader. */
export type Fail = (sentence: string) => never;

const ESCAPES = '0abt\tnvfre "\'\\N_LP';
const HEX_ESCAPES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads past a quoted scalar. */
export function scanQuoted(text: Characters, quote: string, fail: Fail): void {
  text.skip();
  for (;;) {
    if (text.isAtDocumentMark()) fail('found unexpected document indicator');
    if (text.at() === END) fail('found unexpected end of stream');
    while (!isBlankOrEnd(text.at())) {
      if (quote === "'" && text.at() === "'" && text.at(1) === "'") text.skip(2);
      else if (text.at() === quote) break;
      else if (quote === '"' && text.at() === '\\') {
        if (isBreak(text.at(1))) {
          text.skip();
          text.skipLine();
          break;
        }
        scanEscape(text, fail);
      } else text.skip();
    }
    if (text.at() === quote) break;
    while (isBlank(text.at()) || isBreak(text.at())) {
      if (isBlank(text.at())) text.skip();
      else text.skipLine();
    }
  }
  text.skip();
}

function scanEscape(text: Characters, fail: Fail): void {
  const length = HEX_ESCAPES[text.at(1)];
  if (length === undefined) {
    if (!ESCAPES.includes(text.at(1)) || text.at(1) === END) fail('found unknown escape character');
    text.skip(2);
    return;
  }
  text.skip(2);
  let digits = '';
  for (let index = 0; index < length; index++) {
    if (!/^[0-9A-Fa-f]$/.test(text.at(index))) fail('did not find expected hexdecimal number');
    digits += text.at(index);
  }
  const value = Number.parseInt(digits, 16);
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) fail('found invalid Unicode character escape code');
  text.skip(length);
}

/** Reads past a plain scalar. True if it ended behind a line break, where a new key may begin. */
export function scanPlain(text: Characters, indent: number, isFlow: boolean, fail: Fail): boolean {
  let isAfterBreak = false;
  for (;;) {
    if (text.isAtDocumentMark() || text.at() === '#') break;
    while (!isBlankOrEnd(text.at())) {
      if (text.at() === ':' && isBlankOrEnd(text.at(1))) break;
      if (isFlow && ',?[]{}'.includes(text.at())) break;
      isAfterBreak = false;
      text.skip();
    }
    if (!isBlank(text.at()) && !isBreak(text.at())) break;
    while (isBlank(text.at()) || isBreak(text.at())) {
      if (isBreak(text.at())) {
        text.skipLine();
        isAfterBreak = true;
      } else {
        if (isAfterBreak && text.atColumn < indent && text.at() === '\t') {
          fail('found a tab character that violates indentation');
        }
        text.skip();
      }
    }
    if (!isFlow && text.atColumn < indent) break;
  }
  return isAfterBreak;
}

/** Reads past a literal or folded scalar; `outerIndent` is that of the block around it. */
export function scanBlockScalar(text: Characters, outerIndent: number, fail: Fail): void {
  text.skip();
  let increment = 0;
  for (let indicators = 0; indicators < 2; indicators++) {
    if (/^[0-9]$/.test(text.at()) && increment === 0) {
      if (text.at() === '0') fail('found an indentation indicator equal to 0');
      increment = Number(text.at());
      text.skip();
    } else if (text.at() === '+' || text.at() === '-') text.skip();
  }
  text.skipBlanks();
  text.skipComment();
  if (!isBreakOrEnd(text.at())) fail('did not find expected comment or line break');
  if (isBreak(text.at())) text.skipLine();
  let indent = increment === 0 ? 0 : Math.max(outerIndent, 0) + increment;
  indent = scanIndentation(text, indent, outerIndent, fail);
  while (text.atColumn === indent && text.at() !== END) {
    while (!isBreakOrEnd(text.at())) text.skip();
    if (isBreak(text.at())) text.skipLine();
    indent = scanIndentation(text, indent, outerIndent, fail);
  }
}

/** Reads up to the next line with content. Returns the indentation, which that line settles if it was not known (0). */
function scanIndentation(text: Characters, indent: number, outerIndent: number, fail: Fail): number {
  let widest = 0;
  for (;;) {
    while ((indent === 0 || text.atColumn < indent) && text.at() === ' ') text.skip();
    widest = Math.max(widest, text.atColumn);
    if ((indent === 0 || text.atColumn < indent) && text.at() === '\t') {
      fail('found a tab character where an indentation space is expected');
    }
    if (!isBreak(text.at())) break;
    text.skipLine();
  }
  return indent === 0 ? Math.max(widest, outerIndent + 1, 1) : indent;
}

/** Reads past `&name` or `*name`. */
export function scanAnchor(text: Characters, fail: Fail): void {
  text.skip();
  const start = text.atIndex;
  while (isWord(text.at())) text.skip();
  const ends = isBlankOrEnd(text.at()) || '?:,]}%@`'.includes(text.at());
  if (text.atIndex === start || !ends) fail('did not find expected alphabetic or numeric character');
}

/** Reads past `!tag`, `!handle!tag` or `!<uri>`. Returns the handle where it is one that must be declared. */
export function scanTag(text: Characters, fail: Fail): string | undefined {
  let handle: string | undefined;
  text.skip();
  if (text.at() === '<') {
    text.skip();
    if (!scanUri(text)) fail('did not find expected tag URI');
    if (text.at() !== '>') fail("did not find the expected '>'");
    text.skip();
  } else {
    let name = '!';
    while (isWord(text.at())) {
      name += text.at();
      text.skip();
    }
    if (text.at() === '!') {
      text.skip();
      handle = `${name}!`;
      if (!scanUri(text)) fail('did not find expected tag URI');
    } else scanUri(text);
  }
  if (!isBlankOrEnd(text.at())) fail('did not find expected whitespace or line break');
  return handle === '!!' ? undefined : handle;
}

function scanUri(text: Characters): boolean {
  const start = text.atIndex;
  while (isWord(text.at()) || ";/?:@&=+$,.!~*'()[]%".includes(text.at())) text.skip();
  return text.atIndex > start;
}

/** Reads past a `%YAML` or `%TAG` line. */
export function scanDirective(text: Characters, fail: Fail): void {
  text.skip();
  let name = '';
  while (isWord(text.at())) {
    name += text.at();
    text.skip();
  }
  if (name === '') fail('could not find expected directive name');
  if (!isBlankOrEnd(text.at())) fail('found unexpected non-alphabetical character');
  if (name !== 'YAML' && name !== 'TAG') fail('found unknown directive name');
  while (!isBreakOrEnd(text.at())) text.skip();
  if (isBreak(text.at())) text.skipLine();
}
