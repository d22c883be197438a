/** A DaemonSet as a scenario names it. */

export interface Workload {
  readonly namespace: string;
  readonly name: string;
}

/** Reads `node-agent` or `kube-system/fluentd`. */
export function parseWorkload(text: string): Workload {
  const slash = text.indexOf('/');
  return slash < 0
    ? { namespace: 'default', name: text }
    : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

/** The same, as a scenario would write it: quoted, without the namespace `default`. */
export function nameWorkload(workload: Workload): string {
  return workload.namespace === 'default' ? `"${workload.name}"` : `"${workload.namespace}/${workload.name}"`;
}
