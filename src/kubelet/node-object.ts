/** What a kubelet registers and reports about its node. Upstream: pkg/kubelet/nodestatus/setters.go, v1.36. */
import type { Node, NodeAddress, NodeCondition, ResourceList, Taint } from '../api/core';
import type { Draft, StringMap } from '../api/meta';
import { nodeAddress, numberInName } from './addresses';

/** A node as a scenario describes it; what is not written has the default of a healthy Linux node. */
export interface NodeToRegister {
  readonly name: string;
  readonly labels?: StringMap;
  readonly taints?: readonly Taint[];
  readonly capacity?: ResourceList;
  readonly unschedulable?: boolean;
  readonly ready?: boolean;
}

export type ReadyStatus = 'True' | 'False' | 'Unknown';

const KUBELET_VERSION = 'v1.36.2';

// TIME-KUB-10: 110 pods.
const DEFAULT_CAPACITY: ResourceList = Object.freeze({
  cpu: '4',
  'ephemeral-storage': '100Gi',
  memory: '8Gi',
  pods: '110',
});

const NODE_INFO = Object.freeze({
  architecture: 'amd64',
  bootID: '',
  containerRuntimeVersion: 'containerd://2.2.0',
  kernelVersion: '6.12.0',
  kubeProxyVersion: '',
  kubeletVersion: KUBELET_VERSION,
  machineID: '',
  operatingSystem: 'linux',
  osImage: 'Linux',
  systemUUID: '',
});

/**
 * What the TTL controller writes on every node of a cluster of up to 100, a moment after it has joined. Our kubelets bring
 * it along, which saves each node a write.
 */
const SMALL_CLUSTER = Object.freeze({ 'node.alpha.kubernetes.io/ttl': '0' });

/** The Node object that a kubelet registers, with its first status. `now`: RFC 3339. `ordinal` numbers nodes without a number in their name. */
export function nodeObject(node: NodeToRegister, now: string, ordinal = 0): Draft<Node> {
  const { name, labels, taints, unschedulable } = node;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...labels,
      },
      annotations: SMALL_CLUSTER,
    },
    spec: {
      ...(taints?.length ? { taints } : {}),
      ...(unschedulable ? { unschedulable } : {}),
    },
    status: nodeStatus(node, now, ordinal),
  };
}

/** The first status of a node. */
export function nodeStatus(node: NodeToRegister, now: string, ordinal = 0): Node['status'] {
  const capacity = node.capacity ? { ...DEFAULT_CAPACITY, ...node.capacity } : DEFAULT_CAPACITY;
  return {
    addresses: nodeAddresses(node.name, ordinal),
    allocatable: capacity,
    capacity,
    conditions: nodeConditions(node.ready === false ? 'False' : 'True', now),
    nodeInfo: NODE_INFO,
  };
}

function nodeAddresses(name: string, ordinal: number): readonly NodeAddress[] {
  return [
    { type: 'InternalIP', address: nodeAddress(numberInName(name) ?? ordinal) },
    { type: 'Hostname', address: name },
  ];
}

/** What the nodes of one instant report alike is one list, and read by the server once. */
let lastReported:
  | { readonly ready: ReadyStatus; readonly now: string; readonly conditions: readonly NodeCondition[] }
  | undefined;

// NODE-HB-03: Ready comes last.
export function nodeConditions(ready: ReadyStatus, now: string): readonly NodeCondition[] {
  if (lastReported?.ready === ready && lastReported.now === now) return lastReported.conditions;
  const conditions = [
    pressure('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available', now),
    pressure('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure', now),
    pressure('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available', now),
    readyNodeCondition(ready, now, now),
  ];
  for (const condition of conditions) Object.freeze(condition);
  lastReported = { ready, now, conditions: Object.freeze(conditions) };
  return conditions;
}

// NODE-HB-02
export function readyNodeCondition(status: ReadyStatus, now: string, lastTransitionTime: string): NodeCondition {
  const times = { lastHeartbeatTime: now, lastTransitionTime };
  switch (status) {
    case 'True':
      return {
        type: 'Ready',
        status,
        ...times,
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
      };
    case 'False':
      return { type: 'Ready', status, ...times, reason: 'KubeletNotReady', message: 'container runtime is down' };
    case 'Unknown':
      return {
        type: 'Ready',
        status,
        ...times,
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
      };
  }
}

function pressure(type: string, reason: string, message: string, now: string): NodeCondition {
  return { type, status: 'False', lastHeartbeatTime: now, lastTransitionTime: now, reason, message };
}
