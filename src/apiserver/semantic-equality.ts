/**
 * Equality as the API server means it: absent, null and empty lists are alike, and so are maps (API-DS-04). It compares
 * decoded objects: their quantities are canonical, and they hold no empty maps and no zero that is not said on purpose.
 * So an empty object in them is a struct, which says something: `emptyDir: {}`. Drafts may still hold empty metadata maps.
 * Upstream: apimachinery pkg/api/equality/semantic.go, v1.36.
 */

type Fields = Readonly<Record<string, unknown>>;

const METADATA_MAPS: ReadonlySet<string> = new Set(['labels', 'annotations']);

export function areSemanticallyEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isNothing(a)) return isNothing(b);
  if (typeof a !== 'object' || typeof b !== 'object' || b === null) return false;
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
    const right = Object.hasOwn(b, key) ? b[key] : undefined;
    if (left === right) continue;
    if (METADATA_MAPS.has(key) && isEmptyMap(left) && isEmptyMap(right)) continue;
    if (!areSemanticallyEqual(left, right)) return false;
  }
  for (const key in b) {
    if (Object.hasOwn(a, key) || isNothing(b[key])) continue;
    if (!METADATA_MAPS.has(key) || !isEmptyMap(b[key])) return false;
  }
  return true;
}

/** Absent, null, or an empty list. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function isEmptyMap(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  for (const _key in value as object) return false;
  return typeof value === 'object';
}
