/**
 * Equality as the server sees it: an absent, null or empty list or map is one and the same (API-DS-04). Quantities need
 * no care here, because decoding stores them in their canonical spelling.
 * Upstream: apimachinery pkg/api/equality/semantic.go, v1.36.
 */

/** Fields where upstream holds a pointer to a struct: `{}` there says something else than absence. */
const POINTERS: ReadonlySet<string> = new Set([
  'affinity',
  'nodeAffinity',
  'podAffinity',
  'podAntiAffinity',
  'requiredDuringSchedulingIgnoredDuringExecution',
  'securityContext',
  'capabilities',
  'seccompProfile',
  'seLinuxOptions',
  'emptyDir',
  'dnsConfig',
  'lifecycle',
  'valueFrom',
  'selector',
  'labelSelector',
  'namespaceSelector',
  'rollingUpdate',
  'running',
  'waiting',
  'terminated',
]);

/** Plain numbers, flags and texts whose zero the API does not write. Other zeros, such as `runAsUser: 0`, say something. */
const ZERO_IS_ABSENT: ReadonlySet<string> = new Set([
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'hostPort',
  'hostIP',
  'unschedulable',
  'minReadySeconds',
  'initialDelaySeconds',
  'readOnly',
  'stdin',
  'stdinOnce',
  'tty',
  'value',
  'nodeName',
  'hostname',
  'subdomain',
  'priorityClassName',
  'reason',
  'message',
  'observedGeneration',
  'globalDefault',
  'publishNotReadyAddresses',
]);

const isZero = (value: unknown) => value === 0 || value === false || value === '';

type Fields = Readonly<Record<string, unknown>>;

export function areSemanticallyEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isEmpty(a)) return isEmpty(b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++) if (!areSemanticallyEqual(a[index], b[index])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  return haveEqualFields(a as Fields, b as Fields);
}

function haveEqualFields(a: Fields, b: Fields): boolean {
  for (const key in a) {
    const left = a[key];
    const right = b[key];
    if (left === right) continue;
    if (isZero(left) && isEmpty(right) && ZERO_IS_ABSENT.has(key)) continue;
    if (isZero(right) && isEmpty(left) && ZERO_IS_ABSENT.has(key)) continue;
    if (POINTERS.has(key) && (left === undefined || left === null) !== (right === undefined || right === null)) {
      return false;
    }
    if (!areSemanticallyEqual(left, right)) return false;
  }
  for (const key in b) {
    if (a[key] !== undefined) continue;
    const only = b[key];
    if (only === undefined || only === null) continue;
    if (isZero(only) && ZERO_IS_ABSENT.has(key)) continue;
    if (POINTERS.has(key) || !isEmpty(only)) return false;
  }
  return true;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const key in value) if ((value as Fields)[key] !== undefined) return false;
  return true;
}
