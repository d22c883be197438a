/**
 * The picture of a scenario as data: nodes × virtual time. Tuples instead of objects where there are many, because a
 * report carries a thousand of these. All times are milliseconds of virtual time since the cluster began.
 */

/** A step of the scenario began. */
export type StepMark = readonly [atMs: number, keyword: string, text: string];

/**
 * What a pod looks like from outside. `P` waits for a node or its start, `S` started and is not ready, `R` is ready,
 * `F` fails (phase Failed, or its containers crash or cannot be pulled), `C` completed, `T` is terminating.
 */
export type PodState = 'P' | 'S' | 'R' | 'F' | 'C' | 'T';

export interface PodBar {
  readonly name: string;
  /** Index into `sets`; -1 for a pod that no DaemonSet controls. */
  readonly set: number;
  /** Index into `revisions`; -1 when unknown. */
  readonly revision: number;
  /** Alternates time and state: `[0, 'P', 2000, 'R']`. The first time is the pod's creation. */
  readonly states: readonly (number | PodState)[];
  /** When the API server removed it; absent when it was there at the end. */
  readonly to?: number;
  /** The last reason given for failing or waiting, such as `CrashLoopBackOff`. */
  readonly why?: string;
}

export interface NodeRow {
  /** Empty for pods without a node. */
  readonly name: string;
  readonly from: number;
  /** When the node left. */
  readonly to?: number;
  /** What changed about the node: `NotReady`, `cordoned`, `+taint dedicated=db:NoSchedule`. */
  readonly marks: readonly (readonly [atMs: number, text: string])[];
  readonly pods: readonly PodBar[];
}

/** A ControllerRevision. */
export interface RevisionRow {
  /** Index into `sets`. */
  readonly set: number;
  /** Value of the `controller-revision-hash` label. */
  readonly hash: string;
  /** Revision number over time; a rollback gives an old revision a new number. */
  readonly numbers: readonly (readonly [atMs: number, revision: number])[];
  readonly images: readonly string[];
  readonly cause?: string;
  /** Fields of the template that differ from the revision before it: path, value there, value here. */
  readonly changes: readonly (readonly [path: string, before: string, after: string])[];
  /** When the history limit or a deletion removed it. */
  readonly to?: number;
}

/** Status counters of a DaemonSet from this moment on. */
export type StatusSample = readonly [
  atMs: number,
  desired: number,
  current: number,
  ready: number,
  updated: number,
  available: number,
  unavailable: number,
  misscheduled: number,
];

export interface SetRow {
  /** `namespace/name`. */
  readonly key: string;
  readonly from: number;
  readonly to?: number;
  readonly status: readonly StatusSample[];
  /** The budget over time: update strategy, maxUnavailable, maxSurge (both as written), minReadySeconds. */
  readonly strategy: readonly (readonly [
    atMs: number,
    type: string,
    maxUnavailable: string,
    maxSurge: string,
    minReadySeconds: number,
  ])[];
}

/**
 * A v1 Event. Of a routine event about a pod (created, deleted, assigned) the message only repeats the name; it is left
 * empty and the name stands in `about`. A repeated event appears again with its new count.
 */
export type EventRow = readonly [
  atMs: number,
  warning: 0 | 1,
  reason: string,
  about: string,
  message: string,
  count: number,
];

/** Pods counted by revision and state, for a cluster with more nodes than a picture has rows. */
export interface Crowd {
  /** What each count of a sample counts: index into `revisions` (-1: none), state. */
  readonly columns: readonly (readonly [revision: number, state: PodState])[];
  /** Time, then one count for each column. */
  readonly samples: readonly (readonly number[])[];
}

export interface Timeline {
  readonly version: 1;
  readonly endMs: number;
  readonly nodeCount: number;
  readonly steps: readonly StepMark[];
  readonly sets: readonly SetRow[];
  readonly revisions: readonly RevisionRow[];
  /** One row for each node in order of name; with `crowd`, only some nodes on which a pod failed. */
  readonly nodes: readonly NodeRow[];
  readonly crowd?: Crowd;
  readonly events: readonly EventRow[];
  /** Events that were left out because there were too many. */
  readonly eventsOmitted?: number;
  /** Writes to the API by actor: alternating time and number of writes at that time. */
  readonly writes: readonly (readonly [actor: string, timesAndCounts: readonly number[]])[];
  /** Requests that the API server refused. */
  readonly refusals: readonly (readonly [atMs: number, actor: string, message: string])[];
}
