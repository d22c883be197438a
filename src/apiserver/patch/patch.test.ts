import { test } from 'node:test';
import { expect } from 'expect';
import * as fc from 'fast-check';
import { createThreeWayPatch, createTwoWayPatch } from '../../api/three-way-patch';
import { areSemanticallyEqual } from '../semantic-equality';
import { refusalOf } from '../testing';
import { applyJsonPatch } from './json-patch';
import type { JsonFields } from './json-value';
import { applyMergePatch } from './merge-patch';
import { applyStrategicMergePatch } from './strategic-merge-patch';

const strategic = (target: JsonFields, patch: JsonFields, kind = 'Pod') =>
  applyStrategicMergePatch(target, patch, kind);

test('a merge patch merges objects, deletes by null and replaces lists (RFC 7386)', () => {
  expect(applyMergePatch({ a: { b: 1, c: 2 }, d: [1, 2] }, { a: { b: null, e: 3 }, d: [3] })).toEqual({
    a: { c: 2, e: 3 },
    d: [3],
  });
  expect(applyMergePatch({ a: 'x' }, { a: { b: { c: null } } })).toEqual({ a: { b: {} } });
});

test('a JSON patch adds, removes, replaces, moves, copies and tests (RFC 6902)', () => {
  const apply = (document: unknown, ...patch: object[]) => applyJsonPatch(document, patch);
  expect(apply({ a: [1, 3] }, { op: 'add', path: '/a/1', value: 2 })).toEqual({ a: [1, 2, 3] });
  expect(apply({ a: [1] }, { op: 'add', path: '/a/-', value: 2 })).toEqual({ a: [1, 2] });
  expect(apply({ a: 1, b: 2 }, { op: 'remove', path: '/a' })).toEqual({ b: 2 });
  expect(apply({ a: [1, 2] }, { op: 'remove', path: '/a/0' })).toEqual({ a: [2] });
  expect(apply({ a: { 'x/y': 1 } }, { op: 'replace', path: '/a/x~1y', value: 2 })).toEqual({ a: { 'x/y': 2 } });
  expect(apply({ a: { b: 1 }, c: {} }, { op: 'move', from: '/a/b', path: '/c/d' })).toEqual({ a: {}, c: { d: 1 } });
  expect(apply({ a: 1 }, { op: 'copy', from: '/a', path: '/b' })).toEqual({ a: 1, b: 1 });
  expect(apply({ a: { b: [1] } }, { op: 'test', path: '/a', value: { b: [1] } })).toEqual({ a: { b: [1] } });
});

test('a JSON patch that cannot be done is refused without saying where (API-DEC-07)', () => {
  const operations = [
    { op: 'remove', path: '/b' },
    { op: 'replace', path: '/b', value: 1 },
    { op: 'test', path: '/a', value: 2 },
    { op: 'add', path: '/b/c', value: 1 },
    { op: 'add', path: 'a', value: 1 },
    { op: 'frob', path: '/a' },
  ];
  for (const operation of operations) {
    expect(refusalOf(() => applyJsonPatch({ a: 1 }, [operation]))).toMatchObject({
      reason: 'Invalid',
      message: 'the server rejected our request due to an error in our request',
    });
  }
});

test('patches leave the document as it was', () => {
  const document = Object.freeze({ a: Object.freeze([1, 2]), b: Object.freeze({ c: 1 }) });
  applyJsonPatch(document, [
    { op: 'add', path: '/a/0', value: 0 },
    { op: 'remove', path: '/b/c' },
  ]);
  applyMergePatch(document, { b: { c: null } });
  strategic(document as JsonFields, { b: { c: null }, a: [3] });
  expect(document).toEqual({ a: [1, 2], b: { c: 1 } });
});

const pod = {
  spec: {
    containers: [
      { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }], ports: [{ containerPort: 80 }] },
      { name: 'b', image: 'b:1' },
    ],
    volumes: [{ name: 'v', emptyDir: {} }],
    tolerations: [{ key: 'x' }],
  },
};

test('lists with a merge key merge element by element, others are replaced (API-PATCH-02, API-PATCH-03)', () => {
  const patch = {
    spec: {
      containers: [
        { name: 'b', image: 'b:2' },
        { name: 'a', env: [{ name: 'Y', value: '2' }], ports: [{ containerPort: 80, hostPort: 8080 }] },
        { name: 'c', image: 'c:1' },
      ],
      tolerations: [{ key: 'y' }],
    },
  };
  expect(strategic(pod, patch)).toEqual({
    spec: {
      containers: [
        { name: 'b', image: 'b:2' },
        {
          name: 'a',
          image: 'a:1',
          env: [
            { name: 'Y', value: '2' },
            { name: 'X', value: '1' },
          ],
          ports: [{ containerPort: 80, hostPort: 8080 }],
        },
        { name: 'c', image: 'c:1' },
      ],
      volumes: [{ name: 'v', emptyDir: {} }],
      tolerations: [{ key: 'y' }],
    },
  });
});

test('elements come in the order of the patch, and what it adds comes before what it does not name', () => {
  const namesOf = (list: string, names: readonly string[], patch: readonly string[]) => {
    const elements = (of: readonly string[]) => ({ spec: { [list]: of.map((name) => ({ name })) } });
    const { spec } = strategic(elements(names), elements(patch)) as { spec: Record<string, { name: string }[]> };
    return spec[list]?.map(({ name }) => name);
  };
  expect(namesOf('containers', ['a', 'b'], ['c'])).toEqual(['c', 'a', 'b']);
  expect(namesOf('containers', ['a', 'b'], ['b', 'a'])).toEqual(['b', 'a']);
  expect(namesOf('volumes', ['a', 'b', 'c'], ['b', 'd'])).toEqual(['a', 'b', 'd', 'c']);
});

test('a list that was not there is taken as it is, with repeated and nameless elements', () => {
  const env = [{ name: 'X', value: '1' }, { name: 'X', value: '2', valueFrom: null }, { value: '3' }];
  expect(strategic({ spec: { containers: [{ name: 'a' }] } }, { spec: { containers: [{ name: 'a', env }] } })).toEqual({
    spec: { containers: [{ name: 'a', env: [{ name: 'X', value: '1' }, { name: 'X', value: '2' }, { value: '3' }] }] },
  });
});

test('a part with a directive for which there is nothing to replace or delete is left out', () => {
  const patch = { spec: { nodeSelector: { $patch: 'replace', a: 'b' }, volumes: [{ name: 'v', $patch: 'delete' }] } };
  expect(strategic({ spec: {} }, patch)).toEqual({ spec: { volumes: [] } });
});

test('service ports merge by port, conditions by type, owner references by uid', () => {
  expect(
    strategic(
      { spec: { ports: [{ port: 80, name: 'a' }] } },
      { spec: { ports: [{ port: 80, name: 'b' }] } },
      'Service',
    ),
  ).toEqual({ spec: { ports: [{ port: 80, name: 'b' }] } });
  const conditions = (...items: object[]) => ({ status: { conditions: items } });
  expect(
    strategic(
      conditions({ type: 'A', status: 'True', reason: 'r' }),
      conditions({ type: 'A', status: 'False' }),
      'Node',
    ),
  ).toEqual(conditions({ type: 'A', status: 'False', reason: 'r' }));
  const owners = (...ownerReferences: object[]) => ({ metadata: { ownerReferences } });
  expect(strategic(owners({ uid: '1' }, { uid: '2' }), owners({ $patch: 'delete', uid: '1' }), 'DaemonSet')).toEqual(
    owners({ uid: '2' }),
  );
});

test('$patch deletes an element and replaces a map or a list', () => {
  expect(strategic(pod, { spec: { containers: [{ $patch: 'delete', name: 'a' }] } })).toMatchObject({
    spec: { containers: [{ name: 'b' }] },
  });
  expect(strategic(pod, { spec: { $patch: 'replace', containers: [{ name: 'z' }] } })).toEqual({
    spec: { containers: [{ name: 'z' }] },
  });
  expect(strategic(pod, { spec: { volumes: [{ $patch: 'replace' }, { name: 'w' }] } })).toMatchObject({
    spec: { volumes: [{ name: 'w' }] },
  });
});

test('a set of scalars grows by a patch and shrinks by $deleteFromPrimitiveList', () => {
  const finalizers = (...items: string[]) => ({ metadata: { finalizers: items } });
  expect(strategic(finalizers('a/1', 'b/2'), finalizers('b/2', 'c/3'))).toEqual(finalizers('a/1', 'b/2', 'c/3'));
  expect(strategic(finalizers('a/1', 'b/2'), { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/1'] } })).toEqual(
    finalizers('b/2'),
  );
});

test('$setElementOrder rearranges, and what it does not name keeps its place', () => {
  const env = (...names: string[]) => names.map((name) => ({ name, value: name }));
  const order = (...names: string[]) => names.map((name) => ({ name }));
  const apply = (target: object[], patch: object) =>
    (
      strategic(
        { spec: { containers: [{ name: 'a', env: target }] } },
        {
          spec: { containers: [{ name: 'a', ...patch }] },
        },
      ) as { spec: { containers: { env: { name: string }[] }[] } }
    ).spec.containers[0]?.env.map(({ name }) => name);
  expect(apply(env('x', 'y'), { '$setElementOrder/env': order('y', 'x') })).toEqual(['y', 'x']);
  expect(apply(env('server', 'x', 'y'), { '$setElementOrder/env': order('y', 'x') })).toEqual(['server', 'y', 'x']);
  expect(apply(env('x'), { '$setElementOrder/env': order('n', 'x'), env: env('n') })).toEqual(['n', 'x']);
});

test('$retainKeys drops the other members of a union', () => {
  const patch = { spec: { volumes: [{ name: 'v', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/x' } }] } };
  expect(strategic(pod, patch)).toMatchObject({ spec: { volumes: [{ name: 'v', hostPath: { path: '/x' } }] } });
  expect((strategic(pod, patch) as typeof pod).spec.volumes[0]?.emptyDir).toBeUndefined();
});

test('null for an absent key is ignored, also inside what is new', () => {
  expect(strategic({}, { spec: { a: null, b: { c: null, d: 1 } } })).toEqual({ spec: { b: { d: 1 } } });
});

test('an element without its merge key is an error of the server (API-DEC-08)', () => {
  expect(refusalOf(() => strategic(pod, { spec: { containers: [{ image: 'x' }] } }))).toMatchObject({
    code: 500,
    message: 'map: map[image:x] does not contain declared merge key: name',
  });
});

const NAMES = ['a', 'b', 'c', 'd'];
const uniqueByName = <T>(fields: Record<string, fc.Arbitrary<T>>) =>
  fc.uniqueArray(fc.record({ name: fc.constantFrom(...NAMES), ...fields }, { requiredKeys: ['name'] }), {
    maxLength: 4,
    selector: ({ name }) => name,
  });
const anyText = fc.constantFrom('1', '2', '3');
const anyContainer = {
  image: anyText,
  env: uniqueByName({ value: anyText }) as fc.Arbitrary<unknown>,
  args: fc.array(anyText, { maxLength: 2 }),
};
const anySpec = fc.record(
  {
    containers: uniqueByName<unknown>(anyContainer),
    nodeSelector: fc.dictionary(fc.constantFrom('x', 'y'), anyText),
    tolerations: fc.array(fc.record({ key: anyText }), { maxLength: 2 }),
    priority: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ['containers'] },
);
const anyPod = fc.record({
  kind: fc.constant('Pod'),
  metadata: fc.record({ finalizers: fc.uniqueArray(anyText, { maxLength: 3 }) }),
  spec: anySpec,
}) as fc.Arbitrary<JsonFields>;

test('the patch between two pods turns the one into the other', () => {
  fc.assert(
    fc.property(anyPod, anyPod, (before, after) => {
      const result = strategic(before, createTwoWayPatch(before, after));
      expect(areSemanticallyEqual(result, after) || { result, after }).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('applying a file again leaves alone what others added, and takes back what it no longer says', () => {
  fc.assert(
    fc.property(anyPod, anyPod, (original, modified) => {
      const live = { ...original, status: { phase: 'Running' } };
      const result = strategic(live, createThreeWayPatch(original, modified, live));
      expect(areSemanticallyEqual(result, { ...modified, status: { phase: 'Running' } })).toBe(true);
    }),
    { numRuns: 500 },
  );
});
