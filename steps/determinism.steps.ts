/** Determinism: the promise on which every replay rests. */
import { checkSameJournal } from '../src/harness/journal-claims';
import { Then } from './phrase';
import type { ScenarioWorld } from './world';

Then(
  'a replay of this scenario leaves the same journal',
  {
    meaning:
      'The same steps, taken again on a new cluster with the same seed, lead to the same journal, byte for byte.',
    example: 'a replay of this scenario leaves the same journal',
  },
  async function (this: ScenarioWorld) {
    const again = await this.replay();
    checkSameJournal(this.cluster.journal, again.journal);
    await again.dispose();
  },
);
