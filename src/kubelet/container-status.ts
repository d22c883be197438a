/** Container statuses of a pod that reports its states by rote. Upstream: pkg/kubelet/kubelet_pods.go, v1.36. */
import type { Container, ContainerState, ContainerStatus, Pod } from '../api/core';
import type { PodTransition } from '../api/pod-behaviour';

const NO_STATE: ContainerState = Object.freeze({});

/** Of the regular containers, sorted by name (KUBELET-CSTAT-05). */
export function makeContainerStatuses(pod: Pod, state: PodTransition, now: string): readonly ContainerStatus[] {
  const { containers } = pod.spec;
  const [only] = containers;
  if (only && containers.length === 1) return [containerStatus(pod, only, state, now)];
  return [...containers]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((container) => containerStatus(pod, container, state, now));
}

/** Init containers are done before anything else happens; sidecars do what the regular containers do. */
export function makeInitStatuses(pod: Pod, state: PodTransition, now: string): readonly ContainerStatus[] {
  return (pod.spec.initContainers ?? []).map((container) =>
    container.restartPolicy === 'Always'
      ? containerStatus(pod, container, state, now)
      : makeStatus(pod, container, true, ended(pod, 0, now), NO_STATE, 0),
  );
}

function containerStatus(pod: Pod, container: Container, state: PodTransition, now: string): ContainerStatus {
  const { phase, ready, waiting } = state;
  const before = pod.status.containerStatuses?.find(({ name }) => name === container.name);
  // KUBELET-CSTAT-03: it never falls.
  const restartCount = Math.max(state.restartCount ?? 0, before?.restartCount ?? 0);
  if (waiting !== undefined) {
    const message = waitingMessage(pod, container, waiting);
    const waitingState = message === undefined ? { reason: waiting } : { reason: waiting, message };
    const lastState = restartCount > 0 ? ended(pod, 1, now) : NO_STATE;
    return makeStatus(pod, container, false, { waiting: waitingState }, lastState, restartCount);
  }
  if (phase === 'Failed' || phase === 'Succeeded') {
    const exitCode = state.exitCode ?? (phase === 'Failed' ? 1 : 0);
    return makeStatus(pod, container, false, ended(pod, exitCode, now), NO_STATE, restartCount);
  }
  const running = { running: { startedAt: before?.state?.running?.startedAt ?? now } };
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

/** What the kubelet says about the usual reasons to wait (KUBELET-CSTAT-02, KUBELET-CRASH-03, KUBELET-IMAGE-02). */
function waitingMessage(pod: Pod, container: Container, reason: string): string | undefined {
  const { name, namespace, uid } = pod.metadata;
  if (reason === 'CrashLoopBackOff') {
    return `back-off 10s restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`;
  }
  return reason === 'ImagePullBackOff' ? `Back-off pulling image "${container.image}"` : undefined;
}
