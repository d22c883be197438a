/**
 * Manifests as text: YAML or JSON, several documents, Lists. Reads YAML as kubectl does (YAML 1.1 booleans and octal
 * numbers, no sexagesimals, timestamps stay text, the last of two equal keys wins) and complains in kubectl's words,
 * while the error object also holds file, line and column for people who look at the file.
 */
import {
  isAlias,
  isMap,
  isPair,
  isSeq,
  LineCounter,
  parseDocument,
  type ScalarTag,
  type Tags,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type DocumentText, splitDocuments } from './manifest-documents';

export type ManifestFields = Readonly<Record<string, unknown>>;

/** One object of a manifest, deeply frozen: the same text gives the same objects. */
export interface ManifestObject {
  readonly object: ManifestFields;
  /** File name, or `STDIN`. */
  readonly source: string;
  /** Line in the file where the object's document begins, counted from 1. */
  readonly line: number;
}

/** A manifest that cannot be read. `message` is what kubectl prints after `error: `. */
export class ManifestError extends Error {
  constructor(
    message: string,
    readonly source: string,
    /** In the file, from 1; undefined where the text as a whole is at fault. */
    readonly line: number | undefined,
    readonly column: number | undefined,
    /** What stood before the mistake: kubectl handles it all the same. */
    readonly objectsBefore: readonly ManifestObject[] = [],
  ) {
    super(message);
    this.name = 'ManifestError';
  }
}

/** Deeper nesting than any Kubernetes object has; keeps hostile text from exhausting the stack. */
const MAX_DEPTH = 200;
/** How many nodes aliases may unfold to before the text counts as a bomb. */
const MAX_ALIAS_EXPANSION = 10_000;
const MAX_REMEMBERED_TEXTS = 200;
const MAX_REMEMBERED_LENGTH = 200_000;

const remembered = new Map<string, readonly ManifestObject[]>();

/**
 * Reads every object of a manifest, in order; empty documents are skipped and Lists are expanded.
 * KUBECTL-RES-05, KUBECTL-RES-08. Throws `ManifestError`.
 */
export function parseManifest(text: string, source = 'STDIN'): readonly ManifestObject[] {
  const key = `${source}\n${text}`;
  const known = remembered.get(key);
  if (known) return known;
  const objects: ManifestObject[] = [];
  for (const document of splitDocuments(text)) {
    try {
      if (document.separator !== '') throw refuseSeparator(document, source);
      const value = parseStreamed(document, source);
      if (value === null || value === undefined) continue;
      deepFreeze(value);
      collectObjects(value, source, document.line, objects);
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      throw new ManifestError(error.message, source, error.line, error.column, objects);
    }
  }
  if (text.length <= MAX_REMEMBERED_LENGTH) remember(key, objects);
  return objects;
}

/** Reads a single YAML or JSON value, such as the argument of `kubectl patch -p`. Throws `ManifestError`. */
export function parseYamlValue(text: string, source: string): unknown {
  return parseOneDocument(text, source, 1);
}

function remember(key: string, objects: readonly ManifestObject[]): void {
  if (remembered.size >= MAX_REMEMBERED_TEXTS) {
    for (const oldest of remembered.keys()) {
      remembered.delete(oldest);
      break;
    }
  }
  remembered.set(key, objects);
}

function collectObjects(value: unknown, source: string, line: number, into: ManifestObject[]): void {
  if (!isFields(value)) {
    throw new ManifestError(
      `error validating "${source}": error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false`,
      source,
      line,
      1,
    );
  }
  const { kind, items } = value;
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) {
    for (const item of items) collectObjects(item, source, line, into);
    return;
  }
  into.push({ object: value, source, line });
}

function isFields(value: unknown): value is ManifestFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Upstream: apimachinery pkg/util/yaml/decoder.go, YAMLReader.Read, v1.36. */
function refuseSeparator({ separator, line }: DocumentText, source: string): ManifestError {
  return new ManifestError(
    `error parsing ${source}: invalid Yaml document separator: ${separator}`,
    source,
    line,
    undefined,
  );
}

/**
 * Text that begins like JSON may still be YAML; if it is neither, its mistake as JSON is told.
 * Upstream: apimachinery pkg/util/yaml/decoder.go, YAMLOrJSONDecoder.Decode, v1.36.
 */
function parseStreamed({ text, line }: DocumentText, source: string): unknown {
  try {
    return parseOneDocument(text, source, line);
  } catch (error) {
    const isLikeJson = line === 1 && text.trimStart().startsWith('{') && parseJson(text) === undefined;
    // What has no place is no mistake of the syntax, but too deep or too large.
    if (!isLikeJson || !(error instanceof ManifestError) || error.column === undefined) throw error;
    const { column } = error;
    const { explainJsonStreamMistake } = require('./go-json-mistakes') as typeof import('./go-json-mistakes');
    throw new ManifestError(`error parsing ${source}: ${explainJsonStreamMistake(text)}`, source, error.line, column);
  }
}

function parseOneDocument(text: string, source: string, firstLine: number): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (trimmed.startsWith('{') || trimmed.startsWith('[')) {
    guardFlowDepth(trimmed, source, firstLine);
    const value = parseJson(trimmed);
    // Otherwise it is not JSON after all, but a YAML flow mapping.
    if (value !== undefined) return asJson(value, source);
  }
  return parseYaml(text, source, firstLine);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * YAML 1.1 as Go's yaml.v2 resolves it: no base-60 numbers, no number without a digit, and timestamps, binaries and sets
 * stay as they are written.
 */
const WITHOUT_TYPES_GO_IGNORES = (tags: Tags): Tags =>
  tags
    .filter((tag) => {
      if (typeof tag === 'string') return true;
      const isExotic = ['timestamp', 'binary', 'set', 'omap', 'pairs'].some((name) => tag.tag.endsWith(`:${name}`));
      return !isExotic && !('format' in tag && tag.format === 'TIME');
    })
    .map((tag) => {
      if (typeof tag === 'string' || !isPlainFloat(tag)) return tag;
      return { ...tag, test: new RegExp(`^(?=.*[0-9])${tag.test.source.replace(/^\^/, '')}`) };
    })
    .concat(OCTAL);

/** The tag of numbers like `1.5`, which the library also finds in a lone dot. */
function isPlainFloat(tag: Exclude<Tags[number], string>): tag is ScalarTag & { readonly test: RegExp } {
  return tag.tag.endsWith(':float') && 'test' in tag && tag.test instanceof RegExp && tag.test.test('1.5');
}

/** Characters that YAML does not know. Upstream: goyaml.v2 readerc.go. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are looked for.
const NOT_YAML = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]/;

/** `0o17`, which Go reads as a number and YAML 1.1 does not. */
const OCTAL: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text) => Number(text.replace(/[-+_]/g, '')) * (text.startsWith('-') ? -1 : 1),
};

/**
 * The value as it goes over the wire: no negative zero, no number that is none, and fields in alphabetical order, which
 * is the order in which the server complains about them. Go's maps print so.
 */
function asJson(value: unknown, source: string): unknown {
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value === 0 ? 0 : value;
    const shown = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
    const message = `error parsing ${source}: error converting YAML to JSON: json: unsupported value: ${shown}`;
    throw new ManifestError(message, source, undefined, undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => asJson(element, source));
  const fields = value as Record<string, unknown>;
  // `fromEntries` defines its fields, so that even `__proto__` is one.
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((key) => [key, asJson(fields[key], source)]),
  );
}

function parseYaml(text: string, source: string, firstLine: number): unknown {
  const lineCounter = new LineCounter();
  const fail = (sentence: string, offset: number | undefined, goLine?: number): never => {
    const position = offset === undefined ? undefined : lineCounter.linePos(offset);
    const line = goLine ?? position?.line;
    const where = line === undefined || line === 0 ? '' : `line ${line}: `;
    throw new ManifestError(
      `error parsing ${source}: error converting YAML to JSON: yaml: ${where}${sentence}`,
      source,
      position === undefined ? undefined : position.line + firstLine - 1,
      position?.col,
    );
  };
  try {
    if (NOT_YAML.test(text)) fail('control characters are not allowed', undefined);
    guardFlowDepth(text, source, firstLine);
    const document = parseDocument(text, {
      version: '1.1',
      merge: true,
      uniqueKeys: false,
      lineCounter,
      prettyErrors: false,
      customTags: WITHOUT_TYPES_GO_IGNORES,
      logLevel: 'silent',
    });
    const error = document.errors[0];
    // Go's reader decides, in its words; it is stricter than ours about tabs.
    if (error || text.includes('\t')) {
      // Most runs never see a mistake, and start sooner without the reader that explains it.
      const { findYamlMistake } =
        require('./go-yaml/find-yaml-mistake') as typeof import('./go-yaml/find-yaml-mistake');
      const mistake = findYamlMistake(text.endsWith('\n') ? text : `${text}\n`);
      if (mistake) fail(mistake.sentence, error?.pos[0] ?? offsetOfLine(text, mistake.line), mistake.line);
    }
    // Before anything else is asked of a node: to print one that is too deep would take for ever.
    visit(document, (_, node, path) => {
      if (path.length > MAX_DEPTH * 2) fail(`exceeded max depth of ${MAX_DEPTH}`, rangeStart(node));
    });
    let aliases = 0;
    visit(document, (_, node, path) => {
      if (isPair(node) && isComplex(node.key)) fail(`invalid map key: ${printKey(node.key)}`, undefined);
      if (isAlias(node)) {
        const target = node.resolve(document);
        if (target === undefined) fail(`unknown anchor '${node.source}' referenced`, undefined);
        else if (path.includes(target)) fail(`anchor '${node.source}' value contains itself`, undefined);
        if (isMap(target) || isSeq(target)) aliases += 1;
      }
      return undefined;
    });
    return asJson(document.toJS({ maxAliasCount: aliases === 0 ? -1 : MAX_ALIAS_EXPANSION }), source);
  } catch (error) {
    if (error instanceof ManifestError) throw error;
    if (error instanceof RangeError) return fail(`exceeded max depth of ${MAX_DEPTH}`, undefined);
    if (error instanceof ReferenceError && error.message.includes('alias'))
      return fail('document contains excessive aliasing', undefined);
    if (error instanceof Error && error.message.startsWith('Merge sources')) {
      return fail('map merge requires map or sequence of maps as the value', undefined);
    }
    throw error;
  }
}

function isComplex(key: unknown): key is YAMLMap | YAMLSeq {
  return isMap(key) || isSeq(key);
}

/** A key within a key would be quoted once more at each level, which doubles the text: it is only hinted at. */
function printKey(key: YAMLMap | YAMLSeq): string {
  let isNested = false;
  visit(key, {
    Pair(_, pair) {
      isNested ||= isComplex(pair.key);
    },
  });
  return isNested ? '{…}' : String(key);
}

function rangeStart(node: unknown): number | undefined {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  return range?.[0];
}

/** Counts open brackets outside of quotes, cheaply and without recursion. */
function guardFlowDepth(text: string, source: string, firstLine: number): void {
  let depth = 0;
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string;
    if (quote !== '') {
      if (character === '\\' && quote === '"') index++;
      else if (character === quote || character === '\n') quote = '';
    } else if (character === '"') quote = character;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (depth > MAX_DEPTH) {
      throw new ManifestError(
        `error parsing ${source}: error converting YAML to JSON: yaml: exceeded max depth of ${MAX_DEPTH}`,
        source,
        firstLine,
        undefined,
      );
    }
  }
}

/** Where the line (counted from 1) begins. */
function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let index = 1; index < line; index++) offset = text.indexOf('\n', offset) + 1;
  return offset;
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const child of Object.values(value)) deepFreeze(child);
}
