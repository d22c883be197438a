/** What the kubelets remember of each pod and each node. */
import type { Pod } from '../api/core';
import type { PodBehaviour } from '../api/pod-behaviour';
import type { Timer } from '../kernel/event-loop';
import type { PodContainers } from './containers/pod-containers';
import type { PodSettings } from './containers/pod-settings';
import type { NodeOccupancy } from './node-occupancy';

export interface NodeRecord {
  readonly name: string;
  readonly number: number;
  /** Renewals of the lease happen at this instant and every 10 s after it. */
  readonly sinceMs: number;
  isRegistered: boolean;
  isSilent: boolean;
  /** As its kubelet last saw it. */
  isCordoned: boolean;
  podsStarted: number;
  clockSkewMs: number;
  readonly pods: Set<PodRecord>;
  /** Of the pods that were admitted and have not ended. */
  readonly occupancy: NodeOccupancy;
}

export interface PodRecord {
  pod: Pod;
  readonly node: NodeRecord;
  course: PodBehaviour;
  /** Index of the next transition of a pod that reports by rote. */
  next: number;
  /** The ConfigMaps and Secrets that it names, if it names any. */
  readonly settings: PodSettings | undefined;
  /** The containers of a pod that does not. */
  containers: PodContainers | undefined;
  /** The status as this kubelet last wrote it. */
  written: Pod['status'] | undefined;
  isOverridden: boolean;
  isLeaving: boolean;
  /** When it will be gone, once its kubelet has begun to end it. */
  goneAtMs: number | undefined;
  isAdmitted: boolean;
  /** Its number among the pods of its node. */
  readonly number: number;
  timer: Timer | undefined;
}
