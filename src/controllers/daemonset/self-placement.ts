/**
 * Placement as before Kubernetes 1.12: the controller binds its pods itself, by `nodeName`, and the scheduler is never
 * asked. It looks for room on its own account: a node without any gets no pod, not even one that waits, and an event says
 * so. Priorities, gates and the company of other pods mean nothing to it.
 * Upstream: pkg/controller/daemon/daemon_controller.go, simulate and nodeShouldRunDaemonPod, v1.11.
 */
import type { DaemonSet } from '../../api/apps';
import type { Pod } from '../../api/core';
import { anyPortsConflict, hostPortsOf } from '../../api/host-ports';
import { controllerOf, keyOf } from '../../api/meta';
import { isPodTerminal } from '../../api/pod-conditions';
import { addAmounts, allocatableOf, requestsOf } from '../../api/pod-resources';
import type { ActorContext } from '../../machinery/actor';
import type { Informer } from '../../machinery/informer';
import { PODS_BY_NODE } from '../pods-by-node';
import type { PodFactory } from './pod-template';
import { FAILED_PLACEMENT } from './reasons';

const NO_PORT = "Node didn't have free ports for the requested pod ports";

export class SelfPlacement {
  readonly #context: ActorContext;
  readonly #pods: Informer<'pods'>;
  readonly #nodes: Informer<'nodes'>;
  /** Keys of the DaemonSets that wait for room on a node, by node. */
  readonly #waiting = new Map<string, Set<string>>();

  /** `wake` is called with the key of a DaemonSet when a pod of a node that it waits for is gone. */
  constructor(context: ActorContext, wake: (key: string) => void) {
    this.#context = context;
    this.#pods = context.informers.informer('pods');
    this.#nodes = context.informers.informer('nodes');
    const wakeFor = ({ spec }: Pod) => {
      const keys = this.#waiting.get(spec.nodeName ?? '');
      this.#waiting.delete(spec.nodeName ?? '');
      for (const key of keys ?? []) wake(key);
    };
    this.#pods.addHandlers({
      updated: (before, pod) => {
        if (isPodTerminal(pod) && !isPodTerminal(before)) wakeFor(pod);
      },
      deleted: wakeFor,
    });
  }

  /** The nodes that have room for the DaemonSet's pod; for each of the others an event tells what is short. */
  withRoom(daemonSet: DaemonSet, factory: PodFactory, nodes: readonly string[]): readonly string[] {
    return nodes.filter((node) => {
      const shortage = this.#shortageOn(node, daemonSet, factory.boundTo(node) as unknown as Pod);
      if (shortage === undefined) return true;
      const keys = this.#waiting.get(node) ?? new Set();
      this.#waiting.set(node, keys.add(keyOf(daemonSet)));
      const message = `failed to place pod on "${node}": ${shortage}`;
      this.#context.recorder.record(daemonSet, 'Warning', FAILED_PLACEMENT, message);
      return false;
    });
  }

  /** Pods of the same DaemonSet do not count: they make way for one another. */
  #shortageOn(name: string, daemonSet: DaemonSet, pod: Pod): string | undefined {
    const node = this.#nodes.get(name);
    if (!node) return undefined;
    const others = [...this.#pods.byIndex(PODS_BY_NODE, name).values()].filter(
      (other) => !isPodTerminal(other) && controllerOf(other)?.uid !== daemonSet.metadata.uid,
    );
    const used = new Map([['pods', others.length]]);
    for (const other of others) addAmounts(used, requestsOf(other));
    const allocatable = allocatableOf(node);
    for (const [resource, amount] of [['pods', 1] as const, ...requestsOf(pod)]) {
      const capacity = allocatable.get(resource) ?? 0;
      const taken = used.get(resource) ?? 0;
      if (amount === 0 || amount <= capacity - taken) continue;
      return `Node didn't have enough resource: ${resource}, requested: ${amount}, used: ${taken}, capacity: ${capacity}`;
    }
    const ports = hostPortsOf(pod);
    return others.some((other) => anyPortsConflict(ports, hostPortsOf(other))) ? NO_PORT : undefined;
  }
}
