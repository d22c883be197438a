/**
 * kubectl's JSONPath templates: `{.items[*].metadata.name}`, `{range …}{end}`, filters, unions, slices, quoted text.
 * Upstream: client-go util/jsonpath, v1.36.
 */
import { CommandError } from '../command-error';
import { encodeJson } from './go-text';

type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'descend' }
  | { readonly kind: 'union'; readonly names: readonly string[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number; readonly step: number }
  | { readonly kind: 'indices'; readonly indices: readonly number[] }
  | { readonly kind: 'filter'; readonly left: Operand; readonly operator: string; readonly right?: Operand };

type Operand = { readonly kind: 'path'; readonly path: Path } | { readonly kind: 'value'; readonly value: unknown };

interface Path {
  readonly fromRoot: boolean;
  readonly steps: readonly Step[];
}

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'range'; readonly path: Path; readonly body: readonly Part[] };

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
  return { render: (value) => renderParts(parts, value, value) };
}

/** Every value that a single expression finds, such as `{.status.numberReady}`, `.metadata.name` or `metadata.name`. */
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
  return (value) => evaluate(path, value, value);
}

function parseTemplate(template: string, fail: (why: string) => never): readonly Part[] {
  const stack: { readonly path?: Path; readonly parts: Part[] }[] = [{ parts: [] }];
  const top = (): Part[] => (stack.at(-1) as { parts: Part[] }).parts;
  let index = 0;
  while (index < template.length) {
    const open = template.indexOf('{', index);
    if (open < 0) {
      top().push({ kind: 'text', text: template.slice(index) });
      break;
    }
    if (open > index) top().push({ kind: 'text', text: template.slice(index, open) });
    const close = findClosingBrace(template, open);
    if (close < 0) fail('unclosed action');
    const action = template.slice(open + 1, close).trim();
    index = close + 1;
    if (action === 'end') {
      const frame = stack.pop();
      if (!frame?.path) fail('not in range');
      else top().push({ kind: 'range', path: frame.path, body: frame.parts });
    } else if (action.startsWith('range')) {
      stack.push({ path: parsePath(action.slice(5).trim(), fail), parts: [] });
    } else if (action.startsWith('"') || action.startsWith("'")) {
      top().push({ kind: 'text', text: unquote(action) });
    } else if (action !== '') {
      for (const word of splitActions(action)) {
        const isText = word.startsWith('"') || word.startsWith("'");
        top().push(isText ? { kind: 'text', text: unquote(word) } : { kind: 'path', path: parsePath(word, fail) });
      }
    }
  }
  if (stack.length > 1) fail('unclosed range');
  return (stack[0] as { parts: Part[] }).parts;
}

function findClosingBrace(template: string, open: number): number {
  let quoteMark = '';
  for (let index = open + 1; index < template.length; index++) {
    const character = template[index] as string;
    if (character === '\\') index++;
    else if (quoteMark !== '') {
      if (character === quoteMark) quoteMark = '';
    } else if (character === '"' || character === "'") quoteMark = character;
    else if (character === '}') return index;
  }
  return -1;
}

/** `{.a .b}` holds two expressions; spaces within brackets and quotes do not count. */
function splitActions(action: string): readonly string[] {
  const words: string[] = [];
  let depth = 0;
  let quoteMark = '';
  let word = '';
  for (const character of action) {
    if (quoteMark !== '') {
      if (character === quoteMark) quoteMark = '';
    } else if (character === '"' || character === "'") quoteMark = character;
    else if (character === '[' || character === '(') depth++;
    else if (character === ']' || character === ')') depth--;
    if (character === ' ' && depth === 0 && quoteMark === '') {
      if (word !== '') words.push(word);
      word = '';
    } else word += character;
  }
  return word === '' ? words : [...words, word];
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unquote(text: string): string {
  const body = text.slice(1, text.endsWith(text[0] as string) && text.length > 1 ? -1 : undefined);
  return body.replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);
}

function parsePath(text: string, fail: (why: string) => never): Path {
  const steps: Step[] = [];
  let index = 0;
  let fromRoot = false;
  if (text[0] === '$' || text[0] === '@') {
    fromRoot = text[0] === '$';
    index = 1;
  }
  while (index < text.length) {
    const character = text[index] as string;
    if (character === '.') {
      if (text[index + 1] === '.') {
        steps.push({ kind: 'descend' });
        index += 1;
        if (text[index + 1] === '[') index += 1;
        continue;
      }
      let name = '';
      index += 1;
      while (index < text.length && !'.['.includes(text[index] as string)) {
        if (text[index] === '\\') index++;
        name += text[index] ?? '';
        index++;
      }
      if (name === '*') steps.push({ kind: 'wildcard' });
      else if (name !== '') steps.push({ kind: 'field', name });
    } else if (character === '[') {
      const close = findClosingBracket(text, index);
      if (close < 0) fail('unterminated array');
      steps.push(parseBracket(text.slice(index + 1, close).trim(), fail));
      index = close + 1;
    } else {
      fail(`unrecognized character in action: ${JSON.stringify(character).replace(/"/g, "'")}`);
    }
  }
  return { fromRoot, steps };
}

function findClosingBracket(text: string, open: number): number {
  let depth = 0;
  let quoteMark = '';
  for (let index = open; index < text.length; index++) {
    const character = text[index] as string;
    if (quoteMark !== '') {
      if (character === quoteMark) quoteMark = '';
    } else if (character === '"' || character === "'") quoteMark = character;
    else if (character === '[') depth++;
    else if (character === ']' && --depth === 0) return index;
  }
  return -1;
}

const FILTER = /^\?\((.*)\)$/s;
const COMPARISON = /^(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)$/s;
const SLICE = /^(-?\d*):(-?\d*)(?::(\d*))?$/;

function parseBracket(text: string, fail: (why: string) => never): Step {
  const filter = FILTER.exec(text);
  if (filter) {
    const comparison = COMPARISON.exec((filter[1] as string).trim());
    if (!comparison) {
      return { kind: 'filter', left: parseOperand((filter[1] as string).trim(), fail), operator: 'exists' };
    }
    return {
      kind: 'filter',
      left: parseOperand(comparison[1] as string, fail),
      operator: comparison[2] as string,
      right: parseOperand(comparison[3] as string, fail),
    };
  }
  if (text === '*') return { kind: 'wildcard' };
  const slice = SLICE.exec(text);
  if (slice) {
    return {
      kind: 'slice',
      ...(slice[1] ? { from: Number(slice[1]) } : {}),
      ...(slice[2] ? { to: Number(slice[2]) } : {}),
      step: slice[3] ? Number(slice[3]) : 1,
    };
  }
  const items = text.split(',').map((item) => item.trim());
  if (items.every((item) => /^-?\d+$/.test(item))) return { kind: 'indices', indices: items.map(Number) };
  if (items.every((item) => /^(['"]).*\1$/.test(item))) return { kind: 'union', names: items.map(unquote) };
  return fail(`invalid array index ${text}`);
}

function parseOperand(text: string, fail: (why: string) => never): Operand {
  if (text.startsWith('@') || text.startsWith('$')) return { kind: 'path', path: parsePath(text, fail) };
  if (text.startsWith('"') || text.startsWith("'")) return { kind: 'value', value: unquote(text) };
  if (text === 'true' || text === 'false') return { kind: 'value', value: text === 'true' };
  if (text !== '' && !Number.isNaN(Number(text))) return { kind: 'value', value: Number(text) };
  return fail(`unrecognized character in action: ${text}`);
}

function renderParts(parts: readonly Part[], root: unknown, current: unknown): string {
  let output = '';
  for (const part of parts) {
    if (part.kind === 'text') output += part.text;
    else if (part.kind === 'path') output += evaluate(part.path, root, current).map(formatResult).join(' ');
    else for (const item of evaluate(part.path, root, current)) output += renderParts(part.body, root, item);
  }
  return output;
}

function formatResult(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? encodeJson(value) : String(value);
}

function evaluate(path: Path, root: unknown, current: unknown): readonly unknown[] {
  let values: readonly unknown[] = [path.fromRoot ? root : current];
  for (const step of path.steps) values = values.flatMap((value) => applyStep(step, value, root));
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

function applyStep(step: Step, value: unknown, root: unknown): readonly unknown[] {
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
      return [value, ...childrenOf(value).flatMap((child) => applyStep(step, child, root))];
    case 'indices':
      return Array.isArray(value)
        ? step.indices.map((index) => value.at(index)).filter((found) => found !== undefined)
        : [];
    case 'slice':
      return Array.isArray(value)
        ? value.slice(step.from, step.to).filter((_, index) => index % Math.max(1, step.step) === 0)
        : [];
    case 'filter':
      return Array.isArray(value) ? value.filter((item) => passes(step, item, root)) : [];
  }
}

function passes(filter: Extract<Step, { kind: 'filter' }>, item: unknown, root: unknown): boolean {
  const resolve = (operand: Operand): unknown =>
    operand.kind === 'value' ? operand.value : evaluate(operand.path, root, item)[0];
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
