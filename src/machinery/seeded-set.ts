/**
 * A set from which members are drawn at random, at a cost that depends on how many are drawn and not on how many there
 * are. It stands where upstream ranges over a hash map (DS-ORD-01, DS-ORD-03, DS-ORD-04): the order is free there, so here the scenario's seed chooses.
 */
import type { Random } from '../kernel/random';

export class SeededSet {
  readonly #members: string[] = [];
  readonly #positions = new Map<string, number>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  get size(): number {
    return this.#members.length;
  }

  has(member: string): boolean {
    return this.#positions.has(member);
  }

  add(member: string): void {
    if (this.#positions.has(member)) return;
    this.#positions.set(member, this.#members.length);
    this.#members.push(member);
  }

  delete(member: string): void {
    const position = this.#positions.get(member);
    if (position === undefined) return;
    const last = this.#members.pop() as string;
    this.#positions.delete(member);
    if (last === member) return;
    this.#members[position] = last;
    this.#positions.set(last, position);
  }

  clear(): void {
    this.#members.length = 0;
    this.#positions.clear();
  }

  /** Up to `count` members, in random order; they stay in the set. */
  draw(count: number): string[] {
    const drawn = Math.min(count, this.#members.length);
    if (drawn <= 0) return [];
    for (let index = 0; index < drawn; index++) {
      this.#swap(index, index + this.#random.integer(this.#members.length - index));
    }
    return this.#members.slice(0, drawn);
  }

  #swap(a: number, b: number): void {
    if (a === b) return;
    const first = this.#members[a] as string;
    const second = this.#members[b] as string;
    this.#members[a] = second;
    this.#members[b] = first;
    this.#positions.set(second, a);
    this.#positions.set(first, b);
  }
}
