/**
 * The live summary, as a Cucumber formatter. On a terminal one line that moves (counts, failures so far, time left);
 * elsewhere a plain line now and then. Failures are printed the moment they happen.
 */
import type { Envelope } from '@cucumber/messages';
import { describeBrokenFeature, describeFailedScenario, type FailureContext } from './failure-text';
import { choosePaint } from './paint';
import { RunTally } from './run-tally';

/** How often the terminal line is drawn anew, and how often a plain line appears elsewhere. */
const REDRAW_MS = 50;
const PLAIN_LINE_MS = 2000;

export interface ProgressOptions {
  readonly seed?: string;
  readonly backtrace?: boolean;
  /** False under `--no-strict`. */
  readonly strict?: boolean;
}

interface FormatterContext {
  on(key: 'message', handler: (envelope: Envelope) => void): void;
  readonly options: ProgressOptions;
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
  write(text: string): void;
}

/** The name under which `formatOptions` holds our options. */
export const optionsKey = 'everynode';
export const type = 'formatter';

/** What Cucumber calls once per run. Gives the function that ends the summary. */
export function formatter(context: FormatterContext): () => void {
  const summary = new LiveSummary(context);
  context.on('message', (envelope) => summary.receive(envelope));
  return () => summary.finish();
}

class LiveSummary {
  private readonly tally: RunTally;
  private readonly isTerminal: boolean;
  private readonly failureContext: FailureContext;
  private readonly startedAt = performance.now();
  private lastLineAt = this.startedAt;
  private firstFinishedAt: number | undefined;
  private lineIsOpen = false;

  constructor(private readonly context: FormatterContext) {
    this.tally = new RunTally(context.options.strict !== false);
    this.isTerminal = context.stream.isTTY === true && process.env.CI === undefined;
    this.failureContext = {
      paint: choosePaint(context.stream.isTTY === true),
      cwd: process.cwd(),
      phrases: this.tally.phrases,
      backtrace: context.options.backtrace === true,
    };
  }

  receive(envelope: Envelope): void {
    const failure = this.tally.receive(envelope);
    if (failure !== undefined) {
      this.closeLine();
      this.context.write(
        'problems' in failure
          ? describeFailedScenario(failure, this.failureContext)
          : describeBrokenFeature(failure, this.failureContext.paint),
      );
    }
    if (envelope.testCaseFinished !== undefined) {
      this.firstFinishedAt ??= performance.now();
      this.showProgress();
    }
  }

  finish(): void {
    this.closeLine();
    const { total, passed, failed, skipped, failures } = this.tally;
    // Without a scenario the command itself says why.
    if (total === 0) return;
    const { paint } = this.failureContext;
    if (failures.length > 1) {
      this.context.write(`${paint.bold('Failed:')}\n`);
      for (const failure of failures) this.context.write(`  ${paint.red('✗')} ${failure.location}  ${failure.name}\n`);
      this.context.write('\n');
    }
    const counts = [
      paint.green(`${passed} passed`),
      failed > 0 ? paint.red(`${failed} failed`) : `${failed} failed`,
      ...(skipped > 0 ? [paint.yellow(`${skipped} not run`)] : []),
    ].join(', ');
    const seed = this.context.options.seed === undefined ? '' : `, seed ${this.context.options.seed}`;
    const noun = total === 1 ? 'scenario' : 'scenarios';
    this.context.write(`${total} ${noun}: ${counts} (${formatSeconds(this.elapsedMs())}${seed})\n`);
  }

  private elapsedMs(): number {
    return performance.now() - this.startedAt;
  }

  private showProgress(): void {
    const sinceLastMs = performance.now() - this.lastLineAt;
    if (sinceLastMs < (this.isTerminal ? REDRAW_MS : PLAIN_LINE_MS)) return;
    this.lastLineAt = performance.now();
    if (!this.isTerminal) {
      this.context.write(`${this.describeProgress()}\n`);
      return;
    }
    this.context.write(`\r\u001b[2K${this.describeProgress()}`);
    this.lineIsOpen = true;
  }

  private describeProgress(): string {
    const { total, finished, failed } = this.tally;
    const { paint } = this.failureContext;
    const failures = failed === 0 ? paint.green('0 failed') : paint.red(`${failed} failed`);
    return `${finished} of ${total} scenarios, ${failures}${this.describeTimeLeft()}`;
  }

  /** Silent until the pace is known: start-up says nothing about it. */
  private describeTimeLeft(): string {
    const { total, finished } = this.tally;
    if (this.firstFinishedAt === undefined || finished < 5) return '';
    const paceMs = (performance.now() - this.firstFinishedAt) / (finished - 1);
    return `, about ${formatSeconds(paceMs * (total - finished))} left`;
  }

  private closeLine(): void {
    if (this.lineIsOpen) this.context.write('\r\u001b[2K');
    this.lineIsOpen = false;
  }
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function formatSeconds(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
