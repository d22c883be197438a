/** The order in which people list names: `node2` before `node10`. Independent of the locale. */
export function compareNaturally(left: string, right: string): number {
  const lefts = left.match(/\d+|\D+/g) ?? [];
  const rights = right.match(/\d+|\D+/g) ?? [];
  for (let index = 0; index < Math.min(lefts.length, rights.length); index++) {
    const a = lefts[index] as string;
    const b = rights[index] as string;
    if (a === b) continue;
    const difference = Number(a) - Number(b);
    if (Number.isFinite(difference) && difference !== 0) return difference;
    return a < b ? -1 : 1;
  }
  return lefts.length - rights.length;
}

/** `a`, `a and b`, `a, b and c`; `no node` for none. */
export function listNodes(names: readonly string[]): string {
  if (names.length === 0) return 'no node';
  if (names.length === 1) return names[0] as string;
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
