/** `-o go-template=…`. Upstream: cli-runtime pkg/printers/template.go on Go's text/template, v1.36. */
import { CommandError } from '../command-error';
import { FUNCTIONS, isTrue } from './go-template-functions';
import { type Operand, type Pipe, parseGoTemplate, type TemplateNode } from './go-template-parser';
import { printGoValue, quote } from './go-text';

/** Variables by name; `$` is the whole value. */
type Scope = Map<string, unknown>;

/** Thrown by `{{break}}` and `{{continue}}`, caught by the loop. */
class Leave {
  constructor(readonly word: 'break' | 'continue') {}
}

/** Renders values with a template. Throws `CommandError` for a template or a value that does not fit it. */
export function compileGoTemplate(template: string): (value: unknown) => string {
  const nodes = parseGoTemplate(template);
  return (value) => {
    const output: string[] = [];
    try {
      render(nodes, value, new Map([['$', value]]), output);
    } catch (error) {
      if (!(error instanceof TemplateFailure)) throw error;
      throw new CommandError(
        `error executing template ${quote(template)}: template: output:1: executing "output": ${error.message}`,
      );
    }
    return output.join('');
  };
}

class TemplateFailure extends Error {}

function render(nodes: readonly TemplateNode[], dot: unknown, scope: Scope, output: string[]): void {
  for (const node of nodes) {
    if (node.kind === 'text') output.push(node.text);
    else if (node.kind === 'leave') throw new Leave(node.word);
    else if (node.kind === 'branch') renderBranch(node, dot, new Map(scope), output);
    else {
      const value = evaluate(node.pipe, dot, scope);
      if (node.pipe.variables.length > 0) continue;
      output.push(value === undefined || value === null ? '<no value>' : printGoValue(value));
    }
  }
}

type Branch = Extract<TemplateNode, { readonly kind: 'branch' }>;

function renderBranch(node: Branch, dot: unknown, scope: Scope, output: string[]): void {
  const { word, pipe, body, otherwise } = node;
  const value = evaluate(pipe, dot, scope);
  if (word === 'range') renderRange(node, value, dot, scope, output);
  else if (!isTrue(value)) render(otherwise, dot, scope, output);
  else render(body, word === 'with' ? value : dot, scope, output);
}

function renderRange({ pipe, body, otherwise }: Branch, value: unknown, dot: unknown, scope: Scope, output: string[]) {
  const entries = entriesOf(value);
  if (entries.length === 0) render(otherwise, dot, scope, output);
  const [first, second] = pipe.variables;
  for (const [key, item] of entries) {
    const inner = new Map(scope);
    if (second !== undefined) inner.set(first as string, key).set(second, item);
    else if (first !== undefined) inner.set(first, item);
    try {
      render(body, item, inner, output);
    } catch (error) {
      if (!(error instanceof Leave)) throw error;
      if (error.word === 'break') break;
    }
  }
}

/** Keys of maps come in order. */
function entriesOf(value: unknown): readonly (readonly [unknown, unknown])[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item, index) => [index, item]);
  if (typeof value === 'number') return Array.from({ length: value }, (_, index) => [index, index]);
  if (typeof value !== 'object') throw new TemplateFailure(`range can't iterate over ${printGoValue(value)}`);
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.keys(fields)
    .sort()
    .map((key) => [key, fields[key]]);
}

function evaluate({ variables, commands }: Pipe, dot: unknown, scope: Scope): unknown {
  let value: unknown;
  commands.forEach((command, index) => {
    value = run(command, dot, scope, index === 0 ? [] : [value]);
  });
  if (variables.length === 1) scope.set(variables[0] as string, value);
  return value;
}

function run(command: readonly Operand[], dot: unknown, scope: Scope, piped: readonly unknown[]): unknown {
  const [head, ...rest] = command as readonly [Operand, ...Operand[]];
  const values = [...rest.map((operand) => readOperand(operand, dot, scope)), ...piped];
  if (head.kind !== 'function') {
    if (values.length > 0) throw new TemplateFailure("can't give argument to non-function");
    return readOperand(head, dot, scope);
  }
  const call = FUNCTIONS.get(head.name);
  if (call === undefined) throw new CommandError(`error parsing template: function "${head.name}" not defined`);
  const problem = { text: '' };
  const answer = call(values, problem);
  if (problem.text !== '') throw new TemplateFailure(`error calling ${head.name}: ${problem.text}`);
  return answer;
}

function readOperand(operand: Operand, dot: unknown, scope: Scope): unknown {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'function') return run([operand], dot, scope, []);
  const { from, names } = operand;
  let value: unknown;
  if (typeof from !== 'string') value = evaluate(from, dot, scope);
  else if (from === '.') value = dot;
  else {
    if (!scope.has(from)) throw new CommandError(`error parsing template: undefined variable "${from}"`);
    value = scope.get(from);
  }
  names.forEach((name, index) => {
    if (value === undefined || value === null) {
      if (index > 0) throw new TemplateFailure(`nil pointer evaluating interface {}.${name}`);
      return;
    }
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw new TemplateFailure(`can't evaluate field ${name} in type interface {}`);
    }
    value = Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  });
  return value;
}
