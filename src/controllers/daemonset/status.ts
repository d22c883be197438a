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
 * Writes the status if it says anything new, and gives the stored object; undefined if nothing was written. Throws the
 * error of the second attempt (DS-STAT-08).
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
  const write = (onto: DaemonSet) => {
    const status = {
      ...onto.status,
      ...counters,
      ...(raiseObservedGeneration ? { observedGeneration: generation } : {}),
    };
    return client.updateStatus('daemonsets', daemonSet.metadata.namespace ?? '', {
      ...onto,
      status: withoutZeros(status),
    });
  };
  try {
    return write(daemonSet);
  } catch {
    return write(client.get('daemonsets', daemonSet.metadata.namespace ?? '', daemonSet.metadata.name));
  }
}

/** The counters that the API leaves out when they are zero. */
const OMITTED_WHEN_ZERO = [
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'observedGeneration',
] as const;

function withoutZeros(status: DaemonSetStatus): DaemonSetStatus {
  const kept: Record<string, unknown> = { ...status };
  for (const field of OMITTED_WHEN_ZERO) if (kept[field] === 0) delete kept[field];
  return kept as unknown as DaemonSetStatus;
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
