/**
 * Which nodes a pod asks for: `nodeSelector` and required node affinity, compiled once per frozen object.
 * Upstream: component-helpers scheduling/corev1/nodeaffinity/nodeaffinity.go, v1.36.
 */
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from './core';
import { allOf, compileRequirement, type LabelMatcher } from './label-requirement';
import type { StringMap } from './meta';

/** The part of a node that selection looks at. */
export interface SelectableNode {
  readonly metadata: { readonly name: string; readonly labels?: StringMap };
}

export type NodeMatcher = (node: SelectableNode) => boolean;

/** The part of a pod spec that selection looks at. */
export type NodeChoice = Pick<PodSpec, 'nodeSelector' | 'affinity'>;

const compiledSelectors = new WeakMap<NodeSelector, NodeMatcher>();
const compiledMaps = new WeakMap<StringMap, readonly (readonly [string, string])[]>();

/** True if the node carries every listed label with exactly that value. DS-PLACE-04 */
export function matchesNodeSelector(nodeSelector: StringMap | undefined, node: SelectableNode): boolean {
  if (nodeSelector === undefined) return true;
  let entries = compiledMaps.get(nodeSelector);
  if (!entries) {
    entries = Object.entries(nodeSelector);
    if (Object.isFrozen(nodeSelector)) compiledMaps.set(nodeSelector, entries);
  }
  const { labels } = node.metadata;
  for (const [key, value] of entries) if (labels?.[key] !== value) return false;
  return true;
}

/** The predicate of a node selector: any usable term matches; no usable term, no node. DS-PLACE-05 */
export function compileNodeSelector(selector: NodeSelector): NodeMatcher {
  let matcher = compiledSelectors.get(selector);
  if (!matcher) {
    matcher = buildMatcher(selector);
    if (Object.isFrozen(selector)) compiledSelectors.set(selector, matcher);
  }
  return matcher;
}

function buildMatcher(selector: NodeSelector): NodeMatcher {
  const terms = (selector.nodeSelectorTerms ?? []).map(compileTerm).filter((term) => term !== undefined);
  const [only] = terms;
  if (only && terms.length === 1) return only;
  return (node) => {
    for (const term of terms) if (term(node)) return true;
    return false;
  };
}

/** The predicate of one term, or undefined if the term is empty or does not parse: such a term matches nothing. */
export function compileTerm(term: NodeSelectorTerm): NodeMatcher | undefined {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length + matchFields.length === 0) return undefined;
  const onLabels: LabelMatcher[] = [];
  for (const requirement of matchExpressions) {
    const matcher = compileRequirement(requirement);
    if (!matcher) return undefined;
    onLabels.push(matcher);
  }
  const onFields: NodeMatcher[] = [];
  for (const requirement of matchFields) {
    const matcher = compileFieldRequirement(requirement);
    if (!matcher) return undefined;
    onFields.push(matcher);
  }
  const matchesLabels = allOf(onLabels);
  const [onField] = onFields;
  if (!onField) return (node) => matchesLabels(node.metadata.labels);
  if (onFields.length === 1 && onLabels.length === 0) return onField;
  return (node) => onFields.every((matcher) => matcher(node)) && matchesLabels(node.metadata.labels);
}

/** The only field a node has is its name; any other compares as the empty string. DS-PLACE-07 */
function compileFieldRequirement({ key, operator, values }: NodeSelectorRequirement): NodeMatcher | undefined {
  const [value] = values ?? [];
  if (value === undefined || values?.length !== 1) return undefined;
  if (operator !== 'In' && operator !== 'NotIn') return undefined;
  const isWanted = operator === 'In';
  if (key === 'metadata.name') return (node) => (node.metadata.name === value) === isWanted;
  const verdict = (value === '') === isWanted;
  return () => verdict;
}

/** True if the node satisfies both the `nodeSelector` and the required node affinity of a pod. */
export function matchesRequiredNodeAffinity(spec: NodeChoice, node: SelectableNode): boolean {
  if (!matchesNodeSelector(spec.nodeSelector, node)) return false;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || compileNodeSelector(required)(node);
}

/** One thing that a pod asks of its node's labels or name and does not get. */
export interface AffinityFailure {
  /** `nodeSelector wants disk=ssd` */
  readonly wanted: string;
  /** What the node has instead, as `the node has no label disk`; undefined where that adds nothing. */
  readonly found: string | undefined;
}

export function formatAffinityFailure({ wanted, found }: AffinityFailure): string {
  return found === undefined ? wanted : `${wanted}, ${found}`;
}

/** Everything in `nodeSelector` and required node affinity that the node fails; empty if it satisfies both. */
export function listAffinityFailures(spec: NodeChoice, node: SelectableNode): AffinityFailure[] {
  const failures: AffinityFailure[] = [];
  const { labels } = node.metadata;
  for (const [key, value] of Object.entries(spec.nodeSelector ?? {})) {
    if (labels?.[key] === value) continue;
    failures.push({ wanted: `nodeSelector wants ${key}=${value}`, found: describeLabel(node, key) });
  }
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required === undefined || compileNodeSelector(required)(node)) return failures;
  const terms = required.nodeSelectorTerms ?? [];
  if (terms.length === 0) {
    failures.push({ wanted: 'required node affinity has no term, so no node matches', found: undefined });
  }
  for (const [index, term] of terms.entries()) {
    const name = terms.length === 1 ? 'required node affinity' : `required node affinity term ${index + 1}`;
    for (const { wanted, found } of explainTerm(term, node)) failures.push({ wanted: `${name} ${wanted}`, found });
  }
  return failures;
}

function explainTerm(term: NodeSelectorTerm, node: SelectableNode): AffinityFailure[] {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length + matchFields.length === 0) {
    return [{ wanted: 'is empty, so it matches nothing', found: undefined }];
  }
  const failures: AffinityFailure[] = [];
  for (const requirement of matchExpressions) {
    const matcher = compileRequirement(requirement);
    const text = formatRequirement(requirement);
    if (!matcher) failures.push({ wanted: `is not usable: ${text}`, found: undefined });
    else if (!matcher(node.metadata.labels)) {
      failures.push({ wanted: `wants ${text}`, found: describeLabel(node, requirement.key) });
    }
  }
  for (const requirement of matchFields) {
    const matcher = compileFieldRequirement(requirement);
    const text = formatRequirement(requirement);
    if (!matcher) failures.push({ wanted: `is not usable: ${text}`, found: undefined });
    else if (!matcher(node)) failures.push({ wanted: `wants ${text}`, found: undefined });
  }
  return failures;
}

function describeLabel(node: SelectableNode, key: string): string {
  const value = node.metadata.labels?.[key];
  return value === undefined ? `the node has no label ${key}` : `the node has ${key}=${value}`;
}

/** `zone in (north, south)`, `gpu exists`, `cores > 4`. */
function formatRequirement({ key, operator, values = [] }: NodeSelectorRequirement): string {
  const list = values.join(', ');
  switch (operator) {
    case 'In':
      return `${key} in (${list})`;
    case 'NotIn':
      return `${key} not in (${list})`;
    case 'Exists':
      return values.length > 0 ? `${key} exists (${list})` : `${key} exists`;
    case 'DoesNotExist':
      return values.length > 0 ? `${key} does not exist (${list})` : `${key} does not exist`;
    case 'Gt':
      return `${key} > ${list}`;
    case 'Lt':
      return `${key} < ${list}`;
    default:
      return `${key} ${operator} ${list}`;
  }
}
