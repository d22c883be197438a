/**
 * Seeded randomness, the only kind the engine uses. A fork has a stream of its own, named by its purpose, so that one
 * more draw in one place does not change the choices made in another.
 */

/** Hashes text to 32 bits (FNV-1a with a final mix), to derive seeds. */
function hashText(text: string, seed: number): number {
  let hash = (seed ^ 0x811c9dc5) >>> 0;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39) >>> 0;
  return (hash ^ (hash >>> 15)) >>> 0;
}

export class Random {
  readonly seed: string;
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;
  /** Only from the first draw on: most streams of a cluster are never drawn from, and seeding is the dear part. */
  #isSeeded = false;

  constructor(seed: string | number) {
    this.seed = String(seed);
  }

  /** An independent stream: the same seed and name give the same stream. */
  fork(name: string): Random {
    return new Random(`${this.seed}/${name}`);
  }

  /** A whole number from 0 up to but without `bound`. */
  integer(bound: number): number {
    return Math.floor((this.#next() / 4294967296) * bound);
  }

  /** A number from 0 up to but without 1. */
  fraction(): number {
    return this.#next() / 4294967296;
  }

  /** Shuffles in place (Fisher and Yates) and returns the array. */
  shuffle<T>(items: T[]): T[] {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const kept = items[last] as T;
      items[last] = items[other] as T;
      items[other] = kept;
    }
    return items;
  }

  #plant(): void {
    this.#isSeeded = true;
    this.#a = hashText(this.seed, 0x9e3779b9);
    this.#b = hashText(this.seed, 0x243f6a88);
    this.#c = hashText(this.seed, 0xb7e15162);
    for (let round = 0; round < 12; round++) this.#step();
  }

  #next(): number {
    if (!this.#isSeeded) this.#plant();
    return this.#step();
  }

  /** sfc32, by Chris Doty-Humphrey: small, fast, passes PractRand. */
  #step(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }
}
