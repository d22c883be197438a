import type { Pod } from '../api/core';
import { type PodBehaviour, type PodBehaviourRule, RUNS } from '../api/pod-behaviour';

/** What scenarios have said about pods; of several rules that fit a pod the last one wins. */
export class BehaviourRules {
  readonly #rules: PodBehaviourRule[] = [];

  add(rule: PodBehaviourRule): void {
    this.#rules.push(rule);
  }

  /** A pod of which nothing was said runs and is ready. */
  behaviourOf(pod: Pod): PodBehaviour {
    return this.#rules.findLast((rule) => matches(rule, pod))?.behaviour ?? RUNS;
  }
}

function matches({ image, node, labels }: PodBehaviourRule, pod: Pod): boolean {
  if (node !== undefined && node !== pod.spec.nodeName) return false;
  if (image !== undefined && !pod.spec.containers.some((container) => container.image === image)) return false;
  return Object.entries(labels ?? {}).every(([key, value]) => pod.metadata.labels?.[key] === value);
}
