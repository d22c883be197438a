/** Counts pods by revision and state over time, for clusters with more nodes than a picture has rows. */
import type { PodTrack } from './timeline-pods';
import type { Crowd, PodState } from './timeline-types';

/** A picture is not wider than this many steps. */
const MOST_SAMPLES = 240;

/** `revisionOf` gives the index of a pod's revision, or -1. */
export function countCrowd(tracks: readonly PodTrack[], revisionOf: (track: PodTrack) => number, endMs: number): Crowd {
  const columnOf = new Map<string, number>();
  const columns: (readonly [number, PodState])[] = [];
  const times: number[] = [];
  const column: number[] = [];
  const delta: number[] = [];
  const note = (atMs: number, index: number, change: number) => {
    times.push(atMs);
    column.push(index);
    delta.push(change);
  };
  for (const track of tracks) {
    const revision = revisionOf(track);
    let previous = -1;
    for (let i = 0; i < track.states.length; i += 2) {
      const state = track.states[i + 1] as PodState;
      const key = `${revision}${state}`;
      let index = columnOf.get(key);
      if (index === undefined) {
        index = columns.length;
        columnOf.set(key, index);
        columns.push([revision, state]);
      }
      if (previous >= 0) note(track.states[i] as number, previous, -1);
      note(track.states[i] as number, index, 1);
      previous = index;
    }
    if (track.toMs !== undefined) note(track.toMs, previous, -1);
  }
  return { columns, samples: accumulate(times, column, delta, columns.length, endMs) };
}

function accumulate(times: number[], column: number[], delta: number[], width: number, endMs: number): number[][] {
  const distinct = new Set(times);
  const bucketMs = distinct.size > MOST_SAMPLES ? Math.max(1, Math.ceil((endMs + 1) / MOST_SAMPLES)) : 1;
  // The moment of a bucket is its last change: from then on its counts hold.
  const buckets = new Map<number, number[]>();
  times.forEach((atMs, i) => {
    const key = Math.floor(atMs / bucketMs);
    let bucket = buckets.get(key);
    if (!bucket) {
      bucket = [atMs, ...new Array<number>(width).fill(0)];
      buckets.set(key, bucket);
    }
    if (atMs > (bucket[0] as number)) bucket[0] = atMs;
    const at = (column[i] as number) + 1;
    bucket[at] = (bucket[at] as number) + (delta[i] as number);
  });
  const samples = [...buckets.values()].sort((a, b) => (a[0] as number) - (b[0] as number));
  for (let row = 1; row < samples.length; row += 1) {
    const sample = samples[row] as number[];
    const before = samples[row - 1] as number[];
    for (let i = 1; i <= width; i += 1) sample[i] = (sample[i] as number) + (before[i] as number);
  }
  return samples;
}
