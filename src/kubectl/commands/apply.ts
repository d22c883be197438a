/** `kubectl apply -f`. KUBECTL-APPLY-01 to -13. Upstream: kubectl pkg/cmd/apply/apply.go, v1.36. */
import type { PatchOptions } from '../../api/client';
import { isApiError } from '../../api/errors';
import type { KubernetesObject, ManagedFieldsEntry } from '../../api/meta';
import { LAST_APPLIED_ANNOTATION } from '../../api/three-way-patch';
import { type ApplyOptions, applyObject, checkName } from '../apply-object';
import { CommandError, throwCollected, usageError } from '../command-error';
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
    defineSwitch('all'),
    defineFlag('selector', 'text', 'l'),
    defineFlag('grace-period', 'integer'),
    defineFlag('timeout', 'duration'),
  ],
  run(session) {
    const { positional } = session;
    if (positional.length > 0) throw usageError('apply', `Unexpected args: [${positional.join(' ')}]`);
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
  if (flags.isOn('all') && flags.has('selector')) {
    throw new CommandError('cannot set --all and --selector at the same time');
  }
  if (flags.isOn('prune') && !flags.isOn('all') && !flags.has('selector')) {
    throw new CommandError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
  }
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

const SERVER_SIDE_MANAGER = 'kubectl';
const REAPPLY_FAILED =
  'Warning: failed to re-apply configuration after performing Server-Side Apply migration. This is non-fatal and will be retried next time you apply.';

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
  const { definition, namespace, name } = target;
  checkName(target);
  const send = (fields: unknown, options: Partial<PatchOptions>) =>
    session.call((client) =>
      client.patch(definition.resource, namespace, name, fields, {
        ...session.writeOptions(SERVER_SIDE_MANAGER),
        type: 'apply',
        fieldValidation: readFieldValidation(session),
        force: session.flags.isOn('force-conflicts'),
        ...options,
      }),
    );
  try {
    let object = send(target.fields, {});
    const formerManagers = session.dryRun === 'server' ? [] : findFormerManagers(session, target, object);
    if (formerManagers.length > 0) {
      keepLastApplied(session, target, object, send);
      send({}, { formerManagers });
      object = applyAgain(session, object, () => send(target.fields, {}));
    }
    if (object.metadata.deletionTimestamp !== undefined) {
      session.warn(`Detected changes to resource ${name} which is currently being deleted.`); // KUBECTL-APPLY-06
    }
    printResult(session, definition, object, 'serverside-applied');
  } catch (error) {
    if (isApiError(error, 'Conflict')) throw new CommandError(error.message + CONFLICT_ADVICE);
    throw error;
  }
}

/** What is no longer in the file goes now that it is the applier's own. If it cannot, that is only worth a warning. */
function applyAgain(session: Session, applied: KubernetesObject, send: () => KubernetesObject): KubernetesObject {
  try {
    return send();
  } catch (error) {
    if (!isApiError(error)) throw error;
    session.complain(`${REAPPLY_FAILED} Error: ${error.message}`);
    return applied;
  }
}

/** The managers of client-side apply: those whose updates own the last-applied annotation. Upstream: migrateToSSAIfNecessary. */
function findFormerManagers(session: Session, { definition }: FileObject, object: KubernetesObject): readonly string[] {
  if (object.metadata.annotations?.[LAST_APPLIED_ANNOTATION] === undefined) return [];
  return session.client
    .managedFieldsOf(definition.resource, object)
    .filter((entry) => entry.operation === 'Update' && ownsLastApplied(entry))
    .map((entry) => entry.manager ?? '');
}

function ownsLastApplied({ fieldsV1 }: ManagedFieldsEntry): boolean {
  const fields = fieldsV1 as { 'f:metadata'?: { 'f:annotations'?: object } } | undefined;
  return `f:${LAST_APPLIED_ANNOTATION}` in (fields?.['f:metadata']?.['f:annotations'] ?? {});
}

/** Keeps the annotation from going with its owner, for those who return to client-side apply. Upstream: saveLastApplyAnnotationIfNecessary. */
function keepLastApplied(
  session: Session,
  { definition, fields }: FileObject,
  object: KubernetesObject,
  send: (fields: unknown, options: Partial<PatchOptions>) => KubernetesObject,
): void {
  const isDefaultManager = (session.flags.text('field-manager') || SERVER_SIDE_MANAGER) === SERVER_SIDE_MANAGER;
  const isKept = session.client
    .managedFieldsOf(definition.resource, object)
    .some((entry) => entry.operation === 'Apply' && ownsLastApplied(entry));
  if (!isDefaultManager || isKept) return;
  const { name, namespace, annotations } = object.metadata;
  const lastApplied = annotations?.[LAST_APPLIED_ANNOTATION];
  const metadata = {
    annotations: { [LAST_APPLIED_ANNOTATION]: lastApplied },
    name,
    ...(namespace ? { namespace } : {}),
  };
  send(
    { apiVersion: fields.apiVersion, kind: fields.kind, metadata },
    { fieldManager: 'kubectl-last-applied', force: false },
  );
}
