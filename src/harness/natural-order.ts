const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function endOfDigits(text: string, from: number): number {
  let end = from;
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

/** The order in which people list names: `node2` before `node10`. Independent of the locale. */
export function compareNaturally(left: string, right: string): number {
  let at = 0;
  while (at < left.length && at < right.length && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  // A number in which both differ begins before the first differing digit.
  let start = at;
  while (start > 0 && isDigit(left.charCodeAt(start - 1))) start -= 1;
  const leftEnd = endOfDigits(left, start);
  const rightEnd = endOfDigits(right, start);
  if (leftEnd > start && rightEnd > start) {
    const difference = Number(left.slice(start, leftEnd)) - Number(right.slice(start, rightEnd));
    if (difference !== 0) return difference;
  }
  if (at === left.length || at === right.length) return left.length - right.length;
  return left.charCodeAt(at) - right.charCodeAt(at);
}

/** `a`, `a and b`, `a, b and c`; `no node` for none. */
export function listNodes(names: readonly string[]): string {
  if (names.length === 0) return 'no node';
  if (names.length === 1) return names[0] as string;
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
