import { test } from 'node:test';
import { expect } from 'expect';
import type { Node, NodeCondition, Pod, PodSpec } from '../api/core';
import { judgeAdmission } from './admission';
import { NodeOccupancy } from './node-occupancy';

const pod = (spec: Partial<PodSpec> = {}, qosClass = 'Burstable'): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u1' } as Pod['metadata'],
  spec: { containers: [{ name: 'main' }], ...spec },
  status: { qosClass },
});

const node = (spec: Node['spec'] = {}, pressures: readonly string[] = []): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node1', uid: 'n1', labels: { zone: 'north' } } as unknown as Node['metadata'],
  spec,
  status: {
    allocatable: { cpu: '2', memory: '1Gi', 'ephemeral-storage': '10Gi', pods: '3' },
    conditions: pressures.map((type): NodeCondition => ({ type, status: 'True' })),
  },
});

const requesting = (requests: Readonly<Record<string, string>>, hostPort?: number): Partial<PodSpec> => ({
  containers: [
    {
      name: 'main',
      resources: { requests },
      ...(hostPort === undefined ? {} : { ports: [{ containerPort: 80, hostPort }] }),
    },
  ],
});

const holding = (...specs: readonly Partial<PodSpec>[]) => {
  const occupancy = new NodeOccupancy();
  for (const spec of specs) occupancy.add(pod(spec));
  return occupancy;
};

const EMPTY = holding();
const TOLERATES_MEMORY = { tolerations: [{ key: 'node.kubernetes.io/memory-pressure', operator: 'Exists' }] };

// KUBELET-ADMIT-06, KUBELET-ADMIT-07
const REFUSALS: readonly [what: string, Pod, Node, NodeOccupancy, reason: string, message: string][] = [
  [
    'another operating system',
    pod({ os: { name: 'windows' }, ...requesting({ cpu: '3' }) }),
    node(),
    EMPTY,
    'PodOSNotSupported',
    "Failed to admit pod as the OS field doesn't match node OS",
  ],
  [
    'more cpu than is left',
    pod(requesting({ cpu: '1500m' })),
    node(),
    holding(requesting({ cpu: '1' })),
    'OutOfcpu',
    "Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000",
  ],
  [
    'too much of everything: cpu is named first',
    pod(requesting({ 'ephemeral-storage': '20Gi', memory: '2Gi', cpu: '3' })),
    node(),
    EMPTY,
    'OutOfcpu',
    "Node didn't have enough resource: cpu, requested: 3000, used: 0, capacity: 2000",
  ],
  [
    'more disk than there is',
    pod(requesting({ 'ephemeral-storage': '20Gi' })),
    node(),
    EMPTY,
    'OutOfephemeral-storage',
    "Node didn't have enough resource: ephemeral-storage, requested: 21474836480, used: 0, capacity: 10737418240",
  ],
  [
    'a place on a full node',
    pod(),
    node(),
    holding({}, {}, {}),
    'OutOfpods',
    "Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3",
  ],
  [
    'a port that is taken',
    pod(requesting({}, 9100)),
    node(),
    holding(requesting({}, 9100)),
    'NodePorts',
    "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
  ],
  [
    'another zone',
    pod({ nodeSelector: { zone: 'south' } }),
    node(),
    EMPTY,
    'NodeAffinity',
    "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  ],
  [
    'to run beside a NoExecute taint',
    pod(),
    node({ taints: [{ key: 'a', effect: 'NoExecute' }] }),
    EMPTY,
    'TaintToleration',
    "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
  ],
  [
    'to run under memory pressure without any request',
    pod({}, 'BestEffort'),
    node({}, ['MemoryPressure']),
    EMPTY,
    'Evicted',
    'The node had condition: [MemoryPressure]. ',
  ],
  [
    'to run under disk pressure',
    pod(TOLERATES_MEMORY),
    node({}, ['MemoryPressure', 'DiskPressure']),
    EMPTY,
    'Evicted',
    'The node had condition: [MemoryPressure DiskPressure]. ',
  ],
];
for (const [what, wanting, on, others, reason, message] of REFUSALS) {
  test(`a pod is refused that wants ${what}`, () => {
    expect(judgeAdmission(wanting, on, others)).toEqual({ reason, message });
  });
}

const ACCEPTED: readonly [what: string, Pod, Node, NodeOccupancy][] = [
  ['fits exactly', pod(requesting({ cpu: '2', memory: '1Gi' })), node(), EMPTY],
  ['asks for a resource that the node does not list', pod(requesting({ 'example.com/gpu': '1' })), node(), EMPTY],
  ['comes to a cordoned node', pod(), node({ unschedulable: true }), EMPTY],
  ['meets a NoSchedule taint', pod(), node({ taints: [{ key: 'a', effect: 'NoSchedule' }] }), EMPTY],
  ['asks for something under memory pressure', pod(), node({}, ['MemoryPressure']), EMPTY],
  ['tolerates the memory pressure', pod(TOLERATES_MEMORY, 'BestEffort'), node({}, ['MemoryPressure']), EMPTY],
  ['is critical under disk pressure', pod({ priority: 2_000_000_000 }), node({}, ['DiskPressure']), EMPTY],
];
for (const [what, wanting, on, others] of ACCEPTED) {
  test(`a pod is taken that ${what}`, () => {
    expect(judgeAdmission(wanting, on, others)).toBeUndefined();
  });
}

test('a pod that is gone leaves its room and its ports to others', () => {
  const leaving = pod(requesting({ cpu: '2' }, 9100));
  const occupancy = new NodeOccupancy();
  occupancy.add(leaving);
  expect(judgeAdmission(leaving, node(), occupancy)?.reason).toBe('OutOfcpu');
  occupancy.remove(leaving);
  expect(judgeAdmission(leaving, node(), occupancy)).toBeUndefined();
});
