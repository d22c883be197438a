/** Addresses of nodes and pods: functions of a node's number, so that they are the same in every run. */

/** The number in a node's name (`node12`, `worker-12` → 12), or undefined if it has none. */
export function numberInName(name: string): number | undefined {
  let end = name.length;
  while (end > 0 && !isDigit(name.charCodeAt(end - 1))) end--;
  let start = end;
  while (start > 0 && isDigit(name.charCodeAt(start - 1))) start--;
  return start === end ? undefined : Number(name.slice(start, end)) % 2 ** 24;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** `192.168.0.<number>`, and on from there for numbers above 255. */
export function nodeAddress(number: number): string {
  return `192.${168 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
}

/**
 * `10.244.<number>.<n>`. Above node 255 two nodes share a range of 256, half each, which is enough for 110 pods; `n`
 * starts over when a node's range is used up.
 */
export function podAddress(number: number, n: number): string {
  if (number <= 255) return `10.244.${number}.${1 + ((n - 1) % 254)}`;
  return `10.${((number >> 9) + 1) & 255}.${(number >> 1) & 255}.${((number & 1) << 7) + 1 + ((n - 1) % 126)}`;
}
