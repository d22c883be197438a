/** `kubectl delete`. KUBECTL-DELETE-01 to -10. Upstream: kubectl pkg/cmd/delete/delete.go, v1.36. */
import type { DeleteOptions } from '../../api/client';
import { isApiError } from '../../api/errors';
import { CommandError, throwCollected, withSource } from '../command-error';
import { CASCADE_FLAG, readPropagationPolicy } from '../deletion-flags';
import { defineFlag, defineSwitch } from '../flags';
import { isGone } from '../is-gone';
import { FILE_FLAGS, hasFiles, readFiles } from '../manifest-files';
import { readOutputFormat } from '../print/result';
import {
  ALL_FLAG,
  ALL_NAMESPACES_FLAG,
  FIELD_SELECTOR_FLAG,
  listObjects,
  readSelection,
  SELECTOR_FLAG,
  selectedOf,
  type Target,
} from '../resource-arguments';
import { printName, printType } from '../resource-types';
import type { Command, Session } from '../session';
import { DRY_RUN_FLAG } from '../write-flags';

/** Where no --timeout is given. kubectl waits a week; what did not go in a day will not go here. */
const DEFAULT_TIMEOUT_MS = 24 * 3_600_000;

const UNCONFIRMED_DELETION =
  'Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.';

interface Doomed extends Target {
  readonly source: string;
}

export const deleteCommand: Command = {
  name: 'delete',
  usage:
    'kubectl delete (TYPE NAME… | TYPE/NAME… | TYPE -l SELECTOR | TYPE --all | -f FILENAME) [--cascade=…] [--wait]',
  flags: [
    ...FILE_FLAGS,
    SELECTOR_FLAG,
    FIELD_SELECTOR_FLAG,
    ALL_FLAG,
    ALL_NAMESPACES_FLAG,
    CASCADE_FLAG,
    DRY_RUN_FLAG,
    defineFlag('output', 'text', 'o'),
    defineFlag('grace-period', 'integer'),
    defineFlag('timeout', 'duration'),
    defineSwitch('force'),
    defineSwitch('now'),
    defineSwitch('wait'),
    defineSwitch('ignore-not-found'),
    defineSwitch('interactive', 'i'),
  ],
  run(session) {
    const options = readDeleteOptions(session);
    const { entries, ignoresMissing } = findDoomed(session);
    // KUBECTL-DELETE-06: said once it is clear what is meant.
    if (session.flags.isOn('force') && options.gracePeriodSeconds === 0) session.warn(UNCONFIRMED_DELETION);
    const doomed = entries.flatMap((entry) => ('object' in entry ? [entry.object] : []));
    if (entries.length === 0) {
      session.print('No resources found');
      return;
    }
    warnAboutClusterScope(session, doomed);
    if (session.flags.isOn('interactive')) {
      // Without a terminal nobody can say yes. KUBECTL-DELETE-09
      const names = doomed.map((target) => printName(target.definition, target.name)).join('\n');
      session.write(`You are about to delete the following ${doomed.length} resource(s):\n${names}\n`);
      session.write('Do you want to continue? (y/N): ');
      if ((session.environment.stdin ?? '').trim().toLowerCase() !== 'y') {
        session.print('deletion is cancelled');
        return;
      }
    }
    const waiting: { readonly target: Target; readonly uid: string }[] = [];
    const failures: unknown[] = [];
    for (const entry of entries) {
      if ('error' in entry) {
        failures.push(entry.error);
        continue;
      }
      const target = entry.object;
      try {
        const uid = requestDeletion(session, target, options);
        printDeleted(session, target);
        waiting.push({ target, uid });
      } catch (error) {
        if (ignoresMissing && isApiError(error, 'NotFound')) continue;
        failures.push(withSource('deleting', target.source, error));
      }
    }
    throwCollected(failures);
    if (session.dryRun !== 'none' || !session.flags.isOn('wait', true)) return;
    const timeoutMs = session.flags.durationMs('timeout', 0);
    const deadlineMs = session.nowMs + (timeoutMs > 0 ? timeoutMs : DEFAULT_TIMEOUT_MS);
    for (const { target, uid } of waiting) {
      waitUntilGone(session, target, uid, Math.max(1, deadlineMs - session.nowMs));
    }
  },
};

/** KUBECTL-DELETE-03, -05. */
function readDeleteOptions(session: Session): DeleteOptions {
  const { flags } = session;
  const output = flags.text('output');
  if (output !== '' && output !== 'name') {
    throw new CommandError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  }
  let grace = flags.integer('grace-period', -1);
  const isForced = flags.isOn('force');
  if (flags.isOn('now')) {
    if (grace !== -1) throw new CommandError('--now and --grace-period cannot be specified together');
    grace = 1;
  }
  if (isForced && grace > 0) {
    throw new CommandError('--force and --grace-period greater than 0 cannot be specified together');
  } else if (isForced && grace < 0) {
    grace = 0;
  } else if (grace === 0 && !isForced) {
    grace = 1;
  }
  return {
    propagationPolicy: readPropagationPolicy(session) ?? 'Background',
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
    ...(session.dryRun === 'server' ? { dryRun: true } : {}),
  };
}

function findDoomed(session: Session): {
  readonly entries: readonly ({ readonly object: Doomed } | { readonly error: unknown })[];
  readonly ignoresMissing: boolean;
} {
  const choosesMany = ['all', 'selector', 'field-selector'].some((flag) => session.flags.has(flag));
  const ignoresMissing = session.flags.isOn('ignore-not-found', choosesMany);
  for (const flag of ['selector', 'field-selector']) {
    // KUBECTL-DELETE-07
    if (session.flags.isOn('all') && session.flags.has(flag)) {
      throw new CommandError(`cannot set --all and --${flag} at the same time`);
    }
  }
  if (hasFiles(session)) return { entries: readFiles(session, session.positional).inOrder, ignoresMissing };
  const selection = readSelection(session, session.positional);
  if (selection.by === 'name') {
    return { entries: selection.targets.map((target) => ({ object: { ...target, source: '' } })), ignoresMissing };
  }
  const entries = selection.definitions.flatMap((definition) =>
    listObjects(session, definition, selection.options).map((object) => ({ object: selectedOf(definition, object) })),
  );
  return { entries, ignoresMissing };
}

/** KUBECTL-DELETE-08. */
function warnAboutClusterScope(session: Session, doomed: readonly Target[]): void {
  if (session.hasExplicitNamespace && doomed.some((target) => !target.definition.namespaced)) {
    session.warn('deleting cluster-scoped resources, not scoped to the provided namespace');
  }
}

/** Asks the server to delete; returns the uid of the object that is to go. */
function requestDeletion(session: Session, target: Target, options: DeleteOptions): string {
  const { definition, namespace, name } = target;
  // A dry run of the client asks nobody, not even whether the object exists.
  if (session.dryRun === 'client') return '';
  return session.call((client) => client.delete(definition.resource, namespace, name, options)).metadata.uid;
}

/** KUBECTL-DELETE-01. */
export function printDeleted(session: Session, target: Target): void {
  const { definition, name, namespace } = target;
  const format = readOutputFormat(session);
  if (format.name === 'name') {
    session.print(printName(definition, name));
    return;
  }
  const isForced = session.flags.isOn('force') && session.flags.integer('grace-period', -1) <= 0;
  const verb = isForced && session.command === 'delete' ? 'force deleted' : 'deleted';
  const place = definition.namespaced ? ` from ${namespace} namespace` : '';
  session.print(`${printType(definition)} "${name}" ${verb}${place}${session.dryRunSuffix}`);
}

/** Waits until the object is gone or has another uid. KUBECTL-DELETE-02. */
export function waitUntilGone(session: Session, target: Target, uid: string, timeoutMs: number): void {
  const { resource } = target.definition;
  const isDone = () => isGone(session.client, resource, target, uid);
  if (isDone() || session.environment.waitUntil(isDone, timeoutMs > 0 ? timeoutMs : DEFAULT_TIMEOUT_MS)) return;
  throw new CommandError(`timed out waiting for the condition on ${resource}/${target.name}`);
}
