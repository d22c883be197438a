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

const isSidecar = (container: { readonly restartPolicy?: string } | undefined): boolean =>
  container?.restartPolicy === 'Always';

function countContainers({ spec }: Pod): number {
  return spec.containers.length + (spec.initContainers ?? []).filter(isSidecar).length;
}

/** Containers restarted so often, the last time at that instant (0: nobody knows). */
interface Restarts {
  readonly count: number;
  readonly lastMs: number;
}

const NO_RESTARTS: Restarts = { count: 0, lastMs: 0 };

function addRestarts({ count, lastMs }: Restarts, { restartCount, lastState }: ContainerStatus): Restarts {
  const { finishedAt } = lastState?.terminated ?? {};
  return { count: count + restartCount, lastMs: finishedAt ? Math.max(lastMs, Date.parse(finishedAt)) : lastMs };
}

/** How far a pod's init containers are, up to the first that is not done. */
interface Initialisation {
  /** What that one waits for, or how it failed; undefined: all are done. */
  readonly reason: string | undefined;
  readonly readySidecars: number;
  readonly restarts: Restarts;
  readonly sidecarRestarts: Restarts;
}

function readInitialisation({ spec, status }: Pod): Initialisation {
  const specs = spec.initContainers ?? [];
  let readySidecars = 0;
  let restarts = NO_RESTARTS;
  let sidecarRestarts = NO_RESTARTS;
  for (const [index, container] of (status?.initContainerStatuses ?? []).entries()) {
    const isSide = isSidecar(specs.find(({ name }) => name === container.name));
    restarts = addRestarts(restarts, container);
    if (isSide) sidecarRestarts = addRestarts(sidecarRestarts, container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (isSide && container.started) {
      if (container.ready) readySidecars += 1;
      continue;
    }
    let reason = `Init:${index}/${specs.length}`;
    if (terminated) reason = `Init:${terminated.reason || `ExitCode:${terminated.exitCode}`}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') reason = `Init:${waiting.reason}`;
    return { reason, readySidecars, restarts, sidecarRestarts };
  }
  return { reason: undefined, readySidecars, restarts, sidecarRestarts };
}

/** Once initialised, a pod is told of by its regular containers, and by sidecars that fell back. */
function isInitialising({ status }: Pod, { reason }: Initialisation): boolean {
  const isInitialised = status?.conditions?.some(({ type, status }) => type === 'Initialized' && status === 'True');
  return reason !== undefined && !isInitialised;
}

function countReady(pod: Pod): number {
  const initialisation = readInitialisation(pod);
  if (isInitialising(pod, initialisation)) return initialisation.readySidecars;
  const regulars = pod.status?.containerStatuses ?? [];
  return initialisation.readySidecars + regulars.filter(({ ready, state }) => ready && state?.running).length;
}

/** The STATUS column. */
function describePodStatus(pod: Pod): string {
  const { status, metadata } = pod;
  let reason: string = status?.reason || status?.phase || '';
  if (status?.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated')) {
    reason = 'SchedulingGated';
  }
  const initialisation = readInitialisation(pod);
  reason = initialisation.reason ?? reason;
  if (!isInitialising(pod, initialisation)) reason = describeContainers(pod, reason);
  const isTerminal = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  if (metadata.deletionTimestamp && status?.reason === 'NodeLost') return 'Unknown';
  if (metadata.deletionTimestamp && !isTerminal) return 'Terminating';
  return reason || 'Pending';
}

/** The last container that has something to say wins. */
function describeContainers(pod: Pod, reasonSoFar: string): string {
  let reason = reasonSoFar;
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
  if (hasRunning && isPodReady(pod)) return 'Running';
  return errorReason ?? (hasRunning ? 'NotReady' : reason);
}

/** Until the pod is initialised those of its init containers, then those of sidecars and regular containers. */
function describeRestarts(pod: Pod, nowMs: number): string {
  const initialisation = readInitialisation(pod);
  const { count, lastMs } = isInitialising(pod, initialisation)
    ? initialisation.restarts
    : (pod.status?.containerStatuses ?? []).reduce(addRestarts, initialisation.sidecarRestarts);
  return count > 0 && lastMs > 0 ? `${count} (${formatAge((nowMs - lastMs) / 1000)} ago)` : String(count);
}

function describeGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const met = gates.filter(({ conditionType }) =>
    status?.conditions?.some((condition) => condition.type === conditionType && condition.status === 'True'),
  );
  return `${met.length}/${gates.length}`;
}
