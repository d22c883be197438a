/** Commands of kubectl that the simulated cluster does not have: why, and what answers the question instead. */
import { CommandError } from '../command-error';

const NO_PROGRAMS = 'containers run no programs here; use get, describe and events to look at pods';
const NO_CONNECTION = 'there is no network behind the simulated cluster; use get services and get endpointslices';
const NO_CONFIGURATION = 'there is one cluster and one user; choose the namespace with -n';
const NO_TERMINAL = 'there is no editor; use apply, patch, set, label or annotate';

const REASONS: Readonly<Record<string, string>> = {
  alpha: 'no alpha command is; use --help for the list of commands',
  attach: NO_PROGRAMS,
  certificate: 'there are no certificates; authentication is not simulated',
  'cluster-info': NO_CONNECTION,
  completion: 'there is no shell to complete in; use --help for the list of commands',
  config: NO_CONFIGURATION,
  convert: 'each kind has one version; see api-resources',
  cp: NO_PROGRAMS,
  debug: NO_PROGRAMS,
  edit: NO_TERMINAL,
  exec: NO_PROGRAMS,
  kuberc: NO_CONFIGURATION,
  kustomize: 'kustomizations are not built; use apply, create, diff or delete with -f',
  plugin: 'plugins cannot be loaded; use --help for the list of commands',
  'port-forward': NO_CONNECTION,
  proxy: NO_CONNECTION,
  run: 'use create -f or apply -f with a Pod',
  top: 'nothing is consumed, so nothing is measured; requests and limits are in describe node',
};

/** Upstream's command tree as far as it can be mistyped; the order is that of upstream's own listing. */
export function listCommandsNotSimulated(): readonly string[] {
  return Object.keys(REASONS);
}

/** What `top` measures. */
const MEASURED = new Set(['node', 'nodes', 'no', 'pod', 'pods', 'po']);

/** Throws one line that says so, where `word` is a command of kubectl that is missing here; `next` follows it. */
export function refuseNotSimulated(word: string, next = ''): void {
  // As in every cluster without the metrics server.
  if (word === 'top' && MEASURED.has(next)) throw new CommandError('Metrics API not available');
  const reason = Object.hasOwn(REASONS, word) ? REASONS[word] : undefined;
  if (reason !== undefined) throw new CommandError(`kubectl ${word} is not simulated: ${reason}`);
}
