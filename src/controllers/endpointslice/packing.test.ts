import { test } from 'node:test';
import { expect } from 'expect';
import fc from 'fast-check';
import type { Endpoint, EndpointSlice } from '../../api/discovery';
import { endpointKey, MAX_ENDPOINTS_PER_SLICE, type PortGroup, planSlices, portsKey, type SlicePlan } from './packing';

const LABELS = { 'kubernetes.io/service-name': 'agents' };
const FAMILY = { addressType: 'IPv4', labels: LABELS };
const PORTS = [{ name: '', protocol: 'TCP', port: 9100 }];

function endpoint(number: number, ready = true): Endpoint {
  return {
    addresses: [`10.0.${number >> 8}.${number & 255}`],
    conditions: { ready, serving: ready, terminating: false },
    targetRef: { kind: 'Pod', namespace: 'default', name: `pod-${number}`, uid: `uid-${number}` },
    nodeName: `node${number}`,
  };
}

function groupsOf(endpoints: readonly Endpoint[]): Map<string, PortGroup> {
  if (endpoints.length === 0) return new Map();
  return new Map([
    [portsKey(PORTS), { ports: PORTS, endpoints: new Map(endpoints.map((one) => [endpointKey(one), one])) }],
  ]);
}

let made = 0;
function slice(endpoints: readonly Endpoint[], ports: EndpointSlice['ports'] = PORTS): EndpointSlice {
  made += 1;
  const metadata = {
    name: `agents-${made}`,
    uid: `s-${made}`,
    resourceVersion: '1',
    creationTimestamp: '',
    labels: LABELS,
  };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    addressType: 'IPv4',
    endpoints,
    ports: ports ?? null,
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const sizes = (plan: SlicePlan) => ({
  create: plan.create.map(({ endpoints }) => endpoints.length),
  update: plan.update.map(({ endpoints }) => endpoints?.length),
  remove: plan.remove.length,
});

test('new endpoints fill new slices of 100', () => {
  const plan = planSlices(FAMILY, [], groupsOf(range(0, 250).map((number) => endpoint(number))));
  expect(sizes(plan)).toEqual({ create: [100, 100, 50], update: [], remove: 0 });
});

test('nothing is written when nothing changed', () => {
  const endpoints = range(0, 3).map((number) => endpoint(number));
  expect(sizes(planSlices(FAMILY, [slice(endpoints)], groupsOf(endpoints)))).toEqual({
    create: [],
    update: [],
    remove: 0,
  });
});

test('a change of readiness rewrites the slice that holds the pod, and no other', () => {
  const [first, second] = [slice([endpoint(1)]), slice([endpoint(2)])];
  const plan = planSlices(FAMILY, [first, second], groupsOf([endpoint(1), endpoint(2, false)]));
  expect(plan.update.map(({ metadata }) => metadata.name)).toEqual([second.metadata.name]);
});

test('new endpoints go first into slices that change anyway', () => {
  const [stays, changes] = [slice([endpoint(1)]), slice([endpoint(2), endpoint(3)])];
  const plan = planSlices(FAMILY, [stays, changes], groupsOf([endpoint(1), endpoint(2), endpoint(4)]));
  expect(plan.update.map(({ metadata }) => metadata.name)).toEqual([changes.metadata.name]);
  expect(sizes(plan)).toEqual({ create: [], update: [2], remove: 0 });
});

test('otherwise they go into the fullest slice that can take them all', () => {
  const half = slice(range(0, 50).map((number) => endpoint(number)));
  const fuller = slice(range(100, 190).map((number) => endpoint(number)));
  const all = [...range(0, 50), ...range(100, 190), 500, 501].map((number) => endpoint(number));
  const plan = planSlices(FAMILY, [half, fuller], groupsOf(all));
  expect(plan.update.map(({ metadata }) => metadata.name)).toEqual([fuller.metadata.name]);
});

test('a Service without endpoints keeps one empty slice', () => {
  expect(sizes(planSlices(FAMILY, [], new Map()))).toEqual({ create: [0], update: [], remove: 0 });
  expect(sizes(planSlices(FAMILY, [slice([], [])], new Map()))).toEqual({ create: [], update: [], remove: 0 });
});

test('pods that lack a named port stand in a slice of their own', () => {
  const groups = groupsOf([endpoint(1)]);
  groups.set(portsKey([]), { ports: [], endpoints: new Map([['other', endpoint(2)]]) });
  expect(sizes(planSlices(FAMILY, [], groups)).create).toEqual([1, 1]);
});

test('whatever came before, each endpoint ends up in exactly one slice of at most 100', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 300 });
  fc.assert(
    fc.property(numbers, numbers, (before, after) => {
      let slices: EndpointSlice[] = [];
      for (const wanted of [before, after]) {
        const plan = planSlices(FAMILY, slices, groupsOf(wanted.map((number) => endpoint(number))));
        const updated = new Map(plan.update.map((one) => [one.metadata.name, one]));
        slices = slices.filter((one) => !plan.remove.includes(one)).map((one) => updated.get(one.metadata.name) ?? one);
        slices.push(...plan.create.map(({ endpoints, ports }) => slice(endpoints, ports)));
      }
      const held = slices.flatMap(({ endpoints }) => (endpoints ?? []).map(endpointKey)).sort();
      expect(held).toEqual(after.map((number) => endpointKey(endpoint(number))).sort());
      expect(slices.every(({ endpoints }) => (endpoints?.length ?? 0) <= MAX_ENDPOINTS_PER_SLICE)).toBe(true);
      expect(slices.length).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});
