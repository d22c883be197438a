/** Finds the word that somebody probably meant. */

/**
 * Edits between two words: insert, delete, replace, or swap two neighbours (Damerau-Levenshtein, restricted form).
 */
export function countEdits(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        edits = Math.min(edits, (beforeLast[column - 2] as number) + 1);
      }
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] as number;
}

/** The candidate nearest to `word`, or undefined when none is near enough to be a typing error. */
export function findNearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  const limit = Math.max(2, Math.floor(word.length / 3));
  let nearest: string | undefined;
  let fewest = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= fewest) continue;
    const edits = countEdits(wanted, candidate.toLowerCase());
    if (edits < fewest) {
      fewest = edits;
      nearest = candidate;
    }
  }
  return nearest;
}

/** The one candidate that `word` is the beginning of, as `ip-10-0-1-7` is of `ip-10-0-1-7.ec2.internal`. */
function findFullName(word: string, candidates: readonly string[]): string | undefined {
  const longer = word === '' ? [] : candidates.filter((candidate) => candidate.startsWith(word));
  return longer.length === 1 ? longer[0] : undefined;
}

const LISTED = 8;

/** A sentence for the end of an error: the nearest candidate, or else what there is. Empty without candidates. */
export function suggest(word: string, candidates: readonly string[]): string {
  const nearest = findNearest(word, candidates) ?? findFullName(word, candidates);
  if (nearest !== undefined) return ` Did you mean "${nearest}"?`;
  if (candidates.length === 0) return '';
  const listed = candidates.slice(0, LISTED).map((candidate) => `"${candidate}"`);
  const more = candidates.length > LISTED ? ` and ${candidates.length - LISTED} more` : '';
  return ` There is ${listed.join(', ')}${more}.`;
}
