/**
 * Holds a pod back until its last gate is removed. Upstream: framework/plugins/schedulinggates, v1.36.
 */
import type { Pod } from '../../api/core';
import type { SchedulerPlugin } from '../framework';

const hasGates = (pod: Pod) => (pod.spec.schedulingGates?.length ?? 0) > 0;

// SCHED-GATE-01
export const schedulingGates: SchedulerPlugin = {
  name: 'SchedulingGates',
  weight: 0,
  looksAtOneNode: true,
  events: ['pod-updated'],
  isGated: hasGates,
  mayHelp: (event) => event.kind === 'pod-updated' && !hasGates(event.pod),
};
