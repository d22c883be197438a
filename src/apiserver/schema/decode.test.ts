import { test } from 'node:test';
import { expect } from 'expect';
import type { DaemonSet } from '../../api/apps';
import { ApiError } from '../../api/errors';
import { resourceDefinition } from '../../api/resources';
import { decodeObject } from './decode';

const definition = resourceDefinition('daemonsets');
const container = { name: 'main', image: 'agent:v1' };

function manifest(podSpec: object = {}, spec: object = {}): object {
  return {
    metadata: { name: 'agent', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [container], ...podSpec } },
      ...spec,
    },
  };
}

function refusalOf(raw: unknown): string {
  try {
    decodeObject(definition, raw, 'Strict');
  } catch (error) {
    if (error instanceof ApiError) return error.message.replace(/^.*handled as a DaemonSet: /, '');
    throw error;
  }
  return 'accepted';
}

const decoded = (raw: unknown): DaemonSet => decodeObject(definition, raw, 'Strict').object as DaemonSet;

test('an absent kind and apiVersion are those of the endpoint', () => {
  expect(decoded(manifest())).toMatchObject({ apiVersion: 'apps/v1', kind: 'DaemonSet' });
});

test('keys come out in the order of the Go struct, whatever order they were sent in', () => {
  const shuffled = {
    spec: { template: { spec: { containers: [{ image: 'i', name: 'n' }] } } },
    metadata: { name: 'a' },
  };
  expect(Object.keys(decoded(shuffled))).toEqual(['kind', 'apiVersion', 'metadata', 'spec', 'status']);
  expect(Object.keys(decoded(shuffled).spec.template.spec.containers[0] ?? {})).toEqual(['name', 'image', 'resources']);
});

test('nulls, empty lists and empty maps vanish, empty structs behind pointers stay', () => {
  const { spec } = decoded(
    manifest({ nodeSelector: {}, tolerations: [], hostPID: false, securityContext: {}, nodeName: null }),
  ).spec.template;
  expect(Object.keys(spec)).toEqual(['containers', 'securityContext']);
});

test('quantities become canonical', () => {
  const limits = { cpu: '1000m', memory: '1024Ki', 'example.com/x': 3 };
  const { containers } = decoded(manifest({ containers: [{ ...container, resources: { limits } }] })).spec.template
    .spec;
  expect(containers[0]?.resources).toEqual({ limits: { cpu: '1', memory: '1Mi', 'example.com/x': '3' } });
});

test('unknown fields are listed in the order of the document, with list indexes', () => {
  const raw = manifest({ containers: [{ ...container, imagePolicy: 1 }], Tolerations: [] }, { foo: 1 });
  expect(refusalOf(raw)).toBe(
    'strict decoding error: unknown field "spec.template.spec.containers[0].imagePolicy", ' +
      'unknown field "spec.template.spec.Tolerations", unknown field "spec.foo"',
  );
});

test('unknown fields are warnings under Warn and nothing under Ignore', () => {
  const raw = manifest({}, { foo: 1 });
  expect(decodeObject(definition, raw, 'Warn').warnings).toEqual(['unknown field "spec.foo"']);
  expect(decodeObject(definition, raw, 'Ignore').warnings).toEqual([]);
});

test('fields given twice in JSON text are reported by path', () => {
  const text =
    '{"metadata":{"name":"a","name":"b"},"spec":{"template":{"spec":{"containers":[{"name":"x"},{"name":"y","name":"z"}]}}}}';
  expect(refusalOf(text)).toBe(
    'strict decoding error: duplicate field "metadata.name", duplicate field "spec.template.spec.containers[1].name"',
  );
});

test('a value of the wrong type is named with struct, path and Go type', () => {
  expect(refusalOf(manifest({ containers: [{ ...container, image: 3 }] }))).toBe(
    'json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.image of type string',
  );
  expect(refusalOf(manifest({}, { minReadySeconds: 1.5 }))).toBe(
    'json: cannot unmarshal number 1.5 into Go struct field DaemonSetSpec.spec.minReadySeconds of type int32',
  );
  expect(refusalOf(manifest({ volumes: [{ name: 'v', hostPath: 'x' }] }))).toBe(
    'json: cannot unmarshal string into Go struct field Volume.spec.template.spec.volumes.hostPath of type v1.HostPathVolumeSource',
  );
});

test('a type mismatch hides unknown fields, and a bad quantity hides both', () => {
  expect(refusalOf(manifest({ foo: 1, hostPID: 'yes' }))).toBe(
    'json: cannot unmarshal string into Go struct field PodSpec.spec.template.spec.hostPID of type bool',
  );
  const badQuantity = { ...container, resources: { limits: { cpu: '1K' } } };
  expect(refusalOf(manifest({ hostPID: 'yes', containers: [badQuantity] }))).toBe("unable to parse quantity's suffix");
});

test('a kind of another version is refused', () => {
  const raw = { apiVersion: 'extensions/v1beta1', kind: 'DaemonSet' };
  expect(() => decodeObject(definition, raw, 'Strict')).toThrow(
    'the API version in the data (extensions/v1beta1) does not match the expected API version (apps/v1)',
  );
});

test('a kind that exists nowhere is not registered', () => {
  expect(() => decodeObject(definition, { apiVersion: 'apps/v1', kind: 'daemonset' }, 'Strict')).toThrow(
    'daemonset in version "v1" cannot be handled as a DaemonSet: no kind "daemonset" is registered for version "apps/v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
  );
});

test('the key __proto__ is data like any other', () => {
  const raw = JSON.parse('{"metadata":{"name":"a"},"data":{"__proto__":"x","constructor":"y"}}');
  const { object } = decodeObject(resourceDefinition('configmaps'), raw, 'Strict');
  const { data } = object as unknown as { data: object };
  expect(Object.keys(data)).toEqual(['__proto__', 'constructor']);
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
});

test('what comes out is frozen throughout, and comes out again as the same object', () => {
  const object = decoded(manifest());
  expect(Object.isFrozen(object.spec.template.spec.containers[0])).toBe(true);
  expect(decoded(object).spec.template).toBe(object.spec.template);
});
