import type { NodeDescription } from '../harness/cluster';
import type { Budget } from '../kernel/event-loop';

/** How a simulated cluster is made. Times are virtual milliseconds. */
export interface SimulationOptions {
  /** Replays every choice that Kubernetes leaves open. */
  readonly seed: string;
  /** Nodes that are there from the start. */
  readonly nodes?: readonly NodeDescription[];
  /** From binding to running; ready at once unless the pod's behaviour says otherwise. Default 2 s. */
  readonly containerStartMs?: number;
  /** From the deletion mark to the end of the pod. Default 1 s. */
  readonly terminationMs?: number;
  /** The kubelets behave like the stand-in of the recorded traces. Default false. */
  readonly hasStandInKubelets?: boolean;
  /** As before Kubernetes 1.12: the DaemonSet controller binds its pods itself, past the scheduler. Default false. */
  readonly daemonSetControllerPlacesPods?: boolean;
  /** Pods get no address of their own, as where the network is not set up. Default false. */
  readonly omitsPodAddresses?: boolean;
  /** The time that a commit needs to reach those who watch. Default 1 ms. */
  readonly watchLatencyMs?: number;
  /** The most that coming to rest may take before it counts as a livelock. */
  readonly budget?: Budget;
  /** Reads files that command lines name (`kubectl apply -f`). Default: the file system. */
  readonly readFile?: (path: string) => string;
}
