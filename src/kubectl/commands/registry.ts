/** The commands: one line each. */
import { CommandError, HelpShown, usageError } from '../command-error';
import type { Command } from '../session';
import { apiResources } from './api-resources';
import { apiVersions } from './api-versions';
import { apply } from './apply';
import { applyViewLastApplied } from './apply-view-last-applied';
import { authCanI } from './auth-can-i';
import { cordon, uncordon } from './cordon';
import { create } from './create';
import { deleteCommand } from './delete';
import { describe } from './describe';
import { diff } from './diff';
import { drain } from './drain';
import { events } from './events';
import { explain } from './explain';
import { get } from './get';
import { describeCommands } from './help';
import { annotate, label } from './label';
import { logs } from './logs';
import { refuseNotSimulated } from './not-simulated';
import { patch } from './patch';
import { replace } from './replace';
import { rolloutHistory } from './rollout-history';
import { rolloutPause, rolloutRestart, rolloutResume } from './rollout-restart';
import { rolloutStatus } from './rollout-status';
import { rolloutUndo } from './rollout-undo';
import { autoscale, expose, scale } from './scale';
import { setEnv } from './set-env';
import { setImage } from './set-image';
import { setResources } from './set-resources';
import { setServiceAccount } from './set-service-account';
import { describeSuggestions } from './suggestions';
import { taint } from './taint';
import { version } from './version';
import { wait } from './wait';

const COMMANDS: readonly Command[] = [
  annotate,
  apiResources,
  apiVersions,
  apply,
  applyViewLastApplied,
  authCanI,
  autoscale,
  cordon,
  create,
  deleteCommand,
  describe,
  diff,
  drain,
  events,
  explain,
  expose,
  get,
  label,
  logs,
  patch,
  replace,
  rolloutHistory,
  rolloutPause,
  rolloutRestart,
  rolloutResume,
  rolloutStatus,
  rolloutUndo,
  scale,
  setEnv,
  setImage,
  setResources,
  setServiceAccount,
  taint,
  uncordon,
  version,
  wait,
];

const BY_NAME = new Map(COMMANDS.map((command) => [command.name, command]));
const ALIASES: Readonly<Record<string, string>> = { 'set sa': 'set serviceaccount' };

/** Commands that only hold others. */
const PARENTS = new Set(['auth', 'rollout', 'set']);

export interface FoundCommand {
  readonly command: Command;
  /** The words after the command's name. */
  readonly rest: readonly string[];
}

/**
 * The command that the words begin with; undefined for no command at all, and for a call for the general help. Throws
 * `HelpShown` for a command that needs a subcommand, `CommandError` for one that does not exist. KUBECTL-STATUS-07.
 */
export function findCommand(words: readonly string[]): FoundCommand | undefined {
  const [first, second] = words;
  if (first === undefined || first === 'options') return undefined;
  if (first === 'help') return findHelp(words.slice(1));
  if (PARENTS.has(first)) {
    const name = `${first} ${second ?? ''}`;
    const command = BY_NAME.get(ALIASES[name] ?? name);
    if (command) return { command, rest: words.slice(2) };
    if (second === '--help' || second === '-h') throw new HelpShown(describeCommands(first), 0);
    const shown = words.slice(1).filter((word) => !word.startsWith('-'));
    if (shown.length > 0) throw usageError(first, `unknown command "${shown.join(' ')}"`);
    throw new HelpShown(describeCommands(first), 1);
  }
  const nested = BY_NAME.get(`${first} ${second}`);
  if (nested) return { command: nested, rest: words.slice(2) };
  const command = BY_NAME.get(first);
  if (command) return { command, rest: words.slice(1) };
  refuseNotSimulated(first, second);
  throw new CommandError(`unknown command "${first}" for "kubectl"${describeSuggestions(first)}`);
}

/** `kubectl help taint` is `kubectl taint --help`. */
function findHelp(words: readonly string[]): FoundCommand | undefined {
  const found = findCommand(words.length === 0 ? [] : [...words, '--help']);
  return found === undefined ? undefined : { command: found.command, rest: ['--help'] };
}

export function listCommandNames(): readonly string[] {
  return COMMANDS.map(({ name }) => name);
}
