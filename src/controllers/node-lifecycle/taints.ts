/** Which taints the state of a node calls for. Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go, v1.36. */
import type { Node, NodeCondition, Taint } from '../../api/core';

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** Taint by condition type and value (NODE-TAINT-01). */
const TAINT_OF_CONDITION: ReadonlyMap<string, string> = new Map([
  ['Ready=False', NOT_READY],
  ['Ready=Unknown', UNREACHABLE],
  ['MemoryPressure=True', 'node.kubernetes.io/memory-pressure'],
  ['DiskPressure=True', 'node.kubernetes.io/disk-pressure'],
  ['PIDPressure=True', 'node.kubernetes.io/pid-pressure'],
  ['NetworkUnavailable=True', 'node.kubernetes.io/network-unavailable'],
]);

/** Conditions that call for no taint, as a kubelet in good health reports them: the usual case, told without a lookup. */
const USUAL: ReadonlyMap<string, string> = new Map([
  ['Ready', 'True'],
  ['MemoryPressure', 'False'],
  ['DiskPressure', 'False'],
  ['PIDPressure', 'False'],
]);

const MANAGED: ReadonlySet<string> = new Set([...TAINT_OF_CONDITION.values(), UNSCHEDULABLE]);
const NO_KEYS: readonly string[] = [];
const NO_CONDITIONS: readonly NodeCondition[] = [];

/** The node's taints with the NoSchedule ones brought in line with its conditions; the same array if they are. */
export function alignNoScheduleTaints(node: Node, now: string): readonly Taint[] | undefined {
  const wanted = keysFor(node);
  if (wanted.length === 0 && !node.spec.taints) return undefined;
  const present = node.spec.taints ?? [];
  const isManaged = ({ key, effect }: Taint) => effect === 'NoSchedule' && MANAGED.has(key);
  const missing = wanted.filter((key) => !present.some((taint) => isManaged(taint) && taint.key === key));
  const isStale = (taint: Taint) => isManaged(taint) && !wanted.includes(taint.key);
  if (missing.length === 0 && !present.some(isStale)) return node.spec.taints;
  return [
    ...present.filter((taint) => !isStale(taint)),
    // NODE-TAINT-04
    ...missing.map((key): Taint => ({ key, effect: 'NoSchedule', timeAdded: now })),
  ];
}

/** The key of the NoExecute taint that the node's Ready condition calls for, or undefined. */
export function evictingKeyFor(node: Node): string | undefined {
  switch (readyNodeCondition(node)?.status) {
    case 'False':
      return NOT_READY;
    case 'Unknown':
      return UNREACHABLE;
    default:
      return undefined;
  }
}

/** Keys of the NoExecute taints for failed nodes that the node has. */
export function evictingKeysOf(node: Node): readonly string[] {
  if (!node.spec.taints) return NO_KEYS;
  return node.spec.taints
    .filter(({ key, effect }) => effect === 'NoExecute' && (key === NOT_READY || key === UNREACHABLE))
    .map(({ key }) => key);
}

/** The taints with `key` as the only one of the two NoExecute taints for failed nodes, or with none of them. */
export function replaceEvictingTaint(node: Node, key: string | undefined, now: string): readonly Taint[] {
  const others = (node.spec.taints ?? []).filter(
    (taint) => taint.effect !== 'NoExecute' || (taint.key !== NOT_READY && taint.key !== UNREACHABLE),
  );
  return key === undefined ? others : [...others, { key, effect: 'NoExecute', timeAdded: now }];
}

export function readyNodeCondition(node: Node): NodeCondition | undefined {
  for (const condition of node.status.conditions ?? NO_CONDITIONS) if (condition.type === 'Ready') return condition;
  return undefined;
}

function keysFor(node: Node): readonly string[] {
  let keys: string[] | undefined;
  for (const { type, status } of node.status.conditions ?? NO_CONDITIONS) {
    if (USUAL.get(type) === status) continue;
    const key = TAINT_OF_CONDITION.get(`${type}=${status}`);
    if (key === undefined) continue;
    keys ??= [];
    keys.push(key);
  }
  if (!node.spec.unschedulable) return keys ?? NO_KEYS;
  return [...(keys ?? NO_KEYS), UNSCHEDULABLE];
}
