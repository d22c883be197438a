/** `kubectl label` and `kubectl annotate`. KUBECTL-LABEL-01 to -05. Upstream: kubectl pkg/cmd/label, annotate, v1.36. */
import { CHANGE_CAUSE_ANNOTATION } from '../../api/apps';
import { labelValueProblems } from '../../api/label-format';
import type { KubernetesObject, StringMap } from '../../api/meta';
import { CommandError, throwCollected } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { FILE_FLAGS, hasFiles, readFiles } from '../manifest-files';
import { OUTPUT_FLAGS, printResult } from '../print/result';
import {
  ALL_FLAG,
  ALL_NAMESPACES_FLAG,
  FIELD_SELECTOR_FLAG,
  fetchSelection,
  readSelection,
  SELECTOR_FLAG,
  type Selected,
} from '../resource-arguments';
import type { Command, Session } from '../session';
import { DRY_RUN_FLAG, FIELD_MANAGER_FLAG, recordFlag } from '../write-flags';

interface Changes {
  readonly set: StringMap;
  readonly remove: readonly string[];
}

type MapName = 'labels' | 'annotations';

const FLAGS = [
  ...FILE_FLAGS,
  ...OUTPUT_FLAGS,
  SELECTOR_FLAG,
  FIELD_SELECTOR_FLAG,
  ALL_FLAG,
  ALL_NAMESPACES_FLAG,
  DRY_RUN_FLAG,
  FIELD_MANAGER_FLAG,
  recordFlag,
  defineSwitch('overwrite'),
  defineSwitch('list'),
  defineSwitch('local'),
  defineFlag('resource-version'),
];

export const label: Command = {
  name: 'label',
  usage: 'kubectl label (TYPE NAME | TYPE/NAME | TYPE -l SELECTOR | TYPE --all) KEY=VALUE… KEY-… [--overwrite]',
  flags: FLAGS,
  run: (session) => changeMap(session, 'labels'),
};

export const annotate: Command = {
  name: 'annotate',
  usage: 'kubectl annotate (TYPE NAME | TYPE/NAME | TYPE -l SELECTOR | TYPE --all) KEY=VALUE… KEY-… [--overwrite]',
  flags: FLAGS,
  run: (session) => changeMap(session, 'annotations'),
};

function changeMap(session: Session, map: MapName): void {
  const word = map === 'labels' ? 'label' : 'annotation';
  const { resources, pairs } = splitPairs(session.positional, word);
  if (resources.length === 0 && !hasFiles(session)) {
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  const changes = parsePairs(pairs, word);
  if (session.flags.isOn('list') && session.flags.has('output')) {
    throw new CommandError('--list and --output may not be specified together');
  }
  for (const flag of ['selector', 'field-selector']) {
    if (session.flags.isOn('all') && session.flags.has(flag)) {
      throw new CommandError(`cannot set --all and --${flag} at the same time`);
    }
  }
  if (pairs.length === 0 && !session.flags.isOn('list')) {
    throw new CommandError(`at least one ${word} update is required`);
  }
  checkContradictions(changes, word);
  const { objects, errors, isOneNamed } = findObjects(session, resources);
  if (!isOneNamed && session.flags.has('resource-version')) {
    throw new CommandError('--resource-version may only be used with a single resource');
  }
  const failures: unknown[] = [...errors];
  for (const selected of objects) {
    try {
      if (session.flags.isOn('list')) listMap(session, selected, map, changes, isOneNamed);
      else changeOne(session, selected, map, changes);
    } catch (error) {
      failures.push(error);
    }
  }
  throwCollected(failures);
}

interface Found {
  readonly objects: readonly Selected[];
  readonly errors: readonly unknown[];
  /** The command names a single object, or a single file. Upstream: Result.IntoSingleItemImplied. */
  readonly isOneNamed: boolean;
}

function findObjects(session: Session, resources: readonly string[]): Found {
  if (!hasFiles(session)) {
    // A name wins over --all here, unlike in delete and taint.
    const selection = readSelection(session, resources, { allowsNamesWithAll: true });
    const isOneNamed = selection.by === 'name' && selection.targets.length === 1;
    return { ...fetchSelection(session, selection), isOneNamed };
  }
  const { objects, errors } = readFiles(session, resources);
  const paths = session.flags.each('filename');
  const isOneNamed = paths.length === 1 && paths[0] !== '-';
  if (!session.flags.isOn('local')) {
    const fetched = fetchSelection(session, { by: 'name', targets: objects });
    return { objects: fetched.objects, errors: [...errors, ...fetched.errors], isOneNamed };
  }
  const local = objects.map(({ fields, ...target }) => ({ ...target, object: fields as unknown as KubernetesObject }));
  return { objects: local, errors, isOneNamed };
}

/** Arguments before the first `key=value` or `key-` name resources. Upstream: cmdutil.GetResourcesAndPairs. */
function splitPairs(
  words: readonly string[],
  word: string,
): { readonly resources: readonly string[]; readonly pairs: readonly string[] } {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const argument of words) {
    const isChange = argument.includes('=') && !argument.startsWith('=');
    const isRemoval = argument.endsWith('-') && argument !== '-';
    if (isChange || isRemoval) pairs.push(argument);
    else if (pairs.length > 0) {
      throw new CommandError(`all resources must be specified before ${word} changes: ${argument}`);
    } else resources.push(argument);
  }
  return { resources, pairs };
}

/** KUBECTL-LABEL-03. */
function parsePairs(pairs: readonly string[], word: string): Changes {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 0) {
      remove.push(pair.slice(0, -1));
      continue;
    }
    const key = pair.slice(0, equals);
    const value = pair.slice(equals + 1);
    if (word === 'label') {
      if (value.includes('=')) throw new CommandError(`invalid label spec: ${pair}`);
      const problems = labelValueProblems(value);
      if (problems.length > 0) throw new CommandError(`invalid label value: "${pair}": ${problems.join(';')}`);
    }
    set[key] = value;
  }
  return { set, remove };
}

function checkContradictions({ set, remove }: Changes, word: string): void {
  const both = remove.filter((key) => key in set);
  if (both.length === 0) return;
  throw new CommandError(
    word === 'label'
      ? 'can not both modify and remove a label in the same command'
      : `can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`,
  );
}

/** With the changes of the command, which are not sent. Unless one object was named, each gets a heading. */
function listMap(
  session: Session,
  { object, definition, name }: Selected,
  map: MapName,
  changes: Changes,
  isOneNamed: boolean,
): void {
  const current = object.metadata[map] ?? {};
  if (!session.flags.isOn('overwrite')) refuseOverwrites(current, changes, map);
  const { values } = applyChanges(current, changes);
  if (!isOneNamed) session.print(`Listing ${map} for ${definition.kind}.${definition.group}/${name}:`);
  for (const key of Object.keys(values).sort()) session.print(`${isOneNamed ? '' : ' '}${key}=${values[key]}`);
}

interface Changed {
  readonly values: StringMap;
  /** The same as a merge patch. */
  readonly patch: Readonly<Record<string, string | null>>;
  readonly isAdding: boolean;
  readonly isRemoving: boolean;
}

function applyChanges(current: StringMap, changes: Changes): Changed {
  const values: Record<string, string> = { ...current };
  const patch: Record<string, string | null> = {};
  let isAdding = false;
  let isRemoving = false;
  for (const [key, value] of Object.entries(changes.set)) {
    if (current[key] === value) continue;
    values[key] = value;
    patch[key] = value;
    isAdding = true;
  }
  for (const key of changes.remove) {
    if (current[key] === undefined) continue;
    delete values[key];
    patch[key] = null;
    isRemoving = true;
  }
  return { values, patch, isAdding, isRemoving };
}

function changeOne(session: Session, selected: Selected, map: MapName, changes: Changes): void {
  const { definition, namespace, name, object } = selected;
  const current = object.metadata[map] ?? {};
  const isSent = session.dryRun !== 'client' && !session.flags.isOn('local');
  if (map === 'labels' && isSent) {
    for (const key of changes.remove) if (current[key] === undefined) session.print(`label "${key}" not found.`);
  }
  if (!session.flags.isOn('overwrite')) refuseOverwrites(current, changes, map);
  const { values, patch, isAdding, isRemoving } = applyChanges(current, changes);
  const resourceVersion = session.flags.text('resource-version');
  const isChanging = isAdding || isRemoving;
  let written = object;
  if (!isSent) {
    if (isChanging) written = { ...object, metadata: { ...object.metadata, [map]: values } };
  } else if (isChanging || resourceVersion !== '') {
    const body = { metadata: { [map]: patch, ...(resourceVersion ? { resourceVersion } : {}) } };
    written = session.call((client) =>
      client.patch(definition.resource, namespace, name, body, {
        ...session.writeOptions(map === 'labels' ? 'kubectl-label' : 'kubectl-annotate'),
        type: 'merge',
      }),
    );
  }
  printResult(session, definition, written, map === 'labels' ? nameOperation(isAdding, isRemoving) : 'annotated');
}

/** KUBECTL-LABEL-01. */
function nameOperation(isAdding: boolean, isRemoving: boolean): string {
  if (isAdding) return isRemoving ? 'modified' : 'labeled';
  return isRemoving ? 'unlabeled' : 'not labeled';
}

/** The change cause may always be overwritten. KUBECTL-LABEL-02, KUBECTL-LABEL-05. */
function refuseOverwrites(current: StringMap, changes: Changes, map: MapName): void {
  const taken = Object.keys(changes.set)
    .filter((key) => current[key] !== undefined && current[key] !== changes.set[key])
    .filter((key) => map === 'labels' || key !== CHANGE_CAUSE_ANNOTATION)
    .map((key) => `'${key}' already has a value (${current[key]})`);
  if (taken.length === 0) return;
  if (map === 'annotations') {
    throw new CommandError(`--overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`);
  }
  throwCollected(taken.map((text) => new CommandError(`${text}, and --overwrite is false`)));
}
