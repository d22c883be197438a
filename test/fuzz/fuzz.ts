/** Spoils manifests by the thousand and holds the claims against each; fast-check makes a finding small. */
import * as fc from 'fast-check';
import { check, type Outcome } from './claims';
import { readCorpus } from './corpus';
import { anyMutations, type Json, mutate } from './mutations';

export interface FuzzResult {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** The smallest document for which a claim does not hold, and why. */
  readonly finding?: { readonly document: Json; readonly reason: string };
}

/** Spoils `cases` manifests and holds every claim against each. The same seed gives the same cases. */
export function fuzz(cases: number, seed: number): FuzzResult {
  const corpus = readCorpus();
  const outcomes: Record<Outcome, number> = { accepted: 0, refused: 0 };
  const anyCase = fc.record({ base: fc.nat({ max: corpus.length - 1 }), mutations: anyMutations });
  const result = fc.check(
    fc.property(anyCase, ({ base, mutations }) => {
      outcomes[check(mutate(corpus[base] as Json, mutations))]++;
    }),
    { numRuns: cases, seed },
  );
  if (!result.failed) return { outcomes };
  const [worst] = result.counterexample ?? [];
  const document = worst ? mutate(corpus[worst.base] as Json, worst.mutations) : null;
  return {
    outcomes,
    finding: { document, reason: String((result.errorInstance as Error)?.stack ?? result.errorInstance) },
  };
}
