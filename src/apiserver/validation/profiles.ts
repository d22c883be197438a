/**
 * Profiles and kernel parameters in security contexts. Clause API-PODV-27.
 * Upstream: pkg/apis/core/validation/validation.go:validateSeccompProfileField,ValidateAppArmorProfileField,
 * validateSysctls, v1.36.
 */
import type { Fields } from '../object-fields';
import { byteLength } from '../schema/go-text';
import { duplicate, type FieldError, invalidValue, notSupported, required, tooLong } from './field-error';
import { checkDescendingPath, internalForm, listOf, structOf, textOf } from './fields';

const TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const MAX_PROFILE_BYTES = 4095;

/** The seccomp profile of a pod or container, from its security context. */
export function validateSeccomp(context: Fields, path: string): FieldError[] {
  const profile = structOf(context.seccompProfile);
  if (!profile) return [];
  const at = `${path}.seccompProfile`;
  const errors = checkType(profile, at, 'type is required when seccompProfile is set');
  const file = profile.localhostProfile;
  if (profile.type === 'Localhost') {
    if (typeof file !== 'string') {
      errors.push(required(`${at}.localhostProfile`, 'must be set when seccomp type is Localhost'));
    } else errors.push(...checkDescendingPath(file, `${at}.localhostProfile`));
  } else if (file !== undefined) {
    const shown = internalForm('v1.SeccompProfile', profile);
    errors.push(invalidValue(`${at}.localhostProfile`, shown, 'can only be set when seccomp type is Localhost'));
  }
  return errors;
}

/** The AppArmor profile of a pod or container, from its security context. */
export function validateAppArmor(context: Fields, path: string): FieldError[] {
  const profile = structOf(context.appArmorProfile);
  if (!profile) return [];
  const at = `${path}.appArmorProfile`;
  const errors = checkType(profile, at, 'type is required when appArmorProfile is set');
  const file = profile.localhostProfile;
  const fileAt = `${at}.localhostProfile`;
  if (profile.type === 'Localhost') {
    if (typeof file !== 'string' || file === '') {
      errors.push(required(fileAt, 'must be set when AppArmor type is Localhost'));
    } else {
      if (file.trim() !== file) errors.push(invalidValue(fileAt, file, 'must not be padded with whitespace'));
      if (byteLength(file) > MAX_PROFILE_BYTES) errors.push(tooLong(fileAt, '', MAX_PROFILE_BYTES));
    }
  } else if (file !== undefined && TYPES.includes(textOf(profile.type))) {
    errors.push(invalidValue(fileAt, file, 'can only be set when AppArmor type is Localhost'));
  }
  return errors;
}

function checkType(profile: Fields, path: string, whyRequired: string): FieldError[] {
  const type = textOf(profile.type);
  if (type === '') return [required(`${path}.type`, whyRequired)];
  return TYPES.includes(type) ? [] : [notSupported(`${path}.type`, type, TYPES)];
}

const SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SYSCTL = `^(${SEGMENT}[\\./])*${SEGMENT}$`;
const isSysctl = new RegExp(SYSCTL);
const MAX_SYSCTL_BYTES = 253;

/** Kernel parameters of a pod: well formed, once each, and not those of a namespace that it shares with its host. */
export function validateSysctls(spec: Fields, context: Fields, path: string): FieldError[] {
  const names = new Set<string>();
  return listOf(context.sysctls).flatMap((sysctl, index) => {
    const at = `${path}.sysctls[${index}].name`;
    const name = textOf(sysctl.name);
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(at));
    else if (name.length > MAX_SYSCTL_BYTES || !isSysctl.test(name)) {
      const why = `must have at most ${MAX_SYSCTL_BYTES} characters and match regex ${SYSCTL}`;
      errors.push(invalidValue(at, name, why));
    } else if (names.has(name)) errors.push(duplicate(at, name));
    names.add(name);
    const dotted = name.replaceAll('/', '.');
    if (spec.hostNetwork === true && dotted.startsWith('net.')) {
      errors.push(invalidValue(at, name, "may not be specified when 'hostNetwork' is true"));
    } else if (spec.hostIPC === true && /^(kernel\.(sem$|shm|msg)|fs\.mqueue\.)/.test(dotted)) {
      errors.push(invalidValue(at, name, "may not be specified when 'hostIPC' is true"));
    }
    return errors;
  });
}
