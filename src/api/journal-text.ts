/** A journal as text, one line an entry: what two runs must agree on to the byte. */
import type { JournalEntry } from './journal-entry';
import { keyOf } from './meta';

export function printJournal(entries: readonly JournalEntry[]): string {
  const startMs = entries[0]?.atMs ?? 0;
  return entries.map((entry) => `${entry.atMs - startMs} ${printEntry(entry)}\n`).join('');
}

function printEntry(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'commit': {
      const object = entry.after ?? entry.before;
      const key = object ? keyOf(object) : '';
      return `${entry.actor} ${entry.verb} ${entry.resource} ${key} ${JSON.stringify(entry.after ?? null)}`;
    }
    case 'refusal':
      return `${entry.actor} ${entry.verb} ${entry.resource} ${entry.key} refused: ${entry.message}`;
    case 'decision':
      return `${entry.actor} decides ${entry.key}: ${entry.message}`;
    case 'step':
      return `${entry.keyword} ${entry.text}`;
  }
}
