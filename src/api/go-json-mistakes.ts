/** What Go says about JSON that it cannot read. Upstream: encoding/json, scanner.go. */

const END = 'unexpected end of JSON input';

/** The first mistake in a text that `JSON.parse` refuses. */
export function explainJsonMistake(text: string): string {
  return new Scanner(text).findMistake();
}

/**
 * The same as a reader of streams tells it, who counts the bytes up to it and cannot know that the text ends.
 * Upstream: encoding/json, stream.go; apimachinery pkg/util/yaml/decoder.go, JSONSyntaxError, v1.36.
 */
export function explainJsonStreamMistake(text: string): string {
  const scanner = new Scanner(text);
  const mistake = scanner.findMistake();
  return mistake === END ? 'unexpected EOF' : `json: offset ${scanner.bytesRead()}: ${mistake}`;
}

class Mistake extends Error {}

class Scanner {
  #at = 0;

  constructor(private readonly text: string) {}

  findMistake(): string {
    try {
      this.#readValue();
      this.#skipSpace();
      if (this.#at < this.text.length) this.#fail('after top-level value');
      return END;
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      return error.message;
    }
  }

  /** Up to and with the character at which the scanner stands, in UTF-8. */
  bytesRead(): number {
    return Buffer.byteLength(this.text.slice(0, this.#at + 1));
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.text[this.#at] ?? '')) this.#at++;
  }

  /** The next character that is no space; the end of the text is a mistake. */
  #peek(): string {
    this.#skipSpace();
    const next = this.text[this.#at];
    if (next === undefined) throw new Mistake(END);
    return next;
  }

  #fail(where: string): never {
    const next = this.text[this.#at];
    if (next === undefined) throw new Mistake(END);
    const shown = next === "'" ? `'\\''` : next === '"' ? `'"'` : JSON.stringify(next).replace(/^"|"$/g, "'");
    throw new Mistake(`invalid character ${shown} ${where}`);
  }

  #readValue(): void {
    const next = this.#peek();
    if (next === '{') this.#readObject();
    else if (next === '[') this.#readArray();
    else if (next === '"') this.#readText();
    else if (/[-\d]/.test(next)) this.#readNumber();
    else this.#readWord(next);
  }

  #readObject(): void {
    this.#at++;
    if (this.#peek() === '}') {
      this.#at++;
      return;
    }
    for (;;) {
      if (this.#peek() !== '"') this.#fail('looking for beginning of object key string');
      this.#readText();
      if (this.#peek() !== ':') this.#fail('after object key');
      this.#at++;
      this.#readValue();
      const next = this.#peek();
      if (next !== ',' && next !== '}') this.#fail('after object key:value pair');
      this.#at++;
      if (next === '}') return;
    }
  }

  #readArray(): void {
    this.#at++;
    if (this.#peek() === ']') {
      this.#at++;
      return;
    }
    for (;;) {
      this.#readValue();
      const next = this.#peek();
      if (next !== ',' && next !== ']') this.#fail('after array element');
      this.#at++;
      if (next === ']') return;
    }
  }

  #readText(): void {
    for (this.#at++; this.text[this.#at] !== '"'; this.#at++) {
      const next = this.text[this.#at];
      if (next === undefined || next < ' ') this.#fail('in string literal');
      if (next !== '\\') continue;
      this.#at++;
      if (!/["\\/bfnrtu]/.test(this.text[this.#at] ?? '')) this.#fail('in string escape code');
    }
    this.#at++;
  }

  #readNumber(): void {
    if (this.text[this.#at] === '-') this.#at++;
    if (!/\d/.test(this.text[this.#at] ?? '')) this.#fail('in numeric literal');
    const number = /^(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/.exec(this.text.slice(this.#at));
    this.#at += number?.[0].length ?? 0;
  }

  #readWord(first: string): void {
    const word = ['true', 'false', 'null'].find((candidate) => candidate.startsWith(first));
    if (word === undefined) this.#fail('looking for beginning of value');
    for (let index = 0; index < word.length; index++, this.#at++) {
      if (this.text[this.#at] !== word[index]) this.#fail(`in literal ${word} (expecting '${word[index]}')`);
    }
  }
}
