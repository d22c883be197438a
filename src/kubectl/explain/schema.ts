/**
 * The structure of every kind, from the layouts in `src/api/schema`, as the API server publishes it: name, type,
 * required or not, values of enumerations. Facts about 1.36 that the layouts do not hold stand in the tables below.
 */
import podTemplateTypes from '../../api/schema/pod-template-1.36.json';
import otherTypes from '../../api/schema/types-1.36.json';
import { ENUMERATIONS } from './enumerations';

export interface FieldSchema {
  readonly name: string;
  readonly type: TypeSchema;
  readonly isRequired: boolean;
  /** The struct that has the field, for its description: `DaemonSetSpec`. */
  readonly owner: string;
}

export interface TypeSchema {
  /** `DaemonSetSpec`, `string`, `integer`, `IntOrString`, … of the innermost element. */
  readonly name: string;
  /** Brackets and maps around it, outermost first. */
  readonly wrappers: readonly ('list' | 'map')[];
  /** Values of an enumeration, sorted. */
  readonly values?: readonly string[];
}

const STRUCTS: Readonly<Record<string, readonly string[]>> = { ...podTemplateTypes.structs, ...otherTypes.structs };
const TEXTS = new Set([...podTemplateTypes.strings, ...otherTypes.strings]);

/** Go types that are no structs of the layouts, by what the published schema calls them. */
const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'boolean',
  int: 'integer',
  int32: 'integer',
  int64: 'integer',
  uint64: 'integer',
  float64: 'number',
  byte: 'string',
  'v1.Time': 'string',
  'v1.MicroTime': 'string',
  'metav1.Time': 'string',
  'metav1.MicroTime': 'string',
  'intstr.IntOrString': 'IntOrString',
  'resource.Quantity': 'Quantity',
  'runtime.RawExtension': 'RawExtension',
};

/** Required although the layout cannot say so: structs, which are always written. */
const REQUIRED = new Set([
  'DaemonSetSpec.template',
  'DeploymentSpec.template',
  'HTTPGetAction.port',
  'TCPSocketAction.port',
  'WeightedPodAffinityTerm.podAffinityTerm',
  'PreferredSchedulingTerm.preference',
  'PersistentVolumeClaimTemplate.spec',
  'Event.metadata',
  'Event.involvedObject',
  'RoleBinding.roleRef',
  'ClusterRoleBinding.roleRef',
]);
/** Always written, yet marked as optional upstream. */
const OPTIONAL = new Set(['EndpointSlice.ports', 'ProjectedVolumeSource.sources', 'ClusterRole.rules', 'Role.rules']);

const known = new Map<string, readonly FieldSchema[]>();

/** The fields of a struct by its short name, sorted; undefined for anything that is no struct. */
export function fieldsOf(struct: string): readonly FieldSchema[] | undefined {
  const found = known.get(struct);
  if (found) return found;
  const lines = STRUCTS[`v1.${struct}`];
  if (lines === undefined) return undefined;
  const fields = lines.flatMap((line) => readField(struct, line));
  fields.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
  known.set(struct, fields);
  return fields;
}

/** One line of the layout; an embedded struct stands for its fields. */
function readField(owner: string, line: string): readonly FieldSchema[] {
  const space = line.indexOf(' ');
  const type = line.slice(space + 1);
  const equals = line.slice(0, space).indexOf('=');
  if (equals < 0) return fieldsOf(type.replace(/^\*?v1\./, '')) ?? [];
  const marked = line.slice(equals + 1, space);
  const name = marked.replace('!', '');
  const path = `${owner}.${name}`;
  const isRequired = (marked.endsWith('!') && !OPTIONAL.has(path)) || REQUIRED.has(path);
  return [{ name, owner, isRequired, type: readType(type) }];
}

function readType(goType: string): TypeSchema {
  const wrappers: ('list' | 'map')[] = [];
  let rest = goType;
  for (;;) {
    if (rest.startsWith('*')) rest = rest.slice(1);
    else if (rest === '[]uint8') rest = 'byte';
    else if (rest.startsWith('[]')) {
      wrappers.push('list');
      rest = rest.slice(2);
    } else if (/^map\[[^\]]*\]/.test(rest)) {
      wrappers.push('map');
      rest = rest.replace(/^map\[[^\]]*\]/, '');
    } else if (rest === 'v1.ResourceList') {
      wrappers.push('map');
      rest = 'resource.Quantity';
    } else break;
  }
  const primitive = PRIMITIVES[rest] ?? (TEXTS.has(rest) ? 'string' : undefined);
  const values = ENUMERATIONS[rest.replace(/^v1\./, '')];
  return {
    name: primitive ?? rest.replace(/^.*\./, ''),
    wrappers,
    ...(values === undefined ? {} : { values }),
  };
}

/** `[]Container`, `map[string]string`, `DaemonSetSpec`. */
export function printTypeName({ name, wrappers }: TypeSchema): string {
  return wrappers.map((wrapper) => (wrapper === 'list' ? '[]' : 'map[string]')).join('') + name;
}
