/** Cordoned nodes. Upstream: framework/plugins/nodeunschedulable/node_unschedulable.go, v1.36. */
import type { Pod, Taint } from '../../api/core';
import { toleratesTaint } from '../../api/taints';
import { reject, type SchedulerPlugin } from '../framework';

const name = 'NodeUnschedulable';
const CORDON: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const REJECTION = reject(name, 'unresolvable', 'node(s) were unschedulable');

function toleratesCordon({ spec: { tolerations } }: Pod): boolean {
  if (!tolerations) return false;
  for (const toleration of tolerations) if (toleratesTaint(toleration, CORDON)) return true;
  return false;
}

// SCHED-UNSCHED-01
export const nodeUnschedulable: SchedulerPlugin = {
  name,
  weight: 0,
  looksAtOneNode: true,
  events: ['node-added', 'node-updated', 'pod-updated'],
  prepare(pod) {
    if (toleratesCordon(pod)) return undefined;
    return { filter: (info) => (info.node?.spec.unschedulable ? REJECTION : undefined) };
  },
  mayHelp(event) {
    if (event.kind === 'node-added') return !event.node.spec.unschedulable;
    if (event.kind === 'node-updated') {
      return event.before.spec.unschedulable === true && !event.node.spec.unschedulable;
    }
    return event.kind === 'pod-updated' && toleratesCordon(event.pod) && !toleratesCordon(event.before);
  },
};
