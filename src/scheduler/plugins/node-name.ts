/** The node that the pod names itself, if any. Upstream: framework/plugins/nodename/node_name.go, v1.36. */
import { reject, type SchedulerPlugin } from '../framework';

const name = 'NodeName';

// SCHED-NAME-01
export const nodeName: SchedulerPlugin = {
  name,
  weight: 0,
  looksAtOneNode: true,
  events: ['node-added'],
  prepare(pod) {
    const wanted = pod.spec.nodeName;
    if (!wanted) return undefined;
    const rejection = reject(name, 'unresolvable', "node(s) didn't match the requested node name");
    return { filter: (info) => (info.name === wanted ? undefined : rejection) };
  },
  mayHelp: (event) => event.kind === 'node-added',
};
