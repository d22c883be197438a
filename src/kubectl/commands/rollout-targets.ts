/** The objects that a `kubectl rollout` command is about, and the arguments all of them share. */
import { CommandError } from '../command-error';
import { FILE_FLAGS, hasFiles, readFiles } from '../manifest-files';
import { type Fetched, fetchSelection, readSelection, SELECTOR_FLAG } from '../resource-arguments';
import type { Session } from '../session';

export const ROLLOUT_FLAGS = [...FILE_FLAGS, SELECTOR_FLAG];

/** KUBECTL-STATUS-07: without arguments every rollout command says the same. */
export function findRolloutTargets(session: Session): Fetched {
  if (hasFiles(session)) {
    const { objects, errors } = readFiles(session);
    const fetched = fetchSelection(session, { by: 'name', targets: objects });
    return { objects: fetched.objects, errors: [...errors, ...fetched.errors] };
  }
  if (session.positional.length === 0) throw new CommandError('required resource not specified');
  return fetchSelection(session, readSelection(session, session.positional, { allowsTypeAlone: true }));
}

/** KUBECTL-RESTART-03, KUBECTL-STATUS-07. */
export function reportNoTargets(session: Session): void {
  session.complain(`No resources found in ${session.namespace} namespace.`);
}
