/** Commands: kubectl lines as people type them, and what they print. */
import { splitCommandLine } from '../src/harness/notation';
import { checkExitCode, checkOutput, checkOutputContains, checkOutputLooksLike } from '../src/harness/request-claims';
import { ScenarioError } from '../src/harness/scenario-error';
import { Then, When } from './phrase';
import type { ScenarioWorld } from './world';

const SUBSTITUTION = /\$\((kubectl [^()]+)\)/g;

/** Puts what `$(kubectl …)` prints in its place, as a shell does. */
async function substitute(world: ScenarioWorld, line: string): Promise<string> {
  let text = line;
  for (const [found, inner = ''] of line.matchAll(SUBSTITUTION)) {
    const { stdout, stderr, code } = await world.cluster.kubectl(splitCommandLine(inner).slice(1));
    if (code !== 0) throw new ScenarioError(`${inner} failed: ${stderr}`);
    text = text.replace(found, stdout.trim().replace(/\s+/g, ' '));
  }
  return text;
}

/** Runs a line such as `kubectl describe nodes | grep Taints`. */
async function runLine(world: ScenarioWorld, line: string, stdin?: string): Promise<void> {
  const words = splitCommandLine(await substitute(world, line));
  const pipe = words.indexOf('|');
  const [command, ...args] = pipe < 0 ? words : words.slice(0, pipe);
  if (command !== 'kubectl') throw new ScenarioError(`only kubectl can be run, not "${command ?? ''}"`);
  await world.actByKubectl(args, stdin);
  if (pipe < 0) return;
  const [filter, pattern, ...more] = words.slice(pipe + 1);
  if (filter !== 'grep' || pattern === undefined || more.length > 0) {
    throw new ScenarioError('behind | only "grep WORD" can stand');
  }
  const outcome = world.readOutcome();
  const lines = outcome.stdout.split('\n').filter((text) => text.includes(pattern));
  world.keepOutcome({ ...outcome, code: lines.length > 0 ? 0 : 1, stdout: lines.map((text) => `${text}\n`).join('') });
}

When(
  'I run {string}',
  {
    meaning:
      'A kubectl command line runs, and the cluster comes to rest. Quotes inside are single, or written \\". `$(kubectl …)` stands for what that command prints; `| grep WORD` keeps the lines with the word.',
    example: 'I run "kubectl rollout undo ds/node-agent --to-revision=1"',
  },
  async function (this: ScenarioWorld, line: string) {
    await runLine(this, line);
  },
);

When(
  'I run {string} with:',
  {
    meaning: 'The same, and the command reads this text from its standard input.',
    example: 'I run "kubectl diff -f -" with:\n  """yaml\n  apiVersion: apps/v1\n  kind: DaemonSet\n  …\n  """',
  },
  async function (this: ScenarioWorld, line: string, text: string) {
    await runLine(this, line, text);
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
  'the output looks like:',
  {
    meaning:
      'The last command printed this, errors below the rest. `…` stands for anything on its line, a line of `…` alone for any lines; several spaces count as one.',
    example:
      'the output looks like:\n  """\n  NAME                 READY   STATUS    RESTARTS   AGE\n  node-agent-…         1/1     Running   0          …\n  """',
  },
  function (this: ScenarioWorld, text: string) {
    checkOutputLooksLike(this.readOutcome(), text);
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

Then(
  'the exit code is {int}',
  {
    meaning: 'The last command ended with this code: 0 for success, 1 if it failed.',
    example: 'the exit code is 1',
  },
  function (this: ScenarioWorld, code: number) {
    checkExitCode(this.readOutcome(), code);
  },
);
