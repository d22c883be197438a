/** `kubectl create -f`, `create namespace`, `create serviceaccount`, `create priorityclass`. KUBECTL-CREATE-01, -02, -03. */
import type { ManifestFields } from '../../api/manifest';
import { type ResourceName, resourceDefinition } from '../../api/resources';
import { withLastApplied } from '../apply-object';
import { AlreadyReported, CommandError, throwCollected, usageError, withSource } from '../command-error';
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

const WRITE_FLAGS = [...OUTPUT_FLAGS, DRY_RUN_FLAG, FIELD_MANAGER_FLAG, VALIDATE_FLAG, recordFlag];

export const create: Command = {
  name: 'create',
  usage: 'kubectl create -f FILENAME | namespace NAME | serviceaccount NAME | priorityclass NAME --value=VALUE',
  flags: [
    ...FILE_FLAGS,
    ...WRITE_FLAGS,
    defineSwitch('save-config'),
    defineSwitch('edit'),
    defineSwitch('windows-line-endings'),
    defineFlag('raw'),
    defineFlag('selector', 'text', 'l'),
    defineFlag('value', 'integer'),
    defineSwitch('global-default'),
    defineFlag('preemption-policy'),
    defineFlag('description'),
  ],
  run(session) {
    if (hasFiles(session)) {
      createFromFiles(session);
      return;
    }
    const [type = '', name] = session.positional;
    const makeFields = GENERATORS[type];
    if (makeFields === undefined) {
      // Here the line begins with a capital, and is followed by a second complaint.
      session.complain('Error: must specify one of -f and -k\n');
      if (session.positional.length > 0) {
        throw usageError('create', `unknown command "${session.positional.join(' ')}"`);
      }
      session.complain(`Usage:\n  ${create.usage}`);
      throw new AlreadyReported();
    }
    if (name === undefined || session.positional.length !== 2) {
      const full = FULL_NAMES[type] ?? type;
      throw usageError(`create ${full}`, `exactly one NAME is required, got ${session.positional.length - 1}`);
    }
    const { resource, fields } = makeFields(name, session);
    createObject(session, resource, fields);
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

interface Generated {
  readonly resource: ResourceName;
  readonly fields: ManifestFields;
}

type Generator = (name: string, session: Session) => Generated;

const makeNamespace: Generator = (name) => ({
  resource: 'namespaces',
  // The generator makes a typed object, whose empty parts are written.
  fields: { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} },
});

const makeServiceAccount: Generator = (name, session) => ({
  resource: 'serviceaccounts',
  fields: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: session.namespace } },
});

const makePriorityClass: Generator = (name, { flags }) => ({
  resource: 'priorityclasses',
  fields: {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value: flags.integer('value', 0),
    globalDefault: flags.isOn('global-default'),
    description: flags.text('description'),
    preemptionPolicy: flags.text('preemption-policy', 'PreemptLowerPriority'),
  },
});

const GENERATORS: Readonly<Record<string, Generator>> = {
  namespace: makeNamespace,
  ns: makeNamespace,
  serviceaccount: makeServiceAccount,
  sa: makeServiceAccount,
  priorityclass: makePriorityClass,
  pc: makePriorityClass,
};

/** Errors name the command in full. */
const FULL_NAMES: Readonly<Record<string, string>> = { ns: 'namespace', sa: 'serviceaccount', pc: 'priorityclass' };

function createObject(session: Session, resource: ResourceName, fields: ManifestFields): void {
  const definition = resourceDefinition(resource);
  const namespace = definition.namespaced ? session.namespace : '';
  const object =
    session.dryRun === 'client'
      ? (fields as never)
      : session.call((client) => client.create(resource, namespace, fields, session.writeOptions('kubectl-create')));
  printResult(session, definition, object, 'created');
}
