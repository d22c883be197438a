/** Pods. KUBECTL-GET-02 to -04. Upstream: pkg/printers/internalversion/printers.go, printPod, v1.36. */
import type { ContainerStatus, Pod } from '../../api/core';
import { isPodReady } from '../../api/pod-conditions';
import { ageOf, formatAge } from '../print/time-text';
import { column, type Table, wideColumn } from './table';

export const PODS: Table<Pod> = [
  column('NAME', (pod) => pod.metadata.name),
  column('READY', (pod) => `${countReady(pod)}/${countContainers(pod)}`),
  column('STATUS', describePodStatus),
  column('RESTARTS', describeRestarts),
  column('AGE', (pod, nowMs) => ageOf(pod.metadata.creationTimestamp, nowMs)),
  wideColumn('IP', ({ status }) => status?.podIP || '<none>'),
  wideColumn('NODE', ({ spec }) => spec.nodeName || '<none>'),
  wideColumn('NOMINATED NODE', ({ status }) => status?.nominatedNodeName || '<none>'),
  wideColumn('READINESS GATES', describeGates),
];

const isSidecar = (container: { readonly restartPolicy?: string }): boolean => container.restartPolicy === 'Always';

function countContainers({ spec }: Pod): number {
  return spec.containers.length + (spec.initContainers ?? []).filter(isSidecar).length;
}

function countReady({ spec, status }: Pod): number {
  const ready = (status?.containerStatuses ?? []).filter(({ ready, state }) => ready && state?.running).length;
  const sidecars = new Set((spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  return (
    ready +
    (status?.initContainerStatuses ?? []).filter(({ name, started, ready }) => sidecars.has(name) && started && ready)
      .length
  );
}

/** The STATUS column. */
function describePodStatus(pod: Pod): string {
  const { spec, status } = pod;
  let reason: string = status?.reason || status?.phase || '';
  if (status?.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated')) {
    reason = 'SchedulingGated';
  }
  const initialising = describeInitialisation(pod);
  if (initialising !== undefined) reason = initialising;
  else reason = describeContainers(pod, reason);
  const isTerminal = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  if (pod.metadata.deletionTimestamp && status?.reason === 'NodeLost') return 'Unknown';
  if (pod.metadata.deletionTimestamp && !isTerminal) return 'Terminating';
  return reason || (spec.nodeName ? 'Pending' : 'Pending');
}

function describeInitialisation({ spec, status }: Pod): string | undefined {
  const statuses = status?.initContainerStatuses ?? [];
  const containers = spec.initContainers ?? [];
  for (let index = 0; index < statuses.length; index++) {
    const container = statuses[index] as ContainerStatus;
    const { terminated, waiting } = container.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (isSidecar(containers[index] ?? {}) && container.started) continue;
    if (terminated) return `Init:${terminated.reason || `ExitCode:${terminated.exitCode}`}`;
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
    return `Init:${index}/${containers.length}`;
  }
  return undefined;
}

/** The last container that has something to say wins. */
function describeContainers(pod: Pod, phaseReason: string): string {
  let reason = phaseReason;
  let hasRunning = false;
  let errorReason: string | undefined;
  const statuses = pod.status?.containerStatuses ?? [];
  for (let index = statuses.length - 1; index >= 0; index--) {
    const { state, ready } = statuses[index] as ContainerStatus;
    if (state?.waiting?.reason) reason = state.waiting.reason;
    else if (state?.terminated) {
      reason = state.terminated.reason || `ExitCode:${state.terminated.exitCode}`;
      if (state.terminated.exitCode !== 0) errorReason = reason;
    } else if (ready && state?.running) hasRunning = true;
  }
  if (reason !== 'Completed') return reason;
  if (hasRunning) return isPodReady(pod) ? 'Running' : 'NotReady';
  return errorReason ?? reason;
}

function describeRestarts({ status }: Pod, nowMs: number): string {
  let restarts = 0;
  let last = 0;
  for (const { restartCount, lastState } of status?.containerStatuses ?? []) {
    restarts += restartCount;
    if (lastState?.terminated?.finishedAt) last = Math.max(last, Date.parse(lastState.terminated.finishedAt));
  }
  return restarts > 0 && last > 0 ? `${restarts} (${formatAge((nowMs - last) / 1000)} ago)` : String(restarts);
}

function describeGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const met = gates.filter(({ conditionType }) =>
    status?.conditions?.some((condition) => condition.type === conditionType && condition.status === 'True'),
  );
  return `${met.length}/${gates.length}`;
}
