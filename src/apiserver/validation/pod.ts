/**
 * Pods: creation, the few changes that are allowed, and status. Clauses API-POD-03 to -06.
 * Upstream: pkg/apis/core/validation/validation.go:ValidatePodCreate,ValidatePodUpdate,ValidatePodStatusUpdate, v1.36.
 */
import type { Container, Pod, PodSpec, Toleration } from '../../api/core';
import { labelKeyProblems } from '../../api/label-format';
import { asFields } from '../object-fields';
import { areSemanticallyEqual } from '../semantic-equality';
import { type FieldError, forbidden, invalidValue } from './field-error';
import { listOf, problemsAt } from './fields';
import { validatePodAnnotations } from './pod-annotations';
import { validatePodSpec } from './pod-spec';

const OWN_CONDITIONS = new Set(['PodScheduled', 'Ready', 'Initialized']);
const ONLY_THESE =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,' +
  '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

export function validatePodCreate(pod: Pod): FieldError[] {
  const errors = [
    ...validatePodAnnotations(pod.metadata.annotations, pod.spec, 'metadata.annotations'),
    ...validatePodSpec(pod.spec, 'spec', true),
  ];
  const { ephemeralContainers } = asFields(pod.spec);
  // API-POD-03
  if (listOf(ephemeralContainers).length > 0) {
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if (pod.spec.nodeName && listOf(pod.spec.schedulingGates).length > 0) {
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  return errors;
}

/** API-POD-04, -05 */
export function validatePodUpdate(pod: Pod, before: Pod): FieldError[] {
  const { spec } = pod;
  const old = before.spec;
  if (spec === old) return [];
  const errors = validatePodSpec(spec, 'spec', true);
  for (const list of ['containers', 'initContainers'] as const) {
    if ((spec[list] ?? []).length !== (old[list] ?? []).length) {
      return [...errors, forbidden(`spec.${list}`, 'pod updates may not add or remove containers')];
    }
  }
  errors.push(...validateDeadlineChange(spec, old));
  errors.push(...validateAddedTolerations(spec.tolerations ?? [], old.tolerations ?? []));
  errors.push(...validateGateRemoval(spec, old));
  if (!areSemanticallyEqual(withAllowedChanges(spec, old), old)) {
    errors.push(forbidden('spec', `${ONLY_THESE}\n${describeDifference(spec, old)}`));
  }
  return errors;
}

function validateDeadlineChange(spec: PodSpec, old: PodSpec): FieldError[] {
  const { activeDeadlineSeconds: now } = spec;
  const { activeDeadlineSeconds: then } = old;
  if (then === undefined || then === now) return [];
  const path = 'spec.activeDeadlineSeconds';
  if (now === undefined) return [invalidValue(path, null, 'must not update from a positive integer to nil value')];
  return now > then ? [invalidValue(path, now, `must be less than or equal to previous value`)] : [];
}

/** Existing tolerations may only change their tolerationSeconds; new ones may follow. */
function validateAddedTolerations(now: readonly Toleration[], then: readonly Toleration[]): FieldError[] {
  for (const old of then) {
    const kept = now.some((toleration) =>
      areSemanticallyEqual({ ...toleration, tolerationSeconds: undefined }, { ...old, tolerationSeconds: undefined }),
    );
    if (!kept) {
      return [forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
    }
  }
  return [];
}

function validateGateRemoval(spec: PodSpec, old: PodSpec): FieldError[] {
  const before = new Set((old.schedulingGates ?? []).map((gate) => gate.name));
  return (spec.schedulingGates ?? [])
    .filter((gate) => !before.has(gate.name))
    .map((gate, index) =>
      forbidden(
        `spec.schedulingGates[${index}].name`,
        `only deletion is allowed, but found new scheduling gate '${gate.name}'`,
      ),
    );
}

/** The new spec with everything that may change set back to what it was: what is left must be equal. */
function withAllowedChanges(spec: PodSpec, old: PodSpec): unknown {
  const restoreImages = (now: readonly Container[] | undefined, then: readonly Container[] | undefined) =>
    now?.map((container, index) => ({ ...container, image: then?.[index]?.image }));
  const wasNegative = (old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1;
  return {
    ...spec,
    containers: restoreImages(spec.containers, old.containers),
    initContainers: restoreImages(spec.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    tolerations: old.tolerations,
    schedulingGates: old.schedulingGates,
    // A pod that waits at a gate may still narrow where it may run.
    ...(listOf(old.schedulingGates).length > 0 ? { nodeSelector: old.nodeSelector, affinity: old.affinity } : {}),
    ...(wasNegative ? { terminationGracePeriodSeconds: old.terminationGracePeriodSeconds } : {}),
  };
}

/** Upstream prints a free-form diff here; we name the fields. */
function describeDifference(spec: PodSpec, old: PodSpec): string {
  const now = asFields(spec);
  const then = asFields(old);
  const names = [...new Set([...Object.keys(now), ...Object.keys(then)])].sort();
  return names
    .filter((name) => !areSemanticallyEqual(now[name], then[name]))
    .map((name) => `  ${name}: ${JSON.stringify(then[name])} -> ${JSON.stringify(now[name])}`)
    .join('\n');
}

/** API-POD-06 */
export function validatePodStatusUpdate(pod: Pod, before: Pod): FieldError[] {
  const errors: FieldError[] = [];
  pod.status?.conditions?.forEach(({ type }, index) => {
    if (OWN_CONDITIONS.has(type)) return;
    const problems = labelKeyProblems(type);
    if (problems.length > 0) errors.push(...problemsAt(`status.conditions[${index}].type`, type, problems));
  });
  const { qosClass } = pod.status ?? {};
  if (before.status?.qosClass && qosClass !== before.status.qosClass) {
    errors.push(invalidValue('status.qosClass', qosClass ?? '', 'field is immutable'));
  }
  const { nominatedNodeName } = pod.status ?? {};
  if (before.spec.nodeName && nominatedNodeName && nominatedNodeName !== before.status?.nominatedNodeName) {
    errors.push(forbidden('status.nominatedNodeName', 'may not be set for a pod that is bound to a node'));
  }
  return errors;
}
