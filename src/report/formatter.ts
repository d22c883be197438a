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
import type { AttachmentContentEncoding, Envelope } from '@cucumber/messages';
import { type Requirement, readCatalogue } from './catalogue';
import { collectReport } from './collect';
import { renderHtml } from './html';
import { renderMarkdown } from './markdown';
import { type AttachedRunFacts, RUN_MEDIA_TYPE } from './run-facts';

/** What `formatOptions.everynode` may say. */
export interface ReportFormatterOptions {
  readonly seed?: string;
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
    const { seed, engineVersion = readEngineVersion(), stable } = this.#options;
    this.#envelopes.push(
      attachFacts({
        ...(engineVersion === undefined ? {} : { engineVersion }),
        ...(seed === undefined ? {} : { seed: String(seed) }),
      }),
    );
    const model = collectReport(this.#envelopes, readRequirements(resolve(this.#cwd, catalogue)), {
      env: process.env,
      ...(stable === undefined ? {} : { stable }),
    });
    const folder = resolve(this.#cwd, outDir);
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    mkdirSync(folder, { recursive: true });
    const page = renderHtml(model);
    if (this.#isForFile) this.log(page);
    else write('conformance.html', page);
    write('conformance.json', `${JSON.stringify(model)}\n`);
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

/** Facts that Cucumber does not know travel with its messages, so that a report built from them alone has them too. */
function attachFacts(facts: AttachedRunFacts): Envelope {
  return {
    attachment: {
      body: JSON.stringify(facts),
      contentEncoding: 'IDENTITY' as AttachmentContentEncoding,
      mediaType: RUN_MEDIA_TYPE,
    },
  };
}

/** The version of the package that this file belongs to, from the sources as well as from the built package. */
function readEngineVersion(): string | undefined {
  for (const up of ['../..', '../../..']) {
    try {
      const { name, version } = require(join(__dirname, up, 'package.json')) as { name?: string; version?: string };
      if (name === 'everynode') return version;
    } catch {
      // Not there: one folder further up.
    }
  }
  return undefined;
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
