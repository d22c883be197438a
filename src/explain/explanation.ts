/**
 * What `everynode explain` finds out: for each node whether a DaemonSet's pod runs there, everything that speaks against
 * it, and what would change the answer. Plain data, and the shape that `-o json` prints (docs/explain.md).
 *
 *   read-cluster, read-manifest   what kubectl printed, and the manifest through the API server
 *   subject                       the set with the pod it would create
 *   explain-set, explain-node     asks the engine's own judges about each node
 *   occupancy                     the scheduler's picture of the nodes
 *   *-checks, neighbours          their answers in parts
 *   labels, make-room             what would change an answer, tried on the same judges
 *   hints                         labels that no node has
 *   groups, print-*               nodes with one answer together; table and JSON
 */
import type { Toleration } from '../api/core';

/**
 * `runs`: a pod runs there, or would. `stays`: one is there and may stay, but a new one would not start.
 * `waits`: the pod is created and stays Pending. `refused`: the kubelet does not admit it.
 * `removed`: one is there and will be deleted. `none`: no pod belongs there.
 */
export type Answer = 'runs' | 'stays' | 'waits' | 'refused' | 'removed' | 'none';

export const ANSWERS: readonly Answer[] = ['runs', 'stays', 'waits', 'refused', 'removed', 'none'];

/** Who decides: in the order in which a daemon pod meets them. */
export type Judge = 'daemonset-controller' | 'scheduler' | 'kubelet';

/** One step towards another answer. */
export type Change =
  /** Somebody else takes the taint away when the node is as it should be. */
  | { readonly do: 'wait'; readonly until: string }
  | { readonly do: 'add-toleration'; readonly toleration: Toleration }
  /** `now` is absent where the node does not carry the label at all. */
  | { readonly do: 'label-node'; readonly key: string; readonly value: string; readonly now?: string }
  | { readonly do: 'remove-node-label'; readonly key: string; readonly now: string }
  /** The node is what it is: only another selector would take it. */
  | { readonly do: 'change-selector'; readonly wanted: string }
  | { readonly do: 'change-node-name'; readonly wanted: string }
  /** `short` is missing; a request of `fits`, if there is one, would do. */
  | { readonly do: 'free-resource'; readonly resource: string; readonly short: string; readonly fits?: string }
  | { readonly do: 'remove-pods'; readonly pods: readonly string[] }
  /** With a priority above `above` the scheduler would remove `preempts` itself. */
  | { readonly do: 'raise-priority'; readonly above: number; readonly preempts: readonly string[] }
  | { readonly do: 'remove-scheduling-gates'; readonly gates: readonly string[] };

/** Amounts behind a shortage, in the API's spelling of quantities. */
export interface Shortage {
  readonly resource: string;
  readonly requested: string;
  readonly free: string;
  readonly allocatable: string;
  readonly short: string;
}

/** One predicate that speaks against the node. */
export interface FailedCheck {
  readonly by: Judge;
  /** Name of the scheduler's plug-in, also where the controller asks the same question. */
  readonly check: string;
  /** One line. */
  readonly message: string;
  /** The same for all nodes that fail for the same reason: without the amounts and names of one node. */
  readonly reason: string;
  readonly shortage?: Shortage;
  /** Pods, as namespace/name, that stand in the way. */
  readonly blockedBy?: readonly string[];
  readonly changes: readonly Change[];
}

/** What becomes of a pod of the set that is on the node, or on its way there. */
export interface OwnPod {
  /** Namespace/name. */
  readonly pod: string;
  /** `leaving`: it is being deleted already. `replaced`: it failed, so it is deleted and created anew. */
  readonly fate: 'stays' | 'removed' | 'replaced' | 'leaving';
}

export interface NodeExplanation {
  readonly node: string;
  readonly answer: Answer;
  /** The template's nodeName, nodeSelector and required node affinity take the node. */
  readonly matchesSelector: boolean;
  readonly shouldRun: boolean;
  readonly shouldContinueRunning: boolean;
  readonly failed: readonly FailedCheck[];
  /** Taints, as `key=value:Effect`, that only the tolerations added by the controller cover. */
  readonly toleratedAutomatically: readonly string[];
  /** Pods of lower priority that the scheduler removes to make room. */
  readonly preempts: readonly string[];
  readonly pods: readonly OwnPod[];
}

export type AnswerCounts = Readonly<Record<Answer, number>>;

export interface SetExplanation {
  readonly namespace: string;
  readonly name: string;
  /** Where its manifest begins, as `file:line`; empty if it comes from a cluster. */
  readonly source: string;
  readonly counts: AnswerCounts;
  /** What the reader should know beside the nodes, one sentence each. */
  readonly notes: readonly string[];
  readonly nodes: readonly NodeExplanation[];
}
