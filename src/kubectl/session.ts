/** One run of a command: what it was given, what it has printed so far. */
import type { ApiClient } from '../api/client';
import { CommandError } from './command-error';
import type { KubectlEnvironment } from './environment';
import type { FlagDefinition, FlagValues } from './flags';

/** A command of kubectl, such as `rollout undo`. */
export interface Command {
  readonly name: string;
  /** Its flags beside the global ones. */
  readonly flags: readonly FlagDefinition[];
  /** One line on how to call it, for `--help`. */
  readonly usage: string;
  /** Exit code of an error, 1 unless the command gives 1 another meaning (`diff`). */
  readonly failureCode?: number;
  /** Prints through the session; throws `ApiError` or `CommandError` where it fails. */
  run(session: Session): void;
}

export type DryRun = 'none' | 'client' | 'server';

/** Accumulates the output of one command and answers what its global flags mean. */
export class Session {
  private readonly output: string[] = [];
  private readonly complaints: string[] = [];
  private readonly warned = new Set<string>();
  readonly client: ApiClient;

  constructor(
    readonly environment: KubectlEnvironment,
    readonly command: string,
    readonly flags: FlagValues,
    readonly positional: readonly string[],
  ) {
    this.client = environment.client;
  }

  get nowMs(): number {
    return this.environment.nowMs();
  }

  /** The namespace of objects that name none. */
  get namespace(): string {
    return this.flags.text('namespace') || 'default';
  }

  get hasExplicitNamespace(): boolean {
    return this.flags.text('namespace') !== '';
  }

  get dryRun(): DryRun {
    return readDryRun(this.flags);
  }

  /** What a success line gets appended: ` (dry run)`. KUBECTL-OUT-06. */
  get dryRunSuffix(): string {
    return { none: '', client: ' (dry run)', server: ' (server dry run)' }[this.dryRun];
  }

  /** Options of a write that honour `--dry-run` and `--field-manager`. */
  writeOptions(manager: string): { readonly fieldManager: string; readonly dryRun?: boolean } {
    const fieldManager = this.flags.text('field-manager') || manager;
    return this.dryRun === 'server' ? { fieldManager, dryRun: true } : { fieldManager };
  }

  /** A line on stdout. */
  print(line: string): void {
    this.output.push(`${line}\n`);
  }

  /** Text on stdout, as it is. */
  write(text: string): void {
    this.output.push(text);
  }

  /** A line on stderr. */
  complain(line: string): void {
    this.complaints.push(`${line}\n`);
  }

  /** `Warning: …` on stderr, each text once per command. KUBECTL-OUT-08. */
  warn(text: string): void {
    if (this.warned.has(text)) return;
    this.warned.add(text);
    this.complain(`Warning: ${text}`);
  }

  /** Makes an API call and passes on the warnings that the server sent with its answer. */
  call<T>(request: (client: ApiClient) => T): T {
    const answer = request(this.client);
    for (const warning of this.client.warnings) this.warn(warning);
    return answer;
  }

  get stdout(): string {
    return this.output.join('');
  }

  get stderr(): string {
    return this.complaints.join('');
  }
}

/** What the flag holds where no value follows it. */
export const DRY_RUN_WITHOUT_VALUE = 'unchanged';

/** KUBECTL-OUT-07. Upstream: cmdutil.GetDryRunStrategy. */
function readDryRun(flags: FlagValues): DryRun {
  const value = flags.text('dry-run', 'none');
  if (value === DRY_RUN_WITHOUT_VALUE) {
    throw new CommandError(
      '--dry-run flag without a value was specified. A value must be set: "none", "server", or "client".',
    );
  }
  if (value === 'none' || value === 'client' || value === 'server') return value;
  throw new CommandError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}
