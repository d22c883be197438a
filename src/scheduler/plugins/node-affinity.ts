/** `nodeSelector` and node affinity. Upstream: framework/plugins/nodeaffinity/node_affinity.go, v1.36. */
import type { NodeSelectorRequirement, NodeSelectorTerm, Pod } from '../../api/core';
import { compileTerm, matchesNodeSelector, matchesRequiredNodeAffinity } from '../../api/node-affinity';
import { normalizeScores, reject, type SchedulerPlugin } from '../framework';

const name = 'NodeAffinity';
const REJECTION = reject(name, 'unresolvable', "node(s) didn't match Pod's node affinity/selector");
const CONFLICT = reject(name, 'unresolvable', 'pod affinity terms conflict');

export const nodeAffinity: SchedulerPlugin = {
  name,
  weight: 2,
  looksAtOneNode: true,
  events: ['node-added', 'node-updated'],
  prepare(pod) {
    const { nodeSelector, affinity } = pod.spec;
    const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    if (!terms) return nodeSelector ? { filter: (info) => judge(pod, info.node) } : undefined;
    const nodeNames = namesIn(terms);
    if (nodeNames?.size === 0) return CONFLICT;
    if (!nodeNames) return { filter: (info) => judge(pod, info.node) };
    // A term that is nothing but a name needs no second look: being among the names is the whole test.
    if (!terms.every(isNothingButAName)) return { nodeNames, filter: (info) => judge(pod, info.node) };
    return {
      nodeNames,
      filter: (info) =>
        info.node && nodeNames.has(info.name) && matchesNodeSelector(nodeSelector, info.node) ? undefined : REJECTION,
    };
  },
  // SCHED-AFF-05
  score(pod, feasible) {
    const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    if (!preferred?.length) return undefined;
    const terms = preferred.map(({ weight, preference }) => ({ weight, matches: compileTerm(preference) }));
    const sums = feasible.map(({ node }) =>
      terms.reduce((sum, { weight, matches }) => sum + (node && matches?.(node) ? weight : 0), 0),
    );
    return normalizeScores(sums, false);
  },
  mayHelp(event, pod) {
    if (event.kind === 'node-added') return matchesRequiredNodeAffinity(pod.spec, event.node);
    if (event.kind !== 'node-updated') return false;
    return !matchesRequiredNodeAffinity(pod.spec, event.before) && matchesRequiredNodeAffinity(pod.spec, event.node);
  },
};

// SCHED-AFF-02
function judge(pod: Pod, node: Parameters<typeof matchesRequiredNodeAffinity>[1] | undefined) {
  return node && matchesRequiredNodeAffinity(pod.spec, node) ? undefined : REJECTION;
}

function isNothingButAName({ matchExpressions, matchFields }: NodeSelectorTerm): boolean {
  return !matchExpressions?.length && matchFields?.length === 1;
}

/** By terms that are frozen, as daemon pods for the same node share them. */
const namesOfTerms = new WeakMap<readonly NodeSelectorTerm[], ReadonlySet<string>>();

/** The nodes that the terms name, or undefined if some term names none (SCHED-AFF-01). */
export function namesIn(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  const known = namesOfTerms.get(terms);
  if (known) return known;
  const names = findNames(terms);
  if (names && Object.isFrozen(terms)) namesOfTerms.set(terms, names);
  return names;
}

function findNames(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const term of terms) {
    const requirements = term.matchFields?.filter(isName);
    if (!requirements?.length) return undefined;
    for (const candidate of requirements[0]?.values ?? []) {
      if (requirements.every(({ values }) => values?.includes(candidate))) names.add(candidate);
    }
  }
  return names;
}

function isName({ key, operator }: NodeSelectorRequirement): boolean {
  return key === 'metadata.name' && operator === 'In';
}
