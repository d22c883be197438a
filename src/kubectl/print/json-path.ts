/**
 * kubectl's JSONPath templates: `{.items[*].metadata.name}`, `{range …}{end}`, filters, unions, slices, quoted text.
 * Upstream: client-go util/jsonpath, v1.36.
 */
import { CommandError } from '../command-error';
import { encodeJson, printGoSyntax, printGoValue, quote } from './go-text';
import { type Operand, type Part, type Path, parsePath, parseTemplate, type Step } from './json-path-parser';

export interface JsonPathTemplate {
  /** What the template prints for a value. */
  render(value: unknown): string;
}

/** Throws `CommandError` with kubectl's words for a template that cannot be read. */
export function compileJsonPath(template: string): JsonPathTemplate {
  const fail = (why: string): never => {
    throw new CommandError(`error parsing jsonpath ${template}, ${why}`);
  };
  const parts = parseTemplate(template, fail);
  return {
    render(value) {
      try {
        return renderParts(parts, value);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        throw new CommandError(describeFailure(template, value, error.message));
      }
    },
  };
}

/** Upstream: cli-runtime pkg/printers/jsonpath.go, PrintObj. */
function describeFailure(template: string, value: unknown, why: string): string {
  return (
    `error executing jsonpath ${quote(template)}: Error executing template: ${why}. ` +
    'Printing more information for debugging the template:\n' +
    `\ttemplate was:\n\t\t${template}\n` +
    `\tobject given to jsonpath engine was:\n\t\t${printGoSyntax(value)}\n\n\n`
  );
}

/**
 * Every value that a single expression finds, such as `{.status.numberReady}`, `.metadata.name` or `metadata.name`. What is
 * missing finds nothing; an index beyond a list's end throws `CommandError`.
 */
export function findByJsonPath(expression: string): (value: unknown) => readonly unknown[] {
  let inner = expression.trim();
  if (inner.startsWith('{') && inner.endsWith('}')) inner = inner.slice(1, -1);
  const fail = (why: string): never => {
    throw new CommandError(`error parsing jsonpath ${expression}, ${why}`);
  };
  const path = parsePath(
    inner.startsWith('.') || inner.startsWith('[') || inner.startsWith('$') ? inner : `.${inner}`,
    fail,
  );
  return (value) => evaluate(path, value);
}

function renderParts(parts: readonly Part[], current: unknown): string {
  let output = '';
  for (const part of parts) {
    if (part.kind === 'text') output += part.text;
    else if (part.kind === 'path') output += evaluate(part.path, current).map(formatResult).join(' ');
    else for (const item of evaluate(part.path, current)) output += renderParts(part.body, item);
  }
  return output;
}

function formatResult(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? encodeJson(value) : String(value);
}

function evaluate(path: Path, current: unknown): readonly unknown[] {
  let values: readonly unknown[] = [current];
  for (const step of path.steps) values = values.flatMap((value) => applyStep(step, value));
  return values;
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.keys(fields)
    .sort()
    .map((key) => fields[key]);
}

function applyStep(step: Step, value: unknown): readonly unknown[] {
  switch (step.kind) {
    case 'field':
    case 'union': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
      const names = step.kind === 'field' ? [step.name] : step.names;
      const fields = value as Readonly<Record<string, unknown>>;
      return names.map((name) => fields[name]).filter((found) => found !== undefined);
    }
    case 'wildcard':
      return childrenOf(value);
    case 'descend':
      return [value, ...childrenOf(value).flatMap((child) => applyStep(step, child))];
    case 'indices':
      // An index of -1 is the slice from there to the end. Upstream: parser.go, parseArray.
      return step.indices.flatMap((index) => sliceOf(value, index, index === -1 ? undefined : index + 1));
    case 'slice':
      return sliceOf(value, step.from, step.to).filter((_, index) => index % Math.max(1, step.step) === 0);
    case 'filter':
      if (value === null) return [];
      if (!Array.isArray(value)) {
        throw new CommandError(`${printGoValue(value)} is not array or slice and cannot be filtered`);
      }
      return value.filter((item) => passes(step, item));
    case 'identifier':
      throw new CommandError(
        step.name === 'end' ? 'not in range, nothing to end' : `unrecognized identifier ${step.name}`,
      );
  }
}

/** Upstream: jsonpath.go, evalArray. */
function sliceOf(value: unknown, givenFrom = 0, givenTo?: number): readonly unknown[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new CommandError(`${goTypeOf(value)} is not array or slice`);
  const { length } = value;
  const from = givenFrom < 0 ? givenFrom + length : givenFrom;
  const to = givenTo === undefined ? length : givenTo < 0 ? givenTo + length : givenTo;
  if (from === to) return [];
  const complain = (index: number): never => {
    throw new CommandError(`array index out of bounds: index ${index}, length ${length}`);
  };
  if (from >= length || from < 0) complain(from);
  if (to > length || to < 0) complain(to - 1);
  if (from > to) throw new CommandError(`starting index ${from} is greater than ending index ${to}`);
  return value.slice(from, to);
}

function goTypeOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return { string: 'string', boolean: 'bool' }[typeof value as string] ?? 'map[string]interface {}';
}

function passes(filter: Extract<Step, { kind: 'filter' }>, item: unknown): boolean {
  const resolve = (operand: Operand): unknown =>
    operand.kind === 'value' ? operand.value : evaluate(operand.path, item)[0];
  const left = resolve(filter.left);
  if (filter.operator === 'exists') return left !== undefined;
  if (left === undefined || filter.right === undefined) return false;
  const right = resolve(filter.right);
  switch (filter.operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return (left as number) < (right as number);
    case '>':
      return (left as number) > (right as number);
    case '<=':
      return (left as number) <= (right as number);
    default:
      return (left as number) >= (right as number);
  }
}
