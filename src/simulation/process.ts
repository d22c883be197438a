/**
 * A process of the control plane: actors that share their informers. It can be killed and started again; then it knows
 * nothing of its former life, and what exists arrives as additions (DS-TRIG-23).
 */
import type { Actor } from '../machinery/actor';
import type { InformerFactory } from '../machinery/informer';

/** Makes the actors of a process that starts for the `start`-th time; they register on `informers`, which start later. */
export type MakeActors = (informers: InformerFactory, start: number) => readonly Actor[];

export class ControlPlaneProcess {
  readonly #makeInformers: () => InformerFactory;
  readonly #makeActors: MakeActors;
  #informers: InformerFactory | undefined;
  #actors: readonly Actor[] = [];
  #starts = 0;

  constructor(makeInformers: () => InformerFactory, makeActors: MakeActors) {
    this.#makeInformers = makeInformers;
    this.#makeActors = makeActors;
  }

  get isRunning(): boolean {
    return this.#informers !== undefined;
  }

  start(): void {
    if (this.#informers) return;
    this.#starts += 1;
    this.#informers = this.#makeInformers();
    this.#actors = this.#makeActors(this.#informers, this.#starts);
    this.#informers.start();
  }

  /** Ends it as a kill does: nothing is finished, nothing is handed over. */
  stop(): void {
    this.#informers?.stop();
    for (const actor of this.#actors) actor.stop();
    this.#informers = undefined;
    this.#actors = [];
  }
}
