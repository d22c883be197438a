import { test } from 'node:test';
import { expect } from 'expect';
import { findMetadataMistake } from './manifest-metadata';

const ROWS: readonly (readonly [unknown, string | undefined])[] = [
  [undefined, undefined],
  [{ name: 'a', labels: { b: 'c', d: null }, generation: 1 }, undefined],
  [[], 'json: cannot unmarshal array into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta'],
  [{ name: 12 }, 'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string'],
  [
    { annotations: { a: true } },
    'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.annotations of type string',
  ],
  [
    { labels: ['a'] },
    'json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string',
  ],
  [
    { ownerReferences: [{ name: 'a', controller: 'yes' }] },
    'json: cannot unmarshal string into Go struct field OwnerReference.metadata.ownerReferences.controller of type bool',
  ],
];

test('metadata of a wrong type is refused before the server sees it, in the words of Go', () => {
  for (const [metadata, mistake] of ROWS) expect(findMetadataMistake(metadata)).toBe(mistake);
});
