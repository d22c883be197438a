/** `everynode run`: features on the embedded engine, through Cucumber's own runner. */
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { IFormatterOptions } from '@cucumber/cucumber';
import type { IPickleOrder, IRunConfiguration, IRunOptions, ISupportCodeLibrary } from '@cucumber/cucumber/api';
import { EXIT } from '../exit-code';
import { resolveFeaturePaths } from '../feature-paths';
import { RUN_HELP } from '../help';
import { loadCucumber } from '../load-cucumber';
import { rememberMatches } from '../match-memory';
import { findOwnSteps } from '../own-steps';
import { PACKAGE_ROOT, pathInBin } from '../package-root';
import { checkSeed, parseRunArguments, type RunArguments } from '../run-arguments';
import { UsageError } from '../usage-error';

/** What a run without a word about seeds uses, so that two people see the same. */
const DEFAULT_SEED = '1';

const FILTERS: ReadonlySet<string> = new Set(['--tags', '--name', '--shard']);

/** Gives the exit code. @throws UsageError when nothing can run. */
export async function run(args: readonly string[]): Promise<number> {
  const request = parseRunArguments(args);
  if (request.help) {
    process.stdout.write(RUN_HELP);
    return EXIT.passed;
  }
  const cwd = process.cwd();
  const seed = chooseSeed(request.seed);
  const { found, problems } = resolveFeaturePaths(cwd, request.paths);
  for (const problem of problems) process.stderr.write(`${problem}\n\n`);

  const configuration = await configure(request, seed, found, cwd);
  const outcome = await runAroundBrokenFeatures(configuration, found, cwd);
  if (outcome.scenarios === 0) {
    if (outcome.triedAll) throw new UsageError(describeNothingToRun(request));
    return EXIT.wrongUse;
  }
  announceReports(request.out, cwd);
  for (const uri of unique(outcome.broken)) process.stderr.write(`Not run, because it does not parse: ${uri}\n`);
  if (!outcome.success) return EXIT.failed;
  return problems.length + outcome.broken.length > 0 ? EXIT.wrongUse : EXIT.passed;
}

function chooseSeed(fromOption: string | undefined): string {
  const fromEnvironment = process.env.EVERYNODE_SEED;
  if (fromOption === undefined && fromEnvironment !== undefined) checkSeed(fromEnvironment, 'EVERYNODE_SEED');
  return fromOption ?? fromEnvironment ?? DEFAULT_SEED;
}

/** Cucumber's configuration: the user's file and options, then our steps, seed and reports. */
async function configure(
  request: RunArguments,
  seed: string,
  paths: readonly string[],
  cwd: string,
): Promise<IRunConfiguration> {
  const { loadConfiguration } = loadCucumber();
  if (request.config !== undefined && !existsSync(resolve(cwd, request.config))) {
    throw new UsageError(`There is no configuration file "${request.config}".`);
  }
  if (request.profiles.length > 0 && request.config === undefined && !hasConfigurationFile(cwd)) {
    throw new UsageError(`There is no profile "${request.profiles[0]}": this folder has no cucumber.js.`);
  }
  const { useConfiguration, runConfiguration } = await readAsUsage(() =>
    loadConfiguration({
      ...(request.config === undefined ? {} : { file: request.config }),
      profiles: [...request.profiles],
      provided: [...request.cucumber],
    }),
  );
  const isOurFolder = cwd === PACKAGE_ROOT;
  const own = isOurFolder ? { importPaths: [], requirePaths: [] } : findOwnSteps(cwd);
  const hasStdoutFormat = useConfiguration.format.some((format) => isForStdout(format));
  return {
    ...runConfiguration,
    sources: {
      ...runConfiguration.sources,
      paths: [...paths],
      order: chooseOrder(request, useConfiguration.order, seed),
    },
    support: {
      requireModules: [
        ...(own.requirePaths.length > 0 ? [pathInBin('typescript.js')] : []),
        ...useConfiguration.requireModule,
      ],
      requirePaths: unique([pathInBin('steps.js'), ...useConfiguration.require, ...own.requirePaths]),
      importPaths: unique([...useConfiguration.import, ...own.importPaths]),
      loaders: useConfiguration.loader,
    },
    runtime: {
      ...runConfiguration.runtime,
      worldParameters: { ...runConfiguration.runtime.worldParameters, seed },
    },
    plugins: {
      specifiers: [
        ...(runConfiguration.plugins?.specifiers ?? []),
        ...(runConfiguration.runtime.parallel > 0 ? [pathToFileURL(pathInBin('lean-documents.js')).href] : []),
      ],
      options: runConfiguration.plugins?.options ?? {},
    },
    formats: {
      ...runConfiguration.formats,
      stdout: hasStdoutFormat ? runConfiguration.formats.stdout : pathInBin('progress.js'),
      files: {
        ...dropOurPages(runConfiguration.formats.files),
        [join(request.out, 'conformance.html')]: REPORT_FORMATTER,
      },
      options: {
        ...runConfiguration.formats.options,
        everynode: {
          seed,
          world: runConfiguration.runtime.worldParameters.world ?? 'simulated',
          outDir: request.out,
          backtrace: useConfiguration.backtrace,
          strict: useConfiguration.strict,
        },
      },
    },
  };
}

/** The names under which Cucumber looks for its configuration. */
function hasConfigurationFile(cwd: string): boolean {
  return ['js', 'cjs', 'mjs', 'json', 'yaml', 'yml'].some((extension) =>
    existsSync(join(cwd, `cucumber.${extension}`)),
  );
}

/** `--order` decides, then a random order from the configuration file; else the seed shuffles. */
function chooseOrder(request: RunArguments, configured: IPickleOrder, seed: string): IPickleOrder {
  if (request.cucumber.includes('--order')) return configured;
  if (request.seed === undefined && configured !== 'defined') return configured;
  return `random:${seed}`;
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}

function isForStdout(format: string | readonly (string | undefined)[]): boolean {
  if (typeof format !== 'string') return format[1] === undefined;
  // `TYPE:PATH`; a lone colon belongs to a drive letter or a URL.
  return !/^("[^"]*"|[^:]+):(?!\/\/).+/.test(format);
}

/** Writes everything into the folder of its page. */
const REPORT_FORMATTER = pathInBin('formatter.js');

/** A configuration made for Cucumber's own command names our page; here `--out` says where it goes. */
function dropOurPages(files: Readonly<Record<string, string>>): Record<string, string> {
  const isOurs = (format: string) => format === 'everynode/formatter' || resolve(format) === REPORT_FORMATTER;
  return Object.fromEntries(Object.entries(files).filter(([, format]) => !isOurs(format)));
}

interface Outcome {
  readonly success: boolean;
  readonly scenarios: number;
  /** Feature files that do not parse. */
  readonly broken: readonly string[];
  /** False when every file was broken, so that there was nothing left to look through. */
  readonly triedAll: boolean;
}

/**
 * Cucumber runs nothing when one file does not parse. So the files that broke are left out of a second attempt; each
 * has been reported by then.
 */
async function runAroundBrokenFeatures(
  configuration: IRunConfiguration,
  paths: readonly string[],
  cwd: string,
): Promise<Outcome> {
  // Step files stay in Node's cache and register only once.
  const support = await loadSteps(configuration, cwd);
  const first = await runOnce({ ...configuration, support }, cwd);
  if (first.broken.length === 0) return first;
  const remaining = paths.filter(
    (path) => !first.broken.includes(relative(cwd, resolve(cwd, path)).replace(/(:\d+)+$/, '')),
  );
  if (remaining.length === 0 || remaining.length === paths.length) return { ...first, triedAll: false };
  const sources = { ...configuration.sources, paths: remaining };
  const second = await runOnce({ ...configuration, sources, support }, cwd);
  return { ...second, broken: first.broken };
}

/** Our phrases and the user's own steps, registered. */
async function loadSteps({ sources, support }: IRunConfiguration, cwd: string): Promise<ISupportCodeLibrary> {
  const { loadSupport } = loadCucumber();
  // Cucumber looks for features only to guess where step files are, and ours are named.
  const options = { sources: { ...sources, paths: sources.paths.slice(0, 1) }, support };
  const library = await readAsUsage(() => loadSupport(options, { cwd }));
  rememberMatches((library as IFormatterOptions['supportCodeLibrary']).stepDefinitions);
  return library;
}

async function runOnce(configuration: IRunOptions, cwd: string): Promise<Outcome> {
  const { runCucumber } = loadCucumber();
  let scenarios = 0;
  const broken: string[] = [];
  const { success } = await readAsUsage(() =>
    runCucumber(configuration, { cwd, stderr: muteParseErrors() }, (envelope) => {
      if (envelope.testCase !== undefined) scenarios++;
      if (envelope.parseError?.source.uri !== undefined) broken.push(envelope.parseError.source.uri);
    }),
  );
  return { success, scenarios, broken, triedAll: true };
}

/** The live summary has reported a feature that does not parse; Cucumber's own line would say it twice. */
function muteParseErrors(): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!chunk.toString().startsWith('Parse error in')) process.stderr.write(chunk);
      done();
    },
  });
}

/** Cucumber's complaints about profiles, options and step files are for the user: a sentence, not a stack. */
async function readAsUsage<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new UsageError(describeCauses(error));
  }
}

function describeCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'SyntaxError') return describeSyntaxError(error);
  // Cucumber's word for "one of my own parts": what it wraps says everything.
  if (error.message.startsWith('Cucumber errored') && error.cause !== undefined) return describeCauses(error.cause);
  const cause = error.cause === undefined ? '' : `\n  because: ${describeCauses(error.cause)}`;
  // A mistake in the user's own files needs its place; the first line of their code is enough.
  const place = /\n\s+at .*?\(?((?:file:\/\/)?[^\s()]+:\d+:\d+)\)?/.exec(error.stack ?? '')?.[1];
  const isTheirs = place !== undefined && !place.includes('node_modules') && !place.includes('node:');
  // The compiler of TypeScript names the place in its message, and adds the stack of its native code.
  const message = error.message.replace(/\s+Caused by:\s[\s\S]*Stack backtrace:[\s\S]*$/, '');
  return `${message}${isTheirs ? `\n  at ${place}` : ''}${cause}`;
}

/** Node writes the place of a mistake in a script above the error; of one in a module it says nothing. */
function describeSyntaxError({ message, stack = '' }: Error): string {
  const place = /^((?:file:\/\/)?\/?[^\n]+:\d+)\n/.exec(stack)?.[1]?.replace('file://', '');
  if (place !== undefined) return `${message}\n  at ${relative(process.cwd(), place)}`;
  return `${message}\n  in one of your step files, or in the configuration`;
}

function describeNothingToRun(request: RunArguments): string {
  const filters: string[] = [];
  request.cucumber.forEach((word, index) => {
    if (FILTERS.has(word)) filters.push(`${word} ${request.cucumber[index + 1]}`);
  });
  const asked = filters.join(' and ') || request.paths.join(', ') || 'features';
  const tags = filters.some((filter) => /^--tags [^@]*$/.test(filter)) ? ' A tag is written with its @.' : '';
  return `No scenario matches ${asked}: nothing ran.${tags}`;
}

function announceReports(out: string, cwd: string): void {
  const page = join(out, 'conformance.html');
  if (existsSync(resolve(cwd, page))) process.stdout.write(`Report: ${page}\n`);
}
