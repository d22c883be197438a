import { test } from 'node:test';
import { expect } from 'expect';
import { createRecordedCluster } from './recorded-cluster';
import type { Step } from './trace';

const SERVICE: Step = {
  do: 'create',
  manifest: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'agents' }, spec: { ports: [{ port: 80 }] } },
};
const SERVICE_IN_YAML: Step = { do: 'apply', manifest: 'apiVersion: v1\nkind: Service\nmetadata: {name: agents}\n' };

/** The address of a pod on a cluster made for such a trace. */
function podAddressIn(steps: readonly Step[]): string | undefined {
  const trace = { id: 'any', family: 'any', nodes: [{ name: 'node1' }], steps };
  const cluster = createRecordedCluster('a', trace);
  cluster.client('administrator').create('pods', 'default', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default' },
    spec: { nodeName: 'node1', containers: [{ name: 'main', image: 'web:v1' }] },
  });
  cluster.loop.runToRest();
  return cluster.client('administrator').get('pods', 'default', 'web').status.podIP;
}

test('pods have addresses where a trace asks for them, or tells nothing about it', () => {
  const settle: Step = { do: 'settle' };
  expect(podAddressIn([settle])).toBe('10.244.1.1');
  expect(podAddressIn([SERVICE, { ...settle, endpoints: true }])).toBe('10.244.1.1');
  expect(podAddressIn([SERVICE, { do: 'kubectl', args: ['get', 'pods'], got: { stdout: 'web 10.244.1.7' } }])).toBe(
    '10.244.1.1',
  );
});

test('they have none where a Service found nobody', () => {
  expect(podAddressIn([SERVICE, { do: 'settle' }])).toBeUndefined();
  expect(podAddressIn([SERVICE_IN_YAML, { do: 'settle' }])).toBeUndefined();
});

test('the kubelets are stand-ins: they take a pod that does not fit', () => {
  const cluster = createRecordedCluster('a', { id: 'any', family: 'any', nodes: [{ name: 'node1' }], steps: [] });
  cluster.client('administrator').create('pods', 'default', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'huge', namespace: 'default' },
    spec: {
      nodeName: 'node1',
      containers: [{ name: 'main', image: 'web:v1', resources: { requests: { cpu: '64' } } }],
    },
  });
  cluster.loop.runToRest();
  expect(cluster.client('administrator').get('pods', 'default', 'huge').status.phase).toBe('Running');
});
