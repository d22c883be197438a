/**
 * The port between steps and worlds: everything a step may do to a cluster or ask of it. The simulated cluster and a
 * real one implement it; steps never learn which one they talk to.
 */
import type { ListOptions, PatchOptions } from '../api/client';
import type { CommandResult } from '../api/command';
import type { ResourceList, Taint } from '../api/core';
import type { StatusReason } from '../api/errors';
import type { JournalEntry } from '../api/journal-entry';
import type { StringMap } from '../api/meta';
import type { PodBehaviourRule, ProbeName } from '../api/pod-behaviour';
import type { ObjectOf, ResourceName } from '../api/resources';
import type { Capability } from './capability';

/** A node as a feature describes it. What is not written has the default of a healthy Linux node. */
export interface NodeDescription {
  readonly name: string;
  readonly labels?: StringMap;
  readonly taints?: readonly Taint[];
  /** Overrides single entries; the default is cpu 4, memory 8Gi, pods 110, ephemeral-storage 100Gi. */
  readonly capacity?: ResourceList;
  readonly unschedulable?: boolean;
  readonly ready?: boolean;
}

/** Why a DaemonSet has a pod on a node, or has none. */
export interface PlacementVerdict {
  readonly node: string;
  readonly shouldRun: boolean;
  readonly shouldContinue: boolean;
  /** Every predicate that fails, in the words of the vocabulary: `untolerated taint {dedicated: db}`. */
  readonly reasons: readonly string[];
}

/** Requests of the cluster's components that the API server is to refuse; those of the scenario itself always pass. */
export interface RequestFault {
  readonly verb: 'get' | 'list' | 'create' | 'update' | 'updateStatus' | 'patch' | 'delete' | 'bind' | 'evict';
  readonly resource: ResourceName;
  /** Only requests of this component; absent: of any. */
  readonly actor?: string;
  /** So many matching requests pass first. Default 0. */
  readonly after?: number;
  /** So many are refused then. */
  readonly times: number;
  /** Default `InternalError`. */
  readonly reason?: StatusReason;
  readonly message: string;
}

export interface Cluster {
  readonly capabilities: ReadonlySet<Capability>;
  /** Replays every choice that Kubernetes leaves open. */
  readonly seed: string;
  /** Milliseconds since the cluster began; virtual in the simulated world. */
  readonly elapsedMs: number;

  get<R extends ResourceName>(resource: R, namespace: string, name: string): Promise<ObjectOf<R> | undefined>;
  list<R extends ResourceName>(resource: R, options?: ListOptions): Promise<readonly ObjectOf<R>[]>;
  create<R extends ResourceName>(resource: R, namespace: string, object: unknown): Promise<ObjectOf<R>>;
  update<R extends ResourceName>(resource: R, namespace: string, object: unknown): Promise<ObjectOf<R>>;
  patch<R extends ResourceName>(
    resource: R,
    namespace: string,
    name: string,
    patch: unknown,
    options: PatchOptions,
  ): Promise<ObjectOf<R>>;
  delete(resource: ResourceName, namespace: string, name: string): Promise<void>;

  /** Runs a kubectl command line (`['rollout', 'undo', 'ds/agent']`). Never throws for a refusal: read the result. */
  kubectl(args: readonly string[], options?: { readonly stdin?: string }): Promise<CommandResult>;

  /** Comes to rest: nothing left to do but heartbeats and back-offs. Throws if the cluster never does. */
  settle(): Promise<void>;
  /** Lets time pass. In the simulated world exactly; on a real cluster at least. */
  advance(durationMs: number): Promise<void>;
  /** Lets time pass until the claim holds, at most `withinMs`. False if it never did. */
  eventually(claim: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean>;

  addNodes(nodes: readonly NodeDescription[]): Promise<void>;
  /** Needs `node-control`. The node's kubelet reports this Ready status from now on. */
  setNodeReady(name: string, status: 'True' | 'False' | 'Unknown'): Promise<void>;
  /** Needs `node-control`. Stops the node's kubelet (no heartbeats, no pod handling), or starts it again. */
  setKubeletRunning(name: string, running: boolean): Promise<void>;
  /** Needs `node-control`. The node's clock is ahead of everybody else's by so many milliseconds, or behind if negative. */
  setClockSkew(name: string, skewMs: number): Promise<void>;

  /** Needs `fault-injection`. */
  injectFault(fault: RequestFault): Promise<void>;
  /** Needs `fault-injection`. The controllers learn nothing more about this resource until the release. */
  holdWatch(resource: ResourceName): Promise<void>;
  releaseWatch(resource: ResourceName): Promise<void>;
  /** Needs `controller-restart`. Kills the controller manager, or starts it anew, without memory of its former life. */
  setControllerManagerRunning(running: boolean): Promise<void>;
  /**
   * What makes a scenario wrong whatever its steps say: faults that were armed and never met, and rules that hold at
   * every moment and were broken. One sentence each.
   */
  listComplaints(): Promise<readonly string[]>;

  /** Needs `pod-readiness`. From now on matching pods behave so, also those that already run. */
  behave(rule: PodBehaviourRule): Promise<void>;
  /** Needs `pod-readiness`. Overrides what a single pod reports until it is replaced. */
  setPodState(namespace: string, name: string, state: 'ready' | 'not-ready' | 'failed' | 'succeeded'): Promise<void>;
  /** Needs `pod-readiness`. From now on a probe of the pod's containers, which some of them must have, succeeds or fails. */
  setProbe(namespace: string, name: string, probe: ProbeName, succeeds: boolean): Promise<void>;

  /** For each node whether the DaemonSet's pods belong there, and why not. */
  explainPlacement(namespace: string, daemonSet: string): Promise<readonly PlacementVerdict[]>;

  /** What happened so far; grows while the cluster lives. */
  readonly journal: readonly JournalEntry[];
  /** Notes in the journal that a step of the scenario begins. */
  noteStep(keyword: 'Given' | 'When' | 'Then', text: string): void;

  dispose(): Promise<void>;
}
