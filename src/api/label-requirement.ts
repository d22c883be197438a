/**
 * One condition on labels, compiled into a plain predicate. Selectors and node affinity are made of these.
 * Upstream: apimachinery pkg/labels/selector.go (Requirement), v1.36.
 */
import { labelKeyProblems, labelValueProblems } from './label-format';
import type { LabelSelectorRequirement, StringMap } from './meta';

export type LabelMatcher = (labels: StringMap | undefined) => boolean;

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

const matchEverything: LabelMatcher = () => true;

/** A matcher that holds when all of `matchers` hold. */
export function allOf(matchers: readonly LabelMatcher[]): LabelMatcher {
  const [first, second] = matchers;
  if (!first) return matchEverything;
  if (!second) return first;
  return (labels) => {
    for (const matcher of matchers) if (!matcher(labels)) return false;
    return true;
  };
}

/** The predicate of one requirement (`In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt`, `Lt`), or undefined if it is not a valid one. DS-PLACE-06, API-SEL-02 */
export function compileRequirement(requirement: LabelSelectorRequirement): LabelMatcher | undefined {
  const { key, operator } = requirement;
  const values = requirement.values ?? [];
  if (labelKeyProblems(key).length > 0) return undefined;
  if (values.some((value) => labelValueProblems(value).length > 0)) return undefined;
  switch (operator) {
    case 'In':
    case 'NotIn': {
      if (values.length === 0) return undefined;
      const contains = compileMembership(values);
      const isWanted = operator === 'In';
      // A label that is absent is not among the values, which satisfies NotIn.
      return (labels) => contains(labels?.[key]) === isWanted;
    }
    case 'Exists':
      return values.length > 0 ? undefined : (labels) => typeof labels?.[key] === 'string';
    case 'DoesNotExist':
      return values.length > 0 ? undefined : (labels) => typeof labels?.[key] !== 'string';
    case 'Gt':
    case 'Lt': {
      const bound = values.length === 1 ? parseInt64(values[0] as string) : undefined;
      if (bound === undefined) return undefined;
      const isGreater = operator === 'Gt';
      return (labels) => {
        const text = labels?.[key];
        const number = typeof text === 'string' ? parseInt64(text) : undefined;
        return number !== undefined && (isGreater ? number > bound : number < bound);
      };
    }
    default:
      return undefined;
  }
}

function compileMembership(values: readonly string[]): (value: string | undefined) => boolean {
  const [only] = values;
  if (values.length === 1) return (value) => value === only;
  const set = new Set<string | undefined>(values);
  return (value) => set.has(value);
}

/** A base-10 whole number within 64 bits, or undefined. */
export function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const number = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return number >= INT64_MIN && number <= INT64_MAX ? number : undefined;
}
