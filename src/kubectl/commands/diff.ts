/**
 * `kubectl diff`: what `apply` would change, as `diff -u` shows it. Exit code 0 without a difference, 1 with one, 2 for
 * an error. Upstream: kubectl pkg/cmd/diff/diff.go, v1.36. KUBECTL-OUT-01.
 */
import { isApiError } from '../../api/errors';
import type { KubernetesObject } from '../../api/meta';
import { createThreeWayPatch } from '../../api/three-way-patch';
import { asRemembered, readLastApplied } from '../apply-object';
import { AlreadyReported, CommandError, throwCollected, usageError, withSource } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { FILE_FLAGS, type FileObject, hasFiles, readFiles } from '../manifest-files';
import { showManagedFields } from '../print/result';
import { formatRfc3339 } from '../print/time-text';
import { formatUnifiedDiff } from '../print/unified-diff';
import { encodeYaml } from '../print/yaml';
import { SELECTOR_FLAG } from '../resource-arguments';
import type { Command, Session } from '../session';
import { FIELD_MANAGER_FLAG } from '../write-flags';

/** kubectl writes both sides to new directories, whose names end in random digits, in the one for temporary files. */
const TEMPORARY = '/tmp';
const LIVE = `${TEMPORARY}/LIVE-1000000000`;
const MERGED = `${TEMPORARY}/MERGED-2000000000`;

export const diff: Command = {
  name: 'diff',
  usage: 'kubectl diff -f FILENAME [--server-side]',
  failureCode: 2,
  flags: [
    ...FILE_FLAGS,
    SELECTOR_FLAG,
    FIELD_MANAGER_FLAG,
    defineSwitch('server-side'),
    defineSwitch('force-conflicts'),
    defineSwitch('show-managed-fields'),
    defineSwitch('prune'),
    defineFlag('prune-allowlist'),
    defineFlag('concurrency', 'integer'),
  ],
  run(session) {
    const { flags, positional } = session;
    if (!hasFiles(session)) throw new CommandError('must specify one of -f and -k');
    if (flags.isOn('force-conflicts') && !flags.isOn('server-side')) {
      throw new CommandError('--force-conflicts only works with --server-side');
    }
    if (positional.length > 0) throw usageError('diff', `Unexpected args: [${positional.join(' ')}]`);
    if (flags.isOn('prune')) throw new CommandError('diff --prune is not simulated; use it without --prune');
    const { objects, errors } = readFiles(session);
    throwCollected(errors);
    const texts = objects.map((target) => compare(session, target)).filter((text) => text !== '');
    // The program compares two directories, so files come in the order of their names.
    session.write(texts.sort().join(''));
    if (texts.length > 0) throw new AlreadyReported();
  },
};

function compare(session: Session, target: FileObject): string {
  const live = readLive(session, target);
  let merged: KubernetesObject;
  try {
    merged = merge(session, target, live);
  } catch (error) {
    throw live === undefined ? error : withSource('patching', target.source, error);
  }
  if (live?.metadata.deletionTimestamp) {
    session.warn(`Detected changes to resource ${target.name} which is currently being deleted.`);
  }
  const [before, after] = target.definition.kind === 'Secret' ? maskSecrets(live, merged) : [live, merged];
  const text = (object: KubernetesObject | undefined): string =>
    object === undefined ? '' : encodeYaml(showManagedFields(session, target.definition, object));
  const hunks = formatUnifiedDiff(text(before), text(after));
  if (hunks === '') return '';
  const { group, version, kind } = target.definition;
  const file = [...(group === '' ? [] : [group]), version, kind, target.namespace, target.name].join('.');
  const time = `${formatRfc3339(session.nowMs).replace('T', ' ').replace('Z', '')}.000000000 +0000`;
  return (
    `diff -u -N ${LIVE}/${file} ${MERGED}/${file}\n` +
    `--- ${LIVE}/${file}\t${time}\n+++ ${MERGED}/${file}\t${time}\n${hunks}`
  );
}

function readLive(session: Session, { definition, namespace, name }: FileObject): KubernetesObject | undefined {
  try {
    return session.client.get(definition.resource, namespace, name);
  } catch (error) {
    if (isApiError(error, 'NotFound')) return undefined;
    throw error;
  }
}

/** The object as the server would store it. */
function merge(session: Session, target: FileObject, live: KubernetesObject | undefined): KubernetesObject {
  const { definition, namespace, name, fields } = target;
  const isServerSide = session.flags.isOn('server-side');
  const manager = session.flags.text('field-manager') || (isServerSide ? 'kubectl' : 'kubectl-client-side-apply');
  const options = { dryRun: true, fieldManager: manager } as const;
  if (isServerSide) {
    const force = session.flags.isOn('force-conflicts');
    return session.call((client) =>
      client.patch(definition.resource, namespace, name, fields, { ...options, type: 'apply', force }),
    );
  }
  if (live === undefined) {
    return session.call((client) => client.create(definition.resource, namespace, fields, options));
  }
  const patch = createThreeWayPatch(readLastApplied(live), asRemembered(fields), live);
  if (Object.keys(patch).length === 0) return live;
  return session.call((client) =>
    client.patch(definition.resource, namespace, name, patch, { ...options, type: 'strategic' }),
  );
}

type WithData = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

/** Values of a Secret are not shown, only whether they differ. */
function maskSecrets(
  live: WithData | undefined,
  merged: WithData,
): readonly [KubernetesObject | undefined, KubernetesObject] {
  const mask = (object: WithData, other: WithData | undefined, note: string): WithData => {
    if (object.data === undefined) return object;
    const data: Record<string, string> = {};
    for (const [key, value] of Object.entries(object.data)) {
      const counterpart = other?.data?.[key];
      data[key] = counterpart !== undefined && counterpart !== value ? `*** (${note})` : '***';
    }
    return { ...object, data };
  };
  return [live && mask(live, merged, 'before'), mask(merged, live, 'after')];
}
