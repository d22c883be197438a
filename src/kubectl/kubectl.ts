/**
 * kubectl in-process: takes a command line, speaks to an `ApiClient`, answers with what a shell would show.
 * Map: flags.ts and resource-arguments.ts read the command line, commands/ holds one file per command,
 * print/ the formats, tables/ the columns of `get`, command-error.ts the words for what fails.
 */
import type { CommandResult } from '../api/command';
import { AlreadyReported, CommandError, formatCommandError, HelpShown, isExpectedError } from './command-error';
import { describeCommands } from './commands/help';
import { findCommand } from './commands/registry';
import type { KubectlEnvironment } from './environment';
import { GLOBAL_FLAGS, parseArguments } from './flags';
import { checkOutputFlag } from './print/result';
import { Session } from './session';
import { warnAboutRecord } from './write-flags';

export { applyObjects } from './apply-object';
export { CommandError, CommandErrors, formatApiError, formatCommandError } from './command-error';
export type { KubectlEnvironment } from './environment';

/**
 * Runs a command line without the leading `kubectl`: `['rollout', 'undo', 'ds/agent']`. A user's mistake and a refusal
 * of the server end in an exit code and a text on stderr, never in an exception. KUBECTL-OUT-01.
 */
export function runKubectl(args: readonly string[], environment: KubectlEnvironment): CommandResult {
  let session: Session | undefined;
  let failureCode = 1;
  try {
    const { words, before } = skipGlobalFlags(args);
    const found = findCommand(words);
    if (found === undefined) return { code: 0, stdout: describeCommands(), stderr: '' };
    const { command, rest } = found;
    failureCode = command.failureCode ?? 1;
    const { flags, positional } = parseArguments([...before, ...rest], command.flags, command.name);
    if (flags.isOn('help')) return { code: 0, stdout: `Usage:\n  ${command.usage}\n`, stderr: '' };
    session = new Session(environment, command.name, flags, positional);
    warnAboutRecord(session);
    checkOutputFlag(session, command.flags);
    command.run(session);
    return { code: 0, stdout: session.stdout, stderr: session.stderr };
  } catch (error) {
    if (error instanceof HelpShown) return { code: error.code, stdout: error.text, stderr: '' };
    if (!isExpectedError(error)) throw error;
    const code = error instanceof AlreadyReported ? 1 : failureCode;
    return { code, stdout: session?.stdout ?? '', stderr: (session?.stderr ?? '') + formatCommandError(error) };
  }
}

/** Global flags may stand before the command: `kubectl -n kube-system get ds`. */
function skipGlobalFlags(args: readonly string[]): { readonly words: readonly string[]; readonly before: string[] } {
  const before: string[] = [];
  let index = 0;
  for (; index < args.length; index++) {
    const word = args[index] as string;
    if (!word.startsWith('-') || word === '-') break;
    if (word === '--help' || word === '-h') continue;
    before.push(word);
    const name = word.replace(/^--?/, '');
    const definition = GLOBAL_FLAGS.find((flag) => (word.startsWith('--') ? flag.name === name : flag.short === name));
    if (word.startsWith('--') && word.includes('=')) continue;
    if (definition && definition.bare === undefined && index + 1 < args.length) before.push(args[++index] as string);
    if (!definition && word.startsWith('--')) {
      throw new CommandError(`unknown flag: ${word}\nSee 'kubectl --help' for usage.`);
    }
  }
  return { words: args.slice(index), before };
}
