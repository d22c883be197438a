import { writeHex16 } from './hex';
import type { Random } from './random';

/** Letters that Kubernetes generates names from: no vowels and no look-alikes. Upstream: apimachinery util/rand, v1.36. */
export const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

const SUFFIX_LENGTH = 5;
/** The server cuts a generateName to 63 - 5 characters (DS-POD-03, DS-ORD-12). */
const MAX_GENERATED_BASE = 58;

const UID_LENGTH = 36;
/** Where a uid has four random digits; the dashes between them stay. */
const RANDOM_DIGITS = [0, 4, 9, 24, 28, 32];
const uidText = Buffer.alloc(UID_LENGTH, '-');

/** Identifiers that a real server draws at random; here from the scenario's seed. */
export class Ids {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A version 4 UUID. */
  uid(): string {
    // Written digit by digit and read as one flat text: a uid put together from parts would be compared part by part.
    writeHex16(uidText, 19, 0x8000 | this.#random.integer(0x4000)); // the variant
    writeHex16(uidText, 14, 0x4000 | this.#random.integer(0x1000)); // the version
    for (const at of RANDOM_DIGITS) writeHex16(uidText, at, this.#random.integer(0x10000));
    return uidText.toString('latin1');
  }

  /** A whole number below `count`, for what a server draws by number: a free port, say. */
  drawBelow(count: number): number {
    return this.#random.integer(count);
  }

  /** The name that the server makes from `metadata.generateName`. */
  generatedName(base: string): string {
    let suffix = '';
    for (let index = 0; index < SUFFIX_LENGTH; index++)
      suffix += NAME_ALPHABET[this.#random.integer(NAME_ALPHABET.length)];
    return base.slice(0, MAX_GENERATED_BASE) + suffix;
  }
}
