import { test } from 'node:test';
import { expect } from 'expect';
import { codecOf } from './type-table';
import { describeMismatch } from './unstructured-mismatch';

const podSpec = (spec: object) => describeMismatch(codecOf('v1.PodSpec'), spec);
const container = (fields: object) => podSpec({ containers: [{ name: 'main', ...fields }] });

const ROWS: readonly (readonly [string, string | undefined, string])[] = [
  ['a number for a text', container({ image: 5 }), 'cannot convert int64 to string'],
  ['a number for a typed text', container({ imagePullPolicy: 5 }), 'cannot convert int64 to v1.PullPolicy'],
  ['a fraction for a text', container({ image: 1.5 }), 'unrecognized type: string'],
  ['a truth for a text', podSpec({ nodeSelector: { a: true } }), 'unrecognized type: string'],
  ['a text for a number', podSpec({ priority: 'x' }), 'unrecognized type: int32'],
  ['a fraction for a number', podSpec({ priority: 1.5 }), 'cannot convert float64 to int32'],
  ['a text for a truth', podSpec({ hostNetwork: 'true' }), 'unrecognized type: bool'],
  ['a map for a list', podSpec({ tolerations: { key: 'a' } }), 'cannot restore slice from map'],
  ['a text for a list', container({ command: 'sh' }), 'cannot restore slice from string'],
  ['a list for a map', podSpec({ nodeSelector: ['a'] }), 'cannot restore map from slice'],
  ['a text for a struct', container({ resources: 'x' }), 'cannot restore struct from: string'],
  [
    'a truth for a port',
    container({ livenessProbe: { httpGet: { port: true } } }),
    'json: cannot unmarshal bool into Go value of type int32',
  ],
  [
    'no quantity',
    container({ resources: { limits: { cpu: 'abc' } } }),
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
];

for (const [title, found, expected] of ROWS) {
  test(`${title}: ${expected} (API-DEC-06)`, () => {
    expect(found).toBe(expected);
  });
}

test('the first mistake in the order of the fields of the type counts', () => {
  expect(podSpec({ hostNetwork: 'x', containers: {} })).toBe('cannot restore slice from map');
});

test('what fits has no mismatch', () => {
  expect(container({ image: 'a', ports: [{ containerPort: 80 }], resources: { limits: { cpu: 1 } } })).toBe(undefined);
});
