/**
 * Label selectors as text: kubectl's `-l` syntax in, kubectl's print form out.
 * Upstream: apimachinery pkg/labels/selector.go (Parse, Requirement.String), v1.36.
 */
import { ApiError, aggregateMessage } from './errors';
import { labelKeyProblems, labelValueProblems } from './label-format';
import { allOf, compileRequirement, type LabelMatcher, parseInt64 } from './label-requirement';
import type { LabelSelector, StringMap } from './meta';

/** `a=1,b=2` sorted by key, or `<none>`. */
export function formatLabels(labels: StringMap | undefined): string {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels?.[key]}`).join(',');
}

/** A selector as kubectl prints it: sorted by key, values sorted, `<none>` if it asks nothing. API-SEL-01 */
export function formatSelector(selector: LabelSelector | undefined): string {
  const parts: { readonly key: string; readonly text: string }[] = [];
  for (const [key, value] of Object.entries(selector?.matchLabels ?? {})) parts.push({ key, text: `${key}=${value}` });
  for (const { key, operator, values } of selector?.matchExpressions ?? []) {
    const list = `(${[...(values ?? [])].sort().join(',')})`;
    if (operator === 'In') parts.push({ key, text: `${key} in ${list}` });
    else if (operator === 'NotIn') parts.push({ key, text: `${key} notin ${list}` });
    else if (operator === 'Exists') parts.push({ key, text: key });
    else if (operator === 'DoesNotExist') parts.push({ key, text: `!${key}` });
    else return '<error>';
  }
  if (parts.length === 0) return '<none>';
  parts.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return parts.map(({ text }) => text).join(',');
}

const parsed = new Map<string, LabelMatcher>();
const REMEMBERED = 1_000;

/** The predicate of a selector in `-l` syntax. Empty text matches everything. Throws `ApiError` BadRequest. */
export function parseSelector(text: string): LabelMatcher {
  const known = parsed.get(text);
  if (known) return known;
  const matcher = allOf(new SelectorParser(text).parse());
  if (parsed.size >= REMEMBERED) parsed.clear();
  parsed.set(text, matcher);
  return matcher;
}

interface Token {
  readonly kind: 'identifier' | 'symbol' | 'end' | 'error';
  readonly text: string;
}

const END: Token = { kind: 'end', text: '' };
const SYMBOLS = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '(']);
const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['in', 'In'],
  ['notin', 'NotIn'],
  ['=', 'In'],
  ['==', 'In'],
  ['!=', 'NotIn'],
  ['>', 'Gt'],
  ['<', 'Lt'],
]);

/** Cuts the text into identifiers and symbols; of several symbols in a row the longest known prefix is one token. */
function scan(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [piece] of text.matchAll(/[=!(),<>]+|[^=!(),<>\s]+/g)) {
    if (!/^[=!(),<>]/.test(piece)) {
      tokens.push({ kind: 'identifier', text: piece });
      continue;
    }
    for (let from = 0; from < piece.length; ) {
      const two = piece.slice(from, from + 2);
      const symbol = two.length === 2 && SYMBOLS.has(two) ? two : piece.slice(from, from + 1);
      if (SYMBOLS.has(symbol)) tokens.push({ kind: 'symbol', text: symbol });
      else tokens.push({ kind: 'error', text: `error expected: keyword found '${symbol}'` });
      from += symbol.length;
    }
  }
  tokens.push(END);
  return tokens;
}

class SelectorParser {
  readonly #tokens: Token[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = scan(text);
  }

  parse(): LabelMatcher[] {
    const matchers: LabelMatcher[] = [];
    for (;;) {
      const next = this.#peek();
      if (next.kind === 'end') return matchers;
      if (!startsRequirement(next))
        throw badRequest(`found '${next.text}', expected: !, identifier, or 'end of string'`);
      matchers.push(this.#requirement());
      const separator = this.#take();
      if (separator.kind === 'end') return matchers;
      if (separator.text !== ',') throw badRequest(`found '${separator.text}', expected: ',' or 'end of string'`);
      const follower = this.#peek();
      if (!startsRequirement(follower)) throw badRequest(`found '${follower.text}', expected: identifier after ','`);
    }
  }

  #requirement(): LabelMatcher {
    let token = this.#take();
    const isNegated = token.kind === 'symbol' && token.text === '!';
    if (isNegated) token = this.#take();
    if (token.kind !== 'identifier') throw unparsable(`found '${token.text}', expected: identifier`);
    const key = token.text;
    const problems = labelKeyProblems(key);
    // The path is absent here, and upstream prints that.
    if (problems.length > 0) throw unparsable(`<nil>: Invalid value: ${JSON.stringify(key)}: ${problems.join('; ')}`);
    const next = this.#peek();
    if (isNegated) return build(key, 'DoesNotExist', []);
    if (next.kind === 'end' || next.text === ',') return build(key, 'Exists', []);
    const word = this.#take();
    const operator = word.kind === 'error' ? undefined : OPERATORS.get(word.text);
    if (operator === undefined) throw unparsable(`found '${word.text}', expected: in, notin, =, ==, !=, gt, lt`);
    const isSet = word.text === 'in' || word.text === 'notin';
    return build(key, operator, isSet ? this.#values() : [this.#exactValue()]);
  }

  #values(): string[] {
    const open = this.#take();
    if (open.text !== '(') throw unparsable(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (first.text === ')' && first.kind === 'symbol') {
      this.#take();
      return [''];
    }
    if (first.kind !== 'identifier' && first.text !== ',') {
      throw unparsable(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values = new Set<string>();
    let wantsValue = true;
    for (;;) {
      const token = this.#take();
      if (token.kind === 'identifier') {
        values.add(token.text);
        wantsValue = false;
        const next = this.#peek();
        if (next.text !== ',' && next.text !== ')') throw unparsable(`found '${next.text}', expected: ',' or ')'`);
      } else if (token.text === ',') {
        if (wantsValue) values.add('');
        wantsValue = true;
        const next = this.#peek();
        if (next.text === ')') values.add('');
        else if (next.kind !== 'identifier' && next.text !== ',') {
          throw unparsable(`found '${next.text}', expected: identifier after ','`);
        }
      } else {
        if (token.text !== ')') throw unparsable(`found '${first.text}', expected: ')'`);
        return [...values].sort();
      }
    }
  }

  #exactValue(): string {
    const next = this.#peek();
    if (next.kind === 'end' || next.text === ',') return '';
    const token = this.#take();
    if (token.kind === 'identifier') return token.text;
    throw unparsable(`found '${token.text}', expected: identifier`);
  }

  #peek(): Token {
    return this.#tokens[this.#position] ?? END;
  }

  #take(): Token {
    const token = this.#peek();
    this.#position += 1;
    return token;
  }
}

function startsRequirement(token: Token): boolean {
  return token.kind === 'identifier' || (token.kind === 'symbol' && token.text === '!');
}

function build(key: string, operator: string, values: readonly string[]): LabelMatcher {
  const problems: string[] = [];
  if (operator === 'Gt' || operator === 'Lt') {
    if (parseInt64(values[0] ?? '') === undefined) {
      problems.push(
        `values[0]: Invalid value: ${JSON.stringify(values[0])}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
  }
  for (const [index, value] of values.entries()) {
    const found = labelValueProblems(value);
    if (found.length > 0) {
      problems.push(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${found.join('; ')}`);
    }
  }
  if (problems.length > 0) throw unparsable(aggregateMessage(problems));
  const matcher = compileRequirement({ key, operator, values });
  if (!matcher) throw unparsable(`key ${JSON.stringify(key)} cannot be used with these values`);
  return matcher;
}

function unparsable(why: string): ApiError {
  return badRequest(`unable to parse requirement: ${why}`);
}

function badRequest(message: string): ApiError {
  return new ApiError('BadRequest', message);
}
