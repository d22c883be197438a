import { test } from 'node:test';
import { expect } from 'expect';
import type { Pod } from '../api/core';
import { TestCluster } from '../controllers/test-cluster';
import type { Shortage } from './admission';
import { choosePodsToPreempt } from './critical-pods';

const CRITICAL = 2_000_001_000;
const pod = (name: string, qosClass: string, requests: Readonly<Record<string, string>> = {}, priority = 0): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name } as Pod['metadata'],
  spec: { priority, containers: [{ name: 'main', resources: { requests } }] },
  status: { qosClass },
});
const short = (resource: string, amount: number): Shortage => ({
  resource,
  amount,
  refusal: { reason: '', message: '' },
});
const choose = (pods: readonly Pod[], ...shortages: Shortage[]) =>
  choosePodsToPreempt(pod('critical', 'Guaranteed', {}, CRITICAL), pods, shortages)?.map(
    ({ metadata }) => metadata.name,
  );

const LARGE = pod('large', 'Burstable', { cpu: '2' });
const SMALL = pod('small', 'Burstable', { cpu: '1' });
const GOOD = pod('good', 'Guaranteed', { cpu: '4' });

// KUBELET-PREEMPT-02
test('a pod of a lesser class goes before a better one', () => {
  expect(choose([GOOD, LARGE, SMALL], short('cpu', 1500))).toEqual(['large']);
  expect(choose([GOOD, LARGE], short('cpu', 3000))).toEqual(['good']);
});

test('of pods that would do, the smallest goes', () => {
  expect(choose([pod('big', 'Burstable', { cpu: '2', memory: '2Gi' }), LARGE], short('cpu', 1000))).toEqual(['large']);
});

test('a pod without requests gives nothing but its place', () => {
  const idle = pod('idle', 'BestEffort');
  expect(choose([idle], short('cpu', 100))).toBeUndefined();
  expect(choose([idle, LARGE], short('pods', 1))).toEqual(['idle']);
});

test('critical pods of the same priority are left alone', () => {
  expect(choose([pod('peer', 'Burstable', { cpu: '4' }, CRITICAL)], short('cpu', 100))).toBeUndefined();
  expect(choose([pod('lower', 'Burstable', { cpu: '4' }, CRITICAL - 1000)], short('cpu', 100))).toEqual(['lower']);
});

// KUBELET-PREEMPT-03
test('the kubelet ends pods for a critical one that is bound to a full node', () => {
  const cluster = new TestCluster({ nodes: [{ name: 'node1' }] });
  const asking = (cpu: string) => ({
    nodeName: 'node1',
    containers: [{ name: 'main', image: 'web:v1', resources: { requests: { cpu } } }],
  });
  cluster.createPod('web', asking('3'));
  cluster.rest();
  cluster.user.create('pods', 'kube-system', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'critical', namespace: 'kube-system' },
    spec: { ...asking('2'), priorityClassName: 'system-node-critical' },
  });
  cluster.rest();
  expect(cluster.pod('web')?.status).toMatchObject({
    phase: 'Failed',
    reason: 'Preempting',
    message: 'Preempted in order to admit critical pod',
  });
  expect(cluster.events('Preempting').map(({ type, message }) => [type, message])).toEqual([
    ['Warning', 'Preempted in order to admit critical pod'],
  ]);
  expect(cluster.user.get('pods', 'kube-system', 'critical').status.phase).toBe('Running');
});
