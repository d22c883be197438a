/**
 * Pod specs, of templates and of pods, in the server's order of checks. Clauses API-PODV.
 * Upstream: pkg/apis/core/validation/validation.go:ValidatePodSpec, v1.36.
 *
 * Parts that are frozen and were found valid are not looked at again: a hundred thousand pods of one template cost one walk.
 */
import type { PodSpec, ResourceList } from '../../api/core';
import { labelKeyProblems } from '../../api/label-format';
import { asFields, type Fields } from '../object-fields';
import { differInAffinityOnly } from '../template-siblings';
import { validateAffinity, validateTopologySpread } from './affinity';
import { checkHostNetworkPorts, validateContainers, validateInitContainers } from './containers';
import { validateEphemeralContainers } from './ephemeral-containers';
import { duplicate, type FieldError, forbidden, invalidValue, required } from './field-error';
import { checkGivenOneOf, checkOneOf, internalForm, listOf, problemsAt, structOf, textOf } from './fields';
import { validateLabels } from './labels';
import { dnsLabelProblems, dnsSubdomainProblems, type Problems } from './names';
import { validateHostUsers, validateOperatingSystem } from './operating-system';
import { validateDns, validateHostAliases } from './pod-network';
import { validatePodResourceConsistency } from './pod-resources';
import { validateResources } from './resources';
import { validatePodSecurity } from './security-context';
import { validateTolerations } from './tolerations';
import { validateVolumes } from './volumes';
import { validateHostProcesses } from './windows';

/** Everything that the verdict about containers depends on beside themselves. */
const WORKLOAD_FIELDS = [
  'volumes',
  'initContainers',
  'ephemeralContainers',
  'resources',
  'hostNetwork',
  'hostUsers',
  'resourceClaims',
  'restartPolicy',
  'terminationGracePeriodSeconds',
] as const;

interface ValidWorkload {
  readonly surroundings: readonly unknown[];
  readonly isPod: boolean;
}

/** By the containers' list: the surroundings in which it was last found valid. */
const validWorkloads = new WeakMap<object, ValidWorkload>();
/** Affinity, tolerations and the like, which stand for themselves. */
const validParts = new WeakSet<object>();

/** By the containers' list: the last pod spec with them that was found valid. Its parts are frozen. */
const validPodSpecs = new WeakMap<object, PodSpec>();

export function validatePodSpec(spec: PodSpec, path: string, isPod: boolean): FieldError[] {
  const { containers, affinity } = spec;
  const sibling = isPod && containers ? validPodSpecs.get(containers) : undefined;
  if (affinity && sibling && differInAffinityOnly(spec, sibling)) return validateAffinity(affinity, `${path}.affinity`);
  const errors = walkPodSpec(spec, path, isPod);
  if (isPod && affinity && errors.length === 0 && isFixed(spec)) validPodSpecs.set(containers, { ...spec });
  return errors;
}

/** Nothing in the spec can change any more but its affinity, which every pod has looked at for itself. */
function isFixed(spec: PodSpec): boolean {
  for (const key in spec) {
    const part = spec[key as keyof PodSpec];
    if (key !== 'affinity' && typeof part === 'object' && !Object.isFrozen(part)) return false;
  }
  return true;
}

function walkPodSpec(spec: PodSpec, path: string, isPod: boolean): FieldError[] {
  const fields = asFields(spec);
  return [
    ...validateWorkload(fields, path, isPod),
    ...validatePolicies(fields, path),
    ...validateLabels(spec.nodeSelector, `${path}.nodeSelector`),
    ...validatePodSecurity(fields, path),
    ...once(isPod, spec.affinity, (affinity) => validateAffinity(affinity, `${path}.affinity`)),
    ...validateDns(fields, path),
    ...validateGates(fields, path),
    ...once(isPod, spec.topologySpreadConstraints, (constraints) =>
      validateTopologySpread(constraints, `${path}.topologySpreadConstraints`),
    ),
    ...validateHostProcesses(fields, path),
    ...validateHostUsers(fields, path),
    ...validateNames(fields, path),
    // All pods of a template share one list of tolerations.
    ...once(false, spec.tolerations, (tolerations) => validateTolerations(tolerations, `${path}.tolerations`)),
    ...validateHostAliases(listOf(fields.hostAliases), `${path}.hostAliases`),
    ...validatePriority(fields, path),
    ...validateOperatingSystem(fields, path),
  ];
}

/** Parts of templates are remembered; the pods that share them are too many to remember what is theirs alone. */
function once<T extends object>(
  isPod: boolean,
  part: T | undefined,
  validate: (part: T) => FieldError[],
): FieldError[] {
  if (!part || validParts.has(part)) return [];
  const errors = validate(part);
  if (errors.length === 0 && !isPod && Object.isFrozen(part)) validParts.add(part);
  return errors;
}

/** Volumes, containers and what they share. */
function validateWorkload(spec: Fields, path: string, isPod: boolean): FieldError[] {
  const containers = spec.containers as object | undefined;
  const known = containers && validWorkloads.get(containers);
  if (
    known &&
    (known.isPod || !isPod) &&
    WORKLOAD_FIELDS.every((field, index) => spec[field] === known.surroundings[index])
  ) {
    return [];
  }
  const errors = walkWorkload(spec, path, isPod);
  const surroundings = WORKLOAD_FIELDS.map((field) => spec[field]);
  const areFixed = [containers, ...surroundings].every((part) => typeof part !== 'object' || Object.isFrozen(part));
  if (errors.length === 0 && containers && areFixed) validWorkloads.set(containers, { surroundings, isPod });
  return errors;
}

function walkWorkload(spec: Fields, path: string, isPod: boolean): FieldError[] {
  const volumes = validateVolumes(listOf(spec.volumes), `${path}.volumes`, isPod);
  const containers = listOf(spec.containers);
  const initContainers = listOf(spec.initContainers);
  const grace = spec.terminationGracePeriodSeconds;
  const around = {
    volumes: volumes.names,
    blockVolumes: volumes.blockNames,
    claimNames: new Set(listOf(spec.resourceClaims).map((claim) => textOf(claim.name))),
    hostUsers: spec.hostUsers !== false,
    graceSeconds: typeof grace === 'number' ? grace : undefined,
    restartPolicy: textOf(spec.restartPolicy),
    isPod,
  };
  const resources = structOf(spec.resources);
  return [
    ...volumes.errors,
    ...validateResourceClaims(listOf(spec.resourceClaims), `${path}.resourceClaims`),
    ...validateContainers(containers, around, `${path}.containers`),
    ...validateInitContainers(initContainers, containers, around, `${path}.initContainers`),
    ...validateEphemeralContainers(spec, around, `${path}.ephemeralContainers`),
    ...(resources?.claims
      ? [forbidden(`${path}.resources.claims`, 'claims cannot be set for Resources at pod-level')]
      : []),
    ...(resources ? validateResources(resources, `${path}.resources`, true) : []),
    ...(resources ? validatePodResourceConsistency(resources, initContainers, containers, `${path}.resources`) : []),
    ...(spec.hostNetwork === true ? checkHostNetworkPorts(containers, `${path}.containers`) : []),
  ];
}

/** What the pod asks of dynamic resource allocation. */
function validateResourceClaims(claims: readonly Fields[], path: string): FieldError[] {
  const names = new Set<string>();
  return claims.flatMap((claim, index) => {
    const at = `${path}[${index}]`;
    const name = textOf(claim.name);
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(`${at}.name`));
    else if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    else errors.push(...problemsAt(`${at}.name`, name, dnsLabelProblems(name)));
    names.add(name);
    const sources = ['resourceClaimName', 'resourceClaimTemplateName'].filter((field) => claim[field] !== undefined);
    const shown = internalForm('v1.PodResourceClaim', claim);
    if (sources.length === 2) {
      const why = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
      errors.push(invalidValue(at, shown, why));
    }
    if (sources.length === 0) {
      errors.push(invalidValue(at, shown, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
    }
    for (const field of sources) {
      errors.push(...problemsAt(`${at}.${field}`, claim[field], dnsSubdomainProblems(textOf(claim[field]))));
    }
    return errors;
  });
}

function validatePolicies(spec: Fields, path: string): FieldError[] {
  return [
    ...checkOneOf(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']),
    ...checkOneOf(`${path}.dnsPolicy`, spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']),
  ];
}

function validateGates(spec: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  listOf(spec.readinessGates).forEach((gate, index) => {
    const type = textOf(gate.conditionType);
    errors.push(...problemsAt(`${path}.readinessGates[${index}].conditionType`, type, labelKeyProblems(type)));
  });
  const names = new Set<string>();
  listOf(spec.schedulingGates).forEach((gate, index) => {
    const name = textOf(gate.name);
    const at = `${path}.schedulingGates[${index}]`;
    errors.push(...problemsAt(at, name, labelKeyProblems(name)));
    if (names.has(name)) errors.push(duplicate(at, name));
    names.add(name);
  });
  return errors;
}

/** In the server's order, in which the name of the host comes first. */
const NAME_FIELDS: readonly (readonly [string, (name: string) => Problems])[] = [
  ['hostname', dnsLabelProblems],
  ['hostnameOverride', dnsSubdomainProblems],
  ['serviceAccountName', dnsSubdomainProblems],
  ['nodeName', dnsSubdomainProblems],
  ['subdomain', dnsLabelProblems],
];

/** API-PODV-20 */
function validateNames(spec: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [field, problemsOf] of NAME_FIELDS) {
    const name = textOf(spec[field]);
    if (name !== '') errors.push(...problemsAt(`${path}.${field}`, name, problemsOf(name)));
    if (field === 'nodeName') errors.push(...validateDeadline(spec, path));
  }
  return errors;
}

function validateDeadline(spec: Fields, path: string): FieldError[] {
  const seconds = spec.activeDeadlineSeconds;
  if (typeof seconds !== 'number' || (seconds >= 1 && seconds <= 2 ** 31 - 1)) return [];
  return [invalidValue(`${path}.activeDeadlineSeconds`, seconds, `must be between 1 and ${2 ** 31 - 1}, inclusive`)];
}

function validatePriority(spec: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['priorityClassName', 'runtimeClassName']) {
    const name = textOf(spec[field]);
    // An empty runtime class is a wrong name; an empty priority class means that none is asked for.
    const isGiven = field === 'runtimeClassName' ? spec[field] !== undefined : name !== '';
    if (isGiven) errors.push(...problemsAt(`${path}.${field}`, name, dnsSubdomainProblems(name)));
  }
  const policyAt = `${path}.preemptionPolicy`;
  if (spec.preemptionPolicy === '') errors.push(required(policyAt));
  else errors.push(...checkGivenOneOf(policyAt, spec.preemptionPolicy, ['PreemptLowerPriority', 'Never']));
  const overhead = structOf(spec.overhead);
  if (overhead) errors.push(...validateResources({ limits: overhead as ResourceList }, `${path}.overhead`));
  return errors;
}

/** What only a template forbids. API-VAL-05 */
export function forbidEphemeralContainers(spec: PodSpec, path: string): FieldError[] {
  const { ephemeralContainers } = asFields(spec);
  return listOf(ephemeralContainers).length > 0
    ? [forbidden(`${path}.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]
    : [];
}
