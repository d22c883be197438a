/**
 * `kubectl get --watch`: what is there, then a row for each change. kubectl goes on until somebody stops it; here it ends
 * when the cluster has come to rest, or after the virtual time of `--request-timeout`. KUBECTL-GET-13.
 * Upstream: kubectl pkg/cmd/get/get.go, watch, v1.36.
 */
import type { WatchEventType } from '../../api/client';
import { parseFieldSelector } from '../../api/field-selectors';
import { parseSelector } from '../../api/label-selector-text';
import type { KubernetesObject } from '../../api/meta';
import type { ResourceDefinition } from '../../api/resources';
import { CommandError, throwCollected } from '../command-error';
import { parseGoDuration } from '../flags';
import { customColumnsOf } from '../print/custom-columns';
import { ObjectTable } from '../print/object-table';
import { type OutputFormat, printValue, showManagedFields } from '../print/result';
import { fetchSelection, type Selection } from '../resource-arguments';
import { printName } from '../resource-types';
import type { Session } from '../session';

/** How long nothing but back-offs may keep the cluster busy, in virtual milliseconds. */
const LONGEST_WATCH_MS = 3_600_000;

type Show = (object: KubernetesObject, event: WatchEventType) => void;

/** Prints what is selected and then its changes. Throws what kubectl refuses to watch. */
export function watchSelection(session: Session, selection: Selection, format: OutputFormat): void {
  if (session.flags.has('sort-by')) {
    session.complain('warning: --watch or --watch-only requested, --sort-by will be ignored');
  }
  const definition = onlyDefinition(selection);
  const { objects, errors } = fetchSelection(session, selection);
  // The first error ends it: here kubectl does not go on to the next object.
  throwCollected(errors.slice(0, 1));
  refuseSeveral(selection);
  const show = makePrinter(session, definition, format);
  const isSelected = matcherOf(session, definition, selection);
  if (!session.flags.isOn('watch-only')) for (const { object } of objects) show(object, 'ADDED');
  // The watch begins with what was listed; only what differs from it is news.
  const shown = new Map(objects.map(({ object }) => [object.metadata.uid, object]));
  const watch = session.client.watch(definition.resource, (events) => {
    for (const { type, object } of events) {
      const { uid, resourceVersion } = object.metadata;
      const last = shown.get(uid);
      if (type === 'DELETED' || !isSelected(object)) {
        if (last === undefined) continue;
        shown.delete(uid);
        show(object, 'DELETED');
      } else if (last?.metadata.resourceVersion !== resourceVersion) {
        shown.set(uid, object);
        show(object, last === undefined ? 'ADDED' : 'MODIFIED');
      }
    }
  });
  session.environment.waitUntil(() => false, readTimeoutMs(session));
  watch.stop();
}

function onlyDefinition(selection: Selection): ResourceDefinition {
  const definitions = selection.by === 'list' ? selection.definitions : selection.targets.map((one) => one.definition);
  if (new Set(definitions).size > 1) throw new CommandError('you may only specify a single resource type');
  return definitions[0] as ResourceDefinition;
}

function refuseSeveral(selection: Selection): void {
  if (selection.by !== 'name' || selection.targets.length === 1) return;
  throw new CommandError(
    `watch is only supported on individual resources and resource collections - ${selection.targets.length} resources were found`,
  );
}

function matcherOf(
  session: Session,
  { namespaced, resource }: ResourceDefinition,
  selection: Selection,
): (object: KubernetesObject) => boolean {
  if (selection.by === 'name') {
    const { namespace, name } = selection.targets[0] as { readonly namespace: string; readonly name: string };
    return ({ metadata }) => metadata.name === name && (metadata.namespace ?? '') === namespace;
  }
  const { namespace, labelSelector = '', fieldSelector = '' } = selection.options;
  const matchesLabels = parseSelector(labelSelector);
  const matchesFields = parseFieldSelector(fieldSelector, resource);
  const isEverywhere = !namespaced || session.flags.isOn('all-namespaces');
  return (object) =>
    (isEverywhere || object.metadata.namespace === namespace) &&
    matchesLabels(object.metadata.labels ?? {}) &&
    matchesFields(object);
}

function makePrinter(session: Session, definition: ResourceDefinition, format: OutputFormat): Show {
  const showsEvents = session.flags.isOn('output-watch-events');
  switch (format.name) {
    case '':
    case 'wide': {
      const isWide = format.name === 'wide';
      const table = new ObjectTable(session, definition, {
        isWide,
        showsKind: session.flags.isOn('show-kind'),
        showsEvents,
      });
      return (object, event) => session.write(table.format([object], event));
    }
    case 'name':
      return ({ metadata }) => session.print(printName(definition, metadata.name));
    case 'custom-columns': {
      const columns = customColumnsOf(session, format.argument);
      return (object) => session.write(columns.format([object]));
    }
    default: {
      let isFirst = true;
      return (object, type) => {
        if (format.name === 'yaml' && !isFirst) session.print('---');
        isFirst = false;
        const shown = showManagedFields(session, definition, object);
        printValue(session, format, showsEvents ? { object: shown, type } : shown);
      };
    }
  }
}

/** `--request-timeout=30s`, or plain seconds; 0 means no limit. */
function readTimeoutMs(session: Session): number {
  const text = session.flags.text('request-timeout', '0');
  const timeoutMs = parseGoDuration(/^\d+$/.test(text) ? `${text}s` : text);
  if (timeoutMs === undefined) {
    throw new CommandError(
      `Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)`,
    );
  }
  return timeoutMs > 0 ? timeoutMs : LONGEST_WATCH_MS;
}
