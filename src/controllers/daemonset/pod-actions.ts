/**
 * Carries out a batch of pod creations and deletions.
 * Upstream: pkg/controller/daemon/daemon_controller.go, syncNodes, and pkg/controller/controller_utils.go, RealPodControl,
 * v1.36.
 */
import type { DaemonSet } from '../../api/apps';
import type { Pod } from '../../api/core';
import { type ApiError, isApiError } from '../../api/errors';
import type { ActorContext } from '../../machinery/actor';
import { aggregateError } from '../../machinery/controller-ref';
import type { Expectations } from '../../machinery/expectations';
import type { PodFactory } from './pod-template';
import { FAILED_CREATE, FAILED_DELETE, SUCCESSFUL_CREATE, SUCCESSFUL_DELETE } from './reasons';
import type { SelfPlacement } from './self-placement';
import type { StaleReadGuard } from './stale-read-guard';

/** The most creations, and the most deletions, of one batch (DS-ACT-02). */
export const BURST_LIMIT = 250;
const FIRST_BATCH = 1;

export class PodActions {
  readonly #context: ActorContext;
  readonly #expectations: Expectations;
  readonly #guard: StaleReadGuard;
  readonly #selfPlacement: SelfPlacement | undefined;

  /** With `selfPlacement` pods are bound here, and not by the scheduler. */
  constructor(context: ActorContext, expectations: Expectations, guard: StaleReadGuard, selfPlacement?: SelfPlacement) {
    this.#selfPlacement = selfPlacement;
    this.#context = context;
    this.#expectations = expectations;
    this.#guard = guard;
  }

  /** Throws the aggregate of what failed, after everything was tried that may be tried. */
  carryOut(
    key: string,
    daemonSet: DaemonSet,
    factory: PodFactory,
    createOn: readonly string[],
    remove: readonly Pod[],
  ): void {
    const withRoom = this.#selfPlacement?.withRoom(daemonSet, factory, createOn) ?? createOn;
    const nodes = upToLimit(withRoom);
    const pods = upToLimit(remove);
    // DS-ACT-03: also for nothing at all.
    this.#expectations.expect(key, nodes.length, pods.length);
    if (nodes.length === 0 && pods.length === 0) return;
    const errors = this.#createAll(key, daemonSet, factory, nodes);
    for (const pod of pods) this.#remove(key, daemonSet, pod, errors); // DS-ACT-08
    if (errors.length > 0) throw aggregateError(errors);
  }

  // DS-ACT-04, DS-ACT-05: slow start, so that a cluster that refuses pods is asked a few times and not 250 times.
  // Within a batch the order is free (DS-ORD-06), and `nodes` comes shuffled.
  #createAll(key: string, daemonSet: DaemonSet, factory: PodFactory, nodes: readonly string[]): Error[] {
    const errors: Error[] = [];
    let sent = 0;
    for (let batch = Math.min(FIRST_BATCH, nodes.length); batch > 0; batch = Math.min(2 * batch, nodes.length - sent)) {
      const failuresBefore = errors.length;
      for (const node of nodes.slice(sent, sent + batch)) this.#create(key, daemonSet, factory, node, errors);
      sent += batch;
      const skipped = nodes.length - sent;
      if (errors.length > failuresBefore && skipped > 0) {
        this.#expectations.lowerCreations(key, skipped);
        break;
      }
    }
    return errors;
  }

  #create(key: string, daemonSet: DaemonSet, factory: PodFactory, node: string, errors: Error[]): void {
    const draft = this.#selfPlacement ? factory.boundTo(node) : factory.podFor(node);
    try {
      const pod = this.#context.client.create('pods', daemonSet.metadata.namespace ?? '', draft);
      this.#guard.wroteAt(key, daemonSet.metadata.uid, 'pods', pod.metadata.resourceVersion);
      this.#context.recorder.record(daemonSet, 'Normal', SUCCESSFUL_CREATE, `Created pod: ${pod.metadata.name}`);
    } catch (error) {
      if (!isApiError(error)) throw error;
      if (isNamespaceTerminating(error)) return; // DS-ACT-07: silently, and the expectation stays open
      this.#context.recorder.record(daemonSet, 'Warning', FAILED_CREATE, `Error creating: ${error.message}`);
      this.#expectations.creationObserved(key);
      errors.push(error);
    }
  }

  // DS-ACT-09, DS-ACT-11: a plain delete; the pod may linger, and a later sync fills its place.
  #remove(key: string, daemonSet: DaemonSet, pod: Pod, errors: Error[]): void {
    const { namespace, name } = pod.metadata;
    try {
      this.#context.client.delete('pods', namespace ?? '', name);
      this.#context.recorder.record(daemonSet, 'Normal', SUCCESSFUL_DELETE, `Deleted pod: ${name}`);
    } catch (error) {
      if (!isApiError(error)) throw error;
      this.#expectations.deletionObserved(key);
      if (error.reason === 'NotFound') return;
      this.#context.recorder.record(daemonSet, 'Warning', FAILED_DELETE, `Error deleting: ${error.message}`);
      errors.push(new Error(`unable to delete pods: ${error.message}`));
    }
  }
}

function upToLimit<T>(items: readonly T[]): readonly T[] {
  return items.length <= BURST_LIMIT ? items : items.slice(0, BURST_LIMIT);
}

function isNamespaceTerminating(error: ApiError): boolean {
  return error.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false;
}
