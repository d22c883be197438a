import { describe, it } from 'node:test';
import { expect } from 'expect';
import { buildDaemonSet, buildDaemonSetPatch, buildNodes, describeNode } from './builders';

const AGENT = { namespace: 'default', name: 'node-agent' };

describe('a DaemonSet from rows', () => {
  it('has one container and matching labels by default', () => {
    expect(buildDaemonSet(AGENT, {}).spec).toEqual({
      selector: { matchLabels: { app: 'node-agent' } },
      template: {
        metadata: { labels: { app: 'node-agent' } },
        spec: { containers: [{ name: 'main', image: 'agent:v1' }] },
      },
    });
  });

  it('puts each row where the API has the field', () => {
    const rows = {
      image: 'a:2',
      cpu: '1',
      nodeSelector: 'disktype=ssd',
      updateStrategy: 'RollingUpdate',
      maxUnavailable: '25%',
    };
    expect(buildDaemonSet(AGENT, rows).spec).toMatchObject({
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%' } },
      template: {
        spec: {
          nodeSelector: { disktype: 'ssd' },
          containers: [{ name: 'main', image: 'a:2', resources: { requests: { cpu: '1' } } }],
        },
      },
    });
  });

  it('a surge written alone means that nothing may be unavailable; written beside, the row stands', () => {
    const strategy = (rows: Record<string, string>) => buildDaemonSet(AGENT, rows).spec as { updateStrategy: unknown };
    expect(strategy({ maxSurge: '1' }).updateStrategy).toEqual({ rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
    expect(strategy({ maxSurge: '1', maxUnavailable: '1' }).updateStrategy).toEqual({
      rollingUpdate: { maxSurge: 1, maxUnavailable: 1 },
    });
  });
});

it('a change of the image keeps the other containers and fields', () => {
  const containers = [
    { name: 'main', image: 'a:1', args: ['-v'] },
    { name: 'side', image: 'b:1' },
  ];
  expect(buildDaemonSetPatch(containers, { image: 'a:2' })).toEqual({
    spec: {
      template: {
        spec: {
          containers: [
            { name: 'main', image: 'a:2', args: ['-v'] },
            { name: 'side', image: 'b:1' },
          ],
        },
      },
    },
  });
  expect(buildDaemonSetPatch(containers, { nodeSelector: 'a=b' })).toEqual({
    spec: { template: { spec: { nodeSelector: { a: 'b' } } } },
  });
});

it('a node of an export keeps what matters and loses what the cluster writes itself', () => {
  expect(
    describeNode({
      metadata: { name: 'n1', uid: 'u', resourceVersion: '1', creationTimestamp: 'x', labels: { a: 'b' } },
      spec: {
        unschedulable: true,
        taints: [
          { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
          { key: 'a', value: 'b', effect: 'NoExecute', timeAdded: 'x' },
        ],
      },
      status: { allocatable: { cpu: '3920m' }, conditions: [{ type: 'Ready', status: 'Unknown' }] },
    }),
  ).toEqual({
    name: 'n1',
    labels: { a: 'b' },
    taints: [{ key: 'a', value: 'b', effect: 'NoExecute' }],
    capacity: { cpu: '3920m' },
    unschedulable: true,
    ready: false,
  });
  expect(buildNodes(2, 3).map(({ name }) => name)).toEqual(['node4', 'node5']);
});
