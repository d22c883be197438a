/**
 * Label and field selectors of list requests.
 * Upstream: apimachinery pkg/labels/selector.go and pkg/fields/selector.go; the selectable fields stand in each kind's
 * strategy, v1.36. Clauses API-SEL-02, API-POD-09, API-NODE-06, API-DS-07.
 */
import { ApiError } from '../api/errors';
import type { KubernetesObject, LabelSelector, StringMap } from '../api/meta';
import type { ResourceName } from '../api/resources';
import { fieldsOf } from './draft';
import { quoteGo } from './schema/go-text';

type Matches<T> = (value: T) => boolean;

const NO_LABELS: StringMap = {};
const REQUIREMENT =
  /\s*(?:!\s*([^\s=!,()]+)|([^\s=!,()]+)\s*(?:(==|=|!=)\s*([^\s=!,()]*)|(in|notin)\s*\(([^()]*)\)|))\s*(?:,|$)/y;

const compiled = new Map<string, Matches<StringMap>>();

/** Compiles `app=agent,tier!=web,env in (a,b),!legacy`. Throws BadRequest if it cannot be read. */
function compileLabelSelector(text: string): Matches<StringMap> {
  let matches = compiled.get(text);
  if (!matches) {
    matches = parseLabelSelector(text);
    compiled.set(text, matches);
  }
  return matches;
}

function parseLabelSelector(text: string): Matches<StringMap> {
  const requirements: Matches<StringMap>[] = [];
  REQUIREMENT.lastIndex = 0;
  while (REQUIREMENT.lastIndex < text.length) {
    const match = REQUIREMENT.exec(text);
    if (!match) throw new ApiError('BadRequest', `unable to parse requirement: found ${quoteGo(text)}`);
    const [, absent, key = '', operator, value, setOperator, set = ''] = match;
    if (absent) requirements.push((labels) => labels[absent] === undefined);
    else if (setOperator) requirements.push(requireSet(key, setOperator === 'in', splitSet(set)));
    else if (operator) requirements.push(requireSet(key, operator !== '!=', [value ?? '']));
    else requirements.push((labels) => labels[key] !== undefined);
  }
  return (labels) => requirements.every((holds) => holds(labels));
}

const splitSet = (text: string): string[] => text.split(',').map((value) => value.trim());

/** A key that is absent satisfies every negative requirement. API-SEL-02 */
function requireSet(key: string, isIn: boolean, values: readonly string[]): Matches<StringMap> {
  return (labels) => {
    const label = labels[key];
    return (label !== undefined && values.includes(label)) === isIn;
  };
}

/** True if the labels satisfy the selector: none matches nothing, an empty one everything. API-SEL-02 */
export function matchesSelector(selector: LabelSelector | undefined, labels: StringMap = NO_LABELS): boolean {
  if (!selector) return false;
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels[key] !== value) return false;
  return (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return labels[key] !== undefined;
    if (operator === 'DoesNotExist') return labels[key] === undefined;
    return requireSet(key, operator === 'In', values)(labels);
  });
}

/** Fields beyond name and namespace, as paths into the object; a missing value reads as the text given. */
const SELECTABLE: Partial<Record<ResourceName, Readonly<Record<string, string>>>> = {
  pods: {
    'spec.nodeName': '',
    'spec.restartPolicy': '',
    'spec.schedulerName': '',
    'spec.serviceAccountName': '',
    'spec.hostNetwork': 'false',
    'status.phase': '',
    'status.podIP': '',
    'status.nominatedNodeName': '',
  },
  nodes: { 'spec.unschedulable': 'false' },
  namespaces: { 'status.phase': '' },
  secrets: { type: '' },
  services: { 'spec.clusterIP': '', 'spec.type': '' },
  replicasets: { 'status.replicas': '0' },
  events: {
    'involvedObject.kind': '',
    'involvedObject.namespace': '',
    'involvedObject.name': '',
    'involvedObject.uid': '',
    'involvedObject.apiVersion': '',
    'involvedObject.resourceVersion': '',
    'involvedObject.fieldPath': '',
    reason: '',
    reportingComponent: '',
    source: '',
    type: '',
  },
};

function readField(object: KubernetesObject, path: string, missing: string): string {
  let value: unknown = object;
  // An event's source is the component's name.
  for (const step of path === 'source' ? ['source', 'component'] : path.split('.')) {
    value = (value as Record<string, unknown> | undefined)?.[step];
  }
  return value === undefined || value === null ? missing : String(value);
}

function unknownField(resource: ResourceName, field: string): ApiError {
  return new ApiError(
    'BadRequest',
    SELECTABLE[resource]
      ? `field label not supported: ${field}`
      : `${quoteGo(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}

function compileFieldSelector(resource: ResourceName, text: string): Matches<KubernetesObject> {
  const terms = text
    .split(',')
    .filter((term) => term.trim() !== '')
    .map((term): Matches<KubernetesObject> => {
      const match = /^\s*([^=!\s]+)\s*(==|=|!=)\s*(.*?)\s*$/.exec(term);
      if (!match) {
        throw new ApiError(
          'BadRequest',
          `invalid selector: '${text}'; can't understand '${term}'`,
        );
      }
      const [, field = '', operator, wanted = ''] = match;
      const isGeneric = field === 'metadata.name' || field === 'metadata.namespace';
      const missing = isGeneric ? '' : SELECTABLE[resource]?.[field];
      if (missing === undefined) throw unknownField(resource, field);
      return (object) => (readField(object, field, missing) === wanted) === (operator !== '!=');
    });
  return (object) => terms.every((holds) => holds(object));
}

/** One test for both selectors of a list request, or undefined where neither restricts anything. */
export function compileSelectors(
  resource: ResourceName,
  labelSelector: string | undefined,
  fieldSelector: string | undefined,
): Matches<KubernetesObject> | undefined {
  const byLabels = labelSelector ? compileLabelSelector(labelSelector) : undefined;
  const byFields = fieldSelector ? compileFieldSelector(resource, fieldSelector) : undefined;
  if (!byLabels) return byFields;
  const hasLabels: Matches<KubernetesObject> = (object) => byLabels(fieldsOf(object).metadata.labels ?? NO_LABELS);
  return byFields ? (object) => hasLabels(object) && byFields(object) : hasLabels;
}
