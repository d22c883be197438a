/**
 * Field selectors (`spec.nodeName=node1,status.phase!=Failed`): which fields a resource can be selected by, and the
 * predicate of such a text. Upstream: apimachinery pkg/fields/selector.go; core/v1/conversion.go, v1.36.
 */
import { ApiError } from './errors';
import type { KubernetesObject } from './meta';
import type { ResourceName } from './resources';

export type FieldMatcher = (object: KubernetesObject) => boolean;

const METADATA_FIELDS = ['metadata.name', 'metadata.namespace'];

/** Fields beyond the metadata ones. API-POD-09, API-NODE-06; nodes, namespaces, events and secrets per their registries upstream. */
const SELECTABLE_FIELDS: { readonly [R in ResourceName]?: readonly string[] } = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  services: ['spec.clusterIP', 'spec.type'],
  secrets: ['type'],
  replicasets: ['status.replicas'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};

const EVENT_SOURCE: Readonly<Record<string, string>> = { source: 'source.component' };

const parsed = new Map<string, FieldMatcher>();
const REMEMBERED = 1_000;

/**
 * The predicate of a field selector. With `resource`, a field that it cannot be selected by is refused; without, any
 * path of the object is read. Empty text matches everything. Throws `ApiError` BadRequest. API-DS-07, API-POD-09
 */
export function parseFieldSelector(text: string, resource?: ResourceName): FieldMatcher {
  const cacheKey = `${resource ?? ''} ${text}`;
  const known = parsed.get(cacheKey);
  if (known) return known;
  const matchers = splitTerms(text).map((term) => compileTerm(term, resource));
  const [only] = matchers;
  const matcher: FieldMatcher =
    only && matchers.length === 1 ? only : (object) => matchers.every((matches) => matches(object));
  if (parsed.size >= REMEMBERED) parsed.clear();
  parsed.set(cacheKey, matcher);
  return matcher;
}

/** Splits at commas that no backslash precedes. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let term = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '\\') term += text.slice(index, ++index + 1);
    else if (character === ',') {
      terms.push(term);
      term = '';
    } else term += character;
  }
  terms.push(term);
  return terms.filter((each) => each !== '');
}

function compileTerm(term: string, resource: ResourceName | undefined): FieldMatcher {
  const parts = /^(?<field>.*?)(?<operator>!=|==|=)(?<value>.*)$/s.exec(term)?.groups;
  if (!parts) throw new ApiError('BadRequest', `invalid selector: '${term}'; can't understand '${term}'`);
  const { field = '', operator = '=', value: escaped = '' } = parts;
  const value = unescapeValue(escaped);
  checkField(field, resource);
  const path = (resource === 'events' ? (EVENT_SOURCE[field] ?? field) : field).split('.');
  const isWanted = operator !== '!=';
  return (object) => (readText(object, path) === value) === isWanted;
}

/** Upstream: fields.UnescapeValue. A backslash may stand before a backslash, a comma or an equals sign. */
function unescapeValue(text: string): string {
  return text.replace(/\\([\\,=])/g, '$1');
}

function checkField(field: string, resource: ResourceName | undefined): void {
  if (resource === undefined || METADATA_FIELDS.includes(field)) return;
  const selectable = SELECTABLE_FIELDS[resource];
  if (selectable?.includes(field)) return;
  if (selectable) throw new ApiError('BadRequest', `field label not supported: ${field}`);
  throw new ApiError(
    'BadRequest',
    `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}

/** The field as text; booleans as `true` and `false`, absent ones as their zero value. */
function readText(object: KubernetesObject, path: readonly string[]): string {
  let value: unknown = object;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return '';
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  if (value === undefined || value === null) return isFlag(path) ? 'false' : '';
  return String(value);
}

function isFlag(path: readonly string[]): boolean {
  const last = path[path.length - 1];
  return last === 'hostNetwork' || last === 'unschedulable';
}
