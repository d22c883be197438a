/** `kubectl rollout status`. KUBECTL-STATUS-01 to -07. Upstream: kubectl pkg/polymorphichelpers/rollout_status.go, v1.36. */
import type { DaemonSet, Deployment } from '../../api/apps';
import type { WatchEvent } from '../../api/client';
import type { KubernetesObject } from '../../api/meta';
import { CommandError } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import type { Selected } from '../resource-arguments';
import type { Command, Session } from '../session';
import { ROLLOUT_FLAGS, reportNoTargets, visitRolloutTargets } from './rollout-targets';

/** Without --timeout kubectl waits for ever; here an hour in which nothing was reported ends the wait. */
const PATIENCE_MS = 3_600_000;

export const rolloutStatus: Command = {
  name: 'rollout status',
  usage: 'kubectl rollout status (TYPE NAME | TYPE/NAME) [--watch=false] [--timeout=DURATION]',
  flags: [
    ...ROLLOUT_FLAGS,
    defineSwitch('watch', 'w'),
    defineFlag('timeout', 'duration'),
    defineFlag('revision', 'integer'),
  ],
  run(session) {
    const revision = session.flags.integer('revision', 0);
    if (session.positional.length > 0 && revision < 0) {
      throw new CommandError(`revision must be a positive integer: ${revision}`);
    }
    const found = visitRolloutTargets(session, (selected) => reportStatus(session, selected));
    if (found === 0) reportNoTargets(session);
  },
};

export interface RolloutProgress {
  readonly message: string;
  readonly isDone: boolean;
}

/** How far a DaemonSet's rollout is. Throws where its strategy has no rollout. KUBECTL-STATUS-01 to -05. */
export function describeProgress({ metadata, spec, status }: DaemonSet): RolloutProgress {
  if (spec.updateStrategy.type !== 'RollingUpdate') {
    throw new CommandError('rollout status is only available for RollingUpdate strategy type');
  }
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) {
    return { message: 'Waiting for daemon set spec update to be observed...', isDone: false };
  }
  const desired = status.desiredNumberScheduled;
  const updated = status.updatedNumberScheduled ?? 0;
  const available = status.numberAvailable ?? 0;
  const waiting = `Waiting for daemon set "${metadata.name}" rollout to finish:`;
  if (updated < desired) {
    return { message: `${waiting} ${updated} out of ${desired} new pods have been updated...`, isDone: false };
  }
  if (available < desired) {
    return { message: `${waiting} ${available} of ${desired} updated pods are available...`, isDone: false };
  }
  return { message: `daemon set "${metadata.name}" successfully rolled out`, isDone: true };
}

/** The same for a Deployment. Upstream: rollout_status.go, DeploymentStatusViewer.Status. */
function describeDeploymentProgress({ metadata, spec, status }: Deployment): RolloutProgress {
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) {
    return { message: 'Waiting for deployment spec update to be observed...', isDone: false };
  }
  if (status?.conditions?.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded')) {
    throw new CommandError(`deployment "${metadata.name}" exceeded its progress deadline`);
  }
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status ?? {};
  const wanted = spec.replicas ?? 1;
  const waiting = `Waiting for deployment "${metadata.name}" rollout to finish:`;
  if (updatedReplicas < wanted) {
    return {
      message: `${waiting} ${updatedReplicas} out of ${wanted} new replicas have been updated...`,
      isDone: false,
    };
  }
  if (replicas > updatedReplicas) {
    const old = replicas - updatedReplicas;
    return { message: `${waiting} ${old} old replicas are pending termination...`, isDone: false };
  }
  if (availableReplicas < updatedReplicas) {
    const message = `${waiting} ${availableReplicas} of ${updatedReplicas} updated replicas are available...`;
    return { message, isDone: false };
  }
  return { message: `deployment "${metadata.name}" successfully rolled out`, isDone: true };
}

function reportStatus(session: Session, selected: Selected): void {
  const { definition, namespace, name } = selected;
  const { resource } = definition;
  if (resource !== 'daemonsets' && resource !== 'deployments') {
    throw new CommandError(`no status viewer has been implemented for ${definition.kind}`);
  }
  const describe = (object: KubernetesObject): RolloutProgress =>
    resource === 'daemonsets'
      ? describeProgress(object as DaemonSet)
      : describeDeploymentProgress(object as Deployment);
  if (!session.flags.isOn('watch', true)) {
    session.print(describe(selected.object).message);
    return;
  }
  let outcome: 'pending' | 'done' | 'deleted' = 'pending';
  let failure: unknown;
  let observed = 0;
  const observe = (object: KubernetesObject): void => {
    if (outcome !== 'pending' || failure !== undefined) return;
    observed += 1;
    try {
      const { message, isDone } = describe(object);
      session.print(message);
      if (isDone) outcome = 'done';
    } catch (error) {
      failure = error;
    }
  };
  const watch = session.client.watch(resource, (events: readonly WatchEvent[]) => {
    for (const { type, object } of events) {
      if (object.metadata.name !== name || object.metadata.namespace !== namespace) continue;
      if (type === 'DELETED') outcome = outcome === 'pending' ? 'deleted' : outcome;
      else observe(object);
    }
  });
  const timeoutMs = session.flags.durationMs('timeout', 0);
  const isDone = (): boolean => outcome !== 'pending' || failure !== undefined;
  let hasEnded: boolean;
  let seen: number;
  do {
    seen = observed;
    hasEnded = session.environment.waitUntil(isDone, timeoutMs > 0 ? timeoutMs : PATIENCE_MS);
  } while (!hasEnded && timeoutMs <= 0 && observed > seen);
  watch.stop();
  if (failure !== undefined) throw failure;
  if (!hasEnded && timeoutMs <= 0) {
    throw new CommandError('the rollout comes to no end; kubectl would wait for ever (limit it with --timeout)');
  }
  if (!hasEnded) throw new CommandError('timed out waiting for the condition');
  if ((outcome as string) === 'deleted') throw new CommandError('object has been deleted');
}
