/** `kubectl patch`. KUBECTL-PATCH-01, -02. Upstream: kubectl pkg/cmd/patch/patch.go, v1.36. */
import type { PatchType } from '../../api/client';
import { ApiError } from '../../api/errors';
import { ManifestError, parseYamlValue } from '../../api/manifest';
import { equalValues } from '../../api/three-way-patch';
import { CommandError, throwCollected } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { FILE_FLAGS } from '../manifest-files';
import { explainJsonMistake } from '../print/go-json-mistakes';
import { quote } from '../print/go-text';
import { OUTPUT_FLAGS, printResult } from '../print/result';
import type { Selected } from '../resource-arguments';
import type { Command, Session } from '../session';
import { DRY_RUN_FLAG, FIELD_MANAGER_FLAG, recordFlag } from '../write-flags';
import { findSetTargets } from './set-targets';

export const patch: Command = {
  name: 'patch',
  usage: 'kubectl patch (TYPE NAME | TYPE/NAME | -f FILENAME) -p PATCH [--type=strategic|merge|json]',
  flags: [
    ...FILE_FLAGS,
    ...OUTPUT_FLAGS,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG,
    recordFlag,
    defineFlag('patch', 'text', 'p'),
    defineFlag('patch-file'),
    defineFlag('type'),
    defineFlag('subresource'),
    defineSwitch('local'),
  ],
  run(session) {
    const body = readPatch(session);
    const type = readType(session);
    const { objects, errors } = findSetTargets(session, session.positional);
    const failures: unknown[] = [...errors];
    for (const selected of objects) {
      try {
        patchOne(session, selected, body, type);
      } catch (error) {
        failures.push(error);
      }
    }
    throwCollected(failures);
  },
};

function readType({ flags }: Session): PatchType {
  const type = flags.text('type', 'strategic').toLowerCase();
  if (type === 'strategic' || type === 'merge' || type === 'json') return type;
  throw new CommandError(`--type must be one of [json merge strategic], not "${type}"`);
}

function readPatch(session: Session): unknown {
  const { flags, environment } = session;
  if (flags.has('patch') && flags.has('patch-file')) {
    throw new CommandError('cannot specify --patch and --patch-file together');
  }
  let text = flags.text('patch');
  const file = flags.text('patch-file');
  if (file !== '') {
    try {
      text = environment.readFile(file);
    } catch {
      throw new CommandError(`unable to read patch file: open ${file}: no such file or directory`);
    }
  }
  if (text === '') {
    throw new CommandError('must specify --patch or --patch-file containing the contents of the patch');
  }
  const trimmed = text.trim();
  if (trimmed.startsWith('{') || trimmed.startsWith('[')) {
    try {
      return JSON.parse(trimmed);
    } catch {
      throw new ApiError('BadRequest', `error decoding patch: ${explainJsonMistake(trimmed)}`);
    }
  }
  try {
    return parseYamlValue(text, 'patch');
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    throw new CommandError(
      `unable to parse ${quote(text)}: ${error.message.replace(/^error parsing patch: error converting YAML to JSON: /, '')}`,
    );
  }
}

function patchOne(session: Session, selected: Selected, body: unknown, type: PatchType): void {
  const { definition, namespace, name, object } = selected;
  const subresource = session.flags.text('subresource');
  if (subresource !== '' && subresource !== 'status') {
    throw new CommandError(`--subresource=${subresource} is not simulated; simulated is: status`);
  }
  if (session.dryRun === 'client' || session.flags.isOn('local')) {
    printResult(session, definition, object, 'patched');
    return;
  }
  const patched = session.call((client) =>
    client.patch(definition.resource, namespace, name, body, {
      ...session.writeOptions('kubectl-patch'),
      type,
      ...(subresource === 'status' ? { subresource: 'status' as const } : {}),
    }),
  );
  const isSame = patched === object || equalValues(patched, object);
  printResult(session, definition, patched, isSame ? 'patched (no change)' : 'patched');
}
