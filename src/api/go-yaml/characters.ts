/** The text of a YAML document, read character by character, with the place of the reader. Upstream: goyaml.v2 yamlprivateh.go. */
import type { Mark } from './yaml-mistake';

/** Stands for the end of the text. */
export const END = '\0';

export const isBlank = (character: string): boolean => character === ' ' || character === '\t';
export const isBreak = (character: string): boolean =>
  character === '\n' || character === '\r' || character === '\x85' || character === '\u2028' || character === '\u2029';
export const isBreakOrEnd = (character: string): boolean => isBreak(character) || character === END;
export const isBlankOrEnd = (character: string): boolean => isBlank(character) || isBreakOrEnd(character);
/** What names of anchors, tags and directives are made of. */
export const isWord = (character: string): boolean => /^[0-9A-Za-z_-]$/.test(character);

export class Characters {
  #index = 0;
  #line = 0;
  #column = 0;

  constructor(private readonly text: string) {}

  get mark(): Mark {
    return { line: this.#line, column: this.#column, index: this.#index };
  }

  get atColumn(): number {
    return this.#column;
  }

  get atLine(): number {
    return this.#line;
  }

  get atIndex(): number {
    return this.#index;
  }

  at(offset = 0): string {
    return this.text[this.#index + offset] ?? END;
  }

  skip(count = 1): void {
    this.#index += count;
    this.#column += count;
  }

  skipLine(): void {
    this.#index += this.at() === '\r' && this.at(1) === '\n' ? 2 : 1;
    this.#line += 1;
    this.#column = 0;
  }

  /** The end of the text counts as the beginning of a line. */
  forceNewLine(): void {
    if (this.#column === 0) return;
    this.#line += 1;
    this.#column = 0;
  }

  skipBlanks(): void {
    while (isBlank(this.at())) this.skip();
  }

  /** Skips a comment, up to the end of its line. */
  skipComment(): void {
    if (this.at() !== '#') return;
    while (!isBreakOrEnd(this.at())) this.skip();
  }

  /** True at `---` or `...` alone at the beginning of a line. */
  isAtDocumentMark(): boolean {
    if (this.#column !== 0 || !isBlankOrEnd(this.at(3))) return false;
    const characters = this.text.slice(this.#index, this.#index + 3);
    return characters === '---' || characters === '...';
  }
}
