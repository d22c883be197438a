/**
 * What Go's yaml.v2 has against a text, in its words and with its line. It reads the first document, and only as far as
 * the end of it can be told.
 * Upstream: sigs.k8s.io/yaml goyaml.v2/{parserc,decode}.go, as vendored in v1.36.
 *
 * This folder: characters, scalars, tokens (`scanner.ts`) and the grammar, which is here.
 */
import { Scanner, type TokenType } from './scanner';
import { type Mark, YamlMistake } from './yaml-mistake';

/** The first mistake, or undefined if Go would read the text. */
export function findYamlMistake(text: string): YamlMistake | undefined {
  try {
    new Grammar(text).readDocument();
    return undefined;
  } catch (error) {
    if (error instanceof YamlMistake) return error;
    throw error;
  }
}

const ENDS_OF_BLOCK_KEY: readonly TokenType[] = ['key', 'value', 'block-end'];
const ENDS_OF_FLOW_KEY: readonly TokenType[] = ['value', 'flow-entry', 'flow-mapping-end'];

class Grammar {
  readonly #tokens: Scanner;

  constructor(text: string) {
    this.#tokens = new Scanner(text);
  }

  readDocument(): void {
    while (this.#isNext('document-end')) this.#tokens.skip();
    if (this.#isNext('stream-end')) return;
    if (this.#isNext('directive') || this.#isNext('document-start')) {
      while (this.#isNext('directive')) this.#tokens.skip();
      if (!this.#isNext('document-start')) this.#fail('did not find expected <document start>');
      this.#tokens.skip();
      if (this.#isNext('directive', 'document-start', 'document-end', 'stream-end')) return;
    }
    this.#readNode(true, false);
    this.#tokens.peek();
  }

  #isNext(...types: readonly TokenType[]): boolean {
    return types.includes(this.#tokens.peek().type);
  }

  /** A mistake of the order of tokens; its line is told as machines count, from 0. */
  #fail(sentence: string, { line }: Mark = this.#tokens.peek().start): never {
    throw new YamlMistake(sentence, line);
  }

  #readNode(isBlock: boolean, mayBeIndentless: boolean): void {
    const hasProperties = this.#readProperties();
    const { type } = this.#tokens.peek();
    if (mayBeIndentless && type === 'block-entry') this.#readIndentlessSequence();
    else if (type === 'scalar' || (type === 'alias' && !hasProperties)) this.#tokens.skip();
    else if (type === 'flow-sequence-start') this.#readFlowSequence();
    else if (type === 'flow-mapping-start') this.#readFlowMapping();
    else if (isBlock && type === 'block-sequence-start') this.#readBlockSequence();
    else if (isBlock && type === 'block-mapping-start') this.#readBlockMapping();
    else if (!hasProperties) this.#fail('did not find expected node content');
  }

  /** An anchor and a tag, in either order. */
  #readProperties(): boolean {
    const first = this.#tokens.peek().type;
    if (first !== 'anchor' && first !== 'tag') return false;
    this.#readProperty();
    if (this.#isNext(first === 'anchor' ? 'tag' : 'anchor')) this.#readProperty();
    return true;
  }

  #readProperty(): void {
    const { handle, start } = this.#tokens.peek();
    this.#tokens.skip();
    if (handle !== undefined) this.#fail('found undefined tag handle', start);
  }

  #readBlockSequence(): void {
    this.#tokens.skip();
    while (this.#isNext('block-entry')) {
      this.#tokens.skip();
      if (!this.#isNext('block-entry', 'block-end')) this.#readNode(true, false);
    }
    if (!this.#isNext('block-end')) this.#fail("did not find expected '-' indicator");
    this.#tokens.skip();
  }

  #readIndentlessSequence(): void {
    while (this.#isNext('block-entry')) {
      this.#tokens.skip();
      if (!this.#isNext('block-entry', ...ENDS_OF_BLOCK_KEY)) this.#readNode(true, false);
    }
  }

  #readBlockMapping(): void {
    this.#tokens.skip();
    while (this.#isNext('key')) {
      this.#tokens.skip();
      if (!this.#isNext(...ENDS_OF_BLOCK_KEY)) this.#readNode(true, true);
      if (!this.#isNext('value')) continue;
      this.#tokens.skip();
      if (!this.#isNext(...ENDS_OF_BLOCK_KEY)) this.#readNode(true, true);
    }
    if (!this.#isNext('block-end')) this.#fail('did not find expected key');
    this.#tokens.skip();
  }

  #readFlowSequence(): void {
    this.#tokens.skip();
    for (let isFirst = true; !this.#isNext('flow-sequence-end'); isFirst = false) {
      if (!isFirst) this.#expectComma(']');
      if (this.#isNext('key')) this.#readSinglePair();
      else if (!this.#isNext('flow-sequence-end')) this.#readNode(false, false);
    }
    this.#tokens.skip();
  }

  /** A mapping of one pair, as an element of a list: `[a: b]`. */
  #readSinglePair(): void {
    this.#tokens.skip();
    if (!this.#isNext('value', 'flow-entry', 'flow-sequence-end')) this.#readNode(false, false);
    if (!this.#isNext('value')) return;
    this.#tokens.skip();
    if (!this.#isNext('flow-entry', 'flow-sequence-end')) this.#readNode(false, false);
  }

  #readFlowMapping(): void {
    this.#tokens.skip();
    for (let isFirst = true; !this.#isNext('flow-mapping-end'); isFirst = false) {
      if (!isFirst) this.#expectComma('}');
      if (!this.#isNext('key')) {
        if (!this.#isNext('flow-mapping-end')) this.#readNode(false, false);
        continue;
      }
      this.#tokens.skip();
      if (!this.#isNext(...ENDS_OF_FLOW_KEY)) this.#readNode(false, false);
      if (!this.#isNext('value')) continue;
      this.#tokens.skip();
      if (!this.#isNext('flow-entry', 'flow-mapping-end')) this.#readNode(false, false);
    }
    this.#tokens.skip();
  }

  #expectComma(end: string): void {
    if (!this.#isNext('flow-entry')) this.#fail(`did not find expected ',' or '${end}'`);
    this.#tokens.skip();
  }
}
