/**
 * Makes room for a pod by removing pods of lower priority: decides where and whom, and says why not.
 * Upstream: pkg/scheduler/framework/preemption/preemption.go and plugins/defaultpreemption, v1.36.
 */
import type { Pod } from '../api/core';
import { compileSelector, isEmptySelector } from '../api/labels';
import { type KubernetesObject, keyOf, type LabelSelector } from '../api/meta';
import { podCondition } from '../api/pod-conditions';
import type { Random } from '../kernel/random';
import { countReasons, type Diagnosis, sentenceOf } from './diagnosis';
import { type Rejection, reject } from './framework';
import type { NodeCache, NodeInfo } from './node-info';
import { priorityOf } from './nominations';

const NAME = 'DefaultPreemption';
const NO_VICTIMS = reject(NAME, 'unresolvable', 'No preemption victims found for incoming pod');
const NOT_HELPFUL = 'Preemption is not helpful for scheduling';
const MIN_CANDIDATES = 100;
/** Keeps sums of priorities positive (SCHED-PREEMPT-05). */
const PRIORITY_OFFSET = 2 ** 31;

interface DisruptionBudget extends KubernetesObject {
  readonly spec?: { readonly selector?: LabelSelector };
  readonly status?: {
    readonly disruptionsAllowed?: number;
    readonly disruptedPods?: Readonly<Record<string, unknown>>;
  };
}

export interface PreemptionCase {
  readonly pod: Pod;
  readonly nominatedNode: string | undefined;
  readonly diagnosis: Diagnosis;
  readonly nodes: NodeCache;
  readonly budgets: readonly KubernetesObject[];
  readonly random: Random;
  /** The newest known version of a pod on a node. */
  latest(pod: Pod): Pod;
  /** Would the node take the pod, as the cache stands at this moment? */
  judge(info: NodeInfo): Rejection | undefined;
}

export interface Candidate {
  readonly nodeName: string;
  /** Most important first. */
  readonly victims: readonly Pod[];
  readonly violations: number;
}

/** A node with its victims, or the text that explains why there is none (SCHED-MSG-02). */
export type PreemptionResult =
  | { readonly candidate: Candidate }
  | {
      readonly text: string;
      /** What rejected the pod even on a node without its victims. */
      readonly rejections: readonly Rejection[];
    };

export function preempt(subject: PreemptionCase): PreemptionResult {
  const { pod, diagnosis, nodes, random } = subject;
  // SCHED-PREEMPT-01
  if (pod.spec.preemptionPolicy === 'Never') return refuse('not eligible due to preemptionPolicy=Never.');
  if (isVictimLeaving(subject)) return refuse('not eligible due to a terminating pod on the nominated node.');
  // SCHED-PREEMPT-02: only where the rejection could go away with a pod.
  const potential = random.shuffle(
    [...diagnosis.rejections].filter(([, { code }]) => code === 'unschedulable').map(([name]) => name),
  );
  const enough = Math.max(Math.floor(potential.length / 10), MIN_CANDIDATES);
  const candidates: Candidate[] = [];
  const failures: Rejection[] = [];
  for (const name of potential) {
    const info = nodes.get(name);
    if (!info) continue;
    const outcome = selectVictims(subject, info);
    if ('reasons' in outcome) failures.push(outcome);
    else candidates.push(outcome);
    if (candidates.length >= enough && candidates.some(({ violations }) => violations === 0)) break;
  }
  const best = pickCandidate(candidates);
  if (best) return { candidate: best };
  const counts = countReasons(failures);
  const untried = diagnosis.nodeCount - failures.length;
  if (untried > 0) counts.set(NOT_HELPFUL, (counts.get(NOT_HELPFUL) ?? 0) + untried);
  return refuse(sentenceOf(diagnosis.nodeCount, counts), failures);
}

function refuse(text: string, rejections: readonly Rejection[] = []): PreemptionResult {
  return { text, rejections };
}

function isVictimLeaving({ pod, nominatedNode, diagnosis, nodes, latest }: PreemptionCase): boolean {
  if (!nominatedNode || diagnosis.rejections.get(nominatedNode)?.code === 'unresolvable') return false;
  for (const held of nodes.get(nominatedNode)?.pods.values() ?? []) {
    const other = latest(held);
    if (priorityOf(other) >= priorityOf(pod) || !other.metadata.deletionTimestamp) continue;
    const target = podCondition(other, 'DisruptionTarget');
    if (target?.status === 'True' && target.reason === 'PreemptionByScheduler') return true;
  }
  return false;
}

// SCHED-PREEMPT-03
function selectVictims(subject: PreemptionCase, info: NodeInfo): Candidate | Rejection {
  const { pod, nodes, judge, latest } = subject;
  const lower = [...info.pods.values()].filter((other) => priorityOf(other) < priorityOf(pod));
  if (lower.length === 0) return NO_VICTIMS;
  for (const other of lower) nodes.removePod(other);
  const rejection = judge(info);
  if (rejection) {
    for (const other of lower) nodes.setPod(other, info.name);
    return rejection;
  }
  const byImportance = lower.map(latest).sort(compareImportance);
  const { violating, others } = splitByBudget(byImportance, subject.budgets);
  const victims: Pod[] = [];
  let violations = 0;
  for (const [group, isViolating] of [
    [violating, true],
    [others, false],
  ] as const) {
    for (const other of group) {
      nodes.setPod(other, info.name);
      if (!judge(info)) continue;
      nodes.removePod(other);
      victims.push(other);
      if (isViolating) violations += 1;
    }
  }
  for (const victim of victims) nodes.setPod(victim, info.name);
  return { nodeName: info.name, victims: victims.sort(compareImportance), violations };
}

// SCHED-PREEMPT-04
function splitByBudget(pods: readonly Pod[], budgets: readonly KubernetesObject[]) {
  const left = (budgets as readonly DisruptionBudget[]).map(({ status }) => status?.disruptionsAllowed ?? 0);
  const violating: Pod[] = [];
  const others: Pod[] = [];
  for (const pod of pods) {
    let isViolating = false;
    for (const [index, budget] of (budgets as readonly DisruptionBudget[]).entries()) {
      if (!covers(budget, pod)) continue;
      const remaining = (left[index] ?? 0) - 1;
      left[index] = remaining;
      if (remaining < 0) isViolating = true;
    }
    (isViolating ? violating : others).push(pod);
  }
  return { violating, others };
}

function covers({ metadata, spec, status }: DisruptionBudget, pod: Pod): boolean {
  if (metadata.namespace !== pod.metadata.namespace || !pod.metadata.labels) return false;
  if (isEmptySelector(spec?.selector) || status?.disruptedPods?.[pod.metadata.name] !== undefined) return false;
  return compileSelector(spec?.selector)(pod.metadata.labels);
}

/** Higher priority first, then the longer running one. Upstream: util.MoreImportantPod. */
function compareImportance(a: Pod, b: Pod): number {
  return priorityOf(b) - priorityOf(a) || startOf(a) - startOf(b) || (keyOf(a) < keyOf(b) ? -1 : 1);
}

function startOf(pod: Pod): number {
  return pod.status.startTime ? Date.parse(pod.status.startTime) : Number.MAX_SAFE_INTEGER;
}

// SCHED-PREEMPT-05
function pickCandidate(candidates: readonly Candidate[]): Candidate | undefined {
  return [...candidates].sort(
    (a, b) =>
      a.violations - b.violations ||
      highestPriority(a) - highestPriority(b) ||
      sumOfPriorities(a) - sumOfPriorities(b) ||
      a.victims.length - b.victims.length ||
      earliestStart(b) - earliestStart(a) ||
      (a.nodeName < b.nodeName ? -1 : 1),
  )[0];
}

function highestPriority({ victims }: Candidate): number {
  return Math.max(...victims.map(priorityOf));
}

function sumOfPriorities({ victims }: Candidate): number {
  return victims.reduce((sum, victim) => sum + priorityOf(victim) + PRIORITY_OFFSET, 0);
}

function earliestStart(candidate: Candidate): number {
  const highest = highestPriority(candidate);
  return Math.min(...candidate.victims.filter((victim) => priorityOf(victim) === highest).map(startOf));
}
