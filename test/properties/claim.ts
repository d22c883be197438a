/**
 * A property as a test: it holds for every random history, or the shortest history for which it does not is told as a
 * scenario, in the phrases of the features, with the seeds that bring it back.
 *
 * `EVERYNODE_RUNS` multiplies how many histories are tried; `EVERYNODE_SEED` chooses others.
 */
import { test } from 'node:test';
import * as fc from 'fast-check';
import { anyPlot, History, type Plot, type PlotOptions } from './history';

export interface ClaimOptions extends PlotOptions {
  /** Histories that are tried. Default 40. */
  readonly runs?: number;
}

const FACTOR = Number(process.env.EVERYNODE_RUNS ?? '1');
/** Neither a slow machine nor a long way to the shortest history may hold up a test run. */
const LIMIT_MS = 60_000;
const SEED = process.env.EVERYNODE_SEED ?? '1';

/** `check` lets the history happen (`history.run()`) and throws where the claim does not hold. */
export function claim(name: string, options: ClaimOptions, check: (history: History) => Promise<void>): void {
  test(name, async () => {
    const property = fc.asyncProperty(anyPlot(options), async (plot) => {
      const history = new History(plot);
      try {
        await check(history);
      } finally {
        await history.cluster.dispose();
      }
    });
    const seed = seedFrom(`${SEED}/${name}`);
    const outcome = await fc.check(property, {
      numRuns: Math.max(1, Math.round((options.runs ?? 40) * FACTOR)),
      seed,
      interruptAfterTimeLimit: LIMIT_MS * Math.max(1, FACTOR),
    });
    if (!outcome.failed) return;
    const [plot] = outcome.counterexample ?? [];
    if (!plot) throw new Error(`no history could be made: ${outcome.errorInstance}`);
    throw new Error(await tell(name, plot, seed, outcome.counterexamplePath, check));
  });
}

async function tell(
  name: string,
  plot: Plot,
  seed: number,
  path: string | null,
  check: (history: History) => Promise<void>,
): Promise<string> {
  const history = new History(plot);
  let reason = 'it holds when it is tried again: something depends on more than the seed';
  try {
    await check(history);
  } catch (error) {
    reason = error instanceof Error ? (error.name === 'Error' ? error.message : String(error.stack)) : String(error);
  } finally {
    await history.cluster.dispose();
  }
  const steps = history.scenario.replace(/^/gm, '    ');
  return `${reason}\n\n  Scenario: ${name}\n${steps}\n\n  seed of the cluster: ${plot.seed}; fast-check: seed ${seed}, path ${path}\n`;
}

/** A stable number from a text (FNV-1a), so that every claim tries histories of its own. */
function seedFrom(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}
