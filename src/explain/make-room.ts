/** Whom the scheduler would remove for a pod: with the priority that the pod has, and with a higher one. */
import type { Pod } from '../api/core';
import { keyOf } from '../api/meta';
import { Random } from '../kernel/random';
import { Diagnosis } from '../scheduler/diagnosis';
import { judgeNode } from '../scheduler/find-nodes';
import type { Rejection } from '../scheduler/framework';
import type { NodeCache, NodeInfo } from '../scheduler/node-info';
import { priorityOf } from '../scheduler/nominations';
import { preempt } from '../scheduler/preemption';
import type { Change } from './explanation';
import { prepare } from './scheduler-checks';

/** That of `system-node-critical`. */
const HIGHEST_PRIORITY = 2_000_001_000;

/** Victims as namespace/name, or undefined if preemption does not help. `pod` is aimed at the node. */
export function findVictims(
  pod: Pod,
  info: NodeInfo,
  cache: NodeCache,
  rejection: Rejection,
): readonly string[] | undefined {
  const diagnosis = new Diagnosis(cache.count);
  diagnosis.rejections.set(info.name, rejection);
  const result = preempt({
    pod,
    nominatedNode: undefined,
    diagnosis,
    nodes: cache,
    budgets: [],
    random: new Random('explain'),
    latest: (other) => other,
    judge: (asked) => judgeNode(prepare(pod, cache), asked),
  });
  return 'candidate' in result ? result.candidate.victims.map(keyOf) : undefined;
}

/** The lowest priority above which the scheduler makes room, if there is one. */
export function findHelpfulPriority(
  pod: Pod,
  info: NodeInfo,
  cache: NodeCache,
  rejection: Rejection,
): Change | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return undefined;
  const priorities = new Set([...info.pods.values()].map(priorityOf));
  const higher = [...priorities]
    .filter((priority) => priority >= priorityOf(pod) && priority < HIGHEST_PRIORITY)
    .sort((a, b) => a - b);
  for (const above of higher) {
    const raised = { ...pod, spec: { ...pod.spec, priority: above + 1 } };
    const preempts = findVictims(raised, info, cache, rejection);
    if (preempts) return { do: 'raise-priority', above, preempts };
  }
  return undefined;
}
