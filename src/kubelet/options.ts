/** What the kubelets can be told: by the cluster when they start, and by scenarios later. */
import type { PodBehaviourRule, ProbeName } from '../api/pod-behaviour';
import type { Actor } from '../machinery/actor';
import type { ReadyStatus } from './node-object';

export interface KubeletOptions {
  /** From binding until a container runs. Default 2000 ms. */
  readonly containerStartMs?: number;
  /** From TERM until the pod is gone. Default 1000 ms. */
  readonly terminationMs?: number;
  /** Writes the first status (`ContainerCreating`) when the pod is bound: one more write for each pod. Default false. */
  readonly reportsCreation?: boolean;
  /** Pods outside the host's network get no address, as with a kubelet whose network is not set up. Default false. */
  readonly omitsPodAddresses?: boolean;
  /**
   * Like the stand-in for kubelets of the recorded traces: takes every pod, knows neither init containers nor probes nor
   * hooks nor grace periods, and reports a pod's states by rote. Default false.
   */
  readonly isStandIn?: boolean;
}

export type PodState = 'ready' | 'not-ready' | 'failed' | 'succeeded';

export interface Kubelet extends Actor {
  /** From now on matching pods behave so, also those that already run. Later rules win. */
  behave(rule: PodBehaviourRule): void;
  /** The node's kubelet reports this Ready status from now on. */
  setNodeReady(nodeName: string, status: ReadyStatus): void;
  /** Stops the node's kubelet (no heartbeats, no pod handling), or starts it again. */
  setRunning(nodeName: string, isRunning: boolean): void;
  /** The node's clock is ahead of the others by so many milliseconds, or behind: its pods' times are told by it. */
  setClockSkew(nodeName: string, skewMs: number): void;
  /** Overrides what a pod reports until it is replaced. `key`: namespace/name. */
  setPodState(key: string, state: PodState): void;
  /** From now on a probe of the pod succeeds or fails. `key`: namespace/name. Throws if the pod has no such probe. */
  setProbe(key: string, probe: ProbeName, succeeds: boolean): void;
}
