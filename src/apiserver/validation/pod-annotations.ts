/**
 * Annotations of pods and templates that mean something to the server.
 * Upstream: pkg/apis/core/validation/validation.go:ValidatePodSpecificAnnotations, v1.36.
 */
import type { PodSpec } from '../../api/core';
import type { StringMap } from '../../api/meta';
import { asFields } from '../object-fields';
import { quoteGo } from '../schema/go-text';
import { type FieldError, invalidValue } from './field-error';
import { checkDescendingPath, listOf, sortKeys, textOf } from './fields';

const MIRROR = 'kubernetes.io/config.mirror';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
export const SECCOMP_OF_POD = 'seccomp.security.alpha.kubernetes.io/pod';
/** Followed by the name of a container. */
export const SECCOMP_OF_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
/** Followed by the name of a container. */
export const APP_ARMOR_OF_CONTAINER = 'container.apparmor.security.beta.kubernetes.io/';

export function validatePodAnnotations(annotations: StringMap | undefined, spec: PodSpec, path: string): FieldError[] {
  if (!annotations) return [];
  const errors: FieldError[] = [];
  const at = (key: string) => `${path}[${key}]`;
  const { [MIRROR]: mirror, [DELETION_COST]: cost } = annotations;
  if (mirror !== undefined && !spec.nodeName) {
    errors.push(invalidValue(at(MIRROR), mirror, 'must set spec.nodeName if mirror pod annotation is set'));
  }
  if (cost !== undefined && !isInt32(cost)) {
    errors.push(invalidValue(at(DELETION_COST), cost, 'must be a 32bit integer'));
  }
  const sorted = Object.entries(sortKeys(annotations)) as [string, string][];
  for (const [key, value] of sorted) {
    if (key === SECCOMP_OF_POD || key.startsWith(SECCOMP_OF_CONTAINER)) {
      errors.push(...checkSeccomp(value, `${path}.${key}`));
    }
  }
  for (const [key, value] of sorted) {
    if (!key.startsWith(APP_ARMOR_OF_CONTAINER)) continue;
    const container = key.slice(APP_ARMOR_OF_CONTAINER.length);
    if (!hasContainer(spec, container)) errors.push(invalidValue(at(key), container, 'container not found'));
    if (!['', 'runtime/default', 'unconfined'].includes(value) && !value.startsWith('localhost/')) {
      errors.push(invalidValue(at(key), value, `invalid AppArmor profile name: ${quoteGo(value)}`));
    }
  }
  return errors;
}

/** As Go's ParseInt reads it, but for signs and zeros in front, which the server refuses too. */
function isInt32(text: string): boolean {
  const number = Number(text);
  return /^(0|-?[1-9][0-9]*)$/.test(text) && number >= -(2 ** 31) && number < 2 ** 31;
}

function checkSeccomp(profile: string, path: string): FieldError[] {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return [];
  if (profile.startsWith('localhost/')) return checkDescendingPath(profile.slice('localhost/'.length), path);
  return [invalidValue(path, profile, 'must be a valid seccomp profile')];
}

function hasContainer(spec: PodSpec, name: string): boolean {
  const fields = asFields(spec);
  return ['initContainers', 'containers', 'ephemeralContainers'].some((list) =>
    listOf(fields[list]).some((container) => textOf(container.name) === name),
  );
}
