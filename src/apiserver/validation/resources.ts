/** Requests and limits. Clauses API-PODV-18, -19. Upstream: pkg/apis/core/validation/validation.go:validateResourceRequirements, v1.36. */
import type { ResourceList } from '../../api/core';
import { labelKeyProblems } from '../../api/label-format';
import { compareQuantities, milliValue, parseQuantity, QuantityError, value } from '../../api/quantity';
import type { Fields } from '../object-fields';
import { duplicate, type FieldError, forbidden, invalidValue, notFound, notSupported, required } from './field-error';
import { listOf, problemsAt, sortKeys, textOf } from './fields';
import { dnsLabelProblems } from './names';

interface Resources {
  readonly limits?: ResourceList;
  readonly requests?: ResourceList;
  readonly claims?: readonly unknown[];
}

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
const STANDARD = new Set([
  ...COMPUTE,
  ...COMPUTE.map((name) => `requests.${name}`),
  ...COMPUTE.map((name) => `limits.${name}`),
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'storage', 'requests.storage', 'services.nodeports', 'services.loadbalancers'],
]);
const WHOLE_NUMBERS = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
]);

const NO_CLAIMS: ReadonlySet<string> = new Set();

const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isQuotaHugePages = (name: string): boolean => /^(requests\.)?hugepages-/.test(name);
/** Of Kubernetes itself, as opposed to a vendor's. */
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
const isExtended = (name: string): boolean => !isNative(name) && !name.startsWith('requests.');
const allowsOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name);

/** Requirements of a container; with `isPodLevel` those of a whole pod, which know fewer resources. */
export function validateResources(
  resources: Resources,
  path: string,
  isPodLevel = false,
  claimNames: ReadonlySet<string> = NO_CLAIMS,
): FieldError[] {
  const errors: FieldError[] = [];
  const limits = sortKeys(resources.limits ?? {}) as ResourceList;
  const requests = sortKeys(resources.requests ?? {}) as ResourceList;
  for (const [name, amount] of Object.entries(limits)) {
    const at = `${path}.limits[${name}]`;
    errors.push(...validateName(name, at, isPodLevel), ...validateAmount(name, amount, at));
    errors.push(...validateHugePages(name, amount, at));
  }
  for (const [name, amount] of Object.entries(requests)) {
    const at = `${path}.requests[${name}]`;
    errors.push(...validateName(name, at, isPodLevel), ...validateAmount(name, amount, at));
    errors.push(...validateAgainstLimit(name, amount, limits, path));
    errors.push(...validateHugePages(name, amount, at));
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  }
  return isPodLevel ? errors : [...errors, ...validateClaims(listOf(resources.claims), claimNames, `${path}.claims`)];
}

/** A page is never split. Upstream: validateResourceQuantityHugePageValue. */
function validateHugePages(name: string, amount: string, path: string): FieldError[] {
  if (!isHugePages(name)) return [];
  const size = pageSizeOf(name);
  if (size > 0 && value(amount) % size === 0) return [];
  return [invalidValue(path, amount, `${amount} is not positive integer multiple of ${name}`)];
}

function pageSizeOf(name: string): number {
  try {
    return value(name.slice('hugepages-'.length));
  } catch (error) {
    if (error instanceof QuantityError) return 0;
    throw error;
  }
}

/** What a container uses of the pod's claims. Upstream: validateResourceClaimNames. */
function validateClaims(claims: readonly Fields[], names: ReadonlySet<string>, path: string): FieldError[] {
  const seen = new Set<string>();
  return claims.flatMap((claim, index) => {
    const at = `${path}[${index}]`;
    const name = textOf(claim.name);
    if (name === '') return [required(at)];
    const request = textOf(claim.request);
    const whole = request === '' ? name : `${name}/${request}`;
    const errors: FieldError[] = [];
    if (seen.has(name)) errors.push(duplicate(at, name));
    else {
      if (request !== '') errors.push(...problemsAt(`${at}.request`, request, dnsLabelProblems(request)));
      if (seen.has(whole)) errors.push(duplicate(at, whole));
      // All of a claim overlaps with each request of it that was named before.
      else if (request === '') {
        for (const other of seen) if (other.startsWith(`${name}/`)) errors.push(duplicate(at, name));
      }
      seen.add(whole);
    }
    if (names.has(name)) return errors;
    const choice = names.size === 0 ? ' which is empty' : `: ${[...names].sort().join(', ')}`;
    return [
      ...errors,
      { ...notFound(at, name), detail: `must be one of the names in pod.spec.resourceClaims${choice}` },
    ];
  });
}

function validateAgainstLimit(name: string, amount: string, limits: ResourceList, path: string): FieldError[] {
  const limit = Object.hasOwn(limits, name) ? limits[name] : undefined;
  if (limit === undefined) {
    return allowsOvercommit(name)
      ? []
      : [required(`${path}.limits`, 'Limit must be set for non overcommitable resources')];
  }
  const order = compareQuantities(parseQuantity(amount), parseQuantity(limit));
  if (order !== 0 && !allowsOvercommit(name)) {
    return [invalidValue(`${path}.requests`, amount, `must be equal to ${name} limit of ${limit}`)];
  }
  if (order > 0) {
    return [invalidValue(`${path}.requests`, amount, `must be less than or equal to ${name} limit of ${limit}`)];
  }
  return [];
}

function validateName(name: string, path: string, isPodLevel: boolean): FieldError[] {
  const errors = problemsAt(path, name, labelKeyProblems(name));
  const isPlain = !name.includes('/');
  if (errors.length === 0 && isPlain && !STANDARD.has(name) && !isQuotaHugePages(name)) {
    errors.push(invalidValue(path, name, 'must be a standard resource type or fully qualified'));
  }
  if (isPodLevel) {
    if (errors.length > 0 || name === 'cpu' || name === 'memory' || isHugePages(name)) return errors;
    return [notSupported(path, name, ['cpu', 'hugepages-', 'memory'])];
  }
  if (isPlain) {
    const isForContainers = COMPUTE.includes(name) || isHugePages(name);
    if (!isForContainers) errors.push(invalidValue(path, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtended(name)) {
    errors.push(invalidValue(path, name, "doesn't follow extended resource name standard"));
  }
  return errors;
}

/** An amount of a resource: not negative, and whole where only whole ones exist. */
export function validateAmount(name: string, amount: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (amount.startsWith('-') && compareQuantities(parseQuantity(amount), parseQuantity('0')) < 0) {
    errors.push(invalidValue(path, amount, 'must be greater than or equal to 0'));
  }
  if ((WHOLE_NUMBERS.has(name) || isExtended(name)) && milliValue(amount) % 1000 !== 0) {
    errors.push(invalidValue(path, amount, 'must be an integer'));
  }
  return errors;
}
