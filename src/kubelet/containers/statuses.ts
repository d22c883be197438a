/** Container statuses of a pod whose containers are played. Upstream: pkg/kubelet/kubelet_pods.go, convertToAPIContainerStatuses, v1.36. */
import type { ContainerState, ContainerStatus, Pod } from '../../api/core';
import type { ContainerRun, EndedInstance } from './container-run';
import type { PodContainers } from './pod-containers';

/** Instants as RFC 3339, told by the node's clock. */
export type FormatTime = (atMs: number) => string;

/** Of the regular containers, sorted by name (KUBELET-CSTAT-05). */
export function regularStatuses(
  pod: Pod,
  containers: PodContainers,
  formatTime: FormatTime,
): readonly ContainerStatus[] {
  const isWaitingForInit = containers.inits.length > 0;
  return [...containers.regulars]
    .sort((a, b) => (a.spec.name < b.spec.name ? -1 : 1))
    .map((container) => statusOf(pod, container, isWaitingForInit, formatTime));
}

export function initStatuses(pod: Pod, containers: PodContainers, formatTime: FormatTime): readonly ContainerStatus[] {
  return containers.inits.map((container) => statusOf(pod, container, true, formatTime));
}

// KUBELET-CSTAT-01
function statusOf(
  pod: Pod,
  container: ContainerRun,
  isWaitingForInit: boolean,
  formatTime: FormatTime,
): ContainerStatus {
  const { name, image = '' } = container.spec;
  const { instances, restartCount, last } = container;
  const instance = restartCount === 0 ? '' : `-${restartCount}`;
  return {
    ...(instances === 0 ? {} : { containerID: `containerd://${pod.metadata.uid}-${name}${instance}` }),
    image,
    imageID: instances === 0 ? '' : image,
    lastState: last ? terminated(last, formatTime) : {},
    name,
    ready: container.isReady,
    restartCount,
    started: container.isStarted,
    state: stateOf(container, isWaitingForInit, formatTime),
  };
}

function stateOf(container: ContainerRun, isWaitingForInit: boolean, formatTime: FormatTime): ContainerState {
  const { state, ended, waiting, startedAtMs } = container;
  if (state === 'running') return { running: { startedAt: formatTime(startedAtMs) } };
  if (state === 'ended' && ended) return terminated(ended, formatTime);
  return { waiting: waiting ?? { reason: isWaitingForInit ? 'PodInitializing' : 'ContainerCreating' } };
}

function terminated(
  { exitCode, reason, startedAtMs, endedAtMs }: EndedInstance,
  formatTime: FormatTime,
): ContainerState {
  return {
    terminated: { exitCode, reason, startedAt: formatTime(startedAtMs), finishedAt: formatTime(endedAtMs) },
  };
}
