/** One trace against as many seeds as it may take. */
import { compareCourse, type Verdict } from './comparison';
import { playTrace } from './player';
import { snapshotTrace, takeSnapshot } from './snapshot';
import { type Got, isTemplateSample, type Line, type TemplateSample, type Trace } from './trace';

export interface ReplayedTrace {
  readonly trace: Trace;
  /** The seed of the run that is shown: the first identical one, or the first. */
  readonly seed: string;
  readonly seedsTried: number;
  readonly course: readonly (Got | undefined)[];
  readonly verdict: Verdict;
  /** An error that ended the replay. */
  readonly failure: Error | undefined;
  /** The line as our cluster would have recorded it. */
  readonly observed: unknown;
}

/**
 * Replays a line. A trace in which upstream leaves open which node goes first, or that went differently when it was recorded
 * again, is tried with up to `seeds` seeds, until our engine takes a recorded course.
 */
export function replayLine(line: Line, seeds: number): ReplayedTrace {
  if (isTemplateSample(line)) return replaySample(line);
  const isOpen = line.free?.includes('nodes') === true || line.alternatives !== undefined;
  let first: ReplayedTrace | undefined;
  for (let attempt = 1; attempt <= (isOpen ? seeds : 1); attempt++) {
    const replayed = replayOnce(line, `${line.id}/${attempt}`, attempt);
    if (isIdentical(replayed)) return replayed;
    first ??= replayed;
    if (replayed.failure) break;
  }
  return { ...(first as ReplayedTrace), seedsTried: isOpen ? seeds : 1 };
}

/** True if the real control plane was met. */
export function isIdentical({ verdict, failure }: ReplayedTrace): boolean {
  return failure === undefined && verdict.difference === undefined;
}

function replayOnce(trace: Trace, seed: string, seedsTried: number): ReplayedTrace {
  try {
    const course = playTrace(trace, seed);
    const verdict = compareCourse(trace, course);
    return { trace, seed, seedsTried, course, verdict, failure: undefined, observed: recordCourse(trace, course) };
  } catch (error) {
    const verdict = { difference: undefined, isLoose: false };
    const failure = error instanceof Error ? error : new Error(String(error));
    return { trace, seed, seedsTried, course: [], verdict, failure, observed: recordCourse(trace, []) };
  }
}

function replaySample(sample: TemplateSample): ReplayedTrace {
  const trace = snapshotTrace(sample);
  const course = [takeSnapshot(sample)];
  const observed = { manifest: sample.manifest, ...course[0] };
  const verdict = compareCourse(trace, course);
  return { trace, seed: trace.id, seedsTried: 1, course, verdict, failure: undefined, observed };
}

/** The trace with what our cluster showed in place of what the real one did. */
function recordCourse(trace: Trace, course: readonly (Got | undefined)[]): unknown {
  const { alternatives: _alternatives, ...rest } = trace;
  const steps = trace.steps.map(({ got: _got, ...step }, index) => {
    const got = course[index];
    return got === undefined ? step : { ...step, got };
  });
  return { ...rest, steps };
}
