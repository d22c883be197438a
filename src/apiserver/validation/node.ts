/** Nodes. Clauses API-NODE-02 to -04. Upstream: pkg/apis/core/validation/validation.go:ValidateNode,ValidateNodeUpdate, v1.36. */
import type { Node, ResourceList, Taint } from '../../api/core';
import { labelKeyProblems, labelValueProblems } from '../../api/label-format';
import { asFields } from '../object-fields';
import { areSemanticallyEqual } from '../semantic-equality';
import { duplicate, type FieldError, forbidden, invalidValue, required } from './field-error';
import { internalForm, problemsAt, sortKeys } from './fields';
import { validateAmount } from './resources';
import { validateTaintEffect } from './tolerations';

export function validateNode(node: Node): FieldError[] {
  return [...validateTaints(node.spec?.taints ?? [], 'metadata.taints'), ...validateResources(node)];
}

/** API-NODE-02 */
function validateTaints(taints: readonly Taint[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  taints.forEach((taint, index) => {
    const at = `${path}[${index}]`;
    const { key = '', value = '', effect } = taint;
    errors.push(...problemsAt(`${at}.key`, key, labelKeyProblems(key)));
    const problems = labelValueProblems(value);
    if (problems.length > 0) errors.push(invalidValue(`${at}.value`, value, problems.join(';')));
    errors.push(...(effect ? validateTaintEffect(effect, `${at}.effect`) : [required(`${at}.effect`)]));
    const pair = `${key}:${effect}`;
    if (seen.has(pair)) {
      const shown = internalForm('v1.Taint', asFields(taint));
      errors.push(duplicate(at, shown, 'taints must be unique by key and effect pair'));
    }
    seen.add(pair);
  });
  return errors;
}

/** Frozen lists that were found valid: nodes of one size share theirs. */
const validLists = new WeakSet<object>();

/** API-NODE-03 */
function validateResources(node: Node): FieldError[] {
  const { capacity, allocatable } = node.status ?? {};
  const errors = validateList(capacity, 'status.capacity');
  const others = validateList(allocatable, 'status.allocatable');
  return others.length === 0 ? errors : [...errors, ...others];
}

function validateList(list: ResourceList | undefined, path: string): FieldError[] {
  if (!list || validLists.has(list)) return [];
  const errors = Object.entries(sortKeys(list)).flatMap(([name, amount]) =>
    validateAmount(name, amount as string, `${path}.${name}`),
  );
  if (errors.length === 0 && Object.isFrozen(list)) validLists.add(list);
  return errors;
}

/** API-NODE-04 */
export function validateNodeUpdate(node: Node, before: Node): FieldError[] {
  const errors: FieldError[] = [];
  if (node.spec.taints !== before.spec.taints)
    errors.push(...validateTaints(node.spec.taints ?? [], 'metadata.taints'));
  if (node.status !== before.status) errors.push(...validateResources(node), ...validateAddresses(node));
  if (before.spec.podCIDRs?.length && !areSemanticallyEqual(node.spec.podCIDRs, before.spec.podCIDRs)) {
    errors.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (before.spec.providerID && node.spec.providerID !== before.spec.providerID) {
    errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  return errors;
}

function validateAddresses(node: Node): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  node.status?.addresses?.forEach((address, index) => {
    const key = `${address.type}/${address.address}`;
    if (seen.has(key)) {
      errors.push(duplicate(`status.addresses[${index}]`, internalForm('v1.NodeAddress', asFields(address))));
    }
    seen.add(key);
  });
  return errors;
}
