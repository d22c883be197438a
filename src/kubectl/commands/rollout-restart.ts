/** `kubectl rollout restart`, and the refusals of pause and resume. KUBECTL-RESTART-01 to -04. */
import type { DaemonSet } from '../../api/apps';
import { groupResourceOf } from '../../api/resources';
import { CommandError, throwCollected } from '../command-error';
import { OUTPUT_FLAGS, printResult } from '../print/result';
import { formatRfc3339 } from '../print/time-text';
import type { Selected } from '../resource-arguments';
import type { Command, Session } from '../session';
import { FIELD_MANAGER_FLAG } from '../write-flags';
import { findRolloutTargets, ROLLOUT_FLAGS, reportNoTargets } from './rollout-targets';

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';
/** These three know no dry run. */
const FLAGS = [...ROLLOUT_FLAGS, ...OUTPUT_FLAGS, FIELD_MANAGER_FLAG];

export const rolloutRestart: Command = {
  name: 'rollout restart',
  usage: 'kubectl rollout restart (TYPE NAME | TYPE/NAME | TYPE -l SELECTOR)',
  flags: FLAGS,
  run: (session) => forEachTarget(session, restart),
};

export const rolloutPause: Command = {
  name: 'rollout pause',
  usage: 'kubectl rollout pause (TYPE NAME | TYPE/NAME): not supported for DaemonSets',
  flags: FLAGS,
  run: (session) => forEachTarget(session, (_, selected) => refuse(selected, 'pausing')),
};

export const rolloutResume: Command = {
  name: 'rollout resume',
  usage: 'kubectl rollout resume (TYPE NAME | TYPE/NAME): not supported for DaemonSets',
  flags: FLAGS,
  run: (session) => forEachTarget(session, (_, selected) => refuse(selected, 'resuming')),
};

function forEachTarget(session: Session, act: (session: Session, selected: Selected) => void): void {
  const { objects, errors } = findRolloutTargets(session);
  const failures: unknown[] = [...errors];
  if (objects.length === 0 && failures.length === 0) reportNoTargets(session);
  for (const selected of objects) {
    try {
      act(session, selected);
    } catch (error) {
      failures.push(error);
    }
  }
  throwCollected(failures);
}

function refuse({ definition, name }: Selected, what: string): never {
  if (definition.resource === 'deployments') {
    throw new CommandError(`${what} of a Deployment is not simulated; DaemonSets know no such thing`);
  }
  // Its own prefix: it stays where several errors are listed.
  throw new CommandError(`error: ${groupResourceOf(definition)} "${name}" ${what} is not supported`);
}

/** The annotation's new value changes the template, and so starts a rollout. */
function restart(session: Session, selected: Selected): void {
  const { definition, namespace, name } = selected;
  if (definition.resource !== 'daemonsets' && definition.resource !== 'deployments') refuse(selected, 'restarting');
  const restartedAt = formatRfc3339(session.nowMs);
  const { template } = (selected.object as DaemonSet).spec;
  if (template.metadata?.annotations?.[RESTARTED_AT] === restartedAt) {
    throw new CommandError(
      `failed to create patch for ${name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
    );
  }
  const patch = { spec: { template: { metadata: { annotations: { [RESTARTED_AT]: restartedAt } } } } };
  const object = session.call((client) =>
    client.patch(definition.resource, namespace, name, patch, {
      ...session.writeOptions('kubectl-rollout'),
      type: 'strategic',
    }),
  );
  printResult(session, definition, object, 'restarted');
}
