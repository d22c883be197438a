/**
 * Command-line flags as pflag reads them: `--name value`, `--name=value`, `-n value`, `-nvalue`, combined short
 * switches, `--` ends the flags, flags and arguments in any order. Error texts are pflag's.
 */
import { CommandError, usageError } from './command-error';

export type FlagType = 'switch' | 'text' | 'list' | 'integer' | 'duration';

export interface FlagDefinition {
  readonly name: string;
  readonly short?: string;
  readonly type: FlagType;
  /** Value of a flag given without one (`--cascade`, `--dry-run`); such a flag never takes the next word. */
  readonly bare?: string;
}

export function defineSwitch(name: string, short?: string): FlagDefinition {
  return { name, type: 'switch', bare: 'true', ...(short ? { short } : {}) };
}

export function defineFlag(name: string, type: FlagType = 'text', short?: string, bare?: string): FlagDefinition {
  return { name, type, ...(short ? { short } : {}), ...(bare === undefined ? {} : { bare }) };
}

/** Flags of every kubectl command. Those about connections and logs are accepted and change nothing. */
export const GLOBAL_FLAGS: readonly FlagDefinition[] = [
  defineFlag('namespace', 'text', 'n'),
  defineFlag('server', 'text', 's'),
  defineFlag('v', 'integer', 'v'),
  ...[
    'context',
    'cluster',
    'user',
    'kubeconfig',
    'token',
    'as',
    'as-uid',
    'kuberc',
    'request-timeout',
    'cache-dir',
    'certificate-authority',
  ]
    .concat(['client-certificate', 'client-key', 'tls-server-name', 'profile', 'profile-output', 'log-flush-frequency'])
    .concat(['username', 'password', 'vmodule'])
    .map((name) => defineFlag(name)),
  defineFlag('as-group', 'list'),
  defineFlag('as-user-extra', 'list'),
  ...['insecure-skip-tls-verify', 'match-server-version', 'warnings-as-errors', 'disable-compression'].map((name) =>
    defineSwitch(name),
  ),
  defineSwitch('help', 'h'),
];

/** The flags of one call, checked for their types. */
export class FlagValues {
  constructor(private readonly values: ReadonlyMap<string, readonly string[]>) {}

  /** True if the flag was written, with whatever value. */
  has(name: string): boolean {
    return this.values.has(name);
  }

  text(name: string, fallback = ''): string {
    return this.values.get(name)?.at(-1) ?? fallback;
  }

  isOn(name: string, fallback = false): boolean {
    const value = this.values.get(name)?.at(-1);
    return value === undefined ? fallback : TRUE_WORDS.has(value);
  }

  integer(name: string, fallback: number): number {
    const value = this.values.get(name)?.at(-1);
    return value === undefined ? fallback : Number(value);
  }

  durationMs(name: string, fallbackMs: number): number {
    const value = this.values.get(name)?.at(-1);
    return value === undefined ? fallbackMs : (parseGoDuration(value) ?? fallbackMs);
  }

  /** Every value of a flag that may be repeated; commas separate too. */
  list(name: string): readonly string[] {
    return (this.values.get(name) ?? []).flatMap((value) => value.split(',')).filter((value) => value !== '');
  }

  /** All that was given, as `--name=value` each. Upstream: pflag's ParseAll. */
  spellOut(): readonly string[] {
    return [...this.values].flatMap(([name, values]) => values.map((value) => `--${name}=${value}`));
  }

  /** Every value of a flag that may be repeated, each as written. */
  each(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }
}

export interface ParsedArguments {
  readonly flags: FlagValues;
  readonly positional: readonly string[];
}

const TRUE_WORDS = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE_WORDS = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);
const INTEGER = /^[+-]?\d+$/;

interface FlagIndex {
  readonly byName: ReadonlyMap<string, FlagDefinition>;
  readonly byShort: ReadonlyMap<string, FlagDefinition>;
}

const indexes = new WeakMap<readonly FlagDefinition[], FlagIndex>();

/** A command's flags and the global ones; its own come first. */
function indexFlags(ownFlags: readonly FlagDefinition[]): FlagIndex {
  const known = indexes.get(ownFlags);
  if (known) return known;
  const byName = new Map<string, FlagDefinition>();
  const byShort = new Map<string, FlagDefinition>();
  for (const flag of [...ownFlags, ...GLOBAL_FLAGS]) {
    if (!byName.has(flag.name)) byName.set(flag.name, flag);
    if (flag.short && !byShort.has(flag.short)) byShort.set(flag.short, flag);
  }
  const index = { byName, byShort };
  indexes.set(ownFlags, index);
  return index;
}

/** Separates flags from arguments. Throws `CommandError` with pflag's text and a pointer to `--help`. */
export function parseArguments(
  words: readonly string[],
  ownFlags: readonly FlagDefinition[],
  command: string,
): ParsedArguments {
  const { byName, byShort } = indexFlags(ownFlags);
  const values = new Map<string, string[]>();
  const positional: string[] = [];
  const fail = (message: string): never => {
    // Its exit code 1 means a difference, so diff reports mistakes in its own way.
    if (command === 'diff') throw usageError(command, message);
    throw new CommandError(`${message}\nSee 'kubectl ${command} --help' for usage.`);
  };
  const set = (definition: FlagDefinition, value: string): void => {
    const complaint = complainAbout(definition, value);
    if (complaint) {
      const shown = definition.short ? `-${definition.short}, --${definition.name}` : `--${definition.name}`;
      fail(`invalid argument "${value}" for "${shown}" flag: ${complaint}`);
    }
    const list = values.get(definition.name);
    if (list) list.push(value);
    else values.set(definition.name, [value]);
  };
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (word === '--') {
      positional.push(...words.slice(index + 1));
      break;
    }
    if (word.length < 2 || word[0] !== '-') {
      positional.push(word);
    } else if (word[1] === '-') {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
      if (name === '' || name.startsWith('-')) fail(`bad flag syntax: ${word}`);
      const definition = byName.get(name) ?? fail(`unknown flag: --${name}`);
      if (equals >= 0) set(definition, word.slice(equals + 1));
      else if (definition.bare !== undefined) set(definition, definition.bare);
      else if (index + 1 < words.length) set(definition, words[++index] as string);
      else fail(`flag needs an argument: --${name}`);
    } else {
      for (let at = 1; at < word.length; at++) {
        const letter = word[at] as string;
        const definition =
          byShort.get(letter) ??
          fail(`unknown shorthand flag: '${letter}' in ${at === 1 ? word : `-${word.slice(at)}`}`);
        const rest = word.slice(at + 1);
        if (rest.startsWith('=')) set(definition, rest.slice(1));
        else if (definition.bare !== undefined) {
          set(definition, definition.bare);
          continue;
        } else if (rest !== '') set(definition, rest);
        else if (index + 1 < words.length) set(definition, words[++index] as string);
        else fail(`flag needs an argument: '${letter}' in ${word}`);
        break;
      }
    }
  }
  return { flags: new FlagValues(values), positional };
}

function complainAbout(definition: FlagDefinition, value: string): string | undefined {
  switch (definition.type) {
    case 'switch':
      return TRUE_WORDS.has(value) || FALSE_WORDS.has(value)
        ? undefined
        : `strconv.ParseBool: parsing "${value}": invalid syntax`;
    case 'integer':
      return INTEGER.test(value) ? undefined : `strconv.ParseInt: parsing "${value}": invalid syntax`;
    case 'duration':
      return parseGoDuration(value) === undefined ? explainDuration(value) : undefined;
    default:
      return undefined;
  }
}

const DURATION_PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/y;
const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of a Go duration such as `1m30s`; undefined if it is none. */
export function parseGoDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const body = text.replace(/^[+-]/, '');
  if (body === '0') return 0;
  if (body === '') return undefined;
  let total = 0;
  DURATION_PART.lastIndex = 0;
  while (DURATION_PART.lastIndex < body.length) {
    const part = DURATION_PART.exec(body);
    if (!part) return undefined;
    total += Number(part[1]) * (UNIT_MS[part[2] as string] ?? 0);
  }
  return sign * total;
}

function explainDuration(value: string): string {
  return /^[+-]?\d+(\.\d*)?$/.test(value)
    ? `time: missing unit in duration "${value}"`
    : `time: invalid duration "${value}"`;
}
