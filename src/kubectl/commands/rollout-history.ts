/** `kubectl rollout history`. KUBECTL-HIST-01 to -06. Upstream: kubectl pkg/cmd/rollout/rollout_history.go, v1.36. */
import { CHANGE_CAUSE_ANNOTATION, type ControllerRevision, type DaemonSet } from '../../api/apps';
import { CommandError } from '../command-error';
import { defineFlag } from '../flags';
import { describePodTemplate } from '../print/pod-template';
import { OUTPUT_FLAGS, printValue, readOutputFormat } from '../print/result';
import { alignColumns, DESCRIBE_LAYOUT } from '../print/tabwriter';
import type { Selected } from '../resource-arguments';
import { printName } from '../resource-types';
import { listRevisions, restoreRevision } from '../revision-history';
import type { Command, Session } from '../session';
import { ROLLOUT_FLAGS, visitRolloutTargets } from './rollout-targets';

export const rolloutHistory: Command = {
  name: 'rollout history',
  usage: 'kubectl rollout history (TYPE NAME | TYPE/NAME) [--revision=N]',
  flags: [...ROLLOUT_FLAGS, ...OUTPUT_FLAGS, defineFlag('revision', 'integer')],
  run(session) {
    const revision = session.flags.integer('revision', 0);
    if (session.positional.length > 0 && revision < 0) {
      throw new CommandError(`revision must be a positive integer: ${revision}`);
    }
    visitRolloutTargets(session, (selected) => showHistory(session, selected, revision));
  },
};

function showHistory(session: Session, selected: Selected, number: number): void {
  const { definition, name } = selected;
  if (definition.resource === 'deployments') {
    throw new CommandError('rollout history of a Deployment is not simulated; it is for DaemonSets, see get rs');
  }
  if (definition.resource !== 'daemonsets') {
    throw new CommandError(`no history viewer has been implemented for "${definition.kind}"`);
  }
  const daemonSet = selected.object as DaemonSet;
  const revisions = listRevisions(session.client, daemonSet);
  const chosen = number > 0 ? revisions.filter(({ revision }) => revision === number) : revisions;
  if (number > 0 && chosen.length === 0) throw new CommandError('unable to find the specified revision');
  const format = readOutputFormat(session);
  if (format.name === 'name') {
    for (const _ of chosen) session.print(printName(definition, name));
  } else if (format.name !== '') {
    for (const revision of chosen) printValue(session, format, restoreRevision(daemonSet, revision));
  } else if (number > 0) {
    const { template } = restoreRevision(daemonSet, chosen[0] as ControllerRevision).spec;
    session.print(`${printName(definition, name)} with revision #${number}`);
    session.print(describePodTemplate(template));
  } else {
    session.print(`${printName(definition, name)} `);
    session.print(revisions.length === 0 ? 'No rollout history found.' : formatRevisions(revisions));
  }
}

/** The table with its empty last line. KUBECTL-HIST-02. */
function formatRevisions(revisions: readonly ControllerRevision[]): string {
  const rows = revisions.map(
    ({ revision, metadata }) => `${revision}\t${metadata.annotations?.[CHANGE_CAUSE_ANNOTATION] || '<none>'}\n`,
  );
  return alignColumns(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`, DESCRIBE_LAYOUT);
}
