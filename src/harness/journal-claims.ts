/** Claims about a journal as a whole. */
import type { JournalEntry } from '../api/journal-entry';
import { diffObjects } from './object-diff';
import { ClaimError } from './scenario-error';

/** Throws `ClaimError` at the first entry that is not the same, byte for byte. */
export function checkSameJournal(first: readonly JournalEntry[], second: readonly JournalEntry[]): void {
  if (first.length === 0) throw new ClaimError('the journal is empty: nothing has happened that could be replayed');
  for (const [index, entry] of first.entries()) {
    if (JSON.stringify(entry) === JSON.stringify(second[index])) continue;
    const differences = diffObjects(entry, second[index]).slice(0, 10);
    throw new ClaimError([`the replay differs in entry ${index + 1} of the journal:`, ...differences].join('\n  '));
  }
  if (second.length === first.length) return;
  throw new ClaimError(`the replay left ${second.length} entries in the journal, not ${first.length}`);
}
