/** Limit ranges. API-ADM-07. Upstream: pkg/apis/core/validation/validation.go:ValidateLimitRange, v1.36. */
import type { KubernetesObject } from '../../api/meta';
import { compareQuantities, parseQuantity } from '../../api/quantity';
import { asFields, type Fields } from '../object-fields';
import { duplicate, type FieldError, forbidden, invalidValue, required } from './field-error';
import { listOf, structOf, textOf } from './fields';

const LIMIT_TYPES_WITHOUT_DEFAULTS = new Set(['Pod']);

/** Each type once, no defaults for pods, and no bound or default that contradicts another. */
export function validateLimitRange(range: KubernetesObject): FieldError[] {
  const types = new Set<string>();
  return listOf(structOf(asFields(range).spec)?.limits).flatMap((item, index) => {
    const at = `spec.limits[${index}]`;
    const type = textOf(item.type);
    const errors: FieldError[] = [];
    if (type === '') errors.push(required(`${at}.type`));
    if (types.has(type)) errors.push(duplicate(`${at}.type`, type));
    types.add(type);
    for (const field of ['default', 'defaultRequest']) {
      if (LIMIT_TYPES_WITHOUT_DEFAULTS.has(type) && structOf(item[field])) {
        errors.push(forbidden(`${at}.${field}`, `may not be specified when \`type\` is 'Pod'`));
      }
    }
    return [...errors, ...compareBounds(item, at)];
  });
}

/** Lower bound, upper bound, where the complaint stands, and what each is called. */
const BOUNDS: readonly (readonly [string, string, string, string, string])[] = [
  ['min', 'max', 'min', 'min value', 'max value'],
  ['min', 'defaultRequest', 'defaultRequest', 'min value', 'default request value'],
  ['defaultRequest', 'max', 'defaultRequest', 'default request value', 'max value'],
  ['defaultRequest', 'default', 'defaultRequest', 'default request value', 'default limit value'],
  ['min', 'default', 'default', 'min value', 'default value'],
  ['default', 'max', 'default', 'default value', 'max value'],
];

function compareBounds(item: Fields, path: string): FieldError[] {
  const amountsOf = (field: string) => (structOf(item[field]) ?? {}) as Readonly<Record<string, string>>;
  const names = [
    ...new Set(['min', 'max', 'default', 'defaultRequest'].flatMap((list) => Object.keys(amountsOf(list)))),
  ];
  return names.sort().flatMap((name) =>
    BOUNDS.flatMap(([low, high, place, lowName, highName]) => {
      const lower = amountsOf(low)[name];
      const upper = amountsOf(high)[name];
      if (lower === undefined || upper === undefined) return [];
      if (compareQuantities(parseQuantity(lower), parseQuantity(upper)) <= 0) return [];
      const shown = amountsOf(place)[name];
      return [
        invalidValue(`${path}.${place}[${name}]`, shown, `${lowName} ${lower} is greater than ${highName} ${upper}`),
      ];
    }),
  );
}
