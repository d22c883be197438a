/** JSON Merge Patch, RFC 7386: objects merge, null deletes, everything else replaces. API-PATCH-01 */
import { isFields } from './json-value';

export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const result: Record<string, unknown> = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (isFields(value)) result[key] = applyMergePatch(result[key], value);
    else result[key] = value;
  }
  return result;
}
