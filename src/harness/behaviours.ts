/**
 * What features say of pods, in words. One entry for each wording: a newcomer adds a behaviour by adding one, and the
 * behaviour itself to src/api/pod-behaviour.ts.
 */
import {
  ABSENT,
  CANNOT_BE_PULLED,
  CRASHES,
  crashesTimes,
  exitsAfter,
  FAILS,
  failsProbe,
  HANGS,
  IGNORES_SIGTERM,
  NEVER_READY,
  type PodBehaviour,
  type PodUsage,
  PRESENT,
  type ProbeName,
  pulledAfter,
  RUNS,
  readyAfter,
  runsOutOfMemoryAfter,
  SUCCEEDS,
  stopsIn,
  usesOf,
} from '../api/pod-behaviour';
import { parseDuration } from './notation';
import { ScenarioError } from './scenario-error';

/** A stretch of time as features write it: `30s`, `1h30m`, `10 seconds`. */
export const DURATION = '(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h))+|\\d+(?:\\.\\d+)? (?:milliseconds?|seconds?|minutes?|hours?)';

export const PROBES: readonly ProbeName[] = ['startup', 'liveness', 'readiness'];

interface Wording {
  /** Words, with `<duration>`, `<number>`, `<probe>`, `<resource>` and `<quantity>` where something is filled in. */
  readonly words: string;
  /** Is given what was filled in, in the order written. */
  readonly make: (...filled: string[]) => PodBehaviour;
  readonly example: string;
}

const fixed = (words: string, behaviour: PodBehaviour): Wording => ({ words, make: () => behaviour, example: words });

const WORDINGS: readonly Wording[] = [
  fixed('never becomes ready', NEVER_READY),
  fixed('becomes ready at once', RUNS),
  {
    words: 'becomes ready after <duration>',
    make: (after = '') => readyAfter(parseDuration(after)),
    example: 'becomes ready after 10s',
  },
  fixed('crashes', CRASHES),
  { words: 'crashes <number> times', make: (times) => crashesTimes(Number(times)), example: 'crashes 3 times' },
  {
    words: 'exits with code <number> after <duration>',
    make: (code, after = '') => exitsAfter(Number(code), parseDuration(after)),
    example: 'exits with code 0 after 5s',
  },
  fixed('runs out of memory', runsOutOfMemoryAfter(0)),
  {
    words: 'runs out of memory after <duration>',
    make: (after = '') => runsOutOfMemoryAfter(parseDuration(after)),
    example: 'runs out of memory after 5m',
  },
  fixed('is not present', ABSENT),
  fixed('is present', PRESENT),
  fixed('cannot be pulled', CANNOT_BE_PULLED),
  {
    words: 'cannot be pulled for <duration>',
    make: (lasting = '') => pulledAfter(parseDuration(lasting)),
    example: 'cannot be pulled for 1m',
  },
  {
    words: 'fails its <probe> probe',
    make: (probe) => failsProbe(probe as ProbeName),
    example: 'fails its readiness probe',
  },
  {
    words: 'fails its <probe> probe after <duration>',
    make: (probe, after = '') => failsProbe(probe as ProbeName, parseDuration(after)),
    example: 'fails its liveness probe after 30s',
  },
  {
    words: 'fails its <probe> probe for <duration>',
    make: (probe, lasting = '') => failsProbe(probe as ProbeName, 0, parseDuration(lasting)),
    example: 'fails its startup probe for 45s',
  },
  {
    words: 'takes <duration> to stop',
    make: (lasting = '') => stopsIn(parseDuration(lasting)),
    example: 'takes 20s to stop',
  },
  fixed('ignores SIGTERM', IGNORES_SIGTERM),
  {
    words: 'uses <quantity> <resource>',
    make: (quantity = '', resource) => usesOf(resource as keyof PodUsage, quantity),
    example: 'uses 900Mi memory',
  },
  fixed('fails', FAILS),
  fixed('exits with success', SUCCEEDS),
  fixed('reports no status', HANGS),
];

const BLANKS: Readonly<Record<string, string>> = {
  '<duration>': DURATION,
  '<number>': '\\d+',
  '<probe>': PROBES.join('|'),
  '<quantity>': '\\d+(?:\\.\\d+)?(?:[KMGT]i?|k)?',
  '<resource>': 'memory|disk',
};

const patternOf = ({ words }: Wording, open: string) =>
  words.replace(/<[a-z]+>/g, (blank) => `${open}${BLANKS[blank]})`);

/** Matches every wording, without groups of its own. */
export const BEHAVIOUR_PATTERN = WORDINGS.map((wording) => patternOf(wording, '(?:')).join('|');

/** One example of each wording. */
export const BEHAVIOUR_EXAMPLES: readonly string[] = WORDINGS.map(({ example }) => example);

/** Throws `ScenarioError` for words that mean nothing. */
export function parseBehaviour(text: string): PodBehaviour {
  for (const wording of WORDINGS) {
    const match = new RegExp(`^${patternOf(wording, '(')}$`).exec(text);
    if (match) return wording.make(...match.slice(1));
  }
  throw new ScenarioError(`a pod does nothing called "${text}"; it may be that it ${BEHAVIOUR_EXAMPLES.join(', ')}`);
}
