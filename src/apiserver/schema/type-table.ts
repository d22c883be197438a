/**
 * The Go struct layout of the API types, compiled once into codecs: which fields a type has, in which order, of which
 * type, and which of them are written even when empty. The tables are data in src/api/schema.
 */
import podTemplateTypes from '../../api/schema/pod-template-1.36.json';
import otherTypes from '../../api/schema/types-1.36.json';

/** One struct of the tables, as its fields in Go's order: `Name=json! type`, or `Name type` for an embedded struct. */
type Layouts = Readonly<Record<string, readonly string[]>>;

interface FieldLayout {
  readonly goName: string;
  readonly json: string;
  readonly type: string;
  /** Marked `!` in the table: has no `omitempty`, so it is written even when empty. */
  readonly always: boolean;
}

export type Codec =
  | {
      readonly kind: 'string' | 'bool' | 'bytes' | 'time' | 'quantity' | 'int-or-string' | 'raw';
      readonly goType: string;
    }
  | { readonly kind: 'integer'; readonly goType: string; readonly lowest: number; readonly highest: number }
  | { readonly kind: 'list'; readonly goType: string; readonly element: Codec }
  | { readonly kind: 'map'; readonly goType: string; readonly value: Codec }
  | StructCodec;

export interface StructCodec {
  readonly kind: 'struct';
  readonly goType: string;
  /** As Go's decoder names it in errors: without the package. */
  readonly structName: string;
  /** In Go's order, embedded structs flattened. Filled after construction, since types may refer to each other. */
  fields: readonly FieldCodec[];
  byJson: ReadonlyMap<string, FieldCodec>;
}

export interface FieldCodec {
  readonly json: string;
  /** For values that print with Go's own field names (API-FE-04). */
  readonly goName: string;
  readonly index: number;
  readonly codec: Codec;
  /** A pointer tells "absent" from "zero"; a plain scalar does not. */
  readonly pointer: boolean;
  readonly always: boolean;
  /** May hold a frozen object that was decoded before, which then is not walked again. */
  readonly isPart: boolean;
}

const layouts: Layouts = { ...podTemplateTypes.structs, ...otherTypes.structs };
const stringTypes = new Set([...podTemplateTypes.strings, ...otherTypes.strings]);
const codecs = new Map<string, Codec>();

const SPECIAL: Readonly<Record<string, Codec>> = {
  string: { kind: 'string', goType: 'string' },
  bool: { kind: 'bool', goType: 'bool' },
  int32: { kind: 'integer', goType: 'int32', lowest: -(2 ** 31), highest: 2 ** 31 - 1 },
  int64: { kind: 'integer', goType: 'int64', lowest: -(2 ** 63), highest: 2 ** 63 },
  '[]uint8': { kind: 'bytes', goType: '[]uint8' },
  'v1.Time': { kind: 'time', goType: 'v1.Time' },
  'v1.MicroTime': { kind: 'time', goType: 'v1.MicroTime' },
  'resource.Quantity': { kind: 'quantity', goType: 'resource.Quantity' },
  'intstr.IntOrString': { kind: 'int-or-string', goType: 'intstr.IntOrString' },
  'runtime.RawExtension': { kind: 'raw', goType: 'runtime.RawExtension' },
  'v1.FieldsV1': { kind: 'raw', goType: 'v1.FieldsV1' },
  'v1.ResourceList': {
    kind: 'map',
    goType: 'v1.ResourceList',
    value: { kind: 'quantity', goType: 'resource.Quantity' },
  },
};

/** Structs whose parts come back unchanged: specs from the store, lists of a template in its pods, what all nodes report. */
const PART_OWNERS = new Set([
  'v1.PodSpec',
  'v1.DaemonSetSpec',
  'v1.DeploymentSpec',
  'v1.ReplicaSetSpec',
  'v1.NodeStatus',
]);
const WITH_SPEC = new Set(['v1.Pod', 'v1.DaemonSet', 'v1.Deployment', 'v1.ReplicaSet', 'v1.Node']);

/** The codec of a Go type such as `v1.Container` or `[]string`. Throws for a type that no table knows. */
export function codecOf(goType: string): Codec {
  const known = SPECIAL[goType] ?? codecs.get(goType);
  if (known) return known;
  const codec = buildCodec(goType);
  codecs.set(goType, codec);
  if (codec.kind === 'struct') fillFields(codec);
  return codec;
}

export function structCodecOf(goType: string): StructCodec {
  const codec = codecOf(goType);
  if (codec.kind !== 'struct') throw new Error(`${goType} is no struct`);
  return codec;
}

function buildCodec(goType: string): Codec {
  if (goType.startsWith('[]')) return { kind: 'list', goType, element: codecOf(goType.slice(2)) };
  if (goType.startsWith('map[')) return { kind: 'map', goType, value: codecOf(goType.slice(goType.indexOf(']') + 1)) };
  if (stringTypes.has(goType)) return { kind: 'string', goType };
  if (layouts[goType]) {
    const structName = goType.slice(goType.indexOf('.') + 1);
    return { kind: 'struct', goType, structName, fields: [], byJson: new Map() };
  }
  throw new Error(`no layout for the type ${goType}`);
}

function fillFields(codec: StructCodec): void {
  const ownsParts = PART_OWNERS.has(codec.goType);
  const hasSpec = WITH_SPEC.has(codec.goType);
  codec.fields = flattenFields(codec.goType).map((field, index) => {
    const pointer = field.type.startsWith('*');
    const fieldCodec = codecOf(pointer ? field.type.slice(1) : field.type);
    const isPlainStruct = !pointer && ['struct', 'int-or-string', 'quantity'].includes(fieldCodec.kind);
    const isComposite = ['struct', 'list', 'map'].includes(fieldCodec.kind);
    return {
      json: field.json,
      goName: field.goName,
      index,
      codec: fieldCodec,
      pointer,
      always: field.always || isPlainStruct,
      isPart: isComposite && (ownsParts || (hasSpec && field.json === 'spec')),
    };
  });
  codec.byJson = new Map(codec.fields.map((field) => [field.json, field]));
}

function flattenFields(goType: string): FieldLayout[] {
  const fields: FieldLayout[] = [];
  for (const text of layouts[goType] ?? []) {
    const [names = '', type = ''] = text.split(' ');
    const [goName = '', json] = names.split('=');
    if (json === undefined) fields.push(...flattenFields(type));
    else fields.push({ goName, json: json.replace('!', ''), type, always: json.endsWith('!') });
  }
  return fields;
}
