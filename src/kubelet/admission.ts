/**
 * Whether a kubelet takes a pod that is bound to its node. A pod it refuses ends in phase Failed and is never tried again.
 * Upstream: pkg/kubelet/lifecycle/predicate.go and pkg/kubelet/eviction/eviction_manager.go, Admit, v1.36.
 */
import type { Node, NodeCondition, Pod } from '../api/core';
import { anyPortsConflict, hostPortsOf } from '../api/host-ports';
import { matchesRequiredNodeAffinity } from '../api/node-affinity';
import { allocatableOf, requestsOf } from '../api/pod-resources';
import { EVICTING_EFFECTS, findUntoleratedTaint, toleratesTaint } from '../api/taints';
import type { NodeOccupancy } from './node-occupancy';

export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

/** A resource that is short, by how much, and what is said about it. */
export interface Shortage {
  readonly resource: string;
  /** In thousandths for cpu, in whole units for everything else. */
  readonly amount: number;
  readonly refusal: Refusal;
}

const NO_SHORTAGES: readonly Shortage[] = [];

/** Priority from which on a pod is critical (KUBELET-ADMIT-03). */
const CRITICAL_PRIORITY = 2_000_000_000;
const MEMORY_PRESSURE = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' } as const;
const PRESSURES: readonly string[] = ['MemoryPressure', 'DiskPressure', 'PIDPressure'];
const SYSTEM_LABEL = 'kubernetes.io/os';
const FIRST_RESOURCES: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];

export function isCriticalPod(pod: Pod): boolean {
  return (pod.spec.priority ?? 0) >= CRITICAL_PRIORITY;
}

/** Why the kubelet refuses the pod, or undefined. `others`: the pods that it has on the node already. */
export function judgeAdmission(pod: Pod, node: Node, others: NodeOccupancy): Refusal | undefined {
  return (
    judgePressure(pod, node) ??
    judgeSystem(pod, node) ??
    findShortages(pod, node, others)[0]?.refusal ??
    judgeFit(pod, node, others)
  );
}

/**
 * What a critical pod lacks where room is all it lacks: other pods are then ended for it. Undefined if the pod is not
 * critical; with any other trouble it is refused for that alone. KUBELET-PREEMPT-01
 */
export function judgeCritical(
  pod: Pod,
  node: Node,
  others: NodeOccupancy,
): { readonly refusal?: Refusal | undefined; readonly shortages: readonly Shortage[] } | undefined {
  if (!isCriticalPod(pod)) return undefined;
  const refusal = judgeSystem(pod, node) ?? judgeFit(pod, node, others);
  return { refusal, shortages: findShortages(pod, node, others) };
}

// KUBELET-ADMIT-03
function judgePressure(pod: Pod, node: Node): Refusal | undefined {
  const { conditions } = node.status;
  if (!conditions?.some(isPressure) || isCriticalPod(pod)) return undefined;
  const present = conditions.filter(isPressure);
  if (present.every(({ type }) => type === 'MemoryPressure')) {
    if (pod.status.qosClass !== 'BestEffort') return undefined;
    if (pod.spec.tolerations?.some((toleration) => toleratesTaint(toleration, MEMORY_PRESSURE))) return undefined;
  }
  const names = present.map(({ type }) => type).join(' ');
  return { reason: 'Evicted', message: `The node had condition: [${names}]. ` };
}

function isPressure({ type, status }: NodeCondition): boolean {
  return status === 'True' && PRESSURES.includes(type);
}

/**
 * Whether pod and node are of one operating system. Upstream (rejectPodAdmissionBasedOnOSSelector) reads a label of the
 * pod there, and not its nodeSelector.
 */
function judgeSystem({ metadata, spec }: Pod, node: Node): Refusal | undefined {
  const labelled = metadata.labels?.[SYSTEM_LABEL];
  if (labelled === undefined && !spec.os) return undefined;
  const system = node.metadata.labels?.[SYSTEM_LABEL] ?? 'linux';
  if (labelled !== undefined && labelled !== system) {
    const message = "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label";
    return { reason: 'PodOSSelectorNodeLabelDoesNotMatch', message };
  }
  if (!spec.os || spec.os.name === system) return undefined;
  return { reason: 'PodOSNotSupported', message: "Failed to admit pod as the OS field doesn't match node OS" };
}

// KUBELET-ADMIT-05, KUBELET-ADMIT-06
function findShortages(pod: Pod, node: Node, others: NodeOccupancy): readonly Shortage[] {
  const allocatable = allocatableOf(node);
  const pods = allocatable.get('pods') ?? 0;
  const isFull = others.podCount + 1 > pods;
  const requests = requestsOf(pod);
  if (requests.size === 0 && !isFull) return NO_SHORTAGES;
  const shortages: Shortage[] = isFull ? [outOf('pods', 1, others.podCount, pods)] : [];
  for (const name of [...requests.keys()].sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))) {
    const wanted = requests.get(name) ?? 0;
    const capacity = allocatable.get(name);
    // KUBELET-ADMIT-08: what the node does not list at all is no matter here.
    if (wanted === 0 || (capacity === undefined && rankOf(name) === FIRST_RESOURCES.length)) continue;
    const used = others.requested(name);
    if (wanted > (capacity ?? 0) - used) shortages.push(outOf(name, wanted, used, capacity ?? 0));
  }
  return shortages;
}

function rankOf(resource: string): number {
  const place = FIRST_RESOURCES.indexOf(resource);
  return place < 0 ? FIRST_RESOURCES.length : place;
}

function outOf(resource: string, requested: number, used: number, capacity: number): Shortage {
  const message = `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`;
  return { resource, amount: requested - (capacity - used), refusal: { reason: `OutOf${resource}`, message } };
}

// KUBELET-ADMIT-07
function judgeFit(pod: Pod, node: Node, others: NodeOccupancy): Refusal | undefined {
  if (!matchesRequiredNodeAffinity(pod.spec, node)) {
    return failed('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  }
  const ports = hostPortsOf(pod);
  if (ports.length > 0 && anyPortsConflict(ports, others.hostPorts)) {
    return failed('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  }
  if (findUntoleratedTaint(node.spec.taints, pod.spec.tolerations, EVICTING_EFFECTS)) {
    return failed('TaintToleration', "node(s) had taints that the pod didn't tolerate");
  }
  return undefined;
}

function failed(predicate: string, why: string): Refusal {
  return { reason: predicate, message: `Predicate ${predicate} failed: ${why}` };
}
