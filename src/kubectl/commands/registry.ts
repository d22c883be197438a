/** The commands: one line each. */
import { CommandError, usageError } from '../command-error';
import type { Command } from '../session';
import { apiResources } from './api-resources';
import { apply } from './apply';
import { cordon, uncordon } from './cordon';
import { create } from './create';
import { deleteCommand } from './delete';
import { describe } from './describe';
import { drain } from './drain';
import { events } from './events';
import { get } from './get';
import { annotate, label } from './label';
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
import { taint } from './taint';
import { wait } from './wait';

const COMMANDS: readonly Command[] = [
  annotate,
  apiResources,
  apply,
  autoscale,
  cordon,
  create,
  deleteCommand,
  describe,
  drain,
  events,
  expose,
  get,
  label,
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
  wait,
];

const BY_NAME = new Map(COMMANDS.map((command) => [command.name, command]));
const ALIASES: Readonly<Record<string, string>> = { 'set sa': 'set serviceaccount' };

/** Commands of kubectl that are missing here. */
const NOT_SIMULATED = new Set(
  (
    'alpha api-versions attach auth autocomplete certificate cluster-info completion config convert cp debug diff edit ' +
    'exec explain kuberc kustomize logs options plugin port-forward proxy run top version'
  ).split(' '),
);

export interface FoundCommand {
  readonly command: Command;
  /** The words after the command's name. */
  readonly rest: readonly string[];
}

/** Undefined for no command at all. Throws `CommandError` for one that does not exist. KUBECTL-STATUS-07. */
export function findCommand(words: readonly string[]): FoundCommand | undefined {
  const [first, second] = words;
  if (first === undefined) return undefined;
  if (first === 'rollout' || first === 'set') {
    const name = `${first} ${second ?? ''}`;
    const command = BY_NAME.get(ALIASES[name] ?? name);
    if (command) return { command, rest: words.slice(2) };
    if (second === undefined) throw usageError(first, `must specify a subcommand: ${listSubcommands(first)}`);
    const shown = words.slice(1).filter((word) => !word.startsWith('-'));
    throw usageError(first, `unknown command "${shown.join(' ')}"`);
  }
  const command = BY_NAME.get(first);
  if (command) return { command, rest: words.slice(1) };
  if (NOT_SIMULATED.has(first)) {
    throw new CommandError(`kubectl ${first} is not simulated; simulated are: ${listCommandNames().join(', ')}`);
  }
  throw new CommandError(`unknown command "${first}" for "kubectl"`);
}

function listSubcommands(first: string): string {
  return listCommandNames()
    .filter((name) => name.startsWith(`${first} `))
    .map((name) => name.slice(first.length + 1))
    .join(', ');
}

export function listCommandNames(): readonly string[] {
  return COMMANDS.map(({ name }) => name);
}
