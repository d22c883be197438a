/** JSON Patch, RFC 6902. Pure: the document is not changed, and shares with the result what the patch does not touch. */
import { ApiError } from '../../api/errors';
import { areEqualJson } from './json-value';

interface Operation {
  readonly op?: string;
  readonly path?: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** API-PATCH-01 */
const MAX_OPERATIONS = 10_000;

/** Throws `ApiError`: BadRequest for what is no patch, Invalid where an operation cannot be done. API-DEC-07 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    throw new ApiError(
      'BadRequest',
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    );
  }
  if (patch.length > MAX_OPERATIONS) {
    throw new ApiError(
      'Invalid',
      `the allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`,
      undefined,
      413,
    );
  }
  let result = document;
  for (const operation of patch as readonly Operation[]) result = applyOperation(result, operation);
  return result;
}

function refuse(): never {
  throw new ApiError('Invalid', 'the server rejected our request due to an error in our request', {});
}

function applyOperation(document: unknown, { op, path, from, value }: Operation): unknown {
  if (typeof path !== 'string') refuse();
  const target = parsePointer(path);
  switch (op) {
    case 'add':
      return setAt(document, target, value, 'insert');
    case 'replace':
      readAt(document, target);
      return setAt(document, target, value, 'replace');
    case 'remove':
      return removeAt(document, target);
    case 'move': {
      const source = parsePointer(from ?? refuse());
      return setAt(removeAt(document, source), target, readAt(document, source), 'insert');
    }
    case 'copy':
      return setAt(document, target, readAt(document, parsePointer(from ?? refuse())), 'insert');
    case 'test':
      if (!areEqualJson(readOptional(document, target) ?? null, value ?? null)) refuse();
      return document;
    default:
      return refuse();
  }
}

/** RFC 6901 */
function parsePointer(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) refuse();
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function readAt(document: unknown, path: readonly string[]): unknown {
  const value = readOptional(document, path);
  return value === undefined ? refuse() : value;
}

function readOptional(document: unknown, path: readonly string[]): unknown {
  let value: unknown = document;
  for (const token of path) {
    if (Array.isArray(value)) value = value[indexIn(value, token, value.length - 1)];
    else if (typeof value === 'object' && value !== null) {
      value = Object.hasOwn(value, token) ? (value as Record<string, unknown>)[token] : undefined;
    } else return undefined;
  }
  return value;
}

function indexIn(list: readonly unknown[], token: string, last: number): number {
  if (token === '-') return list.length;
  if (!/^(?:0|[1-9][0-9]*)$/.test(token)) refuse();
  const index = Number(token);
  return index > last ? refuse() : index;
}

function setAt(node: unknown, path: readonly string[], value: unknown, mode: 'insert' | 'replace'): unknown {
  const [token, ...rest] = path;
  if (token === undefined) return value;
  if (Array.isArray(node)) {
    const copy = [...node];
    if (rest.length > 0) {
      const index = indexIn(node, token, node.length - 1);
      copy[index] = setAt(node[index], rest, value, mode);
    } else if (mode === 'insert') copy.splice(indexIn(node, token, node.length), 0, value);
    else copy[indexIn(node, token, node.length - 1)] = value;
    return copy;
  }
  if (typeof node !== 'object' || node === null) refuse();
  const fields = node as Record<string, unknown>;
  if (rest.length > 0 && !Object.hasOwn(fields, token)) refuse();
  return { ...fields, [token]: setAt(fields[token], rest, value, mode) };
}

function removeAt(node: unknown, path: readonly string[]): unknown {
  const [token, ...rest] = path;
  if (token === undefined) return refuse();
  if (Array.isArray(node)) {
    const index = indexIn(node, token, node.length - 1);
    const copy = [...node];
    if (rest.length > 0) copy[index] = removeAt(node[index], rest);
    else copy.splice(index, 1);
    return copy;
  }
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, token)) refuse();
  const copy = { ...(node as Record<string, unknown>) };
  if (rest.length > 0) copy[token] = removeAt(copy[token], rest);
  else delete copy[token];
  return copy;
}
