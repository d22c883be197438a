/** All nodes of a cluster for one DaemonSet. */
import type { Node, Pod } from '../api/core';
import { compareAge } from '../controllers/daemonset/node-plan';
import type { PreparedFilters } from '../scheduler/find-nodes';
import type { NodeCache } from '../scheduler/node-info';
import { explainNode } from './explain-node';
import { ANSWERS, type Answer, type NodeExplanation, type SetExplanation } from './explanation';
import { findUnknownLabels } from './hints';
import { fillCache, groupByNode, hidesItsRoom, type NamespaceLabels, without } from './occupancy';
import type { ClusterPicture } from './read-cluster';
import { prepare } from './scheduler-checks';
import type { Subject } from './subject';

/** `labels` are those of the namespaces, for affinity terms that select namespaces. */
export function explainSet(subject: Subject, cluster: ClusterPicture, labels: NamespaceLabels): SetExplanation {
  const cache = fillCache(cluster, labels);
  const own = groupByNode(cluster.pods.filter((pod) => subject.owns(pod)));
  const round = new Round(subject, cache);
  const nodes = cluster.nodes.map((node) => round.explain(node, own.get(node.metadata.name) ?? []));
  const { name, namespace = 'default' } = subject.daemonSet.metadata;
  return {
    namespace,
    name,
    source: subject.source,
    counts: countAnswers(nodes),
    notes: [...subject.notes, ...notesAbout(subject, cluster.nodes, round.ordered)],
    nodes,
  };
}

/**
 * Nodes one after the other. As a rule one preparation of the filters serves them all, because the nodes do not depend on
 * each other; where pods of the set affect each other, each is placed before the next node is asked, as the scheduler does.
 */
class Round {
  /** The pods of the set decide about each other, so that their order matters. */
  readonly ordered: boolean;
  readonly #subject: Subject;
  readonly #cache: NodeCache;
  readonly #shared: PreparedFilters;

  constructor(subject: Subject, cache: NodeCache) {
    this.#subject = subject;
    this.#cache = cache;
    const { affinity, topologySpreadConstraints } = subject.pod.spec;
    const terms = [affinity?.podAffinity, affinity?.podAntiAffinity].some(
      (side) => (side?.requiredDuringSchedulingIgnoredDuringExecution?.length ?? 0) > 0,
    );
    this.ordered = terms || (topologySpreadConstraints?.length ?? 0) > 0;
    this.#shared = prepare(subject.pod, cache);
  }

  explain(node: Node, own: readonly Pod[]): NodeExplanation {
    const cache = this.#cache;
    const subject = this.#subject;
    const { name } = node.metadata;
    if (!this.ordered && own.length === 0) return explainNode(subject, node, own, cache, this.#shared);
    const byAge = [...own].sort(compareAge);
    const answer = without(cache, own, () =>
      explainNode(subject, node, byAge, cache, prepare(subject.podFor(name), cache)),
    );
    if (this.ordered && answer.answer === 'runs' && own.length === 0) {
      const pod = subject.podFor(name);
      const placed = `${subject.daemonSet.metadata.name}-on-${name}`;
      cache.setPod({ ...pod, metadata: { ...pod.metadata, uid: placed, name: placed } }, name);
    }
    return answer;
  }
}

function countAnswers(nodes: readonly NodeExplanation[]): Readonly<Record<Answer, number>> {
  const counts = Object.fromEntries(ANSWERS.map((answer) => [answer, 0])) as Record<Answer, number>;
  for (const { answer } of nodes) counts[answer] += 1;
  return counts;
}

function notesAbout(subject: Subject, nodes: readonly Node[], ordered: boolean): readonly string[] {
  const notes = [...findUnknownLabels(subject.daemonSet.spec.template.spec, nodes)];
  const silent = nodes.filter(hidesItsRoom).length;
  if (silent > 0) {
    const who = silent === nodes.length ? 'The nodes say' : `${silent} of ${nodes.length} nodes say`;
    notes.push(`${who} nothing about their room (status.allocatable), so resources are not judged there.`);
  }
  if (ordered) {
    notes.push(
      'Its pods decide about each other (pod affinity or topology spread): which of several equal nodes comes first is open in Kubernetes; here it is the order of the file.',
    );
  }
  return notes;
}
