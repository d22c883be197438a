/** Upstream: pkg/apis/core/helper/qos/qos.go, v1.36. API-POD-02 */
import type { Container, PodSpec } from '../../api/core';

export type QosClass = 'BestEffort' | 'Burstable' | 'Guaranteed';

const COUNTED = ['cpu', 'memory'] as const;

/** Answers by container list: every pod of a template shares it. */
const remembered = new WeakMap<readonly Container[], QosClass>();

/** Quantities are stored in canonical spelling, so equal ones are equal texts, and zero begins with a zero. */
const isPositive = (quantity: string | undefined): quantity is string =>
  quantity !== undefined && Number.parseFloat(quantity) > 0;

export function qosClassOf(spec: PodSpec): QosClass {
  const { containers, initContainers } = spec;
  if ((initContainers?.length ?? 0) > 0 || spec.resources) return computeQosClass(spec);
  // A pod without any, which validation will refuse.
  if (!containers) return 'BestEffort';
  let answer = remembered.get(containers);
  if (!answer) {
    answer = computeQosClass(spec);
    // A list that may still change must not be remembered.
    if (Object.isFrozen(containers)) remembered.set(containers, answer);
  }
  return answer;
}

function computeQosClass({ containers, initContainers, resources }: PodSpec): QosClass {
  // Resources of the pod as a whole count instead of those of its containers.
  const holders = resources ? [{ resources }] : [...(containers ?? []), ...(initContainers ?? [])];
  let isBestEffort = true;
  let isGuaranteed = true;
  for (const { resources: { requests = {}, limits = {} } = {} } of holders) {
    for (const name of COUNTED) {
      const request = requests[name];
      const limit = limits[name];
      if (isPositive(request) || isPositive(limit)) isBestEffort = false;
      if (!isPositive(limit) || (isPositive(request) && request !== limit)) isGuaranteed = false;
    }
  }
  if (isBestEffort) return 'BestEffort';
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}
