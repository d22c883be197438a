/** `kubectl drain`. KUBECTL-DRAIN-03 to -12. Upstream: kubectl pkg/cmd/drain and pkg/drain, v1.36. */
import { aggregateMessage, isApiError } from '../../api/errors';
import { parseSelector } from '../../api/label-selector-text';
import { keyOf } from '../../api/meta';
import { AlreadyReported, CommandError, CommandErrors, throwCollected } from '../command-error';
import { type DrainPlan, planDrain } from '../drain-plan';
import { defineFlag, defineSwitch } from '../flags';
import { deletePods, evictPods } from '../pod-removal';
import { SELECTOR_FLAG, type Selected } from '../resource-arguments';
import type { Command, Session } from '../session';
import { DRY_RUN_FLAG } from '../write-flags';
import { findNodes, setUnschedulable } from './cordon';

export const drain: Command = {
  name: 'drain',
  usage:
    'kubectl drain NODE… [--ignore-daemonsets] [--delete-emptydir-data] [--force] [--grace-period=N] [--timeout=DURATION]',
  flags: [
    SELECTOR_FLAG,
    DRY_RUN_FLAG,
    defineSwitch('force'),
    defineSwitch('ignore-daemonsets'),
    defineSwitch('delete-emptydir-data'),
    defineSwitch('disable-eviction'),
    defineFlag('grace-period', 'integer'),
    defineFlag('timeout', 'duration'),
    defineFlag('pod-selector'),
    defineFlag('skip-wait-for-delete-timeout', 'integer'),
    defineFlag('chunk-size', 'integer'),
  ],
  run(session) {
    checkPodSelector(session);
    const { objects, errors } = findNodes(session);
    throwCollected(errors);
    for (const node of objects) setUnschedulable(session, node, true);
    const failures: CommandErrors[] = [];
    const pending: string[] = [];
    for (const node of objects) {
      const problems = drainNode(session, node);
      if (problems.length === 0) {
        session.print(`node/${node.name} drained${session.dryRunSuffix}`);
        continue;
      }
      const shown = messageOf(problems);
      session.complain(`error: unable to drain node "${node.name}" due to error: ${shown}, continuing command...`);
      pending.push(node.name);
      failures.push(new CommandErrors(problems));
    }
    if (pending.length > 0) {
      session.complain(`There are pending nodes to be drained:\n ${pending.join('\n ')}`);
      // The texts come again without a prefix, even where there is only one. Recorded trace kubectl2-020. Of one node each
      // has a line, of several nodes each node.
      const [only] = failures;
      const texts = failures.map(({ errors }) => messageOf(errors as readonly Error[]));
      session.complain(failures.length === 1 && only ? only.message : texts.join('\n'));
      throw new AlreadyReported();
    }
  },
};

const messageOf = (problems: readonly Error[]): string => aggregateMessage(problems.map(({ message }) => message));

function checkPodSelector({ flags }: Session): void {
  try {
    parseSelector(flags.text('pod-selector'));
  } catch (error) {
    if (!isApiError(error)) throw error;
    throw new CommandError('--pod-selector=<pod_selector> must be a valid label selector');
  }
}

/** Removes the node's pods. What forbids it comes back, in which case nothing was removed, or what went wrong. */
function drainNode(session: Session, node: Selected): readonly Error[] {
  const { toDelete, refusals, warnings } = planNode(session, node);
  if (refusals.length > 0) return refusals.map((text) => new CommandError(text));
  if (warnings.length > 0) session.warn(warnings.join('; '));
  if (session.dryRun === 'client') {
    for (const pod of toDelete) session.print(`evicting pod ${keyOf(pod)} (dry run)`);
    return [];
  }
  const remove = session.flags.isOn('disable-eviction') ? deletePods : evictPods;
  const failures = remove(session, toDelete);
  if (failures.length > 0) reportPending(session, node, failures);
  return failures;
}

/** KUBECTL-DRAIN-10: which pods are still there. */
function reportPending(session: Session, node: Selected, failures: readonly Error[]): void {
  const { toDelete } = planNode(session, node);
  if (toDelete.length === 0) return;
  session.complain(`There are pending pods in node "${node.name}" when an error occurred: ${messageOf(failures)}`);
  for (const pod of toDelete) session.complain(`pod/${pod.metadata.name}`);
}

function planNode({ flags, client, nowMs }: Session, node: Selected): DrainPlan {
  const labelSelector = flags.text('pod-selector');
  const { items } = client.list('pods', {
    fieldSelector: `spec.nodeName=${node.name}`,
    ...(labelSelector ? { labelSelector } : {}),
  });
  const pods = [...items].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  return planDrain(client, pods, {
    force: flags.isOn('force'),
    ignoresDaemonSets: flags.isOn('ignore-daemonsets'),
    deletesEmptyDir: flags.isOn('delete-emptydir-data'),
    skipWaitSeconds: flags.integer('skip-wait-for-delete-timeout', 0),
    nowMs,
  });
}
