/**
 * What containers ask for against what their pod asks for as a whole.
 * Upstream: pkg/apis/core/validation/validation.go:validatePodResourceConsistency, v1.36.
 */
import type { ResourceList } from '../../api/core';
import { addQuantities, compareQuantities, formatQuantity, parseQuantity, type Quantity } from '../../api/quantity';
import type { Fields } from '../object-fields';
import { type FieldError, invalidValue } from './field-error';
import { sortKeys, structOf } from './fields';

const amountsOf = (container: Fields, list: 'limits' | 'requests'): readonly (readonly [string, string])[] =>
  Object.entries(sortKeys(structOf(structOf(container.resources)?.[list]) ?? {})) as [string, string][];

/** A resource that the pod does not name itself is not bounded by it. */
export function validatePodResourceConsistency(
  podResources: { readonly limits?: ResourceList; readonly requests?: ResourceList },
  initContainers: readonly Fields[],
  containers: readonly Fields[],
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, whole] of Object.entries(sortKeys(podResources.requests ?? {})) as [string, string][]) {
    const sum = aggregate(name, initContainers, containers);
    if (sum && compareQuantities(sum, parseQuantity(whole)) > 0) {
      const why = `must be greater than or equal to aggregate container requests of ${formatQuantity(sum)}`;
      errors.push(invalidValue(`${path}.requests[${name}]`, whole, why));
    }
  }
  containers.forEach((container, index) => {
    for (const [name, amount] of amountsOf(container, 'limits')) {
      const whole = podResources.limits?.[name];
      if (whole === undefined || compareQuantities(parseQuantity(amount), parseQuantity(whole)) <= 0) continue;
      const at = `${path}.containers[${index}][${name}].limits`;
      errors.push(invalidValue(at, amount, `must be less than or equal to pod limits of ${whole}`));
    }
  });
  return errors;
}

/** The containers' sum with the sidecars, or the largest init container where that asks for more. */
function aggregate(
  name: string,
  initContainers: readonly Fields[],
  containers: readonly Fields[],
): Quantity | undefined {
  let running: Quantity | undefined;
  let starting: Quantity | undefined;
  for (const container of initContainers) {
    const own = requestOf(container, name);
    if (!own) continue;
    if (container.restartPolicy === 'Always') running = add(running, own);
    starting = larger(starting, container.restartPolicy === 'Always' ? running : add(running, own));
  }
  for (const container of containers) {
    const own = requestOf(container, name);
    if (own) running = add(running, own);
  }
  return larger(running, starting);
}

function requestOf(container: Fields, name: string): Quantity | undefined {
  const amount = amountsOf(container, 'requests').find(([resource]) => resource === name)?.[1];
  return amount === undefined ? undefined : parseQuantity(amount);
}

const add = (sum: Quantity | undefined, own: Quantity): Quantity => (sum ? addQuantities(sum, own) : own);

function larger(a: Quantity | undefined, b: Quantity | undefined): Quantity | undefined {
  if (!a || !b) return a ?? b;
  return compareQuantities(a, b) >= 0 ? a : b;
}
