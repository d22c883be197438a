/**
 * Label selectors: compiled once into plain predicates. Text forms live in label-selector-text.ts.
 * Upstream: apimachinery pkg/labels/selector.go and pkg/apis/meta/v1/helpers.go, v1.36.
 */
import { allOf, compileRequirement, type LabelMatcher } from './label-requirement';
import type { LabelSelector } from './meta';

export type { LabelMatcher } from './label-requirement';
export { formatLabels, formatSelector, parseSelector } from './label-selector-text';

const matchNothing: LabelMatcher = () => false;

const compiled = new WeakMap<LabelSelector, LabelMatcher>();

/** True for a selector that is there but asks nothing: it matches every object. An absent one is not empty. */
export function isEmptySelector(selector: LabelSelector | undefined): boolean {
  if (selector === undefined) return false;
  for (const _key in selector.matchLabels) return false;
  return !selector.matchExpressions?.length;
}

/**
 * The predicate of a selector, made once per selector object. An absent selector matches nothing, an empty one
 * everything (API-SEL-02); so does nothing one that the API would refuse.
 */
export function compileSelector(selector: LabelSelector | undefined): LabelMatcher {
  if (selector === undefined) return matchNothing;
  let matcher = compiled.get(selector);
  if (!matcher) {
    matcher = buildMatcher(selector);
    if (Object.isFrozen(selector)) compiled.set(selector, matcher);
  }
  return matcher;
}

function buildMatcher(selector: LabelSelector): LabelMatcher {
  const matchers: LabelMatcher[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    matchers.push((labels) => labels !== undefined && labels[key] === value);
  }
  for (const requirement of selector.matchExpressions ?? []) {
    if (requirement.operator === 'Gt' || requirement.operator === 'Lt') return matchNothing;
    const matcher = compileRequirement(requirement);
    if (!matcher) return matchNothing;
    matchers.push(matcher);
  }
  return allOf(matchers);
}
