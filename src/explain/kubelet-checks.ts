/** What the node's kubelet has against a pod that is bound to it. */
import type { Pod } from '../api/core';
import { keyOf } from '../api/meta';
import { judgeAdmission } from '../kubelet/admission';
import { NodeOccupancy } from '../kubelet/node-occupancy';
import type { NodeInfo } from '../scheduler/node-info';
import type { Change, FailedCheck } from './explanation';

/** The kubelet gives its first reason only. `gone`: pods, as namespace/name, that the scheduler has removed before. */
export function kubeletCheck(pod: Pod, info: NodeInfo, gone: readonly string[]): FailedCheck | undefined {
  const { node } = info;
  if (!node) return undefined;
  const others = new NodeOccupancy();
  for (const other of info.pods.values()) if (!gone.includes(keyOf(other))) others.add(other);
  const refusal = judgeAdmission(pod, node, others);
  if (!refusal) return undefined;
  const message = `${refusal.reason}: ${refusal.message.trim()}`;
  const isPressure = refusal.reason === 'Evicted';
  const changes: Change[] = isPressure ? [{ do: 'wait', until: 'the node is relieved' }] : [];
  const reason = isPressure ? message : refusal.reason;
  return { by: 'kubelet', check: refusal.reason, message, reason, changes };
}
