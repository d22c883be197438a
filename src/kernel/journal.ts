/**
 * What happened, in order: every commit of the API server, every decision a controller cared to explain, every step of
 * the scenario. Entries are small and hold references to the frozen objects, so that appending costs almost nothing;
 * text, timelines and temporal assertions are derived from it on demand.
 */
import type { CommitEntry, JournalEntry, StepEntry } from '../api/journal-entry';
import type { KubernetesObject } from '../api/meta';
import type { ResourceName } from '../api/resources';
import type { Clock } from './clock';

export class Journal {
  readonly #clock: Clock;
  readonly #entries: JournalEntry[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** Position after the last entry; `entries.slice(mark)` is what came later. */
  get mark(): number {
    return this.#entries.length;
  }

  commit(
    actor: string,
    verb: CommitEntry['verb'],
    resource: ResourceName,
    before: KubernetesObject | undefined,
    after: KubernetesObject | undefined,
  ): void {
    this.#entries.push({ kind: 'commit', atMs: this.#clock.nowMs, actor, verb, resource, before, after });
  }

  refuse(actor: string, verb: string, resource: ResourceName, key: string, message: string): void {
    this.#entries.push({ kind: 'refusal', atMs: this.#clock.nowMs, actor, verb, resource, key, message });
  }

  decide(actor: string, key: string, message: string): void {
    this.#entries.push({ kind: 'decision', atMs: this.#clock.nowMs, actor, key, message });
  }

  step(keyword: StepEntry['keyword'], text: string): void {
    this.#entries.push({ kind: 'step', atMs: this.#clock.nowMs, keyword, text });
  }
}
