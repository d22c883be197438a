/** What field management asks of a kind: its type, an object with nothing set, and what a write cannot change. */
import type { ResourceDefinition } from '../../api/resources';
import { assembleStruct } from '../schema/decode-values';
import { structCodecOf } from '../schema/type-table';
import { strategyOf } from '../strategies/registry';
import { type FieldSet, fieldsAt } from './field-set';
import type { MergeNode } from './list-types';

/** The place of a whole object of the kind. */
export function rootNode(definition: ResourceDefinition): MergeNode {
  return { codec: structCodecOf(`v1.${definition.kind}`) };
}

/** What a new object of the kind is compared with: nothing set, but the structs that are always there. */
export function emptyObject(definition: ResourceDefinition): object {
  return assembleStruct(structCodecOf(`v1.${definition.kind}`), []);
}

const STATUS = fieldsAt(['f:status']);
const OTHER_THAN_STATUS: Readonly<Record<string, FieldSet>> = {
  pods: fieldsAt(['f:spec'], ['f:metadata', 'f:deletionTimestamp'], ['f:metadata', 'f:ownerReferences']),
};
const SPEC = fieldsAt(['f:spec']);
const NOTHING = fieldsAt();

/** What a write of the main resource or of its status cannot change. Upstream: GetResetFields of each strategy. */
export function resetFields(definition: ResourceDefinition, subresource: string): FieldSet {
  if (subresource === 'status') return OTHER_THAN_STATUS[definition.resource] ?? SPEC;
  return strategyOf(definition.resource).hasStatusSubresource ? STATUS : NOTHING;
}
