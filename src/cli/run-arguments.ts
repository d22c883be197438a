/** The command line of `everynode run`: our few options, and Cucumber's own, which are checked by name and handed on. */
import { findNearest } from '../harness/suggest';
import { UsageError } from './usage-error';

/** What the user asked for. */
export interface RunArguments {
  /** Files, folders or `file:line`; empty means `features`. */
  readonly paths: readonly string[];
  /** Undefined: EVERYNODE_SEED or the default decides. */
  readonly seed: string | undefined;
  /** Folder for the report files. */
  readonly out: string;
  readonly config: string | undefined;
  readonly profiles: readonly string[];
  /** Options that Cucumber reads itself, as they were typed. */
  readonly cucumber: readonly string[];
  readonly help: boolean;
}

interface Flag {
  readonly long: string;
  readonly short?: string;
  readonly takesValue: boolean;
  /** Ours are read here; Cucumber's are handed on. */
  readonly ours?: boolean;
}

const FLAGS: readonly Flag[] = [
  { long: '--seed', takesValue: true, ours: true },
  { long: '--out', takesValue: true, ours: true },
  { long: '--config', short: '-c', takesValue: true, ours: true },
  { long: '--profile', short: '-p', takesValue: true, ours: true },
  { long: '--help', short: '-h', takesValue: false, ours: true },
  { long: '--backtrace', short: '-b', takesValue: false },
  { long: '--dry-run', short: '-d', takesValue: false },
  { long: '--exit', takesValue: false },
  { long: '--force-exit', takesValue: false },
  { long: '--fail-fast', takesValue: false },
  { long: '--format', short: '-f', takesValue: true },
  { long: '--format-options', takesValue: true },
  { long: '--import', short: '-i', takesValue: true },
  { long: '--language', takesValue: true },
  { long: '--loader', short: '-l', takesValue: true },
  { long: '--name', takesValue: true },
  { long: '--no-strict', takesValue: false },
  { long: '--order', takesValue: true },
  { long: '--parallel', takesValue: true },
  { long: '--plugin', takesValue: true },
  { long: '--plugin-options', takesValue: true },
  { long: '--publish', takesValue: false },
  { long: '--require', short: '-r', takesValue: true },
  { long: '--require-module', takesValue: true },
  { long: '--retry', takesValue: true },
  { long: '--retry-tag-filter', takesValue: true },
  { long: '--shard', takesValue: true },
  { long: '--strict', takesValue: false },
  { long: '--tags', short: '-t', takesValue: true },
  { long: '--world-parameters', takesValue: true },
];

const FLAG_BY_NAME = new Map(FLAGS.flatMap((flag) => [flag.long, flag.short].map((name) => [name, flag] as const)));

/**
 * Reads what follows `everynode run`.
 * @throws UsageError for an unknown option (naming the nearest), a missing value, or a value that cannot be.
 */
export function parseRunArguments(args: readonly string[]): RunArguments {
  const values = new Map<string, string[]>();
  const paths: string[] = [];
  const cucumber: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] as string;
    if (!argument.startsWith('-') || argument === '-') {
      paths.push(argument);
      continue;
    }
    const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
    const name = equals === -1 ? argument : argument.slice(0, equals);
    const flag = FLAG_BY_NAME.get(name);
    if (flag === undefined) throw new UsageError(describeUnknownFlag(name));
    let value: string | undefined;
    if (flag.takesValue) {
      value = equals === -1 ? args[++index] : argument.slice(equals + 1);
      if (value === undefined) throw new UsageError(`The option ${name} needs a value after it.`);
      checkValue(flag.long, value);
    } else if (equals !== -1) {
      throw new UsageError(`The option ${name} takes no value.`);
    }
    if (flag.ours) values.set(flag.long, [...(values.get(flag.long) ?? []), value ?? 'true']);
    else cucumber.push(flag.long, ...(value === undefined ? [] : [value]));
  }
  return {
    paths,
    seed: values.get('--seed')?.at(-1),
    out: values.get('--out')?.at(-1) ?? 'reports',
    config: values.get('--config')?.at(-1),
    profiles: values.get('--profile') ?? [],
    cucumber,
    help: values.has('--help'),
  };
}

function describeUnknownFlag(name: string): string {
  const nearest = findNearest(
    name,
    FLAGS.map((flag) => flag.long),
  );
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  return `There is no option ${name}.${hint} \`everynode run --help\` lists them all.`;
}

/** Catches the values that Cucumber would answer with a stack trace, or not at all. */
function checkValue(flag: string, value: string): void {
  if (flag === '--seed') checkSeed(value, '--seed');
  if ((flag === '--parallel' || flag === '--retry') && !/^\d+$/.test(value)) {
    throw new UsageError(`${flag} takes a whole number, not "${value}".`);
  }
  if (flag === '--name') {
    try {
      new RegExp(value);
    } catch (error) {
      throw new UsageError(`--name takes a regular expression; "${value}" is none: ${(error as Error).message}.`);
    }
  }
  if (flag === '--order' && !/^(defined|reverse|random(:.+)?)$/.test(value)) {
    throw new UsageError(`--order takes defined, reverse, random or random:SEED, not "${value}".`);
  }
}

/** A seed is typed again by people, so it is a whole number. */
export function checkSeed(value: string, source: string): void {
  if (!/^\d{1,15}$/.test(value)) throw new UsageError(`${source} takes a whole number, not "${value}".`);
}
