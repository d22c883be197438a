/** `everynode report`: the page of a run that is over, built again from its messages. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { findNearest } from '../../harness/suggest';
import { readCatalogue } from '../../report/catalogue';
import { collectReport, readEnvelopes } from '../../report/collect';
import { renderHtml } from '../../report/html';
import { EXIT } from '../exit-code';
import { UsageError } from '../usage-error';

const HELP = `everynode report FILE [--out PAGE] [--catalogue FILE]

Builds the report page again from the messages of a run, such as reports/messages.ndjson.
  --out PAGE          where to write (default: conformance.html beside the messages)
  --catalogue FILE    the list of requirements (default: features/catalogue.yaml, if it is there)
`;

const OPTIONS = ['--out', '--catalogue'];

/** Gives the exit code. @throws UsageError for wrong arguments, and for a file that cannot be read as messages. */
export function report(args: readonly string[]): number {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return EXIT.passed;
  }
  const { file, options } = readArguments(args);
  const page = options.get('--out') ?? join(dirname(file), 'conformance.html');
  const html = buildPage(file, options.get('--catalogue') ?? join('features', 'catalogue.yaml'));
  mkdirSync(dirname(resolve(page)), { recursive: true });
  writeFileSync(page, html);
  process.stdout.write(`Report: ${relative(process.cwd(), resolve(page))}\n`);
  return EXIT.passed;
}

function readArguments(args: readonly string[]): { file: string; options: ReadonlyMap<string, string> } {
  const files: string[] = [];
  const options = new Map<string, string>();
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] as string;
    if (!argument.startsWith('-')) {
      files.push(argument);
      continue;
    }
    if (!OPTIONS.includes(argument)) {
      const nearest = findNearest(argument, OPTIONS);
      throw new UsageError(
        `everynode report has no option ${argument}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`,
      );
    }
    const value = args[++index];
    if (value === undefined) throw new UsageError(`The option ${argument} needs a value after it.`);
    options.set(argument, value);
  }
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) {
    throw new UsageError('everynode report takes one file of messages, such as reports/messages.ndjson.');
  }
  return { file, options };
}

function buildPage(file: string, catalogue: string): string {
  try {
    return renderHtml(collectReport(readEnvelopes(readFileSync(file, 'utf8')), readCatalogue(catalogue)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new UsageError(`There is no file "${file}".`);
    throw new UsageError(`Cannot read ${file}: ${(error as Error).message}`);
  }
}
