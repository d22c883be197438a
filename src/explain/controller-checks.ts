/** What the DaemonSet controller has against a node, and what would change its mind. */
import type { DaemonSet } from '../api/apps';
import type { Node, PodSpec, Taint, Toleration } from '../api/core';
import { formatAffinityFailure } from '../api/node-affinity';
import { findUntoleratedTaint, formatTaint, SCHEDULING_EFFECTS } from '../api/taints';
import { listPlacementFailures, type PlacementFailure } from '../controllers/daemonset/placement';
import { daemonPodTolerations } from '../controllers/daemonset/pod-template';
import type { Change, FailedCheck } from './explanation';
import { findLabelChanges } from './labels';

/** Taints that come and go by themselves, and when they go. */
const PASSING_TAINTS: Readonly<Record<string, string>> = {
  'node.kubernetes.io/not-ready': 'the node is ready',
  'node.kubernetes.io/unreachable': 'its kubelet answers again',
  'node.kubernetes.io/network-unavailable': 'its network is set up',
  'node.cloudprovider.kubernetes.io/uninitialized': 'the cloud controller has seen the node',
};

/** Empty exactly if the controller wants a pod on the node. */
export function controllerChecks(daemonSet: DaemonSet, node: Node): FailedCheck[] {
  const failures = listPlacementFailures(daemonSet, node);
  // One proposal covers all labels; it stands with the first that fails.
  const firstOfLabels = failures.find(({ check }) => check === 'node-affinity');
  const labelChanges = firstOfLabels ? changesOfLabels(daemonSet.spec.template.spec, node) : [];
  return failures.map((failure) => ({
    by: 'daemonset-controller',
    ...checkOf(failure, failure === firstOfLabels ? labelChanges : [], labelChanges.length > 0),
  }));
}

function checkOf(
  failure: PlacementFailure,
  labelChanges: readonly Change[],
  labelsHelp: boolean,
): Omit<FailedCheck, 'by'> {
  switch (failure.check) {
    case 'node-name': {
      const message = `the template's nodeName is ${failure.wanted}`;
      const changes: Change[] = [{ do: 'change-node-name', wanted: failure.wanted }];
      return { check: 'NodeName', message, reason: message, changes };
    }
    case 'node-affinity': {
      const { wanted } = failure.failure;
      const changes: readonly Change[] = labelsHelp ? labelChanges : [{ do: 'change-selector', wanted }];
      return { check: 'NodeAffinity', message: formatAffinityFailure(failure.failure), reason: wanted, changes };
    }
    case 'taint': {
      const until = PASSING_TAINTS[failure.taint.key];
      const message = `taint ${formatTaint(failure.taint)}${until === undefined ? '' : ` until ${until}`}`;
      const tolerate: Change = { do: 'add-toleration', toleration: tolerationOf(failure.taint) };
      const changes: Change[] = until === undefined ? [tolerate] : [{ do: 'wait', until }, tolerate];
      return { check: 'TaintToleration', message, reason: message, changes };
    }
  }
}

/** The narrowest toleration that covers the taint. */
function tolerationOf({ key, value, effect }: Taint): Toleration {
  return value ? { key, operator: 'Equal', value, effect } : { key, operator: 'Exists', effect };
}

function changesOfLabels(spec: PodSpec, node: Node): readonly Change[] {
  return (findLabelChanges(spec, node) ?? []).map(({ key, value, now }): Change => {
    if (value === undefined) return { do: 'remove-node-label', key, now: now ?? '' };
    return now === undefined ? { do: 'label-node', key, value } : { do: 'label-node', key, value, now };
  });
}

/** Taints that would keep the pod away, were it not for the tolerations that every daemon pod gets. */
export function automaticallyTolerated(spec: PodSpec, taints: readonly Taint[] | undefined): readonly string[] {
  if (!taints) return [];
  const all = daemonPodTolerations(spec);
  return taints
    .filter((taint) => findUntoleratedTaint([taint], spec.tolerations, SCHEDULING_EFFECTS))
    .filter((taint) => !findUntoleratedTaint([taint], all, SCHEDULING_EFFECTS))
    .map(formatTaint);
}
