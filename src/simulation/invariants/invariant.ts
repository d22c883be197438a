import type { CommitEntry } from '../../api/journal-entry';

/**
 * A rule that holds after every commit. It looks at the commit and at what it remembers of earlier ones, so that a check
 * costs the same however large the cluster is.
 */
export interface Invariant {
  readonly name: string;
  /** What the commit broke, naming the objects; undefined if the rule holds. */
  check(entry: CommitEntry): string | undefined;
}

/** What invariants may ask of the cluster around the commit. */
export interface Surroundings {
  /**
   * The DaemonSet controller had the time to learn of what happened at `atMs`. What it does about something younger it
   * does without knowing, and no rule is broken by that (DS-ORD-08).
   */
  mayKnow(atMs: number): boolean;
}

/** The controller that the rules are about: what others do to its pods breaks none of them. */
export const CONTROLLER = 'daemonset-controller';
