/** The objects that a `kubectl rollout` command is about, and the arguments all of them share. */
import { CommandError, throwCollected } from '../command-error';
import { FILE_FLAGS, hasFiles, readFiles } from '../manifest-files';
import { type Fetched, fetchSelection, readSelection, SELECTOR_FLAG, type Selected } from '../resource-arguments';
import type { Session } from '../session';

export const ROLLOUT_FLAGS = [...FILE_FLAGS, SELECTOR_FLAG];

/** KUBECTL-STATUS-07: without arguments every rollout command says the same. */
export function findRolloutTargets(session: Session): Fetched {
  if (hasFiles(session)) {
    const { objects, errors } = readFiles(session, session.positional);
    const fetched = fetchSelection(session, { by: 'name', targets: objects });
    return { objects: fetched.objects, errors: [...errors, ...fetched.errors] };
  }
  if (session.positional.length === 0) throw new CommandError('required resource not specified');
  return fetchSelection(session, readSelection(session, session.positional, { allowsTypeAlone: true }));
}

/**
 * Visits the targets one after another, each read only when its turn comes; what fails is reported at the end, in that
 * order. Returns how many there were. Upstream: cli-runtime pkg/resource/visitor.go, ContinueOnErrorVisitor.
 */
export function visitRolloutTargets(session: Session, visit: (selected: Selected) => void): number {
  const failures: unknown[] = [];
  let found = 0;
  const visitAll = ({ objects, errors }: Fetched): void => {
    failures.push(...errors);
    for (const selected of objects) {
      found += 1;
      try {
        visit(selected);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  if (hasFiles(session)) visitAll(findRolloutTargets(session));
  else {
    if (session.positional.length === 0) throw new CommandError('required resource not specified');
    const selection = readSelection(session, session.positional, { allowsTypeAlone: true });
    if (selection.by === 'name') {
      for (const target of selection.targets) visitAll(fetchSelection(session, { by: 'name', targets: [target] }));
    } else {
      for (const definition of selection.definitions) {
        visitAll(fetchSelection(session, { ...selection, definitions: [definition] }));
      }
    }
  }
  throwCollected(failures);
  return found;
}

/** KUBECTL-RESTART-03, KUBECTL-STATUS-07. */
export function reportNoTargets(session: Session): void {
  session.complain(`No resources found in ${session.namespace} namespace.`);
}
