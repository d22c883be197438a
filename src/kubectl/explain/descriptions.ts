/** What fields and types mean, in the words of this project. Fields nobody has described have no entry. */
import { NODE_DESCRIPTIONS } from './descriptions-of-nodes';
import { POD_DESCRIPTIONS } from './descriptions-of-pods';
import { WORKLOAD_DESCRIPTIONS } from './descriptions-of-workloads';
import type { FieldSchema } from './schema';

/** Keys are `Type` or `Type.field`. */
export type Descriptions = Readonly<Record<string, string>>;

/** Of fields that every kind has. */
const COMMON: Descriptions = {
  '*.apiVersion': 'Group and version of the API in which this object is written, such as apps/v1.',
  '*.kind': 'Which kind of object this is, such as DaemonSet.',
  '*.metadata': 'Name, namespace, labels and what else every object has.',
};

/** Every description by its key. */
export const DESCRIPTIONS: Descriptions = {
  ...COMMON,
  ...NODE_DESCRIPTIONS,
  ...POD_DESCRIPTIONS,
  ...WORKLOAD_DESCRIPTIONS,
};

function find(key: string): string | undefined {
  return Object.hasOwn(DESCRIPTIONS, key) ? DESCRIPTIONS[key] : undefined;
}

/** What the field means, or what a field of its name means everywhere; undefined where nobody has said. */
export function describeField({ owner, name }: FieldSchema): string | undefined {
  return find(`${owner}.${name}`) ?? find(`*.${name}`);
}

/** What the type is for; undefined where nobody has said. */
export function describeType(name: string): string | undefined {
  return find(name);
}
