/** Timelines as text. They are most of a report, and only the page reads them: on the way there they stay what they are. */
import type { Timeline } from './timeline-types';

/** A timeline as the hook attached it, of which no more is known than when it ended. */
export class TimelineText {
  constructor(
    readonly text: string,
    readonly endMs: number,
  ) {}

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** How every timeline of this version begins, as `JSON.stringify` writes it. */
const BEGINNING = /^\{"version":1,"endMs":(\d+),/;

/** Keeps what the hook of this run attached; undefined for a timeline of another version. */
export function keepTimeline(text: string): Timeline | TimelineText | undefined {
  const endMs = BEGINNING.exec(text)?.[1];
  return endMs === undefined ? parseTimeline(text) : new TimelineText(text, Number(endMs));
}

/** Reads what stands in a file. Throws for what is no JSON; undefined for a timeline of another version. */
export function parseTimeline(text: string): Timeline | undefined {
  const timeline = JSON.parse(text) as Timeline;
  return timeline.version === 1 ? timeline : undefined;
}
