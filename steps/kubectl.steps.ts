/** Commands: kubectl lines as people type them, and what they print. */
import { splitCommandLine } from '../src/harness/notation';
import { checkOutput, checkOutputContains } from '../src/harness/request-claims';
import { ScenarioError } from '../src/harness/scenario-error';
import { Then, When } from './phrase';
import type { ScenarioWorld } from './world';

When(
  'I run {string}',
  {
    meaning: 'A kubectl command line runs, and the cluster comes to rest. Quotes inside are single, or written \\".',
    example: 'I run "kubectl rollout undo ds/node-agent --to-revision=1"',
  },
  async function (this: ScenarioWorld, line: string) {
    const [command, ...args] = splitCommandLine(line);
    if (command !== 'kubectl') throw new ScenarioError(`only kubectl can be run, not "${command ?? ''}"`);
    await this.actByKubectl(args);
  },
);

Then(
  'the output is:',
  {
    meaning:
      'The last command printed exactly this on its standard output, or, with nothing there, on its error output; spaces at the end of lines have no meaning.',
    example: 'the output is:\n  """\n  daemonset.apps/node-agent rolled back\n  """',
  },
  function (this: ScenarioWorld, text: string) {
    checkOutput(this.readOutcome(), text);
  },
);

Then(
  'the output contains {string}',
  {
    meaning: 'These words are somewhere in what the last command printed, warnings and errors included.',
    example: 'the output contains "successfully rolled out"',
  },
  function (this: ScenarioWorld, words: string) {
    checkOutputContains(this.readOutcome(), words);
  },
);
