/** Finds the line in a manifest that a refusal of the API server speaks of. */
import { type Document, isMap, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import type { ApiError } from '../api/errors';

/** The line of the first refused field that the file holds, from 1; undefined where none can be found. */
export function locateField(text: string, documentLine: number, error: ApiError): number | undefined {
  const paths = [
    ...(error.details?.causes ?? []).map(({ field }) => field ?? ''),
    ...[...error.message.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)].map(([, field]) => field as string),
    // A wrong type: the path of the Go decoder has no indexes, so that it leads as far as the list.
    ...[...error.message.matchAll(/Go struct field [^.\s]+\.(\S+) of type/g)].map(([, field]) => field as string),
  ];
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter, version: '1.1', uniqueKeys: false, logLevel: 'silent' });
  if (!Array.isArray(documents)) return undefined;
  // The last document that begins at or before the object: a List holds several objects in one.
  const document = documents.filter(({ range }) => lineCounter.linePos(range[0]).line <= documentLine + 1).at(-1);
  if (!document || document.get('items') !== undefined) return undefined;
  for (const path of paths) {
    const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
    // A missing field is shown at what should hold it.
    for (let length = steps.length; length > 0; length--) {
      const start = startOf(document, steps.slice(0, length).map(asIndex));
      if (start !== undefined) return lineCounter.linePos(start).line;
    }
  }
  return undefined;
}

const asIndex = (step: string) => (/^\d+$/.test(step) ? Number(step) : step);

/** Where the key stands, or the item of a list. */
function startOf(document: Document, path: readonly (string | number)[]): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const name = path.at(-1);
  const found = isMap(parent)
    ? parent.items.map(({ key }) => key).find((key) => isScalar(key) && key.value === name)
    : document.getIn(path, true);
  return (found as { readonly range?: readonly number[] | null } | undefined)?.range?.[0];
}
