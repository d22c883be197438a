/**
 * A Cucumber formatter that writes the whole report of a run: the page, its model, the messages and JUnit XML, and a
 * Markdown summary where GitHub asks for one.
 *
 * Given a file (`--format everynode/formatter:reports/conformance.html`) the page goes there; the other files go to the
 * folder that the option `everynode.outDir` names, by default `reports`.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Formatter, type IFormatterOptions } from '@cucumber/cucumber';
import { JUnitXmlPrinter } from '@cucumber/junit-xml-formatter';
import type { Envelope } from '@cucumber/messages';
import { attachToRun } from './attachments';
import { CATALOGUE_MEDIA_TYPE, type Requirement, readCatalogue } from './catalogue';
import { collectFrom } from './collect';
import { readEngineVersion } from './engine-version';
import { renderPieces } from './html';
import { renderMarkdown } from './markdown';
import { MessageIndex } from './message-index';
import { MessageLines } from './message-lines';
import { PARITY_FILE, readParityFile } from './parity-file';
import { printModel } from './print-model';
import { type AttachedRunFacts, factsOf, pickCiFacts, RUN_MEDIA_TYPE } from './run-facts';
import { keepTimeline } from './timeline-text';

/** What `formatOptions.everynode` may say. */
export interface ReportFormatterOptions {
  readonly seed?: string;
  /** Which world the scenarios ran in; by default the one that the world parameters name. */
  readonly world?: string;
  /** Where the files go, from the working directory. */
  readonly outDir?: string;
  /** Path of the catalogue, from the working directory; by default `features/catalogue.yaml`. */
  readonly catalogue?: string;
  readonly engineVersion?: string;
  /** False when the run's own configuration writes `messages.ndjson` and `junit.xml`. */
  readonly messages?: boolean;
  /** Leaves out wall times, so that two runs with one seed give the same bytes. */
  readonly stable?: boolean;
}

export default class ReportFormatter extends Formatter {
  static override readonly documentation = 'Writes the conformance report: page, model, messages, JUnit XML';

  readonly #index = new MessageIndex();
  readonly #lines = new MessageLines();
  #junitText = '';
  readonly #junit = new JUnitXmlPrinter({}, (text) => {
    this.#junitText += text;
  });
  readonly #options: ReportFormatterOptions;
  readonly #cwd: string;
  readonly #isForFile: boolean;

  constructor(options: IFormatterOptions) {
    super(options);
    this.#options = (options.parsedArgvOptions.everynode ?? {}) as ReportFormatterOptions;
    this.#cwd = options.cwd;
    this.#isForFile = (options.stream as unknown) !== process.stdout && !('isTTY' in options.stream);
    options.eventBroadcaster.on('envelope', (envelope: Envelope) => this.#take(envelope));
  }

  override async finished(): Promise<void> {
    this.#write();
    await super.finished();
  }

  #take(envelope: Envelope): void {
    this.#index.add(envelope);
    if (this.#options.messages === false) return;
    this.#lines.add(envelope);
    // It would keep these, and tells of neither.
    if (!envelope.testStepStarted && !envelope.attachment) this.#junit.update(envelope);
  }

  #write(): void {
    const { catalogue = 'features/catalogue.yaml', outDir = 'reports', messages = true } = this.#options;
    const { seed, world, engineVersion = readEngineVersion(), stable } = this.#options;
    const folder = resolve(this.#cwd, outDir);
    const requirements = readRequirements(resolve(this.#cwd, catalogue));
    const origin = { engineVersion, env: process.env };
    // Beside the report, or where `npm test` leaves it.
    const parity =
      readParityFile(join(folder, PARITY_FILE), origin) ??
      readParityFile(resolve(this.#cwd, 'reports', PARITY_FILE), origin);
    const facts: AttachedRunFacts = {
      ...pickCiFacts(factsOf(this.#index.aboutRun, 0, { env: process.env })),
      engineVersion,
      ...(world === undefined ? {} : { world }),
      ...(seed === undefined ? {} : { seed: String(seed) }),
      ...(parity === undefined ? {} : { parity }),
    };
    // What Cucumber does not know travels with its messages, so that a report built from them alone has it too.
    this.#take(attachToRun(CATALOGUE_MEDIA_TYPE, requirements));
    this.#take(attachToRun(RUN_MEDIA_TYPE, facts));
    const options = { readTimeline: keepTimeline, ...(stable === undefined ? {} : { stable }) };
    const model = collectFrom(this.#index, requirements, options);
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    mkdirSync(folder, { recursive: true });
    const modelText = printModel(model);
    const page = renderPieces(model, modelText);
    if (this.#isForFile) for (const piece of page) this.log(piece);
    else write('conformance.html', page.join(''));
    write('conformance.json', `${modelText}\n`);
    if (messages) {
      this.#lines.write(join(folder, 'messages.ndjson'));
      write('junit.xml', this.#junitText);
    }
    const summary = process.env.GITHUB_STEP_SUMMARY;
    if (summary) appendFileSync(summary, renderMarkdown(model));
  }
}

/** A catalogue with a mistake costs the page its requirements, and not the run its report. */
function readRequirements(path: string): readonly Requirement[] {
  try {
    return readCatalogue(path);
  } catch (error) {
    process.stderr.write(`The report lists no requirements: ${(error as Error).message}\n`);
    return [];
  }
}
