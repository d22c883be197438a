/** Host ports that another pod of the node holds. Upstream: framework/plugins/nodeports/node_ports.go, v1.36. */

import { anyPortsConflict, hostPortsOf } from '../../api/host-ports';
import { reject, type SchedulerPlugin } from '../framework';

const name = 'NodePorts';
// SCHED-PORT-02: resolvable by preemption.
const REJECTION = reject(name, 'unschedulable', "node(s) didn't have free ports for the requested pod ports");

export const nodePorts: SchedulerPlugin = {
  name,
  weight: 0,
  looksAtOneNode: true,
  events: ['node-added', 'assigned-pod-deleted'],
  prepare(pod) {
    const wanted = hostPortsOf(pod);
    if (wanted.length === 0) return undefined;
    return {
      filter(info) {
        for (const other of info.podsWithHostPorts.values()) {
          if (anyPortsConflict(wanted, hostPortsOf(other))) return REJECTION;
        }
        return undefined;
      },
    };
  },
  mayHelp(event, pod) {
    if (event.kind === 'node-added') return true;
    return event.kind === 'assigned-pod-deleted' && anyPortsConflict(hostPortsOf(pod), hostPortsOf(event.pod));
  },
};
