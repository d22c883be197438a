/** `kubectl describe`. KUBECTL-DESC-01. Upstream: kubectl pkg/cmd/describe/describe.go, v1.36. */
import { isApiError } from '../../api/errors';
import { CommandError, throwCollected } from '../command-error';
import { describeDaemonSet } from '../describe/daemonset';
import { describeGeneric } from '../describe/generic';
import { describeLimitRange, describeQuota } from '../describe/limits';
import { describeNode } from '../describe/node';
import { describePod } from '../describe/pod';
import { describePriorityClass } from '../describe/priority-class';
import { describeEndpointSlice, describeService } from '../describe/services';
import {
  describeConfigMap,
  describeDisruptionBudget,
  describeNamespace,
  describeSecret,
  describeServiceAccount,
} from '../describe/small-kinds';
import { describeDeployment, describeReplicaSet } from '../describe/workloads';
import { defineFlag, defineSwitch } from '../flags';
import { FILE_FLAGS, hasFiles, readFiles } from '../manifest-files';
import { alignColumns, DESCRIBE_LAYOUT } from '../print/tabwriter';
import {
  ALL_NAMESPACES_FLAG,
  type Fetched,
  fetchSelection,
  listObjects,
  readSelection,
  SELECTOR_FLAG,
  type Selected,
  selectedOf,
} from '../resource-arguments';
import { resolveResourceType } from '../resource-types';
import type { Command, Session } from '../session';
import { reportNothing } from './get';

/** Writes the lines about one object, with tabs. */
export type Describer = (session: Session, selected: Selected, showsEvents: boolean) => string;

const DESCRIBERS: Readonly<Record<string, Describer>> = {
  configmaps: describeConfigMap,
  daemonsets: describeDaemonSet,
  deployments: describeDeployment,
  endpointslices: describeEndpointSlice,
  limitranges: describeLimitRange,
  namespaces: describeNamespace,
  nodes: describeNode,
  poddisruptionbudgets: describeDisruptionBudget,
  pods: describePod,
  priorityclasses: describePriorityClass,
  replicasets: describeReplicaSet,
  resourcequotas: describeQuota,
  secrets: describeSecret,
  serviceaccounts: describeServiceAccount,
  services: describeService,
};

export const describe: Command = {
  name: 'describe',
  usage: 'kubectl describe (TYPE [NAME_OR_PREFIX…] | TYPE/NAME… | -f FILENAME) [-l SELECTOR] [-A]',
  flags: [
    ...FILE_FLAGS,
    SELECTOR_FLAG,
    ALL_NAMESPACES_FLAG,
    defineSwitch('show-events'),
    defineFlag('chunk-size', 'integer'),
  ],
  run(session) {
    if (session.positional.length === 0 && !hasFiles(session)) {
      throw new CommandError(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    const { objects, errors } = fetch(session);
    const byPrefix = findByPrefix(session, errors);
    const found = byPrefix.length > 0 ? byPrefix : objects;
    // Each list of events is a request of its own: unless asked for, only a single object shows them.
    const isSingle = objects.length === 1 && errors.length === 0;
    const showsEvents = session.flags.has('show-events') ? session.flags.isOn('show-events') : isSingle;
    const texts = found.map((selected) => {
      const describer = DESCRIBERS[selected.definition.resource] ?? describeGeneric;
      return alignColumns(describer(session, selected, showsEvents), DESCRIBE_LAYOUT);
    });
    if (byPrefix.length > 0) {
      for (const text of texts) session.print(text);
      return;
    }
    session.write(texts.join('\n\n'));
    throwCollected(errors);
  },
};

function fetch(session: Session): Fetched {
  if (hasFiles(session)) {
    const { objects, errors } = readFiles(session, session.positional);
    const fetched = fetchSelection(session, { by: 'name', targets: objects });
    return { objects: fetched.objects, errors: [...errors, ...fetched.errors] };
  }
  const selection = readSelection(session, session.positional, { allowsTypeAlone: true });
  const fetched = fetchSelection(session, selection);
  if (selection.by === 'list' && fetched.objects.length === 0 && fetched.errors.length === 0) {
    reportNothing(session, selection);
  }
  return fetched;
}

/** A single name that is not found, `TYPE NAME`, is tried as a prefix. Upstream: DescribeMatchingResources. */
function findByPrefix(session: Session, errors: readonly unknown[]): readonly Selected[] {
  const [type = '', name = ''] = session.positional;
  if (session.positional.length !== 2 || type.includes('/')) return [];
  if (errors.length !== 1 || !isApiError(errors[0], 'NotFound')) return [];
  if (new Set(type.split(',')).size > 1) throw new CommandError('you may only specify a single resource type');
  const definition = resolveResourceType(type);
  const { namespace } = session;
  return listObjects(session, definition, definition.namespaced ? { namespace } : {})
    .filter((object) => object.metadata.name.startsWith(name))
    .map((object) => selectedOf(definition, object));
}
