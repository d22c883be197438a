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
import { collectReport } from './collect';
import { readEngineVersion } from './engine-version';
import { renderHtml } from './html';
import { renderMarkdown } from './markdown';
import { PARITY_FILE, readParityFile } from './parity-file';
import { type AttachedRunFacts, factsOf, pickCiFacts, RUN_MEDIA_TYPE } from './run-facts';

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

  readonly #envelopes: Envelope[] = [];
  readonly #options: ReportFormatterOptions;
  readonly #cwd: string;
  readonly #isForFile: boolean;

  constructor(options: IFormatterOptions) {
    super(options);
    this.#options = (options.parsedArgvOptions.everynode ?? {}) as ReportFormatterOptions;
    this.#cwd = options.cwd;
    this.#isForFile = (options.stream as unknown) !== process.stdout && !('isTTY' in options.stream);
    options.eventBroadcaster.on('envelope', (envelope: Envelope) => this.#envelopes.push(envelope));
  }

  override async finished(): Promise<void> {
    this.#write();
    await super.finished();
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
      ...pickCiFacts(factsOf(this.#envelopes, 0, { env: process.env })),
      ...(engineVersion === undefined ? {} : { engineVersion }),
      ...(world === undefined ? {} : { world }),
      ...(seed === undefined ? {} : { seed: String(seed) }),
      ...(parity === undefined ? {} : { parity }),
    };
    // What Cucumber does not know travels with its messages, so that a report built from them alone has it too.
    this.#envelopes.push(attachToRun(CATALOGUE_MEDIA_TYPE, requirements), attachToRun(RUN_MEDIA_TYPE, facts));
    const model = collectReport(this.#envelopes, requirements, stable === undefined ? {} : { stable });
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    mkdirSync(folder, { recursive: true });
    const modelText = JSON.stringify(model);
    const page = renderHtml(model, modelText);
    if (this.#isForFile) this.log(page);
    else write('conformance.html', page);
    write('conformance.json', `${modelText}\n`);
    if (messages) {
      write('messages.ndjson', this.#envelopes.map((envelope) => `${JSON.stringify(envelope)}\n`).join(''));
      write('junit.xml', this.#printJUnit());
    }
    const summary = process.env.GITHUB_STEP_SUMMARY;
    if (summary) appendFileSync(summary, renderMarkdown(model));
  }

  #printJUnit(): string {
    let xml = '';
    const printer = new JUnitXmlPrinter({}, (content) => {
      xml += content;
    });
    for (const envelope of this.#envelopes) printer.update(envelope);
    return xml;
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
