/** Probes and lifecycle handlers. Clauses API-PODV-15 to -17. */
import type { Fields } from '../object-fields';
import { type FieldError, forbidden, invalidValue, required } from './field-error';
import {
  checkNonNegative,
  checkOneOf,
  checkRequiredText,
  listOf,
  numberOf,
  problemsAt,
  structOf,
  textOf,
} from './fields';
import { headerNameProblems, portNameProblems, portProblems } from './names';

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const;
const COUNTERS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

/** The probe of that kind, if the container has one. */
export function validateProbe(container: Fields, kind: ProbeKind, path: string): FieldError[] {
  const probe = structOf(container[kind]);
  if (!probe) return [];
  const at = `${path}.${kind}`;
  const errors = validateHandler(probe, undefined, at);
  for (const counter of COUNTERS) errors.push(...checkNonNegative(`${at}.${counter}`, probe[counter]));
  const grace = probe.terminationGracePeriodSeconds;
  if (typeof grace === 'number') {
    const graceAt = `${at}.terminationGracePeriodSeconds`;
    if (grace <= 0) errors.push(invalidValue(graceAt, grace, 'must be greater than 0'));
    if (kind === 'readinessProbe') errors.push(invalidValue(graceAt, grace, 'must not be set for readinessProbes'));
  }
  if (kind !== 'readinessProbe' && numberOf(probe.successThreshold) !== 1) {
    errors.push(invalidValue(`${at}.successThreshold`, numberOf(probe.successThreshold), 'must be 1'));
  }
  return errors;
}

/** `graceSeconds` is how long the pod has to end, which bounds a preStop sleep. */
export function validateLifecycle(container: Fields, graceSeconds: number | undefined, path: string): FieldError[] {
  const lifecycle = structOf(container.lifecycle);
  if (!lifecycle) return [];
  return ['postStart', 'preStop'].flatMap((hook) => {
    const handler = structOf(lifecycle[hook]);
    return handler ? validateHandler(handler, graceSeconds, `${path}.lifecycle.${hook}`) : [];
  });
}

function validateHandler(handler: Fields, graceSeconds: number | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  for (const kind of HANDLERS) {
    const action = structOf(handler[kind]);
    if (!action) continue;
    count++;
    if (count > 1) errors.push(forbidden(`${path}.${kind}`, 'may not specify more than 1 handler type'));
    else errors.push(...validateAction(kind, action, graceSeconds, `${path}.${kind}`));
  }
  if (count === 0) errors.push(required(path, 'must specify a handler type'));
  return errors;
}

function validateAction(
  kind: (typeof HANDLERS)[number],
  action: Fields,
  graceSeconds: number | undefined,
  path: string,
): FieldError[] {
  switch (kind) {
    case 'exec':
      return listOf(action.command).length === 0 ? [required(`${path}.command`)] : [];
    case 'httpGet':
      return [
        ...checkRequiredText(`${path}.path`, action.path),
        ...validatePort(action.port, `${path}.port`),
        ...checkOneOf(`${path}.scheme`, action.scheme, ['HTTP', 'HTTPS']),
        ...listOf(action.httpHeaders).flatMap((header) =>
          problemsAt(`${path}.httpHeaders`, header.name, headerNameProblems(textOf(header.name))),
        ),
      ];
    case 'sleep': {
      const seconds = numberOf(action.seconds);
      if (graceSeconds === undefined || (seconds >= 0 && seconds <= graceSeconds)) return [];
      const bound = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
      return [invalidValue(path, seconds, bound)];
    }
    default:
      return validatePort(action.port, `${path}.port`);
  }
}

/** A port number or the name of a container port. */
export function validatePort(port: unknown, path: string): FieldError[] {
  if (typeof port === 'string') return problemsAt(path, port, portNameProblems(port));
  return problemsAt(path, numberOf(port), portProblems(numberOf(port)));
}
