/** The objects of `-f FILE`, `-f DIRECTORY` and `-f -`, each with its resource and namespace. KUBECTL-RES-05 to -08. */

import { aggregateMessage, isApiError } from '../api/errors';
import { parseSelector } from '../api/label-selector-text';
import { ManifestError, type ManifestFields, type ManifestObject, parseManifest } from '../api/manifest';
import type { StringMap } from '../api/meta';
import { apiVersionOf, RESOURCES, type ResourceDefinition, resourceOfKind } from '../api/resources';
import { CommandError } from './command-error';
import { defineFlag, defineSwitch, type FlagDefinition } from './flags';
import { findMetadataMistake } from './manifest-metadata';
import { quote } from './print/go-text';
import { isKindOfKubernetesNotSimulated, listKinds } from './resource-types';
import type { Session } from './session';

/** An object of a file, ready to be sent: its namespace is filled in. */
export interface FileObject {
  readonly definition: ResourceDefinition;
  readonly namespace: string;
  /** Empty where the file names none. */
  readonly name: string;
  readonly fields: ManifestFields;
  readonly source: string;
}

export interface FileObjects {
  readonly objects: readonly FileObject[];
  readonly errors: readonly unknown[];
  /** Both as they stand in the files, for commands that go through them one by one. */
  readonly inOrder: readonly FileEntry[];
}

export type FileEntry = { readonly object: FileObject } | { readonly error: unknown };

export const FILE_FLAGS: readonly FlagDefinition[] = [
  defineFlag('filename', 'text', 'f'),
  defineFlag('kustomize', 'text', 'k'),
  defineSwitch('recursive', 'R'),
];

export interface NamespaceRule {
  readonly fallback: string;
  /** With `-n` a file may not name another namespace. KUBECTL-RES-07. */
  readonly isRequired: boolean;
}

export function hasFiles(session: Session): boolean {
  return session.flags.has('filename') || session.flags.has('kustomize');
}

/**
 * Every object of every `-f` that the selector of labels matches. Mistakes in one object do not stop the others.
 * `words` are the arguments that name objects too: files leave no room for them.
 */
export function readFiles(session: Session, words: readonly string[] = []): FileObjects {
  if (session.flags.has('kustomize')) throw new CommandError('kustomizations (-k) are not simulated; use -f');
  const rule = { fallback: session.namespace, isRequired: session.hasExplicitNamespace };
  const validates = !['false', 'ignore'].includes(session.flags.text('validate', 'true'));
  const paths = session.flags.each('filename').flatMap((value) => expandPath(session, value));
  if (paths.filter((path) => path === '-').length > 1) {
    throw new CommandError('standard input cannot be used for multiple arguments');
  }
  const entries = paths.flatMap((path) => {
    const { source, text } = readSource(session, path);
    return mapObjects(() => parseManifest(text, source), rule, validates).inOrder;
  });
  if (words.length > 0)
    throw new CommandError(words.some((word) => word.includes('/')) ? PAIRS_AND_FILES : TYPES_AND_FILES);
  return collect(chooseByLabels(session, entries));
}

const TYPES_AND_FILES =
  'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well';
const PAIRS_AND_FILES = 'resource/name arguments cannot be provided when a path is specified';

function compileLabels(selector: string): (labels: StringMap) => boolean {
  try {
    return parseSelector(selector);
  } catch (error) {
    if (!isApiError(error)) throw error;
    throw new CommandError(`the provided selector ${quote(selector)} is not valid: ${error.message}`);
  }
}

/** Upstream: cli-runtime pkg/resource/builder.go, visitByPaths. */
function chooseByLabels(session: Session, entries: readonly FileEntry[]): readonly FileEntry[] {
  const selector = session.flags.text('selector');
  if (selector === '') return entries;
  const matches = compileLabels(selector);
  return entries.filter((entry) => {
    if ('error' in entry) return true;
    const { labels = {} } = (entry.object.fields.metadata ?? {}) as { readonly labels?: StringMap };
    return matches(labels);
  });
}

function collect(inOrder: readonly FileEntry[]): FileObjects {
  return {
    objects: inOrder.flatMap((entry) => ('object' in entry ? [entry.object] : [])),
    errors: inOrder.flatMap((entry) => ('error' in entry ? [entry.error] : [])),
    inOrder,
  };
}

/** Does something with each object; returns what went wrong, with it and with reading, in the order of the files. */
export function visitFiles({ inOrder }: FileObjects, visit: (object: FileObject) => void): readonly unknown[] {
  return inOrder.flatMap((entry) => {
    if ('error' in entry) return [entry.error];
    try {
      visit(entry.object);
      return [];
    } catch (error) {
      return [error];
    }
  });
}

/** Finds resource and namespace of each object. `read` may throw `ManifestError`, which ends the file. */
export function mapObjects(read: () => readonly ManifestObject[], rule: NamespaceRule, validates = true): FileObjects {
  const failed: FileEntry[] = [];
  let parsed: readonly ManifestObject[];
  try {
    parsed = read();
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    parsed = error.objectsBefore;
    failed.push({ error });
  }
  const entries = parsed.map(({ object, source }): FileEntry => {
    try {
      return { object: mapObject(object, source, rule, validates) };
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return { error };
    }
  });
  return collect([...entries, ...failed]);
}

function mapObject(fields: ManifestFields, source: string, rule: NamespaceRule, validates: boolean): FileObject {
  const { apiVersion, kind } = fields;
  if (validates) checkTypeMeta(apiVersion, kind, source);
  const mistake = findMetadataMistake(fields.metadata);
  if (mistake) throw new CommandError(`unable to decode ${quote(source)}: ${mistake}`);
  const metadata = (fields.metadata ?? {}) as ManifestFields;
  const name = typeof metadata.name === 'string' ? metadata.name : '';
  const written = typeof metadata.namespace === 'string' ? metadata.namespace : '';
  const version = typeof apiVersion === 'string' ? apiVersion : '';
  const type = typeof kind === 'string' ? kind : '';
  const definition = resourceOfKind(version, type) ?? resourceOfLowerKind(version, type);
  if (!definition) throw unknownKind(version, type, name, written, source);
  if (!definition.namespaced) return { definition, namespace: '', name, fields, source };
  if (written !== '' && written !== rule.fallback && rule.isRequired) {
    throw new CommandError(
      `the namespace from the provided object "${written}" does not match the namespace "${rule.fallback}". You must pass '--namespace=${written}' to perform this operation.`,
    );
  }
  const namespace = written || rule.fallback;
  return {
    definition,
    namespace,
    name,
    fields: written ? fields : withNamespace(fields, metadata, namespace),
    source,
  };
}

/** Objects of remembered manifests with the namespace they were last sent to, so that they are made only once. */
const placed = new WeakMap<ManifestFields, { readonly namespace: string; readonly fields: ManifestFields }>();

function withNamespace(fields: ManifestFields, metadata: ManifestFields, namespace: string): ManifestFields {
  const known = placed.get(fields);
  if (known?.namespace === namespace) return known.fields;
  const answer = Object.freeze({ ...fields, metadata: Object.freeze({ ...metadata, namespace }) });
  // Only what can never change may be remembered: objects of a manifest are frozen to the bottom.
  if (Object.isFrozen(fields)) placed.set(fields, { namespace, fields: answer });
  return answer;
}

/** KUBECTL-RES-06. */
function checkTypeMeta(apiVersion: unknown, kind: unknown, source: string): void {
  const problems = [...checkTypeField('apiVersion', apiVersion), ...checkTypeField('kind', kind)];
  if (typeof apiVersion === 'string' && apiVersion.split('/').length > 2) {
    problems.unshift(`unexpected GroupVersion string: ${apiVersion}`);
  }
  if (problems.length === 0) return;
  throw new CommandError(
    `error validating ${quote(source)}: error validating data: ${aggregateMessage(problems)}; if you choose to ignore these errors, turn validation off with --validate=false`,
  );
}

function checkTypeField(field: string, value: unknown): string[] {
  if (value === undefined || value === null || value === '') return [`${field} not set`];
  return typeof value === 'string' ? [] : [`${field} isn't string type`];
}

/** Discovery maps kinds in small letters too; the server then does not know them. */
function resourceOfLowerKind(apiVersion: string, kind: string): ResourceDefinition | undefined {
  return RESOURCES.find((definition) => definition.singular === kind && apiVersionOf(definition) === apiVersion);
}

function unknownKind(apiVersion: string, kind: string, name: string, namespace: string, source: string): CommandError {
  if (isKindOfKubernetesNotSimulated(kind)) {
    return new CommandError(`${source}: kind ${kind} is not simulated; simulated are: ${listKinds()}`);
  }
  return new CommandError(
    `resource mapping not found for name: ${quote(name)} namespace: ${quote(namespace)} from ${quote(source)}: no matches for kind ${quote(kind)} in version ${quote(apiVersion)}\nensure CRDs are installed first`,
  );
}

const MANIFEST_SUFFIXES = ['.json', '.yaml', '.yml'];

function expandPath(session: Session, path: string): readonly string[] {
  if (path === '-') return [path];
  const names = listDirectory(session, path);
  if (names === undefined) return [path];
  const files: string[] = [];
  for (const name of [...names].sort()) {
    const inner = `${path.replace(/\/$/, '')}/${name}`;
    if (MANIFEST_SUFFIXES.some((suffix) => name.endsWith(suffix))) files.push(inner);
    else if (session.flags.isOn('recursive') && listDirectory(session, inner) !== undefined) {
      files.push(...expandPath(session, inner));
    }
  }
  return files;
}

/** Undefined for a file, and for what does not exist: reading it will say so. */
function listDirectory(session: Session, path: string): readonly string[] | undefined {
  try {
    return session.environment.listDirectory?.(path);
  } catch {
    return undefined;
  }
}

function readSource(session: Session, path: string): { readonly source: string; readonly text: string } {
  if (path === '-') return { source: 'STDIN', text: session.environment.stdin ?? '' };
  try {
    return { source: path, text: session.environment.readFile(path) };
  } catch (error) {
    if (error instanceof ManifestError) throw error;
    throw new CommandError(`the path ${quote(path)} does not exist`);
  }
}
