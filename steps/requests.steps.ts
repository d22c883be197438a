/** Requests: what the API server said to the last thing that the scenario asked for. */
import { checkAccepted, checkRejected } from '../src/harness/request-claims';
import { Then } from './phrase';
import type { ScenarioWorld } from './world';

Then(
  'the request is rejected with:',
  {
    meaning: "The last request was refused, in the API server's own words; a part of the message is enough.",
    example: 'the request is rejected with:\n  """\n  spec.template.metadata.labels: Invalid value\n  """',
  },
  function (this: ScenarioWorld, words: string) {
    checkRejected(this.readOutcome(), words);
  },
);

Then(
  'the request is rejected with {string}',
  {
    meaning: 'The same in one line.',
    example: 'the request is rejected with "field is immutable"',
  },
  function (this: ScenarioWorld, words: string) {
    checkRejected(this.readOutcome(), words);
  },
);

Then(
  'the request is accepted',
  { meaning: 'The last request was not refused.', example: 'the request is accepted' },
  function (this: ScenarioWorld) {
    checkAccepted(this.readOutcome());
  },
);
