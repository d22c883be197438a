/** For tests only: what one sync did, read from the journal. */
import type { EventObject, Pod } from '../../api/core';
import type { JournalEntry } from '../../api/journal-entry';
import type { ApiRequest } from '../../apiserver/request-interceptor';
import { targetNodeOf } from './pod-template';

export interface SyncReport {
  readonly key: string;
  /** Nodes that pods were created for, and names of pods that were deleted. */
  readonly created: readonly string[];
  readonly deleted: readonly string[];
  /** Creations that were asked for, granted or not. */
  readonly createRequests: number;
  /** Every write, as `verb resource`. */
  readonly writes: readonly string[];
  /** `Reason: message`, in order. */
  readonly events: readonly string[];
  /** What the sync failed with. */
  readonly error: string | undefined;
}

/** `entries` and `requests` are those of the sync. */
export function reportSync(key: string, entries: readonly JournalEntry[], requests: readonly ApiRequest[]): SyncReport {
  const created: string[] = [];
  const deleted: string[] = [];
  const writes: string[] = [];
  const events: string[] = [];
  let error: string | undefined;
  const failure = `${key} failed with : `;
  for (const entry of entries) {
    if (entry.kind === 'decision' && entry.message.startsWith(failure)) error = entry.message.slice(failure.length);
    if (entry.kind !== 'commit') continue;
    if (entry.resource === 'events') {
      const { reason, message } = entry.after as EventObject;
      events.push(`${reason}: ${message}`);
      continue;
    }
    writes.push(`${entry.verb} ${entry.resource}`);
    if (entry.resource !== 'pods') continue;
    if (entry.verb === 'create') created.push(targetNodeOf(entry.after as Pod) ?? '');
    if (entry.verb === 'delete') deleted.push((entry.before as Pod).metadata.name);
  }
  const createRequests = requests.filter(({ verb, resource }) => verb === 'create' && resource === 'pods').length;
  return { key, created, deleted, createRequests, writes, events, error };
}
