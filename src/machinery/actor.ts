/** What every actor of the control plane is given when it starts: its only ties to the rest of the cluster. */
import type { ApiClient } from '../api/client';
import type { EventLoop } from '../kernel/event-loop';
import type { Journal } from '../kernel/journal';
import type { Random } from '../kernel/random';
import type { EventRecorder } from './event-recorder';
import type { InformerFactory } from './informer';

export interface ActorContext {
  /** Carries the actor's own name into the journal and fault plans. */
  readonly client: ApiClient;
  /** Shared by the controllers of one process (the controller manager); the scheduler and the kubelets have their own. */
  readonly informers: InformerFactory;
  readonly loop: EventLoop;
  /** A stream of its own for choices that upstream leaves open. */
  readonly random: Random;
  readonly journal: Journal;
  readonly recorder: EventRecorder;
}

/**
 * An actor registers its handlers and indexes on the informers when it is made; the cluster starts the informers
 * afterwards. `stop` ends the actor as a killed process does.
 */
export interface Actor {
  readonly name: string;
  stop(): void;
}

export type StartActor = (context: ActorContext) => Actor;
