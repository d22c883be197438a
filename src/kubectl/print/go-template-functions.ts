/** The functions of Go templates, and the two that kubectl adds. Upstream: Go text/template/funcs.go. */
import { printGoValue } from './go-text';

interface Problem {
  text: string;
}

type TemplateFunction = (values: readonly unknown[], problem: Problem) => unknown;

/** Whether `if` takes a value for true: anything but nothing, zero and empty. */
export function isTrue(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

const compare =
  (holds: (order: number) => boolean): TemplateFunction =>
  ([left, right], problem) => {
    if (typeof left !== typeof right) {
      problem.text = 'incompatible types for comparison';
      return false;
    }
    return holds((left as string) < (right as string) ? -1 : left === right ? 0 : 1);
  };

function index(values: readonly unknown[], problem: Problem): unknown {
  const [start, ...keys] = values;
  let value = start;
  for (const key of keys) {
    if (Array.isArray(value)) {
      if (typeof key !== 'number' || key < 0 || key >= value.length) {
        problem.text = `index out of range: ${printGoValue(key)}`;
        return undefined;
      }
      value = value[key];
    } else if (typeof value === 'object' && value !== null) {
      const name = String(key);
      value = Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
    } else {
      problem.text = 'index of untyped nil';
      return undefined;
    }
  }
  return value;
}

/** Whether an index would find something: kubectl's own. */
const exists: TemplateFunction = (values) => {
  const problem = { text: '' };
  const found = index(values, problem);
  return problem.text === '' && found !== undefined && found !== null;
};

const VERB = /%([-+#0 ]*\d*(?:\.\d+)?)([a-zA-Z%])/g;

function format(values: readonly unknown[]): string {
  let next = 1;
  return String(values[0] ?? '').replace(VERB, (_, flags: string, verb: string) => {
    if (verb === '%') return '%';
    const value = values[next++];
    const text =
      verb === 'q' ? JSON.stringify(String(value)) : verb === 'x' ? Number(value).toString(16) : printGoValue(value);
    const [, minus, zero, width = '0'] = /^(-?)(0?)(\d*)/.exec(flags) ?? [];
    if (minus) return text.padEnd(Number(width));
    return text.padStart(Number(width), zero && verb === 'd' ? '0' : ' ');
  });
}

const joinWords = (values: readonly unknown[], separator: string): string => values.map(printGoValue).join(separator);

export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['and', (values) => values.find((value) => !isTrue(value)) ?? values.at(-1)],
  ['or', (values) => values.find(isTrue) ?? values.at(-1)],
  ['not', ([value]) => !isTrue(value)],
  ['eq', ([first, ...others]) => others.some((other) => other === first)],
  ['ne', ([left, right]) => left !== right],
  ['lt', compare((order) => order < 0)],
  ['le', compare((order) => order <= 0)],
  ['gt', compare((order) => order > 0)],
  ['ge', compare((order) => order >= 0)],
  ['len', ([value], problem) => lengthOf(value, problem)],
  ['index', index],
  ['exists', exists],
  ['print', (values) => joinWords(values, '')],
  ['println', (values) => `${joinWords(values, ' ')}\n`],
  ['printf', format],
  ['base64decode', ([value]) => Buffer.from(String(value ?? ''), 'base64').toString('utf8')],
]);

function lengthOf(value: unknown, problem: Problem): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  problem.text = 'len of nil pointer';
  return 0;
}
