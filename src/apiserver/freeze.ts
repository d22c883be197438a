/**
 * Freezes `value` and everything below it. A frozen part is taken to be frozen throughout, so the price of a write is
 * the price of what is new in it.
 */
export function freezeDeep<T>(value: T): T {
  // Nothing here is closed to new fields without being frozen, and this question is the faster one.
  if (typeof value !== 'object' || value === null || !Object.isExtensible(value)) return value;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') freezeDeep(item);
  } else {
    for (const key in value) {
      const field = value[key];
      if (typeof field === 'object') freezeDeep(field);
    }
  }
  return Object.freeze(value);
}

/** True if neither `value` nor anything below it can change any more. */
export function isFrozenDeep(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozenDeep);
}

/** Copies the parts of `value` that are not frozen, so that a client's own object is neither frozen nor shared. */
export function copyUnfrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return value.map(copyUnfrozen) as T;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const field = (value as Record<string, unknown>)[key];
    if (field !== undefined) copy[key] = copyUnfrozen(field);
  }
  return copy as T;
}
