/** `kubectl patch`. KUBECTL-PATCH-01, -02. Upstream: kubectl pkg/cmd/patch/patch.go, v1.36. */
import type { PatchType } from '../../api/client';
import { ApiError, isApiError } from '../../api/errors';
import { explainJsonMistake } from '../../api/go-json-mistakes';
import { ManifestError, parseYamlValue } from '../../api/manifest';
import type { KubernetesObject } from '../../api/meta';
import { equalValues } from '../../api/three-way-patch';
import { CommandError, throwCollected } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { FILE_FLAGS } from '../manifest-files';
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
    const text = readPatchText(session);
    const type = readType(session);
    const patch = convertPatch(text);
    const { objects, errors } = findSetTargets(session, session.positional);
    const failures: unknown[] = [...errors];
    for (const selected of objects) {
      try {
        patchOne(session, selected, () => decodePatch(patch, type), type);
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

function readPatchText(session: Session): string {
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
  return text;
}

/** JSON objects go to the server as they are, and so do their mistakes; all else is read as YAML first. */
type Patch = { readonly json: string } | { readonly value: unknown };

function convertPatch(text: string): Patch {
  if (text.trimStart().startsWith('{')) return { json: text };
  try {
    return { value: parseYamlValue(text, 'patch') };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    throw new CommandError(
      `unable to parse ${quote(text)}: ${error.message.replace(/^error parsing patch: error converting YAML to JSON: /, '')}`,
    );
  }
}

/** What the server makes of the text. Upstream: apiserver handlers/patch.go, applyJSPatch, strategicPatchObject. */
function decodePatch(patch: Patch, type: PatchType): unknown {
  if ('value' in patch) return patch.value;
  try {
    return JSON.parse(patch.json);
  } catch {
    const mistake = explainJsonMistake(patch.json.trim());
    throw new ApiError('BadRequest', type === 'strategic' ? mistake : `error decoding patch: ${mistake}`);
  }
}

function patchOne(session: Session, selected: Selected, decode: () => unknown, type: PatchType): void {
  const { definition, object } = selected;
  const subresource = session.flags.text('subresource');
  // Any word may be given; of the kinds here none can be patched at another one. API-ERR-10
  if (subresource !== '' && subresource !== 'status') {
    throw new ApiError('NotFound', 'the server could not find the requested resource');
  }
  const isLocal = session.dryRun === 'client' || session.flags.isOn('local');
  const patched = isLocal ? predict(session, selected, decode, type) : send(session, selected, decode, type, false);
  const isSame = patched === object || equalValues(patched, object);
  printResult(session, definition, patched, isSame ? 'patched (no change)' : 'patched');
}

function send(
  session: Session,
  { definition, namespace, name }: Selected,
  decode: () => unknown,
  type: PatchType,
  isRehearsal: boolean,
): KubernetesObject {
  return session.call((client) =>
    client.patch(definition.resource, namespace, name, decode(), {
      ...session.writeOptions('kubectl-patch'),
      ...(isRehearsal ? { dryRun: true } : {}),
      type,
      ...(session.flags.text('subresource') === 'status' ? { subresource: 'status' as const } : {}),
    }),
  );
}

/** kubectl computes this itself and does not validate: what the server would refuse shows as the object before. */
function predict(session: Session, selected: Selected, decode: () => unknown, type: PatchType): KubernetesObject {
  try {
    return send(session, selected, decode, type, true);
  } catch (error) {
    if (!isApiError(error, 'Invalid')) throw error;
    return selected.object;
  }
}
