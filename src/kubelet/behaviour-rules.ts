/** What scenarios have said about pods; of several rules that fit, the last one that says something about a matter wins. */
import type { Container, Pod } from '../api/core';
import type { ContainerBehaviour, PodBehaviour, PodBehaviourRule, PodUsage } from '../api/pod-behaviour';
import { USUAL } from '../api/pod-behaviour';

const RUNS_ON: ContainerBehaviour = Object.freeze({});
const NO_USAGE: PodUsage = Object.freeze({});

export class BehaviourRules {
  /** The latest first. */
  readonly #rules: PodBehaviourRule[] = [];
  /** True once some rule has said what pods use of their nodes. */
  knowsUsage = false;

  add(rule: PodBehaviourRule): void {
    this.#rules.unshift(rule);
    this.knowsUsage ||= rule.behaviour.uses !== undefined;
  }

  /** How the pod starts and lives. `USUAL` for one of which nothing was said. */
  courseOf(pod: Pod): PodBehaviour {
    if (this.#rules.length === 0) return USUAL;
    return (
      this.#rules.find(({ behaviour, ...rule }) => saysCourse(behaviour) && matches(rule, pod))?.behaviour ?? USUAL
    );
  }

  /** What one container of the pod does: rules with an image speak of the containers that run it. */
  containerOf(pod: Pod, container: Container): ContainerBehaviour {
    const rule = this.#rules.find(
      ({ image, behaviour, ...rest }) =>
        saysCourse(behaviour) && (image === undefined || image === container.image) && matches(rest, pod),
    );
    return rule?.behaviour.container ?? RUNS_ON;
  }

  terminationMsOf(pod: Pod): number | undefined {
    if (this.#rules.length === 0) return undefined;
    return this.#rules.find((rule) => rule.behaviour.terminationMs !== undefined && matches(rule, pod))?.behaviour
      .terminationMs;
  }

  usageOf(pod: Pod): PodUsage {
    if (!this.knowsUsage) return NO_USAGE;
    return (
      this.#rules.find((rule) => rule.behaviour.uses !== undefined && matches(rule, pod))?.behaviour.uses ?? NO_USAGE
    );
  }
}

function saysCourse({ transitions, container }: PodBehaviour): boolean {
  return transitions !== undefined || container !== undefined;
}

function matches({ image, node, labels }: Omit<PodBehaviourRule, 'behaviour'>, pod: Pod): boolean {
  const { nodeName, containers, initContainers } = pod.spec;
  if (node !== undefined && node !== nodeName) return false;
  if (image !== undefined && !runsImage(containers, image) && !runsImage(initContainers ?? [], image)) return false;
  return Object.entries(labels ?? {}).every(([key, value]) => pod.metadata.labels?.[key] === value);
}

function runsImage(containers: readonly Container[], image: string): boolean {
  return containers.some((container) => container.image === image);
}
