/**
 * The status that a kubelet writes for a pod in a given state of its life.
 *   pod-conditions.ts  its conditions       container-status.ts, containers/statuses.ts  its containers
 * Upstream: pkg/kubelet/kubelet_pods.go, generateAPIPodStatus, v1.36.
 */
import type { ContainerStatus, Pod, PodCondition, PodPhase, PodStatus } from '../api/core';
import type { PodTransition } from '../api/pod-behaviour';
import { makeContainerStatuses, makeInitStatuses } from './container-status';
import type { PodContainers } from './containers/pod-containers';
import { type FormatTime, initStatuses, regularStatuses } from './containers/statuses';
import { foreignConditions, judgeContainers, judgePod, makeConditions } from './pod-conditions';

/** Where the pod lives. */
export interface PodAddresses {
  readonly hostIP: string;
  /** Empty: none. */
  readonly podIP: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Parts {
  readonly phase: PodPhase;
  readonly conditions: readonly PodCondition[];
  readonly containerStatuses: readonly ContainerStatus[];
  readonly initContainerStatuses: readonly ContainerStatus[] | undefined;
}

/** Of a pod that reports by rote. `now`: RFC 3339. */
export function makePodStatus(pod: Pod, state: PodTransition, addresses: PodAddresses, now: string): PodStatus {
  const status = assemble(pod, addresses, now, {
    phase: state.phase,
    conditions: makeConditions(pod, judgePod(pod, state.phase, state.ready), now),
    containerStatuses: makeContainerStatuses(pod, state, now),
    initContainerStatuses: pod.spec.initContainers?.length ? makeInitStatuses(pod, state, now) : undefined,
  });
  if (state.message !== undefined) status.message = state.message;
  if (state.reason !== undefined) status.reason = state.reason;
  return status;
}

/** Of a pod whose containers are played. */
export function makePlayedStatus(
  pod: Pod,
  containers: PodContainers,
  addresses: PodAddresses,
  nowMs: number,
  formatTime: FormatTime,
): PodStatus {
  const { phase } = containers;
  const containerStatuses = regularStatuses(pod, containers, formatTime);
  const inits = initStatuses(pod, containers, formatTime);
  const now = formatTime(nowMs);
  const { isMounted } = containers;
  return assemble(pod, isMounted ? addresses : { ...addresses, podIP: '' }, now, {
    phase,
    conditions: makeConditions(pod, judgeContainers(pod, phase, containerStatuses, inits, isMounted), now),
    containerStatuses,
    initContainerStatuses: inits.length > 0 ? inits : undefined,
  });
}

/** Of a pod that the kubelet will not run (KUBELET-ADMIT-02). */
export function makeRefusedStatus(pod: Pod, reason: string, message: string, now: string): PodStatus {
  const { qosClass, startTime } = pod.status;
  return {
    phase: 'Failed',
    conditions: foreignConditions(pod.status),
    reason,
    message: `Pod was rejected: ${message}`,
    startTime: startTime ?? now,
    ...(qosClass === undefined ? {} : { qosClass }),
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
  };
}

// Written once per pod and state: plain assignments, because spreading optional fields costs several times as much.
function assemble(pod: Pod, addresses: PodAddresses, now: string, parts: Parts): Mutable<PodStatus> {
  const before = pod.status;
  const { hostIP } = addresses;
  // KUBELET-HOST-01
  const podIP = pod.spec.hostNetwork ? hostIP : (before.podIP ?? addresses.podIP);
  const status: Mutable<PodStatus> & { hostIPs?: unknown; podIPs?: unknown } = {
    phase: parts.phase,
    conditions: parts.conditions,
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: before.startTime ?? now,
    containerStatuses: parts.containerStatuses,
  };
  if (podIP === '') {
    delete status.podIP;
    delete status.podIPs;
  }
  if (pod.metadata.generation !== undefined) status.observedGeneration = pod.metadata.generation;
  if (before.qosClass !== undefined) status.qosClass = before.qosClass;
  if (parts.initContainerStatuses) status.initContainerStatuses = parts.initContainerStatuses;
  return status;
}
