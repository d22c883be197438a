/** Go templates as a tree. Upstream: Go text/template/parse, as far as kubectl users write them. */
import { CommandError } from '../command-error';

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipe: Pipe }
  | {
      readonly kind: 'branch';
      readonly word: 'if' | 'with' | 'range';
      readonly pipe: Pipe;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    }
  | { readonly kind: 'leave'; readonly word: 'break' | 'continue' };

export interface Pipe {
  /** `$key, $value :=` before the commands. */
  readonly variables: readonly string[];
  readonly commands: readonly (readonly Operand[])[];
}

export type Operand =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'function'; readonly name: string }
  /** `.a.b`, `$x.a`, `(pipe).a`. */
  | { readonly kind: 'path'; readonly from: '.' | string | Pipe; readonly names: readonly string[] };

const ACTION = /\{\{(-(?=\s))?\s*([\s\S]*?)\s*((?<=\s)-)?\}\}/g;
const TOKEN =
  /\s*("(?:[^"\\]|\\.)*"|`[^`]*`|:=|[()|,=]|-?\d+(?:\.\d+)?|\$?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|\$(?:\.[A-Za-z_]\w*)*|(?:\.[A-Za-z_]\w*)+|\.)/y;

/** Throws `CommandError` with a sentence about what cannot be read. */
export function parseGoTemplate(template: string): readonly TemplateNode[] {
  const pieces: (string | { readonly action: string })[] = [];
  let at = 0;
  let trims = false;
  for (const match of template.matchAll(ACTION)) {
    let text = template.slice(at, match.index);
    if (trims) text = text.trimStart();
    if (match[1]) text = text.trimEnd();
    pieces.push(text, { action: match[2] ?? '' });
    trims = match[3] !== undefined;
    at = match.index + match[0].length;
  }
  const rest = template.slice(at);
  if (rest.includes('{{')) throw fail(template, 'unclosed action');
  pieces.push(trims ? rest.trimStart() : rest);
  const reader = new TreeReader(template, pieces);
  return reader.readAll();
}

function fail(template: string, problem: string): CommandError {
  return new CommandError(`error parsing template ${template}, template: output:1: ${problem}`);
}

class TreeReader {
  #next = 0;

  constructor(
    private readonly template: string,
    private readonly pieces: readonly (string | { readonly action: string })[],
  ) {}

  readAll(): readonly TemplateNode[] {
    const { nodes, end } = this.#readBody();
    if (end !== '') throw fail(this.template, `unexpected {{${end}}}`);
    return nodes;
  }

  /** Reads to the action that ends the body: `end`, `else …`, or nothing more. */
  #readBody(): { readonly nodes: readonly TemplateNode[]; readonly end: string } {
    const nodes: TemplateNode[] = [];
    while (this.#next < this.pieces.length) {
      const piece = this.pieces[this.#next++] as string | { readonly action: string };
      if (typeof piece === 'string') {
        if (piece !== '') nodes.push({ kind: 'text', text: piece });
        continue;
      }
      const { action } = piece;
      if (action.startsWith('/*')) continue;
      const [, word = '', rest = ''] = /^([a-z]+)\b\s*([\s\S]*)$/.exec(action) ?? [];
      if (word === 'end' || word === 'else') return { nodes, end: action };
      if (word === 'if' || word === 'with' || word === 'range') nodes.push(this.#readBranch(word, rest));
      else if (word === 'break' || word === 'continue') nodes.push({ kind: 'leave', word });
      else nodes.push({ kind: 'print', pipe: this.#readPipe(action) });
    }
    return { nodes, end: '' };
  }

  #readBranch(word: 'if' | 'with' | 'range', condition: string): TemplateNode {
    const pipe = this.#readPipe(condition);
    const { nodes: body, end } = this.#readBody();
    if (end === '') throw fail(this.template, 'unexpected EOF');
    if (!end.startsWith('else')) return { kind: 'branch', word, pipe, body, otherwise: [] };
    const [, again, rest = ''] = /^else\s+(if|with)\s+([\s\S]*)$/.exec(end) ?? [];
    if (again === 'if' || again === 'with') {
      return { kind: 'branch', word, pipe, body, otherwise: [this.#readBranch(again, rest)] };
    }
    const { nodes: otherwise, end: last } = this.#readBody();
    if (last !== 'end') throw fail(this.template, last === '' ? 'unexpected EOF' : `unexpected {{${last}}}`);
    return { kind: 'branch', word, pipe, body, otherwise };
  }

  #readPipe(text: string): Pipe {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const token = TOKEN.exec(text)?.[1];
      if (token === undefined) throw fail(this.template, `unexpected ${JSON.stringify(text)} in command`);
      tokens.push(token);
    }
    const { pipe, rest } = this.#takePipe(tokens);
    if (rest.length > 0) throw fail(this.template, `unexpected "${rest[0]}" in operand`);
    return pipe;
  }

  #takePipe(given: readonly string[]): { readonly pipe: Pipe; readonly rest: readonly string[] } {
    let tokens = given;
    const assignment = tokens.findIndex((token) => token === ':=' || token === '=');
    const variables =
      assignment > 0 && assignment <= 3 ? tokens.slice(0, assignment).filter((token) => token !== ',') : [];
    if (variables.length > 0) tokens = tokens.slice(assignment + 1);
    const commands: Operand[][] = [[]];
    while (tokens.length > 0 && tokens[0] !== ')') {
      const token = tokens[0] as string;
      tokens = tokens.slice(1);
      if (token === '|') commands.push([]);
      else if (token === '(') {
        const inner = this.#takePipe(tokens);
        if (inner.rest[0] !== ')') throw fail(this.template, 'unclosed left paren');
        tokens = inner.rest.slice(1);
        const names = /^\.\w/.test(tokens[0] ?? '') ? (tokens[0] as string).slice(1).split('.') : [];
        if (names.length > 0) tokens = tokens.slice(1);
        commands.at(-1)?.push({ kind: 'path', from: inner.pipe, names });
      } else commands.at(-1)?.push(this.#readOperand(token));
    }
    if (commands.some((command) => command.length === 0)) throw fail(this.template, 'missing value for command');
    return { pipe: { variables, commands }, rest: tokens };
  }

  #readOperand(token: string): Operand {
    if (token.startsWith('"')) return { kind: 'value', value: JSON.parse(token) };
    if (token.startsWith('`')) return { kind: 'value', value: token.slice(1, -1) };
    if (/^-?\d/.test(token)) return { kind: 'value', value: Number(token) };
    if (token === 'true' || token === 'false') return { kind: 'value', value: token === 'true' };
    if (token === 'nil') return { kind: 'value', value: null };
    if (token.startsWith('.')) return { kind: 'path', from: '.', names: token.slice(1).split('.').filter(Boolean) };
    if (token.startsWith('$')) {
      const [from = '$', ...names] = token.split('.');
      return { kind: 'path', from, names };
    }
    if (!/^[A-Za-z_]\w*$/.test(token)) throw fail(this.template, `unexpected "${token}" in operand`);
    return { kind: 'function', name: token };
  }
}
