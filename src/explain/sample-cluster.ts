/** A small cluster to try a manifest on where no other is at hand: what people meet in practice, one node each. */
import type { Node, Pod, Taint } from '../api/core';
import type { StringMap } from '../api/meta';
import type { ClusterPicture } from './read-cluster';

const CREATED = '2026-01-01T00:00:00Z';
const ROOM = { cpu: '3920m', memory: '14Gi', 'ephemeral-storage': '90Gi', pods: '110' };

interface Sketch {
  readonly name: string;
  readonly zone: string;
  readonly labels?: StringMap;
  readonly taints?: readonly Taint[];
  readonly unschedulable?: boolean;
  readonly room?: StringMap;
}

const SKETCHES: readonly Sketch[] = [
  {
    name: 'control-plane-1',
    zone: 'a',
    labels: { 'node-role.kubernetes.io/control-plane': '' },
    taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
  },
  { name: 'worker-1', zone: 'a', labels: { disk: 'ssd' } },
  { name: 'worker-2', zone: 'b', labels: { disk: 'ssd' } },
  { name: 'worker-3', zone: 'c', labels: { 'kubernetes.io/arch': 'arm64' } },
  {
    name: 'worker-cordoned',
    zone: 'a',
    unschedulable: true,
    taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }],
  },
  { name: 'worker-full', zone: 'b', room: { ...ROOM, cpu: '2' } },
  {
    name: 'worker-gpu',
    zone: 'c',
    labels: { accelerator: 'nvidia' },
    taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
    room: { ...ROOM, 'nvidia.com/gpu': '1' },
  },
  {
    name: 'worker-lost',
    zone: 'c',
    taints: [
      { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' },
    ],
  },
];

/** Eight nodes, one of them nearly full. */
export function makeSampleCluster(): ClusterPicture {
  return { nodes: SKETCHES.map(makeNode), pods: [fillingPod('worker-full', '1900m')] };
}

function makeNode({ name, zone, labels = {}, taints, unschedulable, room = ROOM }: Sketch): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: name,
      resourceVersion: '1',
      creationTimestamp: CREATED,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/zone': zone,
        ...labels,
      },
    },
    spec: { ...(taints ? { taints } : {}), ...(unschedulable ? { unschedulable } : {}) },
    status: { allocatable: room, capacity: room },
  };
}

function fillingPod(nodeName: string, cpu: string): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'batch-1',
      namespace: 'default',
      uid: 'batch-1',
      resourceVersion: '1',
      creationTimestamp: CREATED,
    },
    spec: { nodeName, containers: [{ name: 'main', resources: { requests: { cpu } } }] },
    status: { phase: 'Running' },
  };
}
