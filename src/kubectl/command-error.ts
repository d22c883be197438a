/**
 * How kubectl reports what went wrong: the texts after `error:` and `Error from server`.
 * Upstream: staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go, checkErr, v1.36. KUBECTL-OUT-02 to KUBECTL-OUT-05.
 */
import { ApiError, isApiError, type StatusCause } from '../api/errors';
import { ManifestError } from '../api/manifest';
import { quote } from './print/go-text';

/** A mistake that kubectl itself finds: printed as `error: <message>`. */
export class CommandError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandError';
  }
}

/** Several errors of one command: one line each. */
export class CommandErrors extends Error {
  constructor(readonly errors: readonly unknown[]) {
    super(errors.map((error) => (error instanceof Error ? error.message : String(error))).join('\n'));
    this.name = 'CommandErrors';
  }
}

/** Ends the command with exit code 1 after everything has been said. */
export class AlreadyReported extends Error {}

/** Ends the command with a text about its use on stdout. */
export class HelpShown extends Error {
  constructor(
    readonly text: string,
    /** Exit code: 0 where help was asked for. */
    readonly code: 0 | 1,
  ) {
    super('help');
    this.name = 'HelpShown';
  }
}

/** A wrong use of a command: its text points at the command's help. KUBECTL-OUT-07. */
export function usageError(command: string, message: string): CommandError {
  return new CommandError(`${message}\nSee 'kubectl ${command} -h' for help and examples`);
}

/** True for errors that stand for a refusal or a user's mistake, false for defects of this program. */
export function isExpectedError(error: unknown): error is Error {
  return (
    error instanceof ApiError ||
    error instanceof CommandError ||
    error instanceof CommandErrors ||
    error instanceof AlreadyReported ||
    error instanceof ManifestError
  );
}

/** Puts `error when <verb> "<source>": ` before the message, keeping the reason. KUBECTL-OUT-05. */
export function withSource(verb: string, source: string, error: unknown): unknown {
  const prefix = source === '' ? '' : `error when ${verb} ${quote(source)}: `;
  return withPrefix(prefix, error);
}

/** The same error with words in front of its message; what is no error for users stays as it is. */
export function withPrefix(prefix: string, error: unknown): unknown {
  if (isApiError(error)) return new ApiError(error.reason, prefix + error.message, error.details, error.code);
  if (error instanceof CommandError || error instanceof ManifestError) return new CommandError(prefix + error.message);
  return error;
}

/** Throws one error as it is and several as `CommandErrors`. */
export function throwCollected(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new CommandErrors(errors);
}

/** `Error from server (NotFound): daemonsets.apps "agent" not found`, as kubectl prints an API error. */
export function formatApiError(error: ApiError): string {
  return error.reason === 'Invalid' ? formatInvalid(error) : formatStatus(error);
}

/** What goes to stderr for a failed command, with its line end; empty if everything was said before. */
export function formatCommandError(error: unknown): string {
  const text = describe(error);
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function describe(error: unknown): string {
  if (error instanceof AlreadyReported) return '';
  if (error instanceof CommandErrors) {
    return flatten(error)
      .map((each) => `${describeInList(each)}\n`)
      .join('');
  }
  if (isApiError(error)) return formatApiError(error);
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith('error: ') ? message : `error: ${message}`;
}

function flatten(errors: CommandErrors): readonly unknown[] {
  return errors.errors.flatMap((error) => (error instanceof CommandErrors ? flatten(error) : [error]));
}

function describeInList(error: unknown): string {
  if (isApiError(error)) return formatStatus(error);
  return error instanceof Error ? error.message : String(error);
}

function formatStatus(error: ApiError): string {
  return error.reason === 'Unknown'
    ? `Error from server: ${error.message}`
    : `Error from server (${error.reason}): ${error.message}`;
}

function formatInvalid(error: ApiError): string {
  const { details } = error;
  const subject =
    details && (details.kind || details.name)
      ? `The ${details.kind ?? ''} ${quote(details.name ?? '')} is invalid`
      : 'The request is invalid';
  const causes = describeCauses(details?.causes ?? []);
  if (causes.length === 0) return details?.kind || details?.name ? subject : `${subject}: ${error.message}`;
  if (causes.length === 1) return `${subject}: ${causes[0]}`;
  return `${subject}: \n${causes.map((cause) => `* ${cause}`).join('\n')}`;
}

/** Each cause once, in the server's order. */
function describeCauses(causes: readonly StatusCause[]): readonly string[] {
  return [...new Set(causes.map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))];
}
