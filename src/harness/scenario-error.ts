/** Errors that speak to the author of a scenario. They carry words, never a stack trace. */
import type { Workload } from './workload';

/** Something in the scenario is wrong: a misspelt name, a bad cell, a state that cannot be arranged. */
export class ScenarioError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ScenarioError';
    // The runner prints the stack; for a mistake in a feature file our own call stack says nothing.
    this.stack = message;
  }
}

/** A `Then` that does not hold. `about` is the DaemonSet in question, so that the report can say why. */
export class ClaimError extends ScenarioError {
  readonly about: Workload | undefined;
  /** The nodes on which claim and cluster differ; empty where the claim is not about single nodes. */
  readonly nodes: readonly string[];

  constructor(message: string, about?: Workload, nodes: readonly string[] = []) {
    super(message);
    this.name = 'ClaimError';
    this.about = about;
    this.nodes = nodes;
  }
}
