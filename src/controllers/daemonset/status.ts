/**
 * Reports what the controller found.
 * Upstream: pkg/controller/daemon/daemon_controller.go, updateDaemonSetStatus, storeDaemonSetStatus, v1.36.
 */
import type { DaemonSet, DaemonSetStatus } from '../../api/apps';
import type { ApiClient } from '../../api/client';
import { keyOf } from '../../api/meta';
import type { Totals } from './ledger';

type Counters = Omit<DaemonSetStatus, 'observedGeneration' | 'collisionCount' | 'conditions'>;

// DS-STAT-01 to 05, DS-STAT-12
function countersOf(totals: Totals): Required<Counters> {
  return {
    currentNumberScheduled: totals.current,
    numberMisscheduled: totals.misscheduled,
    desiredNumberScheduled: totals.desired,
    numberReady: totals.ready,
    updatedNumberScheduled: totals.updated,
    numberAvailable: totals.available,
    numberUnavailable: totals.desired - totals.available,
  };
}

/**
 * Writes the status if it says anything new, and gives the stored object; undefined if nothing was written. The
 * observed generation is raised where asked for, also if the sync has failed (DS-STAT-06). Throws the error of the
 * second attempt (DS-STAT-08).
 */
export function storeStatus(
  client: ApiClient,
  daemonSet: DaemonSet,
  totals: Totals,
  raiseObservedGeneration: boolean,
): DaemonSet | undefined {
  const counters = countersOf(totals);
  const generation = daemonSet.metadata.generation ?? 0;
  if (isReported(daemonSet.status, counters) && (daemonSet.status.observedGeneration ?? 0) >= generation)
    return undefined; // DS-STAT-07
  const write = (onto: DaemonSet) =>
    client.updateStatus('daemonsets', daemonSet.metadata.namespace ?? '', {
      apiVersion: onto.apiVersion,
      kind: onto.kind,
      metadata: onto.metadata,
      spec: onto.spec,
      status: makeStatus(onto.status, counters, raiseObservedGeneration ? generation : undefined),
    });
  try {
    return write(daemonSet);
  } catch {
    return write(client.get('daemonsets', daemonSet.metadata.namespace ?? '', daemonSet.metadata.name));
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The fields in the API's order, without counters that it leaves out when they are zero; what others write stays (DS-STAT-10). */
function makeStatus(
  before: DaemonSetStatus,
  counters: Required<Counters>,
  generation: number | undefined,
): DaemonSetStatus {
  const status: Mutable<DaemonSetStatus> = {
    currentNumberScheduled: counters.currentNumberScheduled,
    numberMisscheduled: counters.numberMisscheduled,
    desiredNumberScheduled: counters.desiredNumberScheduled,
    numberReady: counters.numberReady,
  };
  const observedGeneration = generation ?? before.observedGeneration;
  if (observedGeneration) status.observedGeneration = observedGeneration;
  if (counters.updatedNumberScheduled) status.updatedNumberScheduled = counters.updatedNumberScheduled;
  if (counters.numberAvailable) status.numberAvailable = counters.numberAvailable;
  if (counters.numberUnavailable) status.numberUnavailable = counters.numberUnavailable;
  if (before.collisionCount !== undefined) status.collisionCount = before.collisionCount;
  if (before.conditions !== undefined) status.conditions = before.conditions;
  return status;
}

function isReported(status: DaemonSetStatus, counters: Required<Counters>): boolean {
  return (
    status.currentNumberScheduled === counters.currentNumberScheduled &&
    status.numberMisscheduled === counters.numberMisscheduled &&
    status.desiredNumberScheduled === counters.desiredNumberScheduled &&
    status.numberReady === counters.numberReady &&
    (status.updatedNumberScheduled ?? 0) === counters.updatedNumberScheduled &&
    (status.numberAvailable ?? 0) === counters.numberAvailable &&
    (status.numberUnavailable ?? 0) === counters.numberUnavailable
  );
}

/** `error storing status for daemon set …` (DS-STAT-09). */
export function statusError(daemonSet: DaemonSet, error: unknown): Error {
  return new Error(`error storing status for daemon set ${keyOf(daemonSet)}: ${(error as Error).message}`);
}
