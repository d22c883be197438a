/** `kubectl replace -f`. KUBECTL-CREATE-04. Upstream: kubectl pkg/cmd/replace/replace.go, v1.36. */
import { isApiError } from '../../api/errors';
import type { ManifestFields } from '../../api/manifest';
import type { KubernetesObject } from '../../api/meta';
import { LAST_APPLIED_ANNOTATION } from '../../api/three-way-patch';
import { withLastApplied } from '../apply-object';
import { CommandError, throwCollected, withSource } from '../command-error';
import { CASCADE_FLAG, readPropagationPolicy } from '../deletion-flags';
import { defineFlag, defineSwitch } from '../flags';
import { FILE_FLAGS, type FileObject, hasFiles, readFiles, visitFiles } from '../manifest-files';
import { OUTPUT_FLAGS, printResult } from '../print/result';
import type { Command, Session } from '../session';
import { DRY_RUN_FLAG, FIELD_MANAGER_FLAG, readFieldValidation, recordFlag, VALIDATE_FLAG } from '../write-flags';
import { printDeleted, waitUntilGone } from './delete';

export const replace: Command = {
  name: 'replace',
  usage: 'kubectl replace -f FILENAME [--force]',
  flags: [
    ...FILE_FLAGS,
    ...OUTPUT_FLAGS,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG,
    VALIDATE_FLAG,
    CASCADE_FLAG,
    recordFlag,
    defineSwitch('save-config'),
    defineSwitch('force'),
    defineSwitch('wait'),
    defineFlag('grace-period', 'integer'),
    defineFlag('timeout', 'duration'),
    defineFlag('subresource'),
  ],
  run(session) {
    if (!hasFiles(session)) throw new CommandError('must specify one of -f and -k');
    const files = readFiles(session);
    if (files.inOrder.length === 0) throw new CommandError('no objects passed to replace');
    const failures = visitFiles(files, (target) => {
      try {
        const object = session.flags.isOn('force') ? recreate(session, target) : update(session, target);
        printResult(session, target.definition, object, 'replaced');
      } catch (error) {
        throw withSource('replacing', target.source, error);
      }
    });
    throwCollected(failures);
  },
};

/** A file without a resourceVersion replaces whatever is there; an absent object is an error. */
function update(session: Session, target: FileObject): KubernetesObject {
  const { definition, namespace, name } = target;
  const current = session.client.get(definition.resource, namespace, name);
  const kept = current.metadata.annotations?.[LAST_APPLIED_ANNOTATION] !== undefined;
  const fields = session.flags.isOn('save-config') || kept ? withLastApplied(target.fields) : target.fields;
  if (session.dryRun === 'client') return fields as unknown as KubernetesObject;
  const metadata = fields.metadata as ManifestFields;
  const resourceVersion = metadata.resourceVersion ?? current.metadata.resourceVersion;
  return session.call((client) =>
    client.update(
      definition.resource,
      namespace,
      { ...fields, metadata: { ...metadata, resourceVersion } },
      { ...session.writeOptions('kubectl-replace'), fieldValidation: readFieldValidation(session) },
    ),
  );
}

function recreate(session: Session, target: FileObject): KubernetesObject {
  const { definition, namespace, name } = target;
  const grace = session.flags.integer('grace-period', -1);
  try {
    const { uid } = session.client.get(definition.resource, namespace, name).metadata;
    session.client.delete(definition.resource, namespace, name, {
      propagationPolicy: readPropagationPolicy(session) ?? 'Background',
      // 0 is sent as 1: nothing may be lost by accident.
      ...(grace >= 0 ? { gracePeriodSeconds: Math.max(1, grace) } : {}),
    });
    printDeleted(session, { definition, namespace, name });
    waitUntilGone(session, { definition, namespace, name }, uid, session.flags.durationMs('timeout', 0));
  } catch (error) {
    if (!isApiError(error, 'NotFound')) throw error;
  }
  return session.call((client) =>
    client.create(definition.resource, namespace, target.fields, {
      ...session.writeOptions('kubectl-replace'),
      fieldValidation: readFieldValidation(session),
    }),
  );
}
