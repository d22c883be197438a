/**
 * Condenses the journal of a simulated cluster into the picture of a scenario. One pass over the entries; what did not
 * change is recognised by identity, because stored objects are frozen and shared.
 */
import type { ControllerRevision, DaemonSet } from '../api/apps';
import { CHANGE_CAUSE_ANNOTATION, CONTROLLER_REVISION_HASH_LABEL } from '../api/apps';
import type { EventObject, Node, PodTemplateSpec } from '../api/core';
import type { CommitEntry, JournalEntry } from '../api/journal-entry';
import { controllerOf, keyOf } from '../api/meta';
import { countCrowd } from './timeline-crowd';
import { compareNames, dropRoutineMarks, markNodeChanges } from './timeline-nodes';
import { type PodTrack, PodTracks } from './timeline-pods';
import { compareTemplates, imagesOf, templateOf } from './timeline-revisions';
import type {
  EventRow,
  NodeRow,
  PodBar,
  RevisionRow,
  SetRow,
  StatusSample,
  StepMark,
  Timeline,
} from './timeline-types';

export type { Timeline } from './timeline-types';

/** With more nodes than these, pods are counted instead of drawn. */
const MOST_ROWS = 60;
const MOST_TROUBLED_ROWS = 12;
const MOST_EVENTS_OF_A_REASON = 25;
const MOST_REFUSALS = 20;
const MOST_WRITE_POINTS = 60;
const LONGEST_MESSAGE = 300;

export interface TimelineOptions {
  /** When the cluster began, on the clock of the journal; by default the time of the first entry. */
  readonly startMs?: number;
}

/** The picture of a journal. Pure: the same entries give the same bytes as JSON. */
export function timelineOf(entries: readonly JournalEntry[], options: TimelineOptions = {}): Timeline {
  const recorder = new TimelineRecorder(options.startMs ?? entries[0]?.atMs ?? 0);
  for (const entry of entries) recorder.observe(entry);
  return recorder.finish();
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
interface OpenNode extends Writable<Omit<NodeRow, 'marks' | 'pods'>> {
  readonly marks: (readonly [number, string])[];
}
type OpenSet = Writable<SetRow> & { status: StatusSample[]; strategy: SetRow['strategy'][number][] };
type OpenRevision = Writable<RevisionRow> & { numbers: (readonly [number, number])[] };

class TimelineRecorder {
  readonly #startMs: number;
  readonly #pods: PodTracks;
  readonly #steps: StepMark[] = [];
  readonly #nodes = new Map<string, OpenNode>();
  readonly #sets: OpenSet[] = [];
  readonly #setIndex = new Map<string, number>();
  readonly #revisions: OpenRevision[] = [];
  readonly #revisionIndex = new Map<string, number>();
  /** Revisions of each set by their hash. */
  readonly #revisionByHash: Map<string, number>[] = [];
  readonly #templates: (PodTemplateSpec | undefined)[] = [];
  readonly #events: EventRow[] = [];
  readonly #eventCounts = new Map<string, number>();
  #eventsOmitted = 0;
  readonly #writes = new Map<string, number[]>();
  readonly #refusals: (readonly [number, string, string])[] = [];
  #endMs = 0;

  constructor(startMs: number) {
    this.#startMs = startMs;
    this.#pods = new PodTracks(startMs);
  }

  observe(entry: JournalEntry): void {
    const atMs = entry.atMs - this.#startMs;
    if (atMs > this.#endMs) this.#endMs = atMs;
    if (entry.kind === 'step') this.#steps.push([atMs, entry.keyword, entry.text]);
    else if (entry.kind === 'refusal') {
      if (this.#refusals.length < MOST_REFUSALS) this.#refusals.push([atMs, entry.actor, shorten(entry.message)]);
    } else if (entry.kind === 'commit') {
      this.#countWrite(entry.actor, atMs);
      this.#commit(entry, atMs);
    }
  }

  #commit(entry: CommitEntry, atMs: number): void {
    const { before, after, resource } = entry;
    if (resource === 'pods') this.#pods.observe(entry);
    else if (resource === 'nodes') this.#node(before as Node | undefined, after as Node | undefined, atMs);
    else if (resource === 'events') this.#event(after as EventObject | undefined, atMs);
    else if (resource === 'daemonsets') {
      this.#daemonSet(before as DaemonSet | undefined, after as DaemonSet | undefined, atMs);
    } else if (resource === 'controllerrevisions') {
      this.#revision(before as ControllerRevision | undefined, after as ControllerRevision | undefined, atMs);
    }
  }

  #countWrite(actor: string, atMs: number): void {
    const points = this.#writes.get(actor);
    if (!points) this.#writes.set(actor, [atMs, 1]);
    else if (points[points.length - 2] === atMs) points[points.length - 1] = (points[points.length - 1] as number) + 1;
    else points.push(atMs, 1);
  }

  #node(before: Node | undefined, after: Node | undefined, atMs: number): void {
    const name = (after ?? before)?.metadata.name ?? '';
    let row = this.#nodes.get(name);
    if (!row) {
      row = { name, from: atMs, marks: [] };
      this.#nodes.set(name, row);
    } else if (!before) {
      row.marks.push([atMs, 'joined']);
      delete row.to;
    }
    if (after) markNodeChanges(row.marks, atMs, before, after);
    else {
      row.marks.push([atMs, 'left']);
      row.to = atMs;
    }
  }

  #daemonSet(before: DaemonSet | undefined, after: DaemonSet | undefined, atMs: number): void {
    const index = this.#setOf((after ?? before)?.metadata.uid ?? '', () => keyOf((after ?? before) as DaemonSet), atMs);
    const set = this.#sets[index] as OpenSet;
    if (!after) {
      set.to = atMs;
      return;
    }
    if (before?.spec !== after.spec) {
      const { updateStrategy, minReadySeconds } = after.spec;
      const { maxUnavailable = 1, maxSurge = 0 } = updateStrategy?.rollingUpdate ?? {};
      const type = updateStrategy?.type ?? 'RollingUpdate';
      const next = [atMs, type, String(maxUnavailable), String(maxSurge), minReadySeconds ?? 0] as const;
      const last = set.strategy[set.strategy.length - 1];
      if (!last || next.some((value, i) => i > 0 && value !== last[i])) set.strategy.push(next);
    }
    if (before?.status !== after.status) sampleStatus(set.status, after, atMs);
  }

  #setOf(uid: string, key: () => string, atMs: number): number {
    let index = this.#setIndex.get(uid);
    if (index === undefined) {
      index = this.#sets.length;
      this.#setIndex.set(uid, index);
      this.#sets.push({ key: key(), from: atMs, status: [], strategy: [] });
      this.#revisionByHash.push(new Map());
    }
    return index;
  }

  #revision(before: ControllerRevision | undefined, after: ControllerRevision | undefined, atMs: number): void {
    const object = (after ?? before) as ControllerRevision;
    const known = this.#revisionIndex.get(object.metadata.uid);
    if (known !== undefined) {
      const row = this.#revisions[known] as OpenRevision;
      if (!after) row.to = atMs;
      else if (before?.revision !== after.revision) row.numbers.push([atMs, after.revision]);
      return;
    }
    const owner = controllerOf(object);
    if (!after || owner?.kind !== 'DaemonSet') return;
    const set = this.#setOf(owner.uid, () => `${object.metadata.namespace ?? ''}/${owner.name}`, atMs);
    const template = templateOf(after);
    const previous = this.#latestRevision(set);
    const hash = after.metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] ?? '';
    const cause = after.metadata.annotations?.[CHANGE_CAUSE_ANNOTATION];
    this.#revisionIndex.set(object.metadata.uid, this.#revisions.length);
    this.#revisionByHash[set]?.set(hash, this.#revisions.length);
    this.#templates.push(template);
    this.#revisions.push({
      set,
      hash,
      numbers: [[atMs, after.revision]],
      images: imagesOf(template),
      ...(cause ? { cause } : {}),
      changes: previous < 0 ? [] : compareTemplates(this.#templates[previous], template),
    });
  }

  /** The revision of a set with the highest number so far: what a new one is compared with. */
  #latestRevision(set: number): number {
    let latest = -1;
    let highest = Number.NEGATIVE_INFINITY;
    this.#revisions.forEach((revision, index) => {
      const number = revision.numbers[revision.numbers.length - 1]?.[1] ?? 0;
      if (revision.set === set && number > highest) {
        latest = index;
        highest = number;
      }
    });
    return latest;
  }

  #event(event: EventObject | undefined, atMs: number): void {
    // That a node joined is in its row; thousands of these would crowd out the rest.
    if (!event || event.reason === 'RegisteredNode') return;
    const { reason = '' } = event;
    const count = this.#eventCounts.get(reason) ?? 0;
    this.#eventCounts.set(reason, count + 1);
    if (count >= MOST_EVENTS_OF_A_REASON) {
      this.#eventsOmitted += 1;
      return;
    }
    const [about, message] = describeEvent(event);
    this.#events.push([
      atMs,
      event.type === 'Warning' ? 1 : 0,
      reason,
      about,
      message,
      event.series?.count ?? event.count ?? 1,
    ]);
  }

  finish(): Timeline {
    const tracks = [...this.#pods.all];
    const crowded = this.#nodes.size > MOST_ROWS;
    const nodes = crowded
      ? this.#rows(
          [],
          tracks.filter((track) => track.states.includes('F')),
        )
      : this.#rows(this.#nodes.keys(), tracks);
    return {
      version: 1,
      endMs: this.#endMs,
      nodeCount: this.#nodes.size,
      steps: this.#steps,
      sets: this.#sets,
      revisions: this.#revisions,
      nodes: crowded ? nodes.slice(0, MOST_TROUBLED_ROWS) : nodes,
      ...(crowded ? { crowd: countCrowd(tracks, (track) => this.#revisionOf(track), this.#endMs) } : {}),
      events: this.#events,
      ...(this.#eventsOmitted > 0 ? { eventsOmitted: this.#eventsOmitted } : {}),
      writes: [...this.#writes].map(([actor, points]) => [actor, thin(points, this.#endMs)] as const),
      refusals: this.#refusals,
    };
  }

  #revisionOf({ setUid, hash }: PodTrack): number {
    return this.#revisionByHash[this.#setIndex.get(setUid) ?? -1]?.get(hash) ?? -1;
  }

  /** A row for each of the names, and for every other node (or none) that a pod is on. */
  #rows(names: Iterable<string>, tracks: readonly PodTrack[]): NodeRow[] {
    const podsOf = new Map<string, PodBar[]>();
    for (const name of names) podsOf.set(name, []);
    for (const track of tracks) {
      const bars = podsOf.get(track.node);
      if (bars) bars.push(this.#bar(track));
      else podsOf.set(track.node, [this.#bar(track)]);
    }
    return [...podsOf.keys()].sort(compareNames).map((name) => {
      const { from, to, marks } = this.#nodes.get(name) ?? { from: 0, marks: [] };
      const pods = podsOf.get(name) ?? [];
      return { name, from, ...(to === undefined ? {} : { to }), marks: dropRoutineMarks(marks, from), pods };
    });
  }

  #bar(track: PodTrack): PodBar {
    const set = this.#setIndex.get(track.setUid) ?? -1;
    const bar: Writable<PodBar> = { name: track.name, set, revision: this.#revisionOf(track), states: track.states };
    if (track.toMs !== undefined) bar.to = track.toMs;
    if (track.why) bar.why = track.why;
    return bar;
  }
}

function sampleStatus(samples: StatusSample[], { status }: DaemonSet, atMs: number): void {
  if (!status) return;
  const next: StatusSample = [
    atMs,
    status.desiredNumberScheduled ?? 0,
    status.currentNumberScheduled ?? 0,
    status.numberReady ?? 0,
    status.updatedNumberScheduled ?? 0,
    status.numberAvailable ?? 0,
    status.numberUnavailable ?? 0,
    status.numberMisscheduled ?? 0,
  ];
  const last = samples[samples.length - 1];
  if (last && haveEqualCounters(last, next)) return;
  if (last && last[0] === atMs) samples[samples.length - 1] = next;
  else samples.push(next);
}

function haveEqualCounters(a: StatusSample, b: StatusSample): boolean {
  for (let i = 1; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

const POD_CREATED = 'Created pod: ';
const POD_DELETED = 'Deleted pod: ';

/** Leaves out what the bars already say: a routine message only repeats the pod's name. */
function describeEvent(event: EventObject): readonly [about: string, message: string] {
  const message = event.message ?? '';
  if (message.startsWith(POD_CREATED)) return [message.slice(POD_CREATED.length), ''];
  if (message.startsWith(POD_DELETED)) return [message.slice(POD_DELETED.length), ''];
  const { kind = '', name = '' } = event.involvedObject;
  if (event.reason === 'Scheduled') return [name, ''];
  if (kind === 'Node' && message.startsWith(`Node ${name} event: `)) return [name, ''];
  return [kind === 'Pod' ? name : `${kind}/${name}`, shorten(message)];
}

function shorten(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE - 1)}…` : text;
}

/** Joins neighbouring points where a long scenario has too many; no write is lost, only its exact moment. */
function thin(points: readonly number[], endMs: number): readonly number[] {
  if (points.length <= 2 * MOST_WRITE_POINTS) return points;
  const bucketMs = Math.max(1, Math.ceil((endMs + 1) / MOST_WRITE_POINTS));
  const thinned: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const atMs = points[i] as number;
    const count = points[i + 1] as number;
    const last = thinned.length - 2;
    if (last >= 0 && Math.floor((thinned[last] as number) / bucketMs) === Math.floor(atMs / bucketMs)) {
      thinned[last + 1] = (thinned[last + 1] as number) + count;
    } else thinned.push(atMs, count);
  }
  return thinned;
}
