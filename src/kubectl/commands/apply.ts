/** `kubectl apply -f`. KUBECTL-APPLY-01 to -13. Upstream: kubectl pkg/cmd/apply/apply.go, v1.36. */
import { isApiError } from '../../api/errors';
import { type ApplyOptions, applyObject, checkName } from '../apply-object';
import { CommandError, throwCollected, withSource } from '../command-error';
import { CASCADE_FLAG, readPropagationPolicy } from '../deletion-flags';
import { defineFlag, defineSwitch } from '../flags';
import { FILE_FLAGS, type FileObject, hasFiles, readFiles } from '../manifest-files';
import { OUTPUT_FLAGS, printResult } from '../print/result';
import type { Command, Session } from '../session';
import {
  DRY_RUN_FLAG,
  FIELD_MANAGER_FLAG,
  readChangeCause,
  readFieldValidation,
  recordFlag,
  VALIDATE_FLAG,
  withChangeCause,
} from '../write-flags';

/** How long `--force` waits for an object to go, in virtual milliseconds. */
const FORCE_TIMEOUT_MS = 3_600_000;

export const apply: Command = {
  name: 'apply',
  usage: 'kubectl apply -f FILENAME [--server-side [--force-conflicts]] [--dry-run=client|server] [--force]',
  flags: [
    ...FILE_FLAGS,
    ...OUTPUT_FLAGS,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG,
    VALIDATE_FLAG,
    CASCADE_FLAG,
    recordFlag,
    defineSwitch('server-side'),
    defineSwitch('force-conflicts'),
    defineSwitch('force'),
    defineSwitch('overwrite'),
    defineSwitch('openapi-patch'),
    defineSwitch('wait'),
    defineSwitch('prune'),
    defineFlag('selector', 'text', 'l'),
    defineFlag('grace-period', 'integer'),
    defineFlag('timeout', 'duration'),
  ],
  run(session) {
    checkFlags(session);
    if (!hasFiles(session)) throw new CommandError('must specify one of -f and -k');
    const { objects, errors } = readFiles(session);
    if (objects.length === 0 && errors.length === 0) throw new CommandError('no objects passed to apply');
    const failures: unknown[] = [...errors];
    for (const object of objects) {
      try {
        if (session.flags.isOn('server-side')) applyOnServer(session, object);
        else applyOnClient(session, object);
      } catch (error) {
        failures.push(error);
      }
    }
    throwCollected(failures);
  },
};

/** KUBECTL-APPLY-13. */
function checkFlags({ flags, dryRun }: Session): void {
  const isServerSide = flags.isOn('server-side');
  if (flags.isOn('force-conflicts') && !isServerSide) {
    throw new CommandError('--force-conflicts only works with --server-side');
  }
  if (dryRun === 'client' && isServerSide) {
    throw new CommandError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  }
  if (flags.isOn('force') && isServerSide) throw new CommandError('--force cannot be used with --server-side');
  if (flags.isOn('prune')) throw new CommandError('--prune is not simulated');
}

/** KUBECTL-HIST-06. */
function recordCause(session: Session, target: FileObject): FileObject {
  const cause = readChangeCause(session);
  return cause === undefined ? target : { ...target, fields: withChangeCause(target.fields, cause) };
}

function applyOnClient(session: Session, object: FileObject): void {
  const options: ApplyOptions = {
    fieldManager: session.flags.text('field-manager') || 'kubectl-client-side-apply',
    dryRun: session.dryRun,
    fieldValidation: readFieldValidation(session),
    ...(session.flags.isOn('force')
      ? {
          force: {
            propagationPolicy: readPropagationPolicy(session) ?? 'Background',
            waitUntilGone: (isGone) => void session.environment.waitUntil(isGone, FORCE_TIMEOUT_MS),
          },
        }
      : {}),
  };
  const applied = applyObject(session.client, recordCause(session, object), options);
  for (const warning of applied.warnings) session.warn(warning);
  printResult(session, object.definition, applied.object, applied.operation);
}

const CONFLICT_ADVICE = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

/** KUBECTL-APPLY-12. */
function applyOnServer(session: Session, target: FileObject): void {
  const { definition, namespace, name, source } = target;
  checkName(target);
  try {
    const object = session.call((client) =>
      client.patch(definition.resource, namespace, name, target.fields, {
        ...session.writeOptions('kubectl'),
        type: 'apply',
        fieldValidation: readFieldValidation(session),
        force: session.flags.isOn('force-conflicts'),
      }),
    );
    printResult(session, definition, object, 'serverside-applied');
  } catch (error) {
    if (isApiError(error, 'Conflict')) throw new CommandError(error.message + CONFLICT_ADVICE);
    throw withSource('applying patch', source, error);
  }
}
