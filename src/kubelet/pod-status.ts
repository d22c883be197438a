/**
 * The status that a kubelet writes for a pod in a given state of its life.
 * Upstream: pkg/kubelet/kubelet_pods.go, generateAPIPodStatus, and pkg/kubelet/status/generate.go, v1.36.
 */
import type { Container, ContainerState, ContainerStatus, Pod, PodCondition, PodStatus } from '../api/core';
import type { PodTransition } from '../api/pod-behaviour';

/** Where the pod lives. */
export interface PodAddresses {
  readonly hostIP: string;
  /** Empty: none. */
  readonly podIP: string;
}

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
const NO_STATE: ContainerState = Object.freeze({});

interface Verdict {
  readonly status: 'True' | 'False';
  readonly reason?: string;
  readonly message?: string;
}

const YES: Verdict = { status: 'True' };
const NO: Verdict = { status: 'False' };
const COMPLETED: Verdict = { status: 'False', reason: 'PodCompleted' };
const FAILED: Verdict = { status: 'False', reason: 'PodFailed' };
const INITIALIZED_BY_END: Verdict = { status: 'True', reason: 'PodCompleted' };

/** `now`: RFC 3339. Keeps what other components wrote, and the times of conditions that stay as they were. */
export function makePodStatus(pod: Pod, state: PodTransition, addresses: PodAddresses, now: string): PodStatus {
  const before = pod.status;
  const { hostIP } = addresses;
  const podIP = pod.spec.hostNetwork ? hostIP : (before.podIP ?? addresses.podIP);
  const startTime = before.startTime ?? now;
  // Written once per pod and state: plain assignments, because spreading optional fields costs several times as much.
  const status: Mutable<PodStatus> & { hostIPs?: unknown; podIPs?: unknown } = {
    phase: state.phase,
    conditions: makeConditions(pod, state, now),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime,
    containerStatuses: makeContainerStatuses(pod, state, now),
  };
  if (podIP === '') {
    delete status.podIP;
    delete status.podIPs;
  }
  if (pod.metadata.generation !== undefined) status.observedGeneration = pod.metadata.generation;
  if (before.qosClass !== undefined) status.qosClass = before.qosClass;
  if (state.message !== undefined) status.message = state.message;
  if (state.reason !== undefined) status.reason = state.reason;
  if (pod.spec.initContainers?.length) status.initContainerStatuses = makeInitStatuses(pod, state, now);
  return status;
}

/** The kubelet's own conditions as it last wrote them, with those of others as they are now (NODE-POD-03). */
export function restoreConditions(written: PodStatus, current: PodStatus): readonly PodCondition[] {
  return [
    ...(current.conditions ?? []).filter((condition) => !isOwn(condition)),
    ...(written.conditions ?? []).filter(isOwn),
  ];
}

function makeConditions(pod: Pod, state: PodTransition, now: string): PodCondition[] {
  const before = pod.status.conditions ?? NO_CONDITIONS;
  const conditions: PodCondition[] = [];
  for (const condition of before) if (!isOwn(condition)) conditions.push(condition);
  const verdicts = judgePod(pod, state);
  const generation = pod.metadata.generation;
  for (let index = 0; index < OWN_CONDITIONS.length; index++) {
    const type = OWN_CONDITIONS[index] as OwnCondition;
    const { status, reason, message } = verdicts[index] as Verdict;
    // CONV-05: the time moves with the status, not with its reason.
    const condition: Mutable<PodCondition> = {
      type,
      status,
      lastProbeTime: null,
      lastTransitionTime: sinceOf(before, type, status) ?? now,
    };
    if (generation !== undefined) condition.observedGeneration = generation;
    if (reason !== undefined) condition.reason = reason;
    if (message !== undefined) condition.message = message;
    conditions.push(condition);
  }
  return conditions;
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

// KUBELET-COND-02 … KUBELET-COND-05
/** In the order of `OWN_CONDITIONS`. */
function judgePod(pod: Pod, { phase, ready }: PodTransition): readonly Verdict[] {
  switch (phase) {
    case 'Failed':
      return [NO, YES, FAILED, FAILED, YES];
    case 'Succeeded':
      return [NO, INITIALIZED_BY_END, COMPLETED, COMPLETED, YES];
    default: {
      if (ready) return [YES, YES, judgeGates(pod), YES, YES];
      const verdict = notReady(pod);
      return [YES, YES, verdict, verdict, YES];
    }
  }
}

function notReady(pod: Pod): Verdict {
  const names = pod.spec.containers.map(({ name }) => name).join(' ');
  return { status: 'False', reason: 'ContainersNotReady', message: `containers with unready status: [${names}]` };
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

function makeContainerStatuses(pod: Pod, state: PodTransition, now: string): readonly ContainerStatus[] {
  const { containers } = pod.spec;
  const [only] = containers;
  if (only && containers.length === 1) return [containerStatus(pod, only, state, now)];
  // KUBELET-CSTAT-05
  return [...containers]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((container) => containerStatus(pod, container, state, now));
}

/** Init containers are done before anything else happens; sidecars do what the regular containers do. */
function makeInitStatuses(pod: Pod, state: PodTransition, now: string): readonly ContainerStatus[] {
  return (pod.spec.initContainers ?? []).map((container) =>
    container.restartPolicy === 'Always'
      ? containerStatus(pod, container, state, now)
      : makeStatus(pod, container, true, ended(pod, 0, now), NO_STATE, 0),
  );
}

function containerStatus(pod: Pod, container: Container, state: PodTransition, now: string): ContainerStatus {
  const { phase, ready, waiting, restartCount = 0 } = state;
  if (waiting !== undefined) {
    const message = waitingMessage(pod, container, waiting);
    const waitingState = message === undefined ? { reason: waiting } : { reason: waiting, message };
    const lastState = restartCount > 0 ? ended(pod, 1, now) : NO_STATE;
    return makeStatus(pod, container, false, { waiting: waitingState }, lastState, restartCount);
  }
  if (phase === 'Failed' || phase === 'Succeeded') {
    return makeStatus(pod, container, false, ended(pod, phase === 'Failed' ? 1 : 0, now), NO_STATE, restartCount);
  }
  const running = { running: { startedAt: startOf(pod, container, now) } };
  return makeStatus(pod, container, ready, running, NO_STATE, restartCount);
}

function makeStatus(
  pod: Pod,
  container: Container,
  ready: boolean,
  state: ContainerState,
  lastState: ContainerState,
  restartCount: number,
): ContainerStatus {
  const image = container.image ?? '';
  return {
    containerID: `containerd://${pod.metadata.uid}-${container.name}`,
    image,
    imageID: image,
    lastState,
    name: container.name,
    ready,
    restartCount,
    started: state.running !== undefined,
    state,
  };
}

function startOf(pod: Pod, container: Container, now: string): string {
  const statuses = pod.status.containerStatuses;
  if (!statuses) return now;
  const before = statuses.find(({ name }) => name === container.name);
  return before?.state?.running?.startedAt ?? now;
}

function ended(pod: Pod, exitCode: number, now: string): ContainerState {
  return {
    terminated: {
      exitCode,
      finishedAt: now,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt: pod.status.startTime ?? now,
    },
  };
}

/** What the kubelet says about the usual reasons to wait (KUBELET-CRASH-03, KUBELET-IMAGE-02). */
function waitingMessage(pod: Pod, container: Container, reason: string): string | undefined {
  const { name, namespace, uid } = pod.metadata;
  if (reason === 'CrashLoopBackOff') {
    return `back-off 10s restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`;
  }
  return reason === 'ImagePullBackOff' ? `Back-off pulling image "${container.image}"` : undefined;
}
