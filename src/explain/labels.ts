/** Which labels would make a node one that a template selects: proposed from the terms, and tried on the real matcher. */
import type { NodeSelectorRequirement, NodeSelectorTerm } from '../api/core';
import type { StringMap } from '../api/meta';
import { compileTerm, matchesRequiredNodeAffinity, type NodeChoice, type SelectableNode } from '../api/node-affinity';

export interface LabelChange {
  readonly key: string;
  /** Undefined: the label must go. */
  readonly value: string | undefined;
  readonly now: string | undefined;
}

/** Labels that say what a node is; nobody changes them to place a pod. */
const DESCRIBES_NODE =
  /^((beta\.)?kubernetes\.io\/(hostname|os|arch)|(topology|failure-domain\.beta)\.kubernetes\.io\/.*|(node|beta)\.kubernetes\.io\/(instance-type|windows-build))$/;

/** The fewest label changes after which the node is selected; undefined if labels alone cannot do it. */
export function findLabelChanges(spec: NodeChoice, node: SelectableNode): readonly LabelChange[] | undefined {
  const labels = node.metadata.labels ?? {};
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  let best: readonly LabelChange[] | undefined;
  for (const term of terms ?? [undefined]) {
    if (term !== undefined && compileTerm(term) === undefined) continue;
    const wished = withTerm({ ...labels, ...spec.nodeSelector }, term);
    const wanted = { metadata: { name: node.metadata.name, labels: wished } };
    if (!matchesRequiredNodeAffinity(spec, wanted)) continue;
    const changes = differences(labels, wished);
    if (changes.length < (best?.length ?? Number.POSITIVE_INFINITY)) best = changes;
  }
  return best?.some(({ key }) => DESCRIBES_NODE.test(key)) ? undefined : best;
}

function withTerm(labels: Record<string, string>, term: NodeSelectorTerm | undefined): StringMap {
  for (const requirement of term?.matchExpressions ?? []) {
    const { key } = requirement;
    if (compileTerm({ matchExpressions: [requirement] })?.({ metadata: { name: '', labels } })) continue;
    const value = valueFor(requirement);
    if (value === undefined) delete labels[key];
    else labels[key] = value;
  }
  return labels;
}

/** A value that satisfies the requirement; undefined: no label does. */
function valueFor({ operator, values = [] }: NodeSelectorRequirement): string | undefined {
  switch (operator) {
    case 'In':
      return values[0];
    case 'Exists':
      return 'true';
    case 'Gt':
      return String(BigInt(values[0] ?? 0) + 1n);
    case 'Lt':
      return String(BigInt(values[0] ?? 0) - 1n);
    default:
      return undefined;
  }
}

function differences(before: StringMap, after: StringMap): readonly LabelChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.filter((key) => before[key] !== after[key]).map((key) => ({ key, value: after[key], now: before[key] }));
}
