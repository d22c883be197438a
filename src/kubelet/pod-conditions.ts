/** The conditions that a kubelet writes about a pod. Upstream: pkg/kubelet/status/generate.go, v1.36. */
import type { ContainerStatus, Pod, PodCondition, PodPhase, PodStatus } from '../api/core';

/** Conditions that belong to the kubelet, in its order (KUBELET-COND-01). */
const OWN_CONDITIONS = [
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
] as const;

type OwnCondition = (typeof OWN_CONDITIONS)[number];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const NO_CONDITIONS: readonly PodCondition[] = [];

export interface Verdict {
  readonly status: 'True' | 'False';
  readonly reason?: string;
  readonly message?: string;
}

/** One verdict for each of the kubelet's own conditions, in its order. */
export type Verdicts = readonly [Verdict, Verdict, Verdict, Verdict, Verdict];

const YES: Verdict = { status: 'True' };
const NO: Verdict = { status: 'False' };
const COMPLETED: Verdict = { status: 'False', reason: 'PodCompleted' };
const FAILED: Verdict = { status: 'False', reason: 'PodFailed' };
const INITIALIZED_BY_END: Verdict = { status: 'True', reason: 'PodCompleted' };

/** The pod's conditions with these verdicts; keeps what other components wrote, and the times of what stays as it was. */
export function makeConditions(pod: Pod, verdicts: Verdicts, now: string): PodCondition[] {
  const before = pod.status.conditions ?? NO_CONDITIONS;
  const conditions: PodCondition[] = [];
  for (const condition of before) if (!isOwn(condition)) conditions.push(condition);
  const generation = pod.metadata.generation;
  for (let index = 0; index < OWN_CONDITIONS.length; index++) {
    const type = OWN_CONDITIONS[index] as OwnCondition;
    const verdict = verdicts[index] as Verdict;
    // CONV-05: the time moves with the status, not with its reason.
    const since = sinceOf(before, type, verdict.status) ?? now;
    let condition = lastMade[index];
    if (!condition || !says(condition, verdict, since, generation)) {
      condition = makeCondition(type, verdict, since, generation);
      lastMade[index] = condition;
    }
    conditions.push(condition);
  }
  return conditions;
}

/** Of each kind the condition made last: pods that start together share theirs, frozen as they are. */
const lastMade: PodCondition[] = [];

function says(condition: PodCondition, verdict: Verdict, since: string, generation: number | undefined): boolean {
  return (
    condition.status === verdict.status &&
    condition.lastTransitionTime === since &&
    condition.observedGeneration === generation &&
    condition.reason === verdict.reason &&
    condition.message === verdict.message
  );
}

function makeCondition(
  type: OwnCondition,
  { status, reason, message }: Verdict,
  lastTransitionTime: string,
  generation: number | undefined,
): PodCondition {
  const condition: Mutable<PodCondition> = { type, status, lastProbeTime: null, lastTransitionTime };
  if (generation !== undefined) condition.observedGeneration = generation;
  if (reason !== undefined) condition.reason = reason;
  if (message !== undefined) condition.message = message;
  return Object.freeze(condition);
}

/** The kubelet's own conditions as it last wrote them, with those of others as they are now (NODE-POD-03). */
export function restoreConditions(written: PodStatus, current: PodStatus): readonly PodCondition[] {
  return [...foreignConditions(current), ...(written.conditions ?? []).filter(isOwn)];
}

/** What other components wrote. */
export function foreignConditions(status: PodStatus): readonly PodCondition[] {
  return (status.conditions ?? NO_CONDITIONS).filter((condition) => !isOwn(condition));
}

function isOwn({ type }: PodCondition): boolean {
  return (OWN_CONDITIONS as readonly string[]).includes(type);
}

function sinceOf(conditions: readonly PodCondition[], type: string, status: string): string | undefined {
  for (const condition of conditions) {
    if (condition.type === type) return condition.status === status ? condition.lastTransitionTime : undefined;
  }
  return undefined;
}

/** For a pod all of whose containers do the same. KUBELET-COND-02 to KUBELET-COND-05 */
export function judgePod(pod: Pod, phase: PodPhase, ready: boolean): Verdicts {
  if (phase === 'Failed' || phase === 'Succeeded') return judgeEnded(phase);
  if (ready) return [YES, YES, judgeGates(pod), YES, YES];
  const verdict = notReady(pod.spec.containers.map(({ name }) => name));
  return [YES, YES, verdict, verdict, YES];
}

/** For a pod whose containers are told apart by their statuses. */
export function judgeContainers(
  pod: Pod,
  phase: PodPhase,
  containers: readonly ContainerStatus[],
  inits: readonly ContainerStatus[],
  hasSandbox: boolean,
): Verdicts {
  if (phase === 'Failed' || phase === 'Succeeded') return judgeEnded(phase);
  const isSidecar = new Set(
    (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name),
  );
  const counted = [...inits.filter(({ name }) => isSidecar.has(name)), ...containers];
  const unready = counted.filter(({ ready }) => !ready).map(({ name }) => name);
  const containersReady = unready.length === 0 ? YES : notReady(unready);
  const ready = unready.length === 0 ? judgeGates(pod) : containersReady;
  // KUBELET-COND-02
  return [hasSandbox ? YES : NO, judgeInits(containers, inits, isSidecar), ready, containersReady, YES];
}

function judgeEnded(phase: 'Failed' | 'Succeeded'): Verdicts {
  return phase === 'Failed' ? [NO, YES, FAILED, FAILED, YES] : [NO, INITIALIZED_BY_END, COMPLETED, COMPLETED, YES];
}

// KUBELET-COND-03: true for good once a regular container has started.
function judgeInits(
  containers: readonly ContainerStatus[],
  inits: readonly ContainerStatus[],
  isSidecar: ReadonlySet<string>,
): Verdict {
  if (containers.some(({ state, lastState }) => !state?.waiting || lastState?.terminated)) return YES;
  const incomplete = inits.filter(({ name, started, state }) =>
    isSidecar.has(name) ? !started : state?.terminated?.exitCode !== 0,
  );
  if (incomplete.length === 0) return YES;
  const names = incomplete.map(({ name }) => name).join(' ');
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${names}]`,
  };
}

function notReady(names: readonly string[]): Verdict {
  return {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${names.join(' ')}]`,
  };
}

function judgeGates(pod: Pod): Verdict {
  const gates = pod.spec.readinessGates;
  if (!gates?.length) return YES;
  const complaints: string[] = [];
  for (const { conditionType } of gates) {
    const condition = pod.status.conditions?.find(({ type }) => type === conditionType);
    if (!condition) {
      complaints.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    } else if (condition.status !== 'True') {
      complaints.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`);
    }
  }
  if (complaints.length === 0) return YES;
  return { status: 'False', reason: 'ReadinessGatesNotReady', message: complaints.join(', ') };
}
