/** `kubectl drain`. KUBECTL-DRAIN-03 to -12. Upstream: kubectl pkg/cmd/drain and pkg/drain, v1.36. */
import type { Pod } from '../../api/core';
import { isApiError } from '../../api/errors';
import { parseSelector } from '../../api/label-selector-text';
import { keyOf } from '../../api/meta';
import { AlreadyReported, CommandError, CommandErrors, throwCollected } from '../command-error';
import { planDrain } from '../drain-plan';
import { defineFlag, defineSwitch } from '../flags';
import { formatGoDuration } from '../print/time-text';
import { SELECTOR_FLAG, type Selected } from '../resource-arguments';
import type { Command, Session } from '../session';
import { DRY_RUN_FLAG } from '../write-flags';
import { findNodes, setUnschedulable } from './cordon';

/** Between two tries of an eviction that a disruption budget forbids. */
const EVICTION_RETRY_MS = 5000;
/** Where no --timeout is given kubectl would try for ever; ten minutes of virtual time show that it comes to no end. */
const PATIENCE_MS = 600_000;

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
    const failures: unknown[] = [];
    const pending: string[] = [];
    for (const node of objects) {
      const problems = drainNode(session, node);
      if (problems.length === 0) {
        session.print(`node/${node.name} drained${session.dryRunSuffix}`);
        continue;
      }
      const texts = problems.map((problem) => problem.message);
      const shown = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
      session.complain(`error: unable to drain node "${node.name}" due to error: ${shown}, continuing command...`);
      pending.push(node.name);
      failures.push(...problems);
    }
    if (pending.length > 0) {
      session.complain(`There are pending nodes to be drained:\n ${pending.join('\n ')}`);
      // The texts come again without a prefix, even where there is only one. Recorded trace kubectl2-020.
      session.complain(new CommandErrors(failures).message);
      throw new AlreadyReported();
    }
  },
};

function checkPodSelector({ flags }: Session): void {
  try {
    parseSelector(flags.text('pod-selector'));
  } catch (error) {
    if (!isApiError(error)) throw error;
    throw new CommandError('--pod-selector=<pod_selector> must be a valid label selector');
  }
}

/** Removes the node's pods; what forbids it comes back, in which case nothing was removed. */
function drainNode(session: Session, node: Selected): readonly Error[] {
  const { flags, client } = session;
  const labelSelector = flags.text('pod-selector');
  const { items } = client.list('pods', {
    fieldSelector: `spec.nodeName=${node.name}`,
    ...(labelSelector ? { labelSelector } : {}),
  });
  const pods = [...items].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  const plan = planDrain(client, pods, {
    force: flags.isOn('force'),
    ignoresDaemonSets: flags.isOn('ignore-daemonsets'),
    deletesEmptyDir: flags.isOn('delete-emptydir-data'),
    skipWaitSeconds: flags.integer('skip-wait-for-delete-timeout', 0),
    nowMs: session.nowMs,
  });
  if (plan.refusals.length > 0) return plan.refusals.map((text) => new CommandError(text));
  if (plan.warnings.length > 0) session.warn(plan.warnings.join('; '));
  return removePods(session, node, plan.toDelete);
}

function removePods(session: Session, node: Selected, pods: readonly Pod[]): readonly Error[] {
  const { flags } = session;
  const usesDeletion = flags.isOn('disable-eviction');
  const timeoutMs = flags.durationMs('timeout', 0);
  const deadlineMs = session.nowMs + (timeoutMs > 0 ? timeoutMs : PATIENCE_MS);
  if (session.dryRun === 'client') {
    for (const pod of pods) session.print(`evicting pod ${keyOf(pod)} (dry run)`);
    return [];
  }
  let waiting: readonly Pod[] = pods;
  const leaving: Pod[] = [];
  while (waiting.length > 0) {
    if (session.nowMs >= deadlineMs) {
      // The line about a try comes before the look at the time.
      for (const pod of waiting) session.print(`evicting pod ${keyOf(pod)}${session.dryRunSuffix}`);
      return [reportTimeout(session, node, [...waiting, ...leaving], timeoutMs, explainBlocked)];
    }
    const blocked: Pod[] = [];
    for (const pod of waiting) {
      const outcome = requestRemoval(session, pod, usesDeletion);
      if (outcome === 'blocked') blocked.push(pod);
      else if (outcome === 'leaving') leaving.push(pod);
    }
    waiting = blocked;
    if (blocked.length > 0) session.environment.sleep(EVICTION_RETRY_MS);
  }
  if (session.dryRun === 'server') return [];
  return waitForPods(session, node, leaving, usesDeletion, deadlineMs, timeoutMs);
}

function requestRemoval(session: Session, pod: Pod, usesDeletion: boolean): 'leaving' | 'gone' | 'blocked' {
  const { namespace = '', name } = pod.metadata;
  const grace = session.flags.integer('grace-period', -1);
  const options = {
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
    ...(session.dryRun === 'server' ? { dryRun: true } : {}),
  };
  try {
    if (usesDeletion) session.client.delete('pods', namespace, name, options);
    else {
      session.print(`evicting pod ${keyOf(pod)}${session.dryRunSuffix}`);
      session.client.evict(namespace, name, options);
    }
    return 'leaving';
  } catch (error) {
    if (isApiError(error, 'NotFound')) return 'gone';
    if (isApiError(error, 'TooManyRequests')) {
      session.complain(`error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${error.message}`);
      return 'blocked';
    }
    throw error;
  }
}

/** Prints a line for each pod in the order in which they go. KUBECTL-DRAIN-09, -11. */
function waitForPods(
  session: Session,
  node: Selected,
  pods: readonly Pod[],
  usesDeletion: boolean,
  deadlineMs: number,
  timeoutMs: number,
): readonly Error[] {
  let remaining = pods;
  const takeGone = (): boolean => {
    const gone = remaining.filter((pod) => isGone(session, pod));
    remaining = remaining.filter((pod) => !gone.includes(pod));
    for (const pod of gone) session.print(`pod/${pod.metadata.name} ${usesDeletion ? 'deleted' : 'evicted'}`);
    return remaining.length === 0;
  };
  if (takeGone()) return [];
  if (session.environment.waitUntil(takeGone, Math.max(0, deadlineMs - session.nowMs))) return [];
  return [reportTimeout(session, node, remaining, timeoutMs, usesDeletion ? explainNothing : explainLeaving)];
}

function isGone(session: Session, pod: Pod): boolean {
  try {
    const { namespace = '', name, uid } = pod.metadata;
    return session.client.get('pods', namespace, name).metadata.uid !== uid;
  } catch (error) {
    if (isApiError(error, 'NotFound')) return true;
    throw error;
  }
}

/** What the first pod was waiting for. Upstream: kubectl pkg/drain/drain.go, evictPods and deletePods. */
const explainBlocked = ({ metadata: { name, namespace } }: Pod): string =>
  `error when evicting pods/"${name}" -n "${namespace}": `;
const explainLeaving = ({ metadata: { name, namespace } }: Pod): string =>
  `error when waiting for pod "${name}" in namespace "${namespace}" to terminate: `;
const explainNothing = (): string => '';

/** KUBECTL-DRAIN-10. */
function reportTimeout(
  session: Session,
  node: Selected,
  pods: readonly Pod[],
  timeoutMs: number,
  explain: (pod: Pod) => string,
): CommandError {
  const error = new CommandError(
    timeoutMs > 0
      ? `${explain(pods[0] as Pod)}global timeout reached: ${formatGoDuration(timeoutMs)}`
      : `${explain(pods[0] as Pod)}the drain comes to no end; kubectl would try for ever (limit it with --timeout)`,
  );
  session.complain(`There are pending pods in node "${node.name}" when an error occurred: ${error.message}`);
  for (const pod of pods) session.complain(`pod/${pod.metadata.name}`);
  return error;
}
