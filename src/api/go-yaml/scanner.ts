/**
 * Cuts YAML text into tokens as Go's yaml.v2 does, so that mistakes are found where it finds them. Values are of no
 * interest here.
 * Upstream: sigs.k8s.io/yaml goyaml.v2/scannerc.go, as vendored in v1.36.
 */
import { Characters, END, isBlank, isBlankOrEnd, isBreak } from './characters';
import { scanAnchor, scanBlockScalar, scanDirective, scanPlain, scanQuoted, scanTag } from './scalars';
import { type Mark, YamlMistake } from './yaml-mistake';

export type TokenType =
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly type: TokenType;
  readonly start: Mark;
  /** Of a tag: the handle that must have been declared. */
  readonly handle?: string;
}

/** A token that turns out to be a key if a colon follows. */
interface SimpleKey {
  isPossible: boolean;
  readonly isRequired: boolean;
  /** Of the token, counted over the entire text. */
  readonly number: number;
  readonly mark: Mark;
}

/** A key may be followed by its colon up to so many characters later. */
const LONGEST_KEY = 1024;
const FLOW_INDICATORS: ReadonlyMap<string, TokenType> = new Map([
  ['[', 'flow-sequence-start'],
  ['{', 'flow-mapping-start'],
  [']', 'flow-sequence-end'],
  ['}', 'flow-mapping-end'],
]);
/** Characters that begin something else than plain text, or nothing at all. */
const NOT_PLAIN = '-?:,[]{}#&*!|>\'"%@`';

export class Scanner {
  readonly #text: Characters;
  readonly #tokens: Token[] = [];
  #taken = 0;
  #isDone = false;
  #indent = -1;
  readonly #indents: number[] = [];
  #flowLevel = 0;
  #isKeyAllowed = true;
  /** One per level of flow collections, the block context first. */
  readonly #keys: SimpleKey[] = [];

  constructor(text: string) {
    this.#text = new Characters(text);
    this.#keys.push(this.#impossibleKey());
  }

  /** The next token, which stays the next. Throws `YamlMistake`. */
  peek(): Token {
    while (!this.#isDone && this.#needsMoreTokens()) this.#fetch();
    return this.#tokens[0] as Token;
  }

  /** Takes the next token. */
  skip(): void {
    this.peek();
    this.#tokens.shift();
    this.#taken += 1;
  }

  /** A mistake of the text at the place of the reader; its line is told as people count. */
  readonly #fail = (sentence: string): never => {
    const { atLine } = this.#text;
    throw new YamlMistake(sentence, atLine === 0 ? 0 : atLine + 1);
  };

  /** A token that may yet turn out to be a key cannot be handed out. */
  #needsMoreTokens(): boolean {
    if (this.#tokens.length === 0) return true;
    const key = this.#keys.find(({ isPossible, number }) => isPossible && number === this.#taken);
    return key !== undefined && this.#isStillPossible(key);
  }

  #isStillPossible(key: SimpleKey): boolean {
    if (!key.isPossible) return false;
    const { atLine, atIndex } = this.#text;
    if (key.mark.line >= atLine && key.mark.index + LONGEST_KEY >= atIndex) return true;
    if (key.isRequired) this.#failAtKey();
    key.isPossible = false;
    return false;
  }

  #failAtKey(): never {
    return this.#fail("could not find expected ':'");
  }

  #impossibleKey(): SimpleKey {
    return { isPossible: false, isRequired: false, number: -1, mark: this.#text.mark };
  }

  #saveKey(): void {
    if (!this.#isKeyAllowed) return;
    const isRequired = this.#flowLevel === 0 && this.#indent === this.#text.atColumn;
    this.#removeKey();
    const number = this.#taken + this.#tokens.length;
    this.#keys[this.#keys.length - 1] = { isPossible: true, isRequired, number, mark: this.#text.mark };
  }

  #removeKey(): void {
    const key = this.#keys.at(-1) as SimpleKey;
    if (key.isPossible && key.isRequired) this.#failAtKey();
    key.isPossible = false;
  }

  #put(type: TokenType, start: Mark, at = this.#tokens.length, handle?: string): void {
    this.#tokens.splice(at, 0, handle === undefined ? { type, start } : { type, start, handle });
  }

  /** Opens a block where the text is indented further. */
  #rollIndent(column: number, type: TokenType, start: Mark, at?: number): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#put(type, start, at);
  }

  #unrollIndent(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#put('block-end', this.#text.mark);
      this.#indent = this.#indents.pop() as number;
    }
  }

  #fetch(): void {
    this.#skipToNextToken();
    this.#unrollIndent(this.#text.atColumn);
    const text = this.#text;
    const character = text.at();
    const standsAlone = isBlankOrEnd(text.at(1));
    const isFlow = this.#flowLevel > 0;
    const flow = FLOW_INDICATORS.get(character);
    if (character === END) this.#fetchEnd();
    else if (text.atColumn === 0 && character === '%') this.#fetchDirective();
    else if (text.isAtDocumentMark()) this.#fetchDocumentMark();
    else if (flow?.endsWith('start')) this.#fetchFlowStart(flow);
    else if (flow) this.#fetchFlowEnd(flow);
    else if (character === ',') this.#fetchFlowEntry();
    else if (character === '-' && standsAlone) this.#fetchBlockEntry();
    else if (character === '?' && (isFlow || standsAlone)) this.#fetchKey();
    else if (character === ':' && (isFlow || standsAlone)) this.#fetchValue();
    else if ((character === '|' || character === '>') && !isFlow) this.#fetchBlockScalar();
    else this.#fetchContent(character);
  }

  #fetchBlockScalar(): void {
    const start = this.#text.mark;
    this.#removeKey();
    this.#isKeyAllowed = true;
    scanBlockScalar(this.#text, this.#indent, this.#fail);
    this.#put('scalar', start);
  }

  #fetchContent(character: string): void {
    const text = this.#text;
    const start = text.mark;
    const isNode = '*&!\'"'.includes(character);
    if (!isNode && !this.#isPlainStart(character)) this.#fail('found character that cannot start any token');
    this.#saveKey();
    this.#isKeyAllowed = false;
    if (character === '*' || character === '&') {
      scanAnchor(text, this.#fail);
      this.#put(character === '*' ? 'alias' : 'anchor', start);
    } else if (character === '!') {
      this.#put('tag', start, undefined, scanTag(text, this.#fail));
    } else {
      if (character === "'" || character === '"') scanQuoted(text, character, this.#fail);
      else if (scanPlain(text, this.#indent + 1, this.#flowLevel > 0, this.#fail)) this.#isKeyAllowed = true;
      this.#put('scalar', start);
    }
  }

  #isPlainStart(character: string): boolean {
    if (!isBlankOrEnd(character) && !NOT_PLAIN.includes(character)) return true;
    const following = this.#text.at(1);
    if (character === '-') return !isBlank(following);
    return this.#flowLevel === 0 && (character === '?' || character === ':') && !isBlankOrEnd(following);
  }

  /** Tabs separate, but not where a key may begin. */
  #skipToNextToken(): void {
    const text = this.#text;
    for (;;) {
      while (text.at() === ' ' || (text.at() === '\t' && (this.#flowLevel > 0 || !this.#isKeyAllowed))) text.skip();
      text.skipComment();
      if (!isBreak(text.at())) return;
      text.skipLine();
      if (this.#flowLevel === 0) this.#isKeyAllowed = true;
    }
  }

  #fetchEnd(): void {
    this.#text.forceNewLine();
    this.#unrollIndent(-1);
    this.#removeKey();
    this.#isKeyAllowed = false;
    this.#isDone = true;
    this.#put('stream-end', this.#text.mark);
  }

  #fetchDirective(): void {
    this.#unrollIndent(-1);
    this.#removeKey();
    this.#isKeyAllowed = false;
    const start = this.#text.mark;
    scanDirective(this.#text, this.#fail);
    this.#put('directive', start);
  }

  #fetchDocumentMark(): void {
    this.#unrollIndent(-1);
    this.#removeKey();
    this.#isKeyAllowed = false;
    this.#putIndicator(this.#text.at() === '-' ? 'document-start' : 'document-end', 3);
  }

  #putIndicator(type: TokenType, length = 1): void {
    this.#put(type, this.#text.mark);
    this.#text.skip(length);
  }

  #fetchFlowStart(type: TokenType): void {
    this.#saveKey();
    this.#keys.push(this.#impossibleKey());
    this.#flowLevel += 1;
    this.#isKeyAllowed = true;
    this.#putIndicator(type);
  }

  #fetchFlowEnd(type: TokenType): void {
    this.#removeKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel -= 1;
      this.#keys.pop();
    }
    this.#isKeyAllowed = false;
    this.#putIndicator(type);
  }

  #fetchFlowEntry(): void {
    this.#removeKey();
    this.#isKeyAllowed = true;
    this.#putIndicator('flow-entry');
  }

  #fetchBlockEntry(): void {
    if (this.#flowLevel === 0) {
      if (!this.#isKeyAllowed) this.#fail('block sequence entries are not allowed in this context');
      this.#rollIndent(this.#text.atColumn, 'block-sequence-start', this.#text.mark);
    }
    this.#removeKey();
    this.#isKeyAllowed = true;
    this.#putIndicator('block-entry');
  }

  #fetchKey(): void {
    if (this.#flowLevel === 0) {
      if (!this.#isKeyAllowed) this.#fail('mapping keys are not allowed in this context');
      this.#rollIndent(this.#text.atColumn, 'block-mapping-start', this.#text.mark);
    }
    this.#removeKey();
    this.#isKeyAllowed = this.#flowLevel === 0;
    this.#putIndicator('key');
  }

  #fetchValue(): void {
    const key = this.#keys.at(-1) as SimpleKey;
    if (this.#isStillPossible(key)) {
      const at = key.number - this.#taken;
      this.#put('key', key.mark, at);
      this.#rollIndent(key.mark.column, 'block-mapping-start', key.mark, at);
      key.isPossible = false;
      this.#isKeyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#isKeyAllowed) this.#fail('mapping values are not allowed in this context');
        this.#rollIndent(this.#text.atColumn, 'block-mapping-start', this.#text.mark);
      }
      this.#isKeyAllowed = this.#flowLevel === 0;
    }
    this.#putIndicator('value');
  }
}
