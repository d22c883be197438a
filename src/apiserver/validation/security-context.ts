/** Security settings of pods and containers. Clause API-PODV-27. */
import type { Fields } from '../object-fields';
import { type FieldError, invalidValue } from './field-error';
import { checkGivenOneOf, internalForm, structOf, textsOf } from './fields';
import { validateAppArmor, validateSeccomp, validateSysctls } from './profiles';
import { validateWindowsOptions } from './windows';

const MAX_ID = 2 ** 31 - 1;

export function validateContainerSecurity(context: Fields, hostUsers: boolean, path: string): FieldError[] {
  const errors = [
    ...validateIds(context, ['runAsUser', 'runAsGroup'], path),
    ...checkGivenOneOf(`${path}.procMount`, context.procMount, ['Default', 'Unmasked']),
    ...(hostUsers && context.procMount === 'Unmasked'
      ? [invalidValue(`${path}.procMount`, 'Unmasked', '`hostUsers` must be false to use `Unmasked`')]
      : []),
    ...validateSeccomp(context, path),
  ];
  if (context.allowPrivilegeEscalation === false) {
    const refuse = (why: string) =>
      errors.push(
        invalidValue(
          path,
          internalForm('v1.SecurityContext', context),
          `cannot set \`allowPrivilegeEscalation\` to false and ${why}`,
        ),
      );
    if (context.privileged === true) refuse('`privileged` to true');
    const added = textsOf(structOf(context.capabilities)?.add);
    if (added.includes('CAP_SYS_ADMIN')) refuse('`capabilities.Add` CAP_SYS_ADMIN');
  }
  return [...errors, ...validateWindowsOptions(context, path), ...validateAppArmor(context, path)];
}

export function validatePodSecurity(spec: Fields, path: string): FieldError[] {
  const context = structOf(spec.securityContext) ?? {};
  const at = `${path}.securityContext`;
  const errors = validateIds(context, ['fsGroup', 'runAsUser', 'runAsGroup'], at);
  (Array.isArray(context.supplementalGroups) ? context.supplementalGroups : []).forEach((group, index) => {
    errors.push(...validateId(group, `${at}.supplementalGroups[${index}]`));
  });
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    errors.push(
      invalidValue(`${at}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'),
    );
  }
  errors.push(...validateSysctls(spec, context, at));
  errors.push(
    ...checkGivenOneOf(`${at}.fsGroupChangePolicy`, context.fsGroupChangePolicy, ['Always', 'OnRootMismatch']),
  );
  return [
    ...errors,
    ...validateSeccomp(context, at),
    ...validateWindowsOptions(context, at),
    ...validateAppArmor(context, at),
    ...checkGivenOneOf(`${at}.supplementalGroupsPolicy`, context.supplementalGroupsPolicy, ['Merge', 'Strict']),
    ...checkGivenOneOf(`${at}.seLinuxChangePolicy`, context.seLinuxChangePolicy, ['MountOption', 'Recursive']),
  ];
}

function validateIds(context: Fields, names: readonly string[], path: string): FieldError[] {
  return names.flatMap((name) => validateId(context[name], `${path}.${name}`));
}

function validateId(id: unknown, path: string): FieldError[] {
  if (typeof id !== 'number' || (id >= 0 && id <= MAX_ID)) return [];
  return [invalidValue(path, id, `must be between 0 and ${MAX_ID}, inclusive`)];
}
