/** Differences between two API objects as lines of text, cut to the fields that differ, sorted by path. */

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const show = (value: unknown): string => (value === undefined ? '(absent)' : JSON.stringify(value));

/** One line for each field: `spec.replicas: wanted 3, got 2`. Fields that `wanted` does not mention are not compared. */
export function diffObjects(wanted: unknown, got: unknown, path = ''): readonly string[] {
  if (isRecord(wanted) && isRecord(got)) {
    return Object.keys(wanted)
      .sort()
      .flatMap((field) => diffObjects(wanted[field], got[field], path === '' ? field : `${path}.${field}`));
  }
  if (Array.isArray(wanted) && Array.isArray(got) && wanted.length === got.length) {
    return wanted.flatMap((item, index) => diffObjects(item, got[index], `${path}[${index}]`));
  }
  return JSON.stringify(wanted) === JSON.stringify(got) ? [] : [`${path}: wanted ${show(wanted)}, got ${show(got)}`];
}
