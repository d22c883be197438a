/** `everynode report`: the page of runs that are over, built again from their messages. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { findNearest } from '../../harness/suggest';
import { attachedCatalogue, type Requirement, readCatalogue } from '../../report/catalogue';
import { collectReport, readEnvelopes } from '../../report/collect';
import { compareWithBaseline } from '../../report/compare';
import { renderHtml } from '../../report/html';
import { renderMarkdownChanges } from '../../report/markdown';
import { REPORT_FORMAT, type ReportModel } from '../../report/model';
import { type NamedReport, putSideBySide } from '../../report/side-by-side';
import { EXIT } from '../exit-code';
import { UsageError } from '../usage-error';

const DEFAULT_FILE = join('reports', 'messages.ndjson');
const DEFAULT_CATALOGUE = join('features', 'catalogue.yaml');

const HELP = `everynode report FILE… [--baseline FILE] [--out PAGE] [--catalogue FILE]

Builds the report page again from the messages of a run, such as ${DEFAULT_FILE}.
Several files stand side by side, as columns of the matrix; scenarios and pictures are those of the first.
A conformance.json will do instead of messages.
  --baseline FILE     mark what is new, fixed, broken or slower since that run; FILE… is then ${DEFAULT_FILE}
                      unless it says otherwise
  --out PAGE          where to write (default: conformance.html beside the messages); the model goes beside it, as .json
  --catalogue FILE    the list of requirements (default: the one in the messages, or else ${DEFAULT_CATALOGUE})
`;

const OPTIONS = ['--baseline', '--out', '--catalogue'];

/** Gives the exit code. @throws UsageError for wrong arguments, and for a file that cannot be read as messages. */
export function report(args: readonly string[]): number {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return EXIT.passed;
  }
  const { files, options } = readArguments(args);
  const page = options.get('--out') ?? join(dirname(files[0]), 'conformance.html');
  const model = buildModel(files, options);
  mkdirSync(dirname(resolve(page)), { recursive: true });
  writeFileSync(page, renderHtml(model));
  writeFileSync(page.replace(/(\.html?)?$/, '.json'), `${JSON.stringify(model)}\n`);
  if (model.baseline) process.stdout.write(`${describeChanges(model.baseline)}\n`);
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary) appendFileSync(summary, renderMarkdownChanges(model));
  process.stdout.write(`Report: ${relative(process.cwd(), resolve(page))}\n`);
  return EXIT.passed;
}

type Files = readonly [string, ...string[]];

function readArguments(args: readonly string[]): { files: Files; options: ReadonlyMap<string, string> } {
  const files: string[] = [];
  const options = new Map<string, string>();
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] as string;
    if (!argument.startsWith('-')) {
      files.push(argument);
      continue;
    }
    const [name = '', ...inline] = argument.split('=');
    if (!OPTIONS.includes(name)) {
      const nearest = findNearest(name, OPTIONS);
      throw new UsageError(
        `everynode report has no option ${name}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`,
      );
    }
    const value = inline.length > 0 ? inline.join('=') : args[++index];
    if (value === undefined || value === '') throw new UsageError(`The option ${name} needs a value after it.`);
    options.set(name, value);
  }
  const [first = options.has('--baseline') ? DEFAULT_FILE : undefined, ...more] = files;
  if (first === undefined) {
    throw new UsageError(`everynode report takes the messages of a run, such as ${DEFAULT_FILE}.`);
  }
  return { files: [first, ...more], options };
}

function buildModel([first, ...more]: Files, options: ReadonlyMap<string, string>): ReportModel {
  const catalogue = options.get('--catalogue');
  const read = (file: string): NamedReport => ({ file, model: readModel(file, catalogue) });
  const reports: readonly [NamedReport, ...NamedReport[]] = [read(first), ...more.map(read)];
  const model = reports.length > 1 ? putSideBySide(reports) : reports[0].model;
  const baseline = options.get('--baseline');
  return baseline === undefined ? model : compareWithBaseline(model, readModel(baseline, catalogue));
}

function readModel(file: string, catalogue: string | undefined): ReportModel {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.startsWith(`{"format":"${REPORT_FORMAT}"`)) return JSON.parse(text) as ReportModel;
    const envelopes = readEnvelopes(text);
    return collectReport(envelopes, chooseCatalogue(catalogue, attachedCatalogue(envelopes)));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new UsageError(`There is no file "${file}".`);
    throw new UsageError(`Cannot read ${file}: ${(error as Error).message}`);
  }
}

function chooseCatalogue(asked: string | undefined, attached: readonly Requirement[] | undefined) {
  if (asked === undefined) return attached ?? readCatalogue(DEFAULT_CATALOGUE);
  if (!existsSync(asked)) throw new UsageError(`There is no catalogue "${asked}".`);
  return readCatalogue(asked);
}

function describeChanges({ changes, gone }: NonNullable<ReportModel['baseline']>): string {
  const words = [...Object.entries(changes), ['gone', gone.length] as const]
    .filter(([, count]) => count > 0)
    .map(([change, count]) => `${count} ${change}`);
  return `Since the baseline: ${words.join(', ') || 'nothing has changed'}`;
}
