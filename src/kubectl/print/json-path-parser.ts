/**
 * kubectl's JSONPath templates, read into steps. Upstream: client-go util/jsonpath/parser.go, v1.36.
 */

export type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'descend' }
  /** A word that means nothing here: an error once it is reached. */
  | { readonly kind: 'identifier'; readonly name: string }
  | { readonly kind: 'union'; readonly names: readonly string[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number; readonly step: number }
  | { readonly kind: 'indices'; readonly indices: readonly number[] }
  | { readonly kind: 'filter'; readonly left: Operand; readonly operator: string; readonly right?: Operand };

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: unknown };

export interface Path {
  readonly steps: readonly Step[];
}

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'range'; readonly path: Path; readonly body: readonly Part[] };

/** The parts of a template. `fail` throws for one that cannot be read. */
export function parseTemplate(template: string, fail: (why: string) => never): readonly Part[] {
  const stack: Frame[] = [{ parts: [] }];
  const top = (): Part[] => (stack.at(-1) as { parts: Part[] }).parts;
  let index = 0;
  while (index < template.length) {
    const open = template.indexOf('{', index);
    if (open < 0) {
      top().push({ kind: 'text', text: template.slice(index) });
      break;
    }
    if (open > index) top().push({ kind: 'text', text: template.slice(index, open) });
    const close = findClosingBrace(template, open);
    if (close < 0) fail('unclosed action');
    const action = template.slice(open + 1, close).trim();
    index = close + 1;
    if (action === 'end') {
      if (stack.length > 1) closeRange(stack);
      else top().push({ kind: 'path', path: { steps: [{ kind: 'identifier', name: 'end' }] } });
    } else if (action.startsWith('range')) {
      stack.push({ path: parsePath(action.slice(5).trim(), fail), parts: [] });
    } else if (action.startsWith('"') || action.startsWith("'")) {
      top().push({ kind: 'text', text: unquote(action) });
    } else if (action !== '') {
      for (const word of splitActions(action)) {
        top().push(
          isQuoted(word) ? { kind: 'text', text: unquote(word) } : { kind: 'path', path: parsePath(word, fail) },
        );
      }
    }
  }
  while (stack.length > 1) {
    // A range without an end is no mistake, but what follows it (or the last end in it) comes once more, outside of it.
    const { parts } = closeRange(stack);
    const lastClosed = parts.findLastIndex(({ kind }) => kind === 'range');
    top().push(...parts.slice(lastClosed + 1));
  }
  return top();
}

interface Frame {
  readonly path?: Path;
  readonly parts: Part[];
}

function closeRange(stack: Frame[]): Frame {
  const { path, parts } = stack.pop() as Frame;
  stack.at(-1)?.parts.push({ kind: 'range', path: path as Path, body: parts });
  return { parts };
}

function findClosingBrace(template: string, open: number): number {
  let quoteMark = '';
  for (let index = open + 1; index < template.length; index++) {
    const character = template[index] as string;
    if (character === '\\') index++;
    else if (quoteMark !== '') {
      if (character === quoteMark) quoteMark = '';
    } else if (character === '"' || character === "'") quoteMark = character;
    else if (character === '}') return index;
  }
  return -1;
}

/** Quoted texts and expressions of one action; `.a .b` is one expression, which goes on after the space. */
function splitActions(action: string): readonly string[] {
  const words: string[] = [];
  let depth = 0;
  let quoteMark = '';
  let word = '';
  for (const character of action) {
    if (quoteMark !== '') {
      if (character === quoteMark) quoteMark = '';
    } else if (character === '"' || character === "'") quoteMark = character;
    else if (character === '[' || character === '(') depth++;
    else if (character === ']' || character === ')') depth--;
    if (character === ' ' && depth === 0 && quoteMark === '') {
      if (word !== '') words.push(word);
      word = '';
    } else word += character;
  }
  if (word !== '') words.push(word);
  const joined: string[] = [];
  for (const next of words) {
    const last = joined.at(-1);
    if (last === undefined || isQuoted(last) || isQuoted(next)) joined.push(next);
    else joined[joined.length - 1] = `${last} ${next}`;
  }
  return joined;
}

const isQuoted = (word: string): boolean => word.startsWith('"') || word.startsWith("'");

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unquote(text: string): string {
  const body = text.slice(1, text.endsWith(text[0] as string) && text.length > 1 ? -1 : undefined);
  return body.replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);
}

/** One expression, without braces. */
export function parsePath(text: string, fail: (why: string) => never): Path {
  const steps: Step[] = [];
  let index = 0;
  while (index < text.length) {
    const character = text[index] as string;
    if (' $@'.includes(character)) {
      // Upstream reads on: both mean the current object, and what follows a space goes on from what was found.
      index += 1;
    } else if (character === '.') {
      if (text[index + 1] === '.') {
        steps.push({ kind: 'descend' });
        index += 1;
        if (text[index + 1] === '[') index += 1;
        continue;
      }
      let name = '';
      index += 1;
      while (index < text.length && !' .[]$@,'.includes(text[index] as string)) {
        if (text[index] === '\\') index++;
        name += text[index] ?? '';
        index++;
      }
      if (name === '*') steps.push({ kind: 'wildcard' });
      else if (name !== '') steps.push({ kind: 'field', name });
    } else if (character === '[') {
      const close = findClosingBracket(text, index);
      if (close < 0) fail('unterminated array');
      steps.push(parseBracket(text.slice(index + 1, close).trim(), fail));
      index = close + 1;
    } else {
      const word = IDENTIFIER.exec(text.slice(index))?.[0];
      if (word === undefined) fail(`unrecognized character in action: ${printCodePoint(character)}`);
      steps.push({ kind: 'identifier', name: word ?? '' });
      index += word?.length ?? 1;
    }
  }
  return { steps };
}

const IDENTIFIER = /^[\p{L}\p{Nd}_][^\s.,[\]$@{}]*/u;

/** As Go's `%#U` does: `U+0028 '('`. */
function printCodePoint(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${character}'`;
}

function findClosingBracket(text: string, open: number): number {
  let depth = 0;
  let quoteMark = '';
  for (let index = open; index < text.length; index++) {
    const character = text[index] as string;
    if (quoteMark !== '') {
      if (character === quoteMark) quoteMark = '';
    } else if (character === '"' || character === "'") quoteMark = character;
    else if (character === '[') depth++;
    else if (character === ']' && --depth === 0) return index;
  }
  return -1;
}

const FILTER = /^\?\((.*)\)$/s;
const COMPARISON = /^(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)$/s;
const SLICE = /^(-?\d*):(-?\d*)(?::(\d*))?$/;

function parseBracket(text: string, fail: (why: string) => never): Step {
  const filter = FILTER.exec(text);
  if (filter) {
    const comparison = COMPARISON.exec((filter[1] as string).trim());
    if (!comparison) {
      return { kind: 'filter', left: parseOperand((filter[1] as string).trim(), fail), operator: 'exists' };
    }
    return {
      kind: 'filter',
      left: parseOperand(comparison[1] as string, fail),
      operator: comparison[2] as string,
      right: parseOperand(comparison[3] as string, fail),
    };
  }
  if (text === '*') return { kind: 'wildcard' };
  const slice = SLICE.exec(text);
  if (slice) {
    return {
      kind: 'slice',
      ...(slice[1] ? { from: Number(slice[1]) } : {}),
      ...(slice[2] ? { to: Number(slice[2]) } : {}),
      step: slice[3] ? Number(slice[3]) : 1,
    };
  }
  const items = text.split(',').map((item) => item.trim());
  if (items.every((item) => /^-?\d+$/.test(item))) return { kind: 'indices', indices: items.map(Number) };
  if (items.every((item) => /^(['"]).*\1$/.test(item))) return { kind: 'union', names: items.map(unquote) };
  return fail(`invalid array index ${text}`);
}

function parseOperand(text: string, fail: (why: string) => never): Operand {
  if (text.startsWith('@') || text.startsWith('$')) return { kind: 'path', path: parsePath(text, fail) };
  if (text.startsWith('"') || text.startsWith("'")) return { kind: 'value', value: unquote(text) };
  if (text === 'true' || text === 'false') return { kind: 'value', value: text === 'true' };
  if (text !== '' && !Number.isNaN(Number(text))) return { kind: 'value', value: Number(text) };
  return fail(`unrecognized character in action: ${text}`);
}
