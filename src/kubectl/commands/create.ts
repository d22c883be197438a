/** `kubectl create -f`, and the objects it makes from flags alone. KUBECTL-CREATE-01, -02, -03. */

import { isApiError } from '../../api/errors';
import type { ManifestFields } from '../../api/manifest';
import { resourceDefinition } from '../../api/resources';
import { withLastApplied } from '../apply-object';
import { AlreadyReported, CommandError, throwCollected, usageError, withPrefix, withSource } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { FILE_FLAGS, hasFiles, readFiles, visitFiles } from '../manifest-files';
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
import { findGenerator, GENERATOR_FLAGS, type Generated } from './create-generators';

const WRITE_FLAGS = [...OUTPUT_FLAGS, DRY_RUN_FLAG, FIELD_MANAGER_FLAG, VALIDATE_FLAG, recordFlag];

export const create: Command = {
  name: 'create',
  usage:
    'kubectl create -f FILENAME | namespace NAME | serviceaccount NAME | priorityclass NAME --value=VALUE | configmap NAME [--from-literal=KEY=VALUE] [--from-file=[KEY=]FILE] | deployment NAME --image=IMAGE',
  flags: [
    ...FILE_FLAGS,
    ...WRITE_FLAGS,
    defineSwitch('save-config'),
    defineSwitch('edit'),
    defineSwitch('windows-line-endings'),
    defineFlag('raw'),
    defineFlag('selector', 'text', 'l'),
    ...GENERATOR_FLAGS,
  ],
  run(session) {
    if (hasFiles(session)) {
      createFromFiles(session);
      return;
    }
    const [type = '', name] = session.positional;
    const generator = findGenerator(type);
    if (generator === undefined) {
      // Here the line begins with a capital, and is followed by a second complaint.
      session.complain('Error: must specify one of -f and -k\n');
      if (session.positional.length > 0) {
        throw usageError('create', `unknown command "${session.positional.join(' ')}"`);
      }
      session.complain(`Usage:\n  ${create.usage}`);
      throw new AlreadyReported();
    }
    if (name === undefined || session.positional.length !== 2) {
      const got = session.positional.length - 1;
      throw usageError(`create ${generator.name}`, `exactly one NAME is required, got ${got}`);
    }
    createGenerated(session, generator.make(name, session), generator.failure);
  },
};

function createFromFiles(session: Session): void {
  if (session.positional.length > 0) throw usageError('create', `Unexpected args: [${session.positional.join(' ')}]`);
  const files = readFiles(session);
  if (files.inOrder.length === 0) throw new CommandError('no objects passed to create');
  const failures = visitFiles(files, ({ definition, namespace, fields, source }) => {
    const cause = readChangeCause(session);
    const plain = withoutResourceVersion(fields);
    const cleaned = cause === undefined ? plain : withChangeCause(plain, cause);
    const sent = session.flags.isOn('save-config') ? withLastApplied(cleaned) : cleaned;
    try {
      const object =
        session.dryRun === 'client'
          ? sent
          : session.call((client) =>
              client.create(definition.resource, namespace, sent, {
                ...session.writeOptions('kubectl-create'),
                fieldValidation: readFieldValidation(session),
              }),
            );
      printResult(session, definition, object as never, 'created');
    } catch (error) {
      throw withSource('creating', source, error);
    }
  });
  throwCollected(failures);
}

/** A file that was printed by `get -o yaml` can be created again. KUBECTL-CREATE-01. */
function withoutResourceVersion(fields: ManifestFields): ManifestFields {
  const metadata = fields.metadata as ManifestFields | undefined;
  if (metadata?.resourceVersion === undefined) return fields;
  const { resourceVersion: _, ...rest } = metadata;
  return { ...fields, metadata: rest };
}

/** Of most kinds the server's refusal is told in kubectl's own words. */
function createGenerated(session: Session, { resource, fields }: Generated, failure: string): void {
  const definition = resourceDefinition(resource);
  const namespace = definition.namespaced ? session.namespace : '';
  if (session.dryRun === 'client') {
    printResult(session, definition, fields as never, 'created');
    return;
  }
  try {
    const object = session.call((client) =>
      client.create(resource, namespace, fields, session.writeOptions('kubectl-create')),
    );
    printResult(session, definition, object, 'created');
  } catch (error) {
    if (failure === '' || !isApiError(error)) throw error;
    throw withPrefix(failure, new CommandError(error.message));
  }
}
