/**
 * Ephemeral containers: a template may not have any, yet those it has are judged all the same.
 * Upstream: pkg/apis/core/validation/validation.go:validateEphemeralContainers, v1.36.
 */
import type { Fields } from '../object-fields';
import { type ContainerSurroundings, checkUniqueName, validateCommon } from './containers';
import { type FieldError, forbidden, notFound } from './field-error';
import { listOf, structOf, textOf } from './fields';

const WHY = 'cannot be set for an Ephemeral Container';
/** What only containers that belong to the workload may have, in the order of the type. */
const NOT_ALLOWED = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
];

/** `around` is what the other containers of the same pod are judged by. */
export function validateEphemeralContainers(spec: Fields, around: ContainerSurroundings, path: string): FieldError[] {
  const ephemeral = listOf(spec.ephemeralContainers);
  if (ephemeral.length === 0) return [];
  const others = [...listOf(spec.containers), ...listOf(spec.initContainers)].map(({ name }) => textOf(name));
  const names = new Set(others);
  return ephemeral.flatMap((container, index) => {
    const at = `${path}[${index}]`;
    const target = textOf(container.targetContainerName);
    return [
      ...validateCommon(container, { ...around, isPod: true }, at),
      ...checkUniqueName(container, names, at, true),
      ...(target === '' || others.includes(target) ? [] : [notFound(`${at}.targetContainerName`, target)]),
      ...NOT_ALLOWED.filter((field) => isSet(container[field])).map((field) => forbidden(`${at}.${field}`, WHY)),
      ...listOf(container.volumeMounts).flatMap((mount, position) =>
        ['subPath', 'subPathExpr']
          .filter((field) => textOf(mount[field]) !== '')
          .map((field) => forbidden(`${at}.volumeMounts[${position}].${field}`, WHY)),
      ),
    ];
  });
}

/** An empty struct is as good as none: every container has `resources`. */
function isSet(value: unknown): boolean {
  const fields = structOf(value);
  return fields ? Object.keys(fields).length > 0 : value !== undefined;
}
