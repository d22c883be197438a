/**
 * The only active pod on a node that may keep it is deleted by the controller in one case: it is an old pod, and the
 * strategy is RollingUpdate without surge. Follows from DS-INV-08 and DS-INV-17 (a rolling update deletes no updated
 * pod), DS-INV-10 (with surge a successor comes first) and DS-INV-11 (OnDelete deletes nothing). Deletions by other rules
 * are not disruptions of this kind (DS-INV-26): ended pods, excess pods, pods on nodes that may not keep them. The size
 * of the budget (DS-INV-07) is a sum over all nodes and cannot be checked at the price of one commit.
 */
import { CONTROLLER_REVISION_HASH_LABEL, POD_TEMPLATE_GENERATION_LABEL } from '../../api/apps';
import type { Node, Pod } from '../../api/core';
import type { CommitEntry } from '../../api/journal-entry';
import { controllerOf, keyOf } from '../../api/meta';
import { compilePlacement } from '../../controllers/daemonset/placement';
import { templateGenerationOf } from '../../controllers/daemonset/pod-template';
import { CONTROLLER, type Invariant, type Surroundings } from './invariant';
import { isActive, type PodIndex } from './pod-index';
import type { RevisionRecords } from './revision-record';
import { allowsSurge, type SetRecords } from './set-record';

interface NodeRecord {
  node: Node;
  changedMs: number;
}

export function watchVoluntaryDisruption(
  sets: SetRecords,
  pods: PodIndex,
  revisions: RevisionRecords,
  surroundings: Surroundings,
): Invariant {
  const nodes = new Map<string, NodeRecord>();

  const noteNode = ({ before, after, atMs }: CommitEntry): void => {
    const { name } = (after ?? (before as Node)).metadata;
    if (!after) {
      nodes.delete(name);
      return;
    }
    const record = nodes.get(name);
    const node = after as Node;
    const isSame = record?.node.spec === node.spec && record.node.metadata.labels === node.metadata.labels;
    nodes.set(name, { node, changedMs: isSame ? record.changedMs : atMs });
  };

  /** The controller deleted a pod that no rule but a rolling update can have taken. */
  const judge = (pod: Pod): string | undefined => {
    const owner = controllerOf(pod)?.uid ?? '';
    const set = sets.find(owner);
    const node = nodes.get(pod.spec.nodeName ?? '');
    if (!set || !node) return undefined;
    const { name } = node.node.metadata;
    const sinceMs = Math.max(set.specChangedMs, node.changedMs, pods.changedMs(owner, name));
    const others = pods.on(owner, name);
    if (!surroundings.mayKnow(sinceMs) || others.size !== 1) return undefined;
    const { daemonSet } = set;
    const { shouldRun, shouldContinue } = compilePlacement(daemonSet)(node.node);
    if (!shouldContinue) return undefined;
    const what = `pod ${keyOf(pod)}, the only one on ${name}, was deleted`;
    if (daemonSet.spec.updateStrategy.type !== 'RollingUpdate') return `${what} although the strategy is OnDelete`;
    if (allowsSurge(daemonSet))
      return shouldRun ? `${what} before it had a successor, although maxSurge is set` : undefined;
    const labels = pod.metadata.labels ?? {};
    const generation = templateGenerationOf(daemonSet);
    if (generation !== undefined && labels[POD_TEMPLATE_GENERATION_LABEL] === generation) {
      return `${what} although it is of the current template generation`;
    }
    const hash = revisions.currentHash(owner);
    if (hash !== undefined && labels[CONTROLLER_REVISION_HASH_LABEL] === hash) {
      return `${what} although it is of the current revision`;
    }
    return undefined;
  };

  return {
    name: 'voluntary disruption',
    check(entry) {
      if (entry.resource === 'nodes') noteNode(entry);
      if (entry.resource !== 'pods' || entry.actor !== CONTROLLER) return undefined;
      const before = entry.before as Pod | undefined;
      const isDeletion = before && isActive(before) && (!entry.after || !isActive(entry.after as Pod));
      return isDeletion && pods.isMade(before.metadata.uid) ? judge(before) : undefined;
    },
  };
}
