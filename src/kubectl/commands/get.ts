/** `kubectl get`. KUBECTL-GET-01 to -14. Upstream: kubectl pkg/cmd/get/get.go, v1.36. */

import { isApiError } from '../../api/errors';
import type { KubernetesObject } from '../../api/meta';
import type { ResourceDefinition } from '../../api/resources';
import { CommandError, throwCollected, usageError } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { FILE_FLAGS, hasFiles, readFiles } from '../manifest-files';
import { customColumnsOf } from '../print/custom-columns';
import { ObjectTable } from '../print/object-table';
import { OUTPUT_FLAGS, type OutputFormat, printValue, readOutputFormat, showManagedFields } from '../print/result';
import { sortByJsonPath } from '../print/sort-objects';
import {
  ALL_NAMESPACES_FLAG,
  type Fetched,
  FIELD_SELECTOR_FLAG,
  fetchSelection,
  readSelection,
  SELECTOR_FLAG,
  type Selected,
  type Selection,
} from '../resource-arguments';
import { printName } from '../resource-types';
import type { Command, Session } from '../session';
import { watchSelection } from './get-watch';

export const get: Command = {
  name: 'get',
  usage:
    'kubectl get (TYPE[,TYPE…] [NAME…] | TYPE/NAME… | -f FILENAME) [-l SELECTOR] [-A] [-o wide|yaml|json|name|jsonpath=…|custom-columns=…]',
  flags: [
    ...FILE_FLAGS,
    ...OUTPUT_FLAGS,
    SELECTOR_FLAG,
    FIELD_SELECTOR_FLAG,
    ALL_NAMESPACES_FLAG,
    defineSwitch('show-labels'),
    defineSwitch('no-headers'),
    defineSwitch('show-kind'),
    defineSwitch('ignore-not-found'),
    defineSwitch('watch', 'w'),
    defineSwitch('watch-only'),
    defineSwitch('output-watch-events'),
    defineFlag('raw'),
    defineSwitch('server-print'),
    defineFlag('label-columns', 'list', 'L'),
    defineFlag('sort-by'),
    defineFlag('chunk-size', 'integer'),
  ],
  run(session) {
    checkFlags(session);
    const watches = session.flags.isOn('watch') || session.flags.isOn('watch-only');
    if (session.positional.length === 0 && !hasFiles(session)) refuseWithoutType(session);
    const format = readOutputFormat(session);
    const { selection, errors } = select(session);
    if (watches) {
      throwCollected(errors);
      watchSelection(session, selection, format);
      return;
    }
    const fetched = fetch(session, selection, errors);
    const isTable = format.name === '' || format.name === 'wide';
    const expression = session.flags.text('sort-by');
    // Tables are sorted one by one, lists in other formats as a whole, and a single object not at all.
    const objects =
      expression === '' || isTable || isOneName(selection)
        ? fetched.objects
        : sortByJsonPath(fetched.objects, expression, ({ object }) => object);
    // Only tables say that nothing was found; the other formats print an empty list, unless that may be missing.
    const saysNothing = objects.length === 0 && session.flags.isOn('ignore-not-found');
    if (isTable) printTables(session, selection, objects, format.name === 'wide');
    else if (saysNothing) {
      throwCollected(fetched.errors);
      return;
    } else if (format.name === 'name') {
      for (const { definition, name } of objects) session.print(printName(definition, name));
    } else if (format.name === 'custom-columns') {
      session.write(customColumnsOf(session, format.argument).format(objects.map(({ object }) => object)));
    } else {
      printObjects(session, format, selection, objects);
    }
    throwCollected(fetched.errors);
    if (objects.length === 0 && isTable && selection.by === 'list' && !saysNothing) reportNothing(session, selection);
  },
};

function checkFlags({ flags }: Session): void {
  const output = flags.text('output');
  if (flags.isOn('show-labels') && output !== '' && output !== 'wide') {
    throw new CommandError(`--show-labels option cannot be used with ${output} printer`);
  }
  if (flags.isOn('output-watch-events') && !flags.isOn('watch') && !flags.isOn('watch-only')) {
    throw usageError('get', '--output-watch-events option can only be used with --watch or --watch-only');
  }
  if (flags.has('raw')) throw new CommandError('get --raw is not simulated; use get TYPE -o json');
}

/** KUBECTL-GET-11. */
function refuseWithoutType(session: Session): never {
  session.complain(
    'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n',
  );
  throw usageError(
    'get',
    'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
  );
}

function select(session: Session): { readonly selection: Selection; readonly errors: readonly unknown[] } {
  if (!hasFiles(session)) {
    return { selection: readSelection(session, session.positional, { allowsTypeAlone: true }), errors: [] };
  }
  const { objects, errors } = readFiles(session, session.positional);
  return { selection: { by: 'name', targets: objects }, errors };
}

function fetch(session: Session, selection: Selection, earlier: readonly unknown[]): Fetched {
  const { objects, errors } = fetchSelection(session, selection);
  const ignoresMissing = session.flags.isOn('ignore-not-found');
  return {
    objects,
    errors: [...earlier, ...errors.filter((error) => !ignoresMissing || !isApiError(error, 'NotFound'))],
  };
}

/** KUBECTL-GET-10. */
export function reportNothing(session: Session, selection: Extract<Selection, { by: 'list' }>): void {
  const isNamespaced = selection.definitions.every((definition) => definition.namespaced);
  session.complain(
    isNamespaced && !session.flags.isOn('all-namespaces')
      ? `No resources found in ${session.namespace} namespace.`
      : 'No resources found',
  );
}

/** One name asks for the object itself, anything else for a list. */
function isOneName(selection: Selection): boolean {
  return selection.by === 'name' && selection.targets.length === 1;
}

function printObjects(
  session: Session,
  format: OutputFormat,
  selection: Selection,
  objects: readonly Selected[],
): void {
  const shown = objects.map(({ definition, object }) => showManagedFields(session, definition, object));
  if (isOneName(selection)) {
    if (shown[0]) printValue(session, format, shown[0]);
    return;
  }
  printValue(session, format, { apiVersion: 'v1', items: shown, kind: 'List', metadata: { resourceVersion: '' } });
}

/** One table for each kind, separated by an empty line. KUBECTL-GET-09. */
function printTables(session: Session, selection: Selection, objects: readonly Selected[], isWide: boolean): void {
  const expression = session.flags.text('sort-by');
  const byDefinition = new Map<ResourceDefinition, KubernetesObject[]>();
  for (const { definition, object } of objects) {
    const group = byDefinition.get(definition);
    if (group) group.push(object);
    else byDefinition.set(definition, [object]);
  }
  // Kinds are named where several were asked for, also if only one has objects.
  const asked = selection.by === 'list' ? selection.definitions.length : byDefinition.size;
  const showsKind = session.flags.isOn('show-kind') || asked > 1;
  let isFirst = true;
  for (const [definition, group] of byDefinition) {
    if (!isFirst && !session.flags.isOn('no-headers')) session.print('');
    isFirst = false;
    const rows = expression === '' ? group : sortByJsonPath(group, expression, (object) => object);
    session.write(new ObjectTable(session, definition, { isWide, showsKind }).format(rows));
  }
}
