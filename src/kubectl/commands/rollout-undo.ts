/** `kubectl rollout undo`. KUBECTL-UNDO-01 to -09. Upstream: kubectl pkg/polymorphichelpers/rollback.go, v1.36. */
import type { ControllerRevision, DaemonSet } from '../../api/apps';
import { isApiError } from '../../api/errors';
import { LAST_APPLIED_ANNOTATION } from '../../api/three-way-patch';
import { CommandError } from '../command-error';
import { defineFlag } from '../flags';
import { describePodTemplate } from '../print/pod-template';
import { OUTPUT_FLAGS, printResult } from '../print/result';
import type { Selected } from '../resource-arguments';
import { listRevisions, matchesRevision, restoreRevision } from '../revision-history';
import type { Command, Session } from '../session';
import { DRY_RUN_FLAG } from '../write-flags';
import { ROLLOUT_FLAGS, visitRolloutTargets } from './rollout-targets';

export const rolloutUndo: Command = {
  name: 'rollout undo',
  usage: 'kubectl rollout undo (TYPE NAME | TYPE/NAME) [--to-revision=N] [--dry-run=client|server]',
  flags: [...ROLLOUT_FLAGS, ...OUTPUT_FLAGS, DRY_RUN_FLAG, defineFlag('to-revision', 'integer')],
  run(session) {
    visitRolloutTargets(session, (selected) => undo(session, selected));
  },
};

function undo(session: Session, selected: Selected): void {
  const { definition } = selected;
  warnAboutApply(session, selected);
  if (definition.resource === 'deployments') {
    throw new CommandError('rollout undo of a Deployment is not simulated; it is for DaemonSets');
  }
  if (definition.resource !== 'daemonsets') {
    throw new CommandError(`no rollbacker has been implemented for "${definition.kind}"`);
  }
  const daemonSet = selected.object as DaemonSet;
  const number = session.flags.integer('to-revision', 0);
  const target = chooseRevision(listRevisions(session.client, daemonSet), number);
  printResult(session, definition, daemonSet, rollBack(session, daemonSet, target, number));
}

/** KUBECTL-UNDO-07. */
function warnAboutApply(session: Session, { definition, name, object }: Selected): void {
  if (object.metadata.annotations?.[LAST_APPLIED_ANNOTATION] === undefined) return;
  session.warn(
    `resource ${definition.resource}/${name} was previously managed with 'kubectl apply'. Rolling back will not update the ${LAST_APPLIED_ANNOTATION} annotation, ` +
      "which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.",
  );
}

/** The revision with the number, or for 0 the one before the newest. KUBECTL-UNDO-01, -02. */
function chooseRevision(revisions: readonly ControllerRevision[], number: number): ControllerRevision {
  if (number === 0) {
    const previous = revisions.at(-2);
    if (previous === undefined) throw new CommandError('no last revision to roll back to');
    return previous;
  }
  const found = revisions.find(({ revision }) => revision === number);
  if (found === undefined) throw new CommandError(`unable to find specified revision ${number} in history`);
  return found;
}

/** What the command says it did. KUBECTL-UNDO-03, -04, -06, -08. */
function rollBack(session: Session, daemonSet: DaemonSet, target: ControllerRevision, number: number): string {
  if (session.dryRun === 'client') {
    const { template } = restoreRevision(daemonSet, target).spec;
    return `will roll back to ${describePodTemplate(template)}`;
  }
  if (matchesRevision(daemonSet, target)) {
    return `skipped rollback (current template already matches revision ${number})`;
  }
  const { namespace = '', name } = daemonSet.metadata;
  try {
    session.call((client) =>
      client.patch('daemonsets', namespace, name, target.data, {
        ...session.writeOptions('kubectl'),
        type: 'strategic',
      }),
    );
  } catch (error) {
    if (!isApiError(error)) throw error;
    throw new CommandError(`failed restoring revision ${number}: ${error.message}`);
  }
  return 'rolled back';
}
