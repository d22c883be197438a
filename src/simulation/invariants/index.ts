/**
 * Rules that hold at every moment of a simulated cluster, checked after every commit at a constant price. A broken one
 * fails the scenario whatever its steps say.
 *   pods-per-node.ts          the controller never makes one pod too many on a node
 *   voluntary-disruption.ts   the last pod of a node goes only in a rolling update, and only if it is old
 *   resource-version.ts       versions and generations only grow
 *   ownership.ts              the controller writes only what is its own
 *   pod-index.ts, set-record.ts, revision-record.ts   what the rules remember
 */
import type { CommitEntry } from '../../api/journal-entry';
import type { ApiServer } from '../../apiserver/api-server';
import type { Invariant, Surroundings } from './invariant';
import { watchOwnership } from './ownership';
import { PodIndex } from './pod-index';
import { watchPodsPerNode } from './pods-per-node';
import { watchResourceVersion } from './resource-version';
import { RevisionRecords } from './revision-record';
import { SetRecords } from './set-record';
import { watchVoluntaryDisruption } from './voluntary-disruption';

export interface InvariantOptions {
  nowMs(): number;
  /** The last instant at which a watch was held: until then the controllers may act on an old picture. */
  heldUntilMs(): number;
  journalLength(): number;
  readonly watchLatencyMs?: number;
}

/** A rule that should hold at every moment does not. */
class InvariantViolation extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvariantViolation';
    this.stack = message;
  }
}

const SHOWN = 5;

export class InvariantWatch {
  readonly #options: InvariantOptions;
  readonly #sets = new SetRecords();
  readonly #pods = new PodIndex();
  readonly #revisions = new RevisionRecords();
  readonly #versions: Invariant;
  readonly #ownership: Invariant;
  readonly #podsPerNode: Invariant;
  readonly #disruption: Invariant;
  readonly #violations: string[] = [];

  constructor(apiServer: ApiServer, options: InvariantOptions) {
    this.#options = options;
    const latencyMs = options.watchLatencyMs ?? 1;
    const surroundings: Surroundings = {
      mayKnow: (atMs) => Math.max(atMs, options.heldUntilMs()) + latencyMs < options.nowMs(),
    };
    this.#versions = watchResourceVersion();
    this.#ownership = watchOwnership(this.#sets, surroundings);
    this.#podsPerNode = watchPodsPerNode(this.#sets, this.#pods);
    this.#disruption = watchVoluntaryDisruption(this.#sets, this.#pods, this.#revisions, surroundings);
    apiServer.onCommit((entry) => this.#check(entry));
  }

  /** Every violation so far, as sentences. */
  listViolations(): readonly string[] {
    return this.#violations.slice(0, SHOWN);
  }

  /** Throws the violations, if there are any. */
  throwViolation(): void {
    if (this.#violations.length > 0) throw new InvariantViolation(this.listViolations().join('\n'));
  }

  #check(entry: CommitEntry): void {
    this.#apply(this.#versions, entry);
    switch (entry.resource) {
      case 'pods':
        this.#apply(this.#ownership, entry);
        this.#apply(this.#podsPerNode, entry);
        this.#apply(this.#disruption, entry);
        this.#pods.note(entry);
        break;
      case 'controllerrevisions':
        this.#apply(this.#ownership, entry);
        this.#revisions.note(entry);
        break;
      case 'nodes':
        this.#apply(this.#disruption, entry);
        break;
      case 'daemonsets':
        this.#sets.note(entry);
        break;
    }
  }

  #apply({ name, check }: Invariant, entry: CommitEntry): void {
    const broken = check(entry);
    if (broken === undefined) return;
    const place = `entry ${this.#options.journalLength()} of the journal`;
    this.#violations.push(`the rule "${name}" is broken: ${broken} (${place})`);
  }
}
