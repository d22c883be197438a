/**
 * Whether an applied configuration is of its type, in the words of the typed converter.
 * Upstream: structured-merge-diff typed/{validate,helpers}.go, v6.
 */
import { ApiError } from '../../api/errors';
import { apiVersionOf, type ResourceDefinition } from '../../api/resources';
import { isFields, type JsonFields, printGo } from '../patch/json-value';
import { quoteGo } from '../schema/go-text';
import { fieldElement, type Path, type PathElement, printPath } from './field-set';
import { DEFAULT_KEYS, type MergeNode } from './list-types';
import { childNode, elementOf } from './typed-value';

/** Throws the server's refusal, code 500 without a reason, if the configuration does not fit its type. */
export function checkConfiguration(
  definition: ResourceDefinition,
  node: MergeNode,
  config: JsonFields,
  namespace: string,
  name: string,
): void {
  const problems: string[] = [];
  check(node, config, [], problems);
  if (problems.length === 0) return;
  const text = problems.length === 1 ? problems[0] : ['errors:', ...problems.map((each) => `  ${each}`)].join('\n');
  const kind = `${definition.group === '' ? '/v1' : apiVersionOf(definition)}, Kind=${definition.kind}`;
  throw new ApiError('Unknown', `failed to create typed patch object (${namespace}/${name}; ${kind}): ${text}`);
}

/** More of them would help nobody, and the answer to a hostile configuration stays short. */
const MAX_PROBLEMS = 100;

function check(node: MergeNode, value: unknown, path: Path, problems: string[]): void {
  if (value === null || value === undefined || problems.length >= MAX_PROBLEMS) return;
  const complain = (problem: string) => void problems.push(`${printPath(path)}: ${problem}`);
  switch (node.codec.kind) {
    case 'struct':
    case 'map':
      if (!isFields(value)) complain(`expected map, got ${printValue(value)}`);
      else checkFields(node, value, path, problems);
      return;
    case 'list':
      if (!Array.isArray(value)) complain(`expected list, got ${printValue(value)}`);
      else checkElements(node, value, path, problems, complain);
      return;
    case 'string':
    case 'bytes':
      if (typeof value !== 'string')
        complain(`expected string, got &value.valueUnstructured{Value:${printGoSyntax(value)}}`);
      return;
    case 'bool':
      if (typeof value !== 'boolean') complain(`expected boolean, got ${printValue(value)}`);
      return;
    case 'integer':
      if (typeof value !== 'number') complain(`expected numeric (int or float), got ${goTypeOf(value)}`);
      return;
    case 'raw':
      return;
    default:
      if (typeof value === 'object') complain(`expected any scalar, got ${printValue(value)}`);
  }
}

function checkFields(node: MergeNode, value: JsonFields, path: Path, problems: string[]): void {
  for (const key of Object.keys(value)) {
    const element = fieldElement(key);
    const inner = childNode(node, element);
    if (inner) check(inner, value[key], [...path, element], problems);
    else {
      problems.push(`${printPath([...path, element])}: field not declared in schema`);
      return; // Upstream looks no further in this struct.
    }
  }
}

function checkElements(
  node: MergeNode,
  items: readonly unknown[],
  path: Path,
  problems: string[],
  complain: (problem: string) => void,
): void {
  const inner = childNode(node, '') as MergeNode;
  const seen = new Set<PathElement>();
  for (const [index, item] of items.entries()) {
    const isAssociative = node.keys !== undefined || node.isSet === true;
    const problem = isAssociative ? elementProblem(node, item) : undefined;
    if (problem !== undefined) {
      complain(`element ${index}: ${problem}`);
      return;
    }
    const element = isAssociative ? elementOf(node, item) : fieldElement(String(index));
    if (isAssociative && seen.has(element)) complain(`duplicate entries for key ${printPath([element])}`);
    seen.add(element);
    check(inner, item, [...path, element], problems);
  }
}

function elementProblem({ keys }: MergeNode, item: unknown): string | undefined {
  if (keys === undefined) {
    if (item === null) return "associative list without keys has an element that's an explicit null";
    if (Array.isArray(item)) return 'not supported: associative list with lists as elements';
    return typeof item === 'object' ? "associative list without keys has an element that's a map type" : undefined;
  }
  if (item === null) return 'associative list with keys may not have a null element';
  if (!isFields(item)) return 'associative list with keys may not have non-map elements';
  if (keys.length === 1) {
    const key = keys[0] as string;
    return item[key] === undefined && DEFAULT_KEYS[key] === undefined ? omits(key) : undefined;
  }
  // With several keys it is enough that one is there.
  const hasAny = keys.some((key) => item[key] !== undefined);
  const missing = keys.find((key) => item[key] === undefined && DEFAULT_KEYS[key] === undefined);
  return !hasAny && missing !== undefined ? omits(missing) : undefined;
}

function omits(key: string): string {
  return `associative list with keys has an element that omits key field ${quoteGo(key)} (and doesn't have default value)`;
}

/** Go's `%v` of the wrapped value. */
function printValue(value: unknown): string {
  return `&{${printGo(value)}}`;
}

/** Go's `%#v`. */
function printGoSyntax(value: unknown): string {
  if (typeof value === 'string') return quoteGo(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(printGoSyntax).join(', ')}}`;
  if (isFields(value)) {
    const fields = Object.keys(value).sort();
    return `map[string]interface {}{${fields.map((key) => `${quoteGo(key)}:${printGoSyntax(value[key])}`).join(', ')}}`;
  }
  return value === null ? 'interface {}(nil)' : String(value);
}

function goTypeOf(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  return typeof value === 'object' ? 'map[string]interface {}' : typeof value === 'boolean' ? 'bool' : typeof value;
}
