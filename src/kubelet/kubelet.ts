/**
 * All kubelets of the cluster in one actor, with a little state for each node and each bound pod.
 *   node-registry.ts   nodes: registration, heartbeats, conditions    node-object.ts  a node as it is registered
 *   pod-workers.ts     pods: start, course, end                       pod-admission.ts  who is let in (admission.ts, critical-pods.ts)
 *   containers/        containers that are restarted, probed, pulled  pod-status.ts   what is reported about a pod
 *   node-pressure.ts   eviction when a node runs out of something     behaviour-rules.ts  what scenarios say of pods
 * Upstream: pkg/kubelet, v1.36.
 */
import type { Node, Pod } from '../api/core';
import type { PodBehaviourRule, ProbeName } from '../api/pod-behaviour';
import type { ActorContext } from '../machinery/actor';
import { BehaviourRules } from './behaviour-rules';
import type { ReadyStatus } from './node-object';
import { NodePressure } from './node-pressure';
import { NodeRegistry } from './node-registry';
import type { Kubelet, KubeletOptions, PodState } from './options';
import type { PodRecord } from './pod-record';
import { PodWorkers } from './pod-workers';

const DEFAULTS: Required<KubeletOptions> = {
  containerStartMs: 2000,
  terminationMs: 1000,
  reportsCreation: false,
  omitsPodAddresses: false,
  isStandIn: false,
};

export function startKubelet(context: ActorContext, options: KubeletOptions = {}): Kubelet {
  return new KubeletActor(context, { ...DEFAULTS, ...options });
}

class KubeletActor implements Kubelet {
  readonly name = 'kubelet';
  readonly #context: ActorContext;
  readonly #rules = new BehaviourRules();
  readonly #nodes: NodeRegistry;
  readonly #pods: PodWorkers;
  readonly #pressure: NodePressure;
  readonly #isStandIn: boolean;

  constructor(context: ActorContext, options: Required<KubeletOptions>) {
    this.#context = context;
    this.#isStandIn = options.isStandIn;
    this.#nodes = new NodeRegistry(context);
    this.#pods = new PodWorkers(context, this.#nodes, this.#rules, options);
    this.#pressure = new NodePressure(context, this.#nodes, this.#pods, this.#rules);
    context.informers.informer('nodes').addHandlers({
      added: (node) => this.#register(node),
      updated: (_before, node) => this.#noteCordon(node),
    });
    context.informers.informer('pods').addHandlers({
      added: (pod) => this.#observe(pod),
      updated: (_before, pod) => this.#observe(pod),
      deleted: (pod) => this.#forget(pod),
    });
  }

  stop(): void {
    this.#pods.stop();
    this.#pressure.stop();
  }

  behave(rule: PodBehaviourRule): void {
    this.#rules.add(rule);
    this.#pods.review();
    if (rule.behaviour.uses) for (const node of this.#nodes.all()) this.#pressure.watch(node);
  }

  setNodeReady(nodeName: string, status: ReadyStatus): void {
    this.#nodes.setReady(nodeName, status);
  }

  setRunning(nodeName: string, isRunning: boolean): void {
    const node = this.#nodes.find(nodeName);
    if (node.isSilent === !isRunning) return;
    if (isRunning) {
      this.#nodes.comeBack(node);
      this.#pods.resumeAll(node);
      const object = this.#nodes.objectOf(node);
      if (object) this.#noteCordon(object);
    } else {
      this.#nodes.goSilent(node);
      this.#pods.pauseAll(node);
    }
    this.#pressure.watch(node);
  }

  setClockSkew(nodeName: string, skewMs: number): void {
    this.#nodes.find(nodeName).clockSkewMs = skewMs;
  }

  setPodState(key: string, state: PodState): void {
    this.#pods.override(this.#find(key), state);
  }

  setProbe(key: string, probe: ProbeName, succeeds: boolean): void {
    if (!this.#pods.answer(this.#find(key), probe, succeeds)) throw new Error(`the pod ${key} has no ${probe} probe`);
  }

  #find(key: string): PodRecord {
    const pod = this.#context.informers.informer('pods').get(key);
    const record = pod && this.#pods.find(pod.metadata.uid);
    if (!record) throw new Error(`no kubelet runs the pod ${key}`);
    return record;
  }

  #register(node: Node): void {
    const { name } = node.metadata;
    const known = this.#nodes.find(name);
    // Whoever registers a name again is a new kubelet, and alive.
    if (known.isRegistered && known.isSilent) this.setRunning(name, true);
    const { record, isFirst } = this.#nodes.register(node);
    this.#noteCordon(node);
    // Pods that were bound to the name before the node was there.
    if (isFirst && !record.isSilent && record.pods.size > 0) this.#pods.resumeAll(record);
  }

  #noteCordon(node: Node): void {
    if (!this.#isStandIn) this.#nodes.noteCordon(node);
  }

  #observe(pod: Pod): void {
    const record = this.#pods.observe(pod);
    if (record && this.#rules.knowsUsage) this.#pressure.watch(record.node);
  }

  #forget(pod: Pod): void {
    const record = this.#pods.forget(pod);
    if (record && this.#rules.knowsUsage) this.#pressure.watch(record.node);
  }
}
