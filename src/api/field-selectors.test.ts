import { test } from 'node:test';
import { expect } from 'expect';
import { parseFieldSelector } from './field-selectors';
import type { KubernetesObject } from './meta';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: '' },
  spec: { nodeName: 'node1' },
  status: { phase: 'Running' },
} as KubernetesObject;

test('every term of a field selector must hold', () => {
  const matches = (text: string) => parseFieldSelector(text, 'pods')(pod);
  expect(matches('')).toBe(true);
  expect(matches('spec.nodeName=node1,status.phase!=Failed')).toBe(true);
  expect(matches('metadata.name==p,metadata.namespace=other')).toBe(false);
  expect(matches('spec.hostNetwork=false')).toBe(true);
  expect(matches('status.podIP=')).toBe(true);
  expect(matches('metadata.name=a\\,b')).toBe(false);
});

test('events are found by what they are about', () => {
  const event = {
    ...pod,
    kind: 'Event',
    involvedObject: { kind: 'DaemonSet', name: 'agent' },
    source: { component: 'c' },
  };
  const matches = (text: string) => parseFieldSelector(text, 'events')(event as unknown as KubernetesObject);
  expect(matches('involvedObject.kind=DaemonSet,involvedObject.name=agent,source=c')).toBe(true);
  expect(matches('involvedObject.name=other')).toBe(false);
});

test('a field that the resource cannot be selected by is refused in the API server’s words', () => {
  expect(() => parseFieldSelector('spec.image=x', 'pods')).toThrow('field label not supported: spec.image');
  expect(() => parseFieldSelector('a=b', 'daemonsets')).toThrow(
    '"a" is not a known field selector: only "metadata.name", "metadata.namespace"',
  );
  expect(() => parseFieldSelector('nonsense', 'pods')).toThrow(
    "invalid selector: 'nonsense'; can't understand 'nonsense'",
  );
});
