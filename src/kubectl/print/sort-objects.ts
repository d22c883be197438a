/** `--sort-by`. Upstream: kubectl pkg/cmd/get/sorter.go, v1.36. KUBECTL-GET-13. */
import { compareQuantities, parseQuantity, type Quantity } from '../../api/quantity';
import { CommandError } from '../command-error';
import { findByJsonPath } from './json-path';

/** The items in the order of what the expression finds in each; those without it come first. */
export function sortByJsonPath<T>(
  items: readonly T[],
  expression: string,
  objectOf: (item: T) => unknown,
): readonly T[] {
  const find = findByJsonPath(expression);
  const keyed = items.map((item) => ({ item, key: find(objectOf(item))[0] }));
  if (keyed.length > 0 && keyed.every(({ key }) => key === undefined)) {
    const path = expression.startsWith('{') ? expression : `{${expression.startsWith('.') ? '' : '.'}${expression}}`;
    throw new CommandError(`couldn't find any field with path "${path}" in the list of objects`);
  }
  keyed.sort((left, right) => compareKeys(left.key, right.key));
  return keyed.map(({ item }) => item);
}

function compareKeys(left: unknown, right: unknown): number {
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? -1 : 1;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [a, b] = [readQuantity(left), readQuantity(right)];
  return a && b ? compareQuantities(a, b) : compareNaturally(String(left), String(right));
}

function readQuantity(value: unknown): Quantity | undefined {
  try {
    return typeof value === 'string' ? parseQuantity(value) : undefined;
  } catch {
    return undefined;
  }
}

/** Numbers inside of texts by their value: `node2` before `node10`. */
function compareNaturally(left: string, right: string): number {
  const a = left.match(/\d+|\D+/g) ?? [];
  const b = right.match(/\d+|\D+/g) ?? [];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [x, y] = [a[index] as string, b[index] as string];
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y) && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
