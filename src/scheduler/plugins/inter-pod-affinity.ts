/**
 * Pods that want to be near others, or far from them. Upstream: framework/plugins/interpodaffinity, v1.36.
 * Counts are made when a node is asked, per topology value, and remembered for the attempt: a daemon pod, which asks
 * one node, looks at one domain instead of the whole cluster.
 */
import type { Node, Pod, PodAffinityTerm } from '../../api/core';
import { compileSelector } from '../../api/labels';
import type { LabelSelector, StringMap } from '../../api/meta';
import { type ClusterEvent, type Rejection, reject, type SchedulerPlugin } from '../framework';
import type { NodeCache, NodeInfo } from '../node-info';
import type { Surroundings } from '../surroundings';

const name = 'InterPodAffinity';
const AFFINITY = reject(name, 'unresolvable', "node(s) didn't match pod affinity rules");
const ANTI_AFFINITY = reject(name, 'unschedulable', "node(s) didn't match pod anti-affinity rules");
const EXISTING = reject(name, 'unschedulable', "node(s) didn't satisfy existing pods anti-affinity rules");

const NO_TERMS: readonly PodAffinityTerm[] = [];

export const interPodAffinity: SchedulerPlugin = {
  name,
  weight: 2,
  looksAtOneNode: false,
  events: [
    'assigned-pod-added',
    'assigned-pod-updated',
    'assigned-pod-deleted',
    'pod-updated',
    'node-added',
    'node-updated',
  ],
  prepare(pod, nodes) {
    const affinity = affinityTerms(pod);
    const antiAffinity = antiAffinityTerms(pod);
    if (affinity.length === 0 && antiAffinity.length === 0 && nodes.withAffinity.size === 0) return undefined;
    const attempt = new Attempt(pod, nodes, affinity, antiAffinity);
    return { filter: (info) => attempt.judge(info) };
  },
  score: scorePreferences,
  mayHelp,
};

/** The labels of a namespace, or undefined if there is none of that name. */
type NamespaceLabels = (namespace: string) => StringMap | undefined;

/** True if `other` is one of the pods that a term of `owner` speaks of (SCHED-IPA-01). */
function selects(term: PodAffinityTerm, owner: Pod, other: Pod, labelsOf: NamespaceLabels): boolean {
  const namespace = other.metadata.namespace ?? '';
  const isNamed = term.namespaces?.includes(namespace) === true;
  const unrestricted = !term.namespaces?.length && !term.namespaceSelector;
  const inNamespace =
    isNamed ||
    (unrestricted && namespace === owner.metadata.namespace) ||
    (term.namespaceSelector !== undefined && compileSelector(term.namespaceSelector)(labelsOf(namespace)));
  return inNamespace && compileSelector(selectorOf(term, owner))(other.metadata.labels);
}

/** The term's selector with its `matchLabelKeys` filled in from the pod that has the term. */
function selectorOf(term: PodAffinityTerm, owner: Pod): LabelSelector | undefined {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term;
  if (!labelSelector || matchLabelKeys.length + mismatchLabelKeys.length === 0) return labelSelector;
  const requirement = (operator: string) => (key: string) => {
    const value = owner.metadata.labels?.[key];
    return value === undefined ? [] : [{ key, operator, values: [value] }];
  };
  return {
    ...labelSelector,
    matchExpressions: [
      ...(labelSelector.matchExpressions ?? []),
      ...matchLabelKeys.flatMap(requirement('In')),
      ...mismatchLabelKeys.flatMap(requirement('NotIn')),
    ],
  };
}

function affinityTerms(pod: Pod): readonly PodAffinityTerm[] {
  return pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? NO_TERMS;
}

function antiAffinityTerms(pod: Pod): readonly PodAffinityTerm[] {
  return pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? NO_TERMS;
}

class Attempt {
  readonly #found = new Map<string, boolean>();

  constructor(
    readonly pod: Pod,
    readonly nodes: NodeCache,
    readonly affinity: readonly PodAffinityTerm[],
    readonly antiAffinity: readonly PodAffinityTerm[],
  ) {}

  // SCHED-IPA-04: the order of the three checks.
  judge(info: NodeInfo): Rejection | undefined {
    const labels = info.node?.metadata.labels ?? {};
    if (!this.#satisfiesAffinity(labels)) return AFFINITY;
    if (!this.#satisfiesAntiAffinity(labels)) return ANTI_AFFINITY;
    return this.#isRefusedByOthers(labels) ? EXISTING : undefined;
  }

  // SCHED-IPA-02
  #satisfiesAffinity(labels: Readonly<Record<string, string>>): boolean {
    const { affinity, pod } = this;
    if (affinity.length === 0) return true;
    if (affinity.some(({ topologyKey }) => labels[topologyKey] === undefined)) return false;
    const isNear = affinity.every(({ topologyKey }) =>
      this.#anyPodIn(topologyKey, labels[topologyKey] as string, 'affinity', (other) => this.#matchesAll(other)),
    );
    if (isNear) return true;
    // The first pod of a group may start anywhere.
    return affinity.every((term) => this.#selects(term, pod, pod)) && !this.#someoneMatches();
  }

  // SCHED-IPA-03
  #satisfiesAntiAffinity(labels: Readonly<Record<string, string>>): boolean {
    return !this.antiAffinity.some((term, index) => {
      const value = labels[term.topologyKey];
      if (value === undefined) return false;
      return this.#anyPodIn(term.topologyKey, value, `anti-affinity ${index}`, (other) =>
        this.#selects(term, this.pod, other),
      );
    });
  }

  #isRefusedByOthers(labels: Readonly<Record<string, string>>): boolean {
    for (const key of this.nodes.antiAffinityKeys) {
      const value = labels[key];
      if (value !== undefined && this.#remember(`refused ${key}=${value}`, () => this.#refuses(key, value)))
        return true;
    }
    return false;
  }

  /** Some pod in the domain has an anti-affinity term over this key that means our pod. */
  #refuses(key: string, value: string): boolean {
    for (const info of this.nodes.domain(key, value)) {
      for (const resident of info.podsWithAffinity.values()) {
        for (const term of antiAffinityTerms(resident)) {
          if (term.topologyKey === key && this.#selects(term, resident, this.pod)) return true;
        }
      }
    }
    return false;
  }

  #matchesAll(other: Pod): boolean {
    return this.affinity.every((term) => this.#selects(term, this.pod, other));
  }

  #selects(term: PodAffinityTerm, owner: Pod, other: Pod): boolean {
    return selects(term, owner, other, this.nodes.surroundings.namespaceLabels);
  }

  #someoneMatches(): boolean {
    return this.#remember('anyone', () =>
      this.nodes.list().some((info) => {
        for (const other of info.pods.values()) if (this.#matchesAll(other)) return true;
        return false;
      }),
    );
  }

  #anyPodIn(key: string, value: string, what: string, matches: (other: Pod) => boolean): boolean {
    return this.#remember(`${what} ${key}=${value}`, () => {
      for (const info of this.nodes.domain(key, value)) {
        for (const other of info.pods.values()) if (matches(other)) return true;
      }
      return false;
    });
  }

  #remember(question: string, answer: () => boolean): boolean {
    let known = this.#found.get(question);
    if (known === undefined) {
      known = answer();
      this.#found.set(question, known);
    }
    return known;
  }
}

// SCHED-IPA-05
function scorePreferences(pod: Pod, feasible: readonly NodeInfo[], nodes: NodeCache): readonly number[] | undefined {
  const near = pod.spec.affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const far = pod.spec.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const asksOthers = near.length + far.length > 0;
  if (!asksOthers && nodes.withAffinity.size === 0) return undefined;
  const isMeant = (term: PodAffinityTerm, owner: Pod, other: Pod) =>
    selects(term, owner, other, nodes.surroundings.namespaceLabels);
  const points = new Map<string, number>();
  const give = (topologyKey: string, at: NodeInfo, weight: number) => {
    const value = at.node?.metadata.labels?.[topologyKey];
    if (value === undefined) return;
    const place = `${topologyKey}=${value}`;
    points.set(place, (points.get(place) ?? 0) + weight);
  };
  for (const info of asksOthers ? nodes.list() : nodes.withAffinity) {
    for (const other of asksOthers ? info.pods.values() : info.podsWithAffinity.values()) {
      for (const { weight, podAffinityTerm: term } of near) {
        if (isMeant(term, pod, other)) give(term.topologyKey, info, weight);
      }
      for (const { weight, podAffinityTerm: term } of far) {
        if (isMeant(term, pod, other)) give(term.topologyKey, info, -weight);
      }
      const theirs = other.spec.affinity;
      for (const term of affinityTerms(other)) if (isMeant(term, other, pod)) give(term.topologyKey, info, 1);
      for (const { weight, podAffinityTerm: term } of theirs?.podAffinity
        ?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
        if (isMeant(term, other, pod)) give(term.topologyKey, info, weight);
      }
      for (const { weight, podAffinityTerm: term } of theirs?.podAntiAffinity
        ?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
        if (isMeant(term, other, pod)) give(term.topologyKey, info, -weight);
      }
    }
  }
  if (points.size === 0) return undefined;
  const sums = feasible.map(({ node }) => {
    let sum = 0;
    for (const [key, value] of Object.entries(node?.metadata.labels ?? {})) sum += points.get(`${key}=${value}`) ?? 0;
    return sum;
  });
  const lowest = Math.min(...sums);
  const range = Math.max(...sums) - lowest;
  return sums.map((sum) => (range === 0 ? 0 : Math.trunc((100 * (sum - lowest)) / range)));
}

// SCHED-QUEUE-11
function mayHelp(event: ClusterEvent, pod: Pod, { namespaceLabels }: Surroundings): boolean {
  const near = affinityTerms(pod);
  const far = antiAffinityTerms(pod);
  const matchesAll = (terms: readonly PodAffinityTerm[], other: Pod) =>
    terms.length > 0 && terms.every((term) => selects(term, pod, other, namespaceLabels));
  const avoidsUs = (other: Pod) => antiAffinityTerms(other).some((term) => selects(term, other, pod, namespaceLabels));
  switch (event.kind) {
    case 'assigned-pod-added':
      return matchesAll(near, event.pod);
    case 'assigned-pod-updated':
      return (
        (matchesAll(near, event.pod) && !matchesAll(near, event.before)) ||
        (matchesAll(far, event.before) && !matchesAll(far, event.pod))
      );
    case 'assigned-pod-deleted':
      return matchesAll(far, event.pod) || avoidsUs(event.pod);
    case 'pod-updated':
      return !hasSameLabels(event.before.metadata.labels, event.pod.metadata.labels);
    case 'node-added':
      return [...near, ...far].some(({ topologyKey }) => labelOf(event.node, topologyKey) !== undefined);
    case 'node-updated':
      return mayMoveDomain(near, far, event.before, event.node);
    default:
      return false;
  }
}

/** A node that comes into a domain may bring company; one that leaves a domain, or changes it, may take it away. */
function mayMoveDomain(
  near: readonly PodAffinityTerm[],
  far: readonly PodAffinityTerm[],
  before: Node,
  after: Node,
): boolean {
  const changes = ({ topologyKey }: PodAffinityTerm) => labelOf(before, topologyKey) !== labelOf(after, topologyKey);
  return (
    near.some((term) => changes(term) && labelOf(after, term.topologyKey) !== undefined) ||
    far.some((term) => changes(term) && labelOf(before, term.topologyKey) !== undefined)
  );
}

function labelOf(node: Node, key: string): string | undefined {
  return node.metadata.labels?.[key];
}

function hasSameLabels(a: StringMap = {}, b: StringMap = {}): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
