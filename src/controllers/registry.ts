/** The controllers that a cluster starts, in one process as the controller manager does. */
import type { StartActor } from '../machinery/actor';
import { startDaemonSetController } from './daemonset/controller';
import { startDeploymentController } from './deployment/controller';
import { startDisruptionController } from './disruption/controller';
import { startEndpointSliceController } from './endpointslice/controller';
import { startGarbageCollector } from './garbage-collector/controller';
import { startNamespaceController } from './namespace/controller';
import { startNodeLifecycleController } from './node-lifecycle/controller';
import { startPodGarbageCollector } from './pod-gc/controller';
import { startReplicaSetController } from './replicaset/controller';
import { startServiceAccountController } from './service-account/controller';
import { startTaintEvictionController } from './taint-eviction/controller';
import { startTtlController } from './ttl/controller';

export interface ControllerEntry {
  /** Names the controller's client, events and journal entries. */
  readonly name: string;
  readonly start: StartActor;
}

export const CONTROLLERS: readonly ControllerEntry[] = [
  { name: 'daemonset-controller', start: startDaemonSetController },
  { name: 'node-controller', start: startNodeLifecycleController },
  { name: 'taint-eviction-controller', start: startTaintEvictionController },
  { name: 'pod-garbage-collector', start: startPodGarbageCollector },
  { name: 'garbage-collector', start: startGarbageCollector },
  { name: 'service-account-controller', start: startServiceAccountController },
  { name: 'namespace-controller', start: startNamespaceController },
  { name: 'endpointslice-controller', start: startEndpointSliceController },
  { name: 'deployment-controller', start: startDeploymentController },
  { name: 'replicaset-controller', start: startReplicaSetController },
  { name: 'ttl-controller', start: startTtlController },
  { name: 'disruption-controller', start: startDisruptionController },
];

/** The same, with a DaemonSet controller that places its pods itself, as before Kubernetes 1.12. */
export const CONTROLLERS_BEFORE_1_12: readonly ControllerEntry[] = CONTROLLERS.map((entry) =>
  entry.start === startDaemonSetController
    ? { ...entry, start: (context) => startDaemonSetController(context, { placesPods: true }) }
    : entry,
);
