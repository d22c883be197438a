import { describe, it } from 'node:test';
import { expect } from 'expect';
import { createThreeWayPatch, createTwoWayPatch, equalValues } from './three-way-patch';

const daemonSet = (podSpec: object, more: object = {}): Record<string, unknown> => ({
  kind: 'DaemonSet',
  ...more,
  spec: { template: { spec: podSpec } },
});

const podSpecOf = (patch: unknown): unknown => (patch as { spec: { template: { spec: unknown } } }).spec.template.spec;

describe('a three-way patch', () => {
  it('is empty where the live object has everything the file says', () => {
    const file = daemonSet({ containers: [{ name: 'main', image: 'a:1' }] });
    const live = daemonSet({
      containers: [{ name: 'main', image: 'a:1', imagePullPolicy: 'Always' }],
      dnsPolicy: 'Default',
    });
    expect(createThreeWayPatch(file, file, live)).toEqual({});
  });

  it('names only the changed field of the changed container, and the order', () => {
    const before = daemonSet({ containers: [{ name: 'main', image: 'a:1' }] });
    const after = daemonSet({ containers: [{ name: 'main', image: 'a:2' }] });
    expect(podSpecOf(createThreeWayPatch(before, after, before))).toEqual({
      '$setElementOrder/containers': [{ name: 'main' }],
      containers: [{ name: 'main', image: 'a:2' }],
    });
  });

  it('deletes what only the previous file had, and leaves what was never in a file', () => {
    const before = daemonSet({ containers: [{ name: 'main' }, { name: 'side' }], hostNetwork: true });
    const after = daemonSet({ containers: [{ name: 'main' }] });
    const live = daemonSet({
      containers: [{ name: 'main' }, { name: 'side' }, { name: 'injected' }],
      hostNetwork: true,
    });
    expect(podSpecOf(createThreeWayPatch(before, after, live))).toEqual({
      '$setElementOrder/containers': [{ name: 'main' }],
      containers: [{ $patch: 'delete', name: 'side' }],
      hostNetwork: null,
    });
  });

  it('deletes nothing without a previous file', () => {
    const after = daemonSet({ containers: [{ name: 'main' }] });
    const live = daemonSet({ containers: [{ name: 'main' }], hostNetwork: true });
    expect(createThreeWayPatch(undefined, after, live)).toEqual({});
  });

  it('replaces lists without a merge key as a whole', () => {
    const live = daemonSet({ tolerations: [{ key: 'a' }] });
    const after = daemonSet({ tolerations: [{ key: 'a' }, { key: 'b' }] });
    expect(podSpecOf(createThreeWayPatch(live, after, live))).toEqual({ tolerations: [{ key: 'a' }, { key: 'b' }] });
  });

  it('tells which fields of a volume stay, as a volume has one source', () => {
    const before = daemonSet({ volumes: [{ name: 'v', emptyDir: {} }] });
    const after = daemonSet({ volumes: [{ name: 'v', hostPath: { path: '/a' } }] });
    expect(podSpecOf(createThreeWayPatch(before, after, before))).toEqual({
      '$setElementOrder/volumes': [{ name: 'v' }],
      volumes: [{ $retainKeys: ['hostPath', 'name'], name: 'v', hostPath: { path: '/a' }, emptyDir: null }],
    });
  });

  it('between two objects holds additions and deletions', () => {
    const before = { metadata: { finalizers: ['a', 'b'], labels: { x: '1', y: '2' } } };
    const after = { metadata: { finalizers: ['b'], labels: { x: '2' } } };
    expect(createTwoWayPatch(before, after)).toEqual({
      metadata: {
        '$deleteFromPrimitiveList/finalizers': ['a'],
        '$setElementOrder/finalizers': ['b'],
        labels: { x: '2', y: null },
      },
    });
  });

  it('compares values as JSON', () => {
    expect(equalValues({ a: [1, { b: null }], c: undefined }, { a: [1, { b: null }] })).toBe(true);
    expect(equalValues({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(equalValues([1], { 0: 1 })).toBe(false);
  });
});
