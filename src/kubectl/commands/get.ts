/** `kubectl get`. KUBECTL-GET-01 to -14. Upstream: kubectl pkg/cmd/get/get.go, v1.36. */

import { isApiError } from '../../api/errors';
import { formatLabels } from '../../api/label-selector-text';
import type { KubernetesObject } from '../../api/meta';
import type { ResourceDefinition } from '../../api/resources';
import { CommandError, throwCollected, usageError } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { FILE_FLAGS, hasFiles, readFiles } from '../manifest-files';
import { printCustomColumns } from '../print/custom-columns';
import { findByJsonPath } from '../print/json-path';
import { hideManagedFields, OUTPUT_FLAGS, type OutputFormat, printValue, readOutputFormat } from '../print/result';
import { alignColumns, TABLE_LAYOUT } from '../print/tabwriter';
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
import { printName, printType } from '../resource-types';
import type { Command, Session } from '../session';
import { tableOf } from '../tables/registry';

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
    defineSwitch('server-print'),
    defineFlag('label-columns', 'list', 'L'),
    defineFlag('sort-by'),
    defineFlag('chunk-size', 'integer'),
  ],
  run(session) {
    if (session.flags.isOn('watch') || session.flags.isOn('watch-only')) {
      throw new CommandError('get --watch is not simulated; use get, wait or rollout status');
    }
    if (session.positional.length === 0 && !hasFiles(session)) refuseWithoutType(session);
    const format = readOutputFormat(session);
    const { selection, fetched } = fetch(session);
    const objects = sortBy(session, fetched.objects);
    if (format.name === '' || format.name === 'wide') {
      printTables(session, objects, format.name === 'wide');
    } else if (format.name === 'name') {
      for (const { definition, name } of objects) session.print(printName(definition, name));
    } else if (format.name === 'custom-columns') {
      printCustomColumns(session, format.argument, objects);
    } else {
      printObjects(session, format, selection, objects, fetched.errors.length > 0);
    }
    throwCollected(fetched.errors);
    const isTabular = format.name === '' || format.name === 'wide' || format.name === 'custom-columns';
    if (objects.length === 0 && isTabular && selection?.by === 'list' && !session.flags.isOn('ignore-not-found'))
      reportNothing(session, selection);
  },
};

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

function fetch(session: Session): { readonly selection?: Selection; readonly fetched: Fetched } {
  if (hasFiles(session)) {
    const { objects, errors } = readFiles(session);
    const selection: Selection = { by: 'name', targets: objects };
    const fetched = fetchSelection(session, selection);
    return { selection, fetched: { objects: fetched.objects, errors: [...errors, ...fetched.errors] } };
  }
  const selection = readSelection(session, session.positional, { allowsTypeAlone: true });
  const fetched = fetchSelection(session, selection);
  if (!session.flags.isOn('ignore-not-found')) return { selection, fetched };
  const errors = fetched.errors.filter((error) => !isApiError(error, 'NotFound'));
  return { selection, fetched: { objects: fetched.objects, errors } };
}

/** KUBECTL-GET-10. */
export function reportNothing(session: Session, selection: Extract<Selection, { by: 'list' }>): void {
  const isNamespaced = selection.definitions.some((definition) => definition.namespaced);
  session.complain(
    isNamespaced && !session.flags.isOn('all-namespaces')
      ? `No resources found in ${session.namespace} namespace.`
      : 'No resources found',
  );
}

function sortBy(session: Session, objects: readonly Selected[]): readonly Selected[] {
  const expression = session.flags.text('sort-by');
  if (expression === '') return objects;
  const find = findByJsonPath(expression);
  const keyed = objects.map((selected) => ({ selected, key: find(selected.object)[0] }));
  const isLess = (left: unknown, right: unknown): boolean =>
    left === undefined ? right !== undefined : right !== undefined && (left as string) < (right as string);
  keyed.sort((left, right) => (isLess(left.key, right.key) ? -1 : isLess(right.key, left.key) ? 1 : 0));
  return keyed.map(({ selected }) => selected);
}

function printObjects(
  session: Session,
  format: OutputFormat,
  selection: Selection | undefined,
  objects: readonly Selected[],
  hasFailed: boolean,
): void {
  const single = selection?.by === 'name' && selection.targets.length === 1;
  const shown = objects.map(({ object }) => hideManagedFields(session, object));
  if (single) {
    if (shown[0]) printValue(session, format, shown[0]);
    return;
  }
  if (hasFailed && shown.length === 0) return;
  printValue(session, format, { apiVersion: 'v1', items: shown, kind: 'List', metadata: { resourceVersion: '' } });
}

/** One table for each kind, separated by an empty line. KUBECTL-GET-09. */
function printTables(session: Session, objects: readonly Selected[], isWide: boolean): void {
  const byDefinition = new Map<ResourceDefinition, KubernetesObject[]>();
  for (const { definition, object } of objects) {
    const group = byDefinition.get(definition);
    if (group) group.push(object);
    else byDefinition.set(definition, [object]);
  }
  const showsKind = session.flags.isOn('show-kind') || byDefinition.size > 1;
  let isFirst = true;
  for (const [definition, group] of byDefinition) {
    if (!isFirst) session.print('');
    isFirst = false;
    session.write(formatTable(session, definition, group, isWide, showsKind));
  }
}

const LINE_BREAK = /[\n\r\f]/;

function formatTable(
  session: Session,
  definition: ResourceDefinition,
  objects: readonly KubernetesObject[],
  isWide: boolean,
  showsKind: boolean,
): string {
  const { flags, nowMs } = session;
  const columns = tableOf(definition.resource).filter((column) => isWide || !column.isWide);
  const showsNamespace = flags.isOn('all-namespaces') && definition.namespaced;
  const labelKeys = flags.list('label-columns');
  const rows: string[][] = [];
  if (!flags.isOn('no-headers')) {
    rows.push([
      ...(showsNamespace ? ['NAMESPACE'] : []),
      ...columns.map(({ title }) => title),
      ...labelKeys.map((key) => (key.split('/').at(-1) ?? key).toUpperCase()),
      ...(flags.isOn('show-labels') ? ['LABELS'] : []),
    ]);
  }
  for (const object of objects) {
    const cells = columns.map(({ cell, title }) => {
      const text = cutAtLineBreak(String(cell(object, nowMs)));
      return showsKind && title === 'NAME' ? `${printType(definition)}/${text}` : text;
    });
    rows.push([
      ...(showsNamespace ? [object.metadata.namespace ?? ''] : []),
      ...cells,
      ...labelKeys.map((key) => object.metadata.labels?.[key] ?? ''),
      ...(flags.isOn('show-labels') ? [formatLabels(object.metadata.labels)] : []),
    ]);
  }
  return `${alignColumns(rows.map((row) => row.join('\t')).join('\n'), TABLE_LAYOUT)}\n`;
}

/** KUBECTL-TAB-05. */
function cutAtLineBreak(text: string): string {
  const at = text.search(LINE_BREAK);
  return at < 0 ? text : `${text.slice(0, at)}...`;
}
