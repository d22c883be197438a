/** Messages as they are stored: one JSON document a line. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { Envelope } from '@cucumber/messages';

/** Text is turned into bytes in pieces of about this many characters. */
const PIECE = 1 << 16;

/** Turns messages into bytes as they come, so that a long run keeps no objects for them. */
export class MessageLines {
  readonly #pieces: Buffer[] = [];
  #text = '';

  add(envelope: Envelope): void {
    this.#text += `${JSON.stringify(envelope)}\n`;
    if (this.#text.length >= PIECE) this.#cut();
  }

  /** Writes all that has come so far into a file of its own. */
  write(path: string): void {
    this.#cut();
    const file = openSync(path, 'w');
    try {
      for (const piece of this.#pieces) writeFileSync(file, piece);
    } finally {
      closeSync(file);
    }
  }

  #cut(): void {
    this.#pieces.push(Buffer.from(this.#text));
    this.#text = '';
  }
}
