/** One node: asks the DaemonSet controller's judge, the scheduler's and the kubelet's, and says what becomes of pods that are there. */
import type { Node, Pod } from '../api/core';
import { keyOf } from '../api/meta';
import { matchesRequiredNodeAffinity } from '../api/node-affinity';
import { isPodTerminal } from '../api/pod-conditions';
import { type Eligibility, planNode, type SetFacts } from '../controllers/daemonset/node-plan';
import { compilePlacement } from '../controllers/daemonset/placement';
import type { PreparedFilters } from '../scheduler/find-nodes';
import type { Rejection } from '../scheduler/framework';
import type { NodeCache } from '../scheduler/node-info';
import { automaticallyTolerated, controllerChecks } from './controller-checks';
import type { Answer, FailedCheck, NodeExplanation, OwnPod } from './explanation';
import { kubeletCheck } from './kubelet-checks';
import { findHelpfulPriority, findVictims } from './make-room';
import { nodeInfoOf } from './occupancy';
import { gateCheck, rejectionsOf, schedulerChecks } from './scheduler-checks';
import type { Subject } from './subject';

const NONE: readonly never[] = [];

/** `own`: the pods of the set on this node, which the cache must not hold at the moment. */
export function explainNode(
  subject: Subject,
  node: Node,
  own: readonly Pod[],
  cache: NodeCache,
  prepared: PreparedFilters,
): NodeExplanation {
  const { daemonSet } = subject;
  const { spec } = daemonSet.spec.template;
  const eligibility = compilePlacement(daemonSet)(node);
  const byController = eligibility.shouldRun ? NONE : controllerChecks(daemonSet, node);
  const byScheduler = judgeByScheduler(subject, node, cache, prepared, byController);
  const byKubelet =
    eligibility.shouldRun && byScheduler.isFree
      ? kubeletCheck(subject.pod, nodeInfoOf(cache, node), byScheduler.preempts)
      : undefined;
  const pods = own.length === 0 ? NONE : fatesOf(own, eligibility, subject);
  const living = own.filter((pod) => !pod.metadata.deletionTimestamp && !isPodTerminal(pod));
  return {
    node: node.metadata.name,
    answer: answerOf(eligibility, living, byScheduler.isFree, byKubelet === undefined),
    matchesSelector:
      (!spec.nodeName || spec.nodeName === node.metadata.name) && matchesRequiredNodeAffinity(spec, node),
    shouldRun: eligibility.shouldRun,
    shouldContinueRunning: eligibility.shouldContinue,
    failed: [...byController, ...byScheduler.failed, ...(byKubelet ? [byKubelet] : NONE)],
    toleratedAutomatically: automaticallyTolerated(spec, node.spec.taints),
    preempts: byScheduler.preempts,
    pods,
  };
}

function answerOf(
  { shouldRun, shouldContinue }: Eligibility,
  living: readonly Pod[],
  isFree: boolean,
  isAdmitted: boolean,
): Answer {
  const isThere = living.some(({ spec }) => spec.nodeName);
  if (shouldRun) return isFree && isAdmitted ? 'runs' : isThere ? 'stays' : isFree ? 'refused' : 'waits';
  if (living.length === 0) return 'none';
  return shouldContinue && isThere ? 'stays' : shouldContinue ? 'waits' : 'removed';
}

interface SchedulerAnswer {
  /** A new pod would be bound. */
  readonly isFree: boolean;
  readonly failed: readonly FailedCheck[];
  readonly preempts: readonly string[];
}

const FREE: SchedulerAnswer = { isFree: true, failed: NONE, preempts: NONE };

function judgeByScheduler(
  subject: Subject,
  node: Node,
  cache: NodeCache,
  prepared: PreparedFilters,
  byController: readonly FailedCheck[],
): SchedulerAnswer {
  const { pod } = subject;
  // SCHED-ELIG-08: born bound, so that no scheduler is asked.
  if (pod.spec.nodeName) return FREE;
  const gate = gateCheck(pod);
  const info = nodeInfoOf(cache, node);
  const rejections = rejectionsOf(prepared, info);
  const [first] = rejections;
  if (!gate && !first) return FREE;
  // What the controller has found already is not said twice.
  const known = new Set(byController.map(({ check }) => check));
  const checks = schedulerChecks(
    rejections.filter(({ plugin }) => !known.has(plugin)),
    pod,
    info,
    cache,
  );
  // Room is made for pods that exist.
  if (gate || !first || byController.length > 0) {
    return { isFree: false, failed: gate ? [gate, ...checks] : checks, preempts: NONE };
  }
  return withPreemption(subject, node, cache, first, checks);
}

function withPreemption(
  subject: Subject,
  node: Node,
  cache: NodeCache,
  first: Rejection,
  failed: readonly FailedCheck[],
): SchedulerAnswer {
  const info = nodeInfoOf(cache, node);
  if (first.code !== 'unschedulable' || info.pods.size === 0) return { isFree: false, failed, preempts: NONE };
  const aimed = subject.podFor(info.name);
  const preempts = findVictims(aimed, info, cache, first);
  if (preempts) return { isFree: true, failed, preempts };
  const raise = findHelpfulPriority(aimed, info, cache, first);
  const [check, ...others] = failed;
  if (!raise || !check) return { isFree: false, failed, preempts: NONE };
  return { isFree: false, failed: [{ ...check, changes: [...check.changes, raise] }, ...others], preempts: NONE };
}

/** What the controller does with pods that are there, or on their way. */
function fatesOf(own: readonly Pod[], eligibility: Eligibility, { daemonSet }: Subject): readonly OwnPod[] {
  const { minReadySeconds = 0, updateStrategy } = daemonSet.spec;
  const surges = updateStrategy.rollingUpdate?.maxSurge ?? 0;
  // Which of two pods an update in progress wants to keep is not told by these files: then none is called superfluous.
  const isUpdating = surges !== 0 && surges !== '0%' && own.length > 1;
  const facts: SetFacts = { hash: '', templateGeneration: undefined, minReadySeconds, surges: false };
  const plan = planNode(eligibility, own, facts, 0);
  const removed = new Set(isUpdating && eligibility.shouldContinue ? NONE : plan.remove);
  const replaced = new Set([...plan.failed, ...plan.succeeded]);
  return own.map((pod): OwnPod => {
    if (pod.metadata.deletionTimestamp) return { pod: keyOf(pod), fate: 'leaving' };
    return { pod: keyOf(pod), fate: removed.has(pod) ? 'removed' : replaced.has(pod) ? 'replaced' : 'stays' };
  });
}
