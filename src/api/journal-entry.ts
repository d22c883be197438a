/** The kinds of entries in a cluster's journal, as data: what happened, when, by whom. */
import type { KubernetesObject } from './meta';
import type { ResourceName } from './resources';

export interface CommitEntry {
  readonly kind: 'commit';
  readonly atMs: number;
  readonly actor: string;
  readonly verb: 'create' | 'update' | 'delete';
  readonly resource: ResourceName;
  /** Undefined for a creation. */
  readonly before: KubernetesObject | undefined;
  /** Undefined for a removal. */
  readonly after: KubernetesObject | undefined;
}

/** A request that the API server refused, with its message. */
export interface RefusalEntry {
  readonly kind: 'refusal';
  readonly atMs: number;
  readonly actor: string;
  readonly verb: string;
  readonly resource: ResourceName;
  readonly key: string;
  readonly message: string;
}

/** A sentence by an actor about what it decided, for people who ask why. */
export interface DecisionEntry {
  readonly kind: 'decision';
  readonly atMs: number;
  readonly actor: string;
  readonly key: string;
  readonly message: string;
}

/** A step of the scenario begins. */
export interface StepEntry {
  readonly kind: 'step';
  readonly atMs: number;
  readonly keyword: 'Given' | 'When' | 'Then';
  readonly text: string;
}

export type JournalEntry = CommitEntry | RefusalEntry | DecisionEntry | StepEntry;
