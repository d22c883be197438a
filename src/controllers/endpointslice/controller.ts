/**
 * Writes down, for every Service with a selector, where its pods can be reached.
 *   in: Services, pods (labels, address, readiness, deletion), nodes (zone), EndpointSlices
 *   endpoint.ts        a pod as an endpoint            packing.ts   which endpoint goes to which slice
 *   service-record.ts  the pods of one Service
 *   out: EndpointSlices
 * Upstream: pkg/controller/endpointslice/endpointslice_controller.go and staging/src/k8s.io/endpointslice, v1.36.
 */
import type { Pod, Service } from '../../api/core';
import { type EndpointSlice, SERVICE_NAME_LABEL } from '../../api/discovery';
import { isApiError } from '../../api/errors';
import { keyOf, type StringMap } from '../../api/meta';
import type { Actor, ActorContext } from '../../machinery/actor';
import { aggregateError } from '../../machinery/controller-ref';
import type { Informer } from '../../machinery/informer';
import { createReconcileQueue } from '../../machinery/reconciler';
import type { WorkQueue } from '../../machinery/work-queue';
import { addressOf, belongsInSlices, hasEndpointChanged, makeEndpoint, portsFor } from './endpoint';
import { endpointKey, type NewSlice, type PortGroup, planSlices, portsKey, type SlicePlan } from './packing';
import { ServiceRecord } from './service-record';

const NAME = 'endpointslice-controller';
const MANAGER = 'endpointslice-controller.k8s.io';
const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by';
const HEADLESS_LABEL = 'service.kubernetes.io/headless';
const SLICES_BY_SERVICE = 'slices by service';
/** Pods tend to change together: what happens at one instant is written once. */
const BATCH_MS = 1;
/** After a slice was changed by somebody else (SVC-08). */
const SLICE_CHANGE_MS = 1000;
const DEFAULT_FAMILIES: readonly string[] = ['IPv4'];
/** After a failure 1 s, 2 s, 4 s and so on, and then no more (SVC-08). */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 1_000_000;
const MOST_RETRIES = 15;

export function startEndpointSliceController(context: ActorContext): Actor {
  return new EndpointSliceController(context);
}

class EndpointSliceController implements Actor {
  readonly name = NAME;
  readonly #context: ActorContext;
  readonly #pods: Informer<'pods'>;
  readonly #nodes: Informer<'nodes'>;
  readonly #slices: Informer<'endpointslices'>;
  readonly #queue: WorkQueue;
  /** Services with a selector, by namespace and then by key. Empty in most clusters, so that a pod event costs nothing. */
  readonly #records = new Map<string, Map<string, ServiceRecord>>();

  constructor(context: ActorContext) {
    this.#context = context;
    const { informers } = context;
    this.#pods = informers.informer('pods');
    this.#nodes = informers.informer('nodes');
    this.#slices = informers.informer('endpointslices');
    this.#slices.addIndex(SLICES_BY_SERVICE, serviceKeyOf);
    this.#queue = createReconcileQueue(context, NAME, (key) => this.#sync(key));
    informers.informer('services').addHandlers({
      added: (service) => this.#observeService(service),
      updated: (_before, service) => this.#observeService(service),
      deleted: (service) => this.#forget(service),
    });
    this.#pods.addHandlers({
      added: (pod) => this.#observePod(undefined, pod),
      updated: (before, pod) => this.#observePod(before, pod),
      deleted: (pod) => this.#observeDeletedPod(pod),
    });
    this.#slices.addHandlers({
      added: (slice) => this.#observeSlice(slice),
      updated: (_before, slice) => this.#observeSlice(slice),
      deleted: (slice) => this.#observeSlice(slice),
    });
  }

  stop(): void {
    this.#queue.stop();
  }

  #recordOf(key: string): ServiceRecord | undefined {
    return this.#records.get(key.slice(0, key.indexOf('/')))?.get(key);
  }

  // SVC-01
  #observeService(service: Service): void {
    const { selector, type } = service.spec;
    if (!selector || Object.keys(selector).length === 0 || type === 'ExternalName') {
      this.#forget(service);
      return;
    }
    const namespace = service.metadata.namespace ?? '';
    const key = keyOf(service);
    const records = this.#records.get(namespace) ?? new Map<string, ServiceRecord>();
    this.#records.set(namespace, records);
    const record = records.get(key);
    if (record?.service.metadata.uid === service.metadata.uid) record.change(service, this.#pods.list());
    else records.set(key, new ServiceRecord(service, this.#pods.list()));
    this.#queue.addAfter(key, BATCH_MS);
  }

  // The slices go with their owner: the garbage collector sees to them.
  #forget(service: Service): void {
    const namespace = service.metadata.namespace ?? '';
    const records = this.#records.get(namespace);
    records?.delete(keyOf(service));
    if (records?.size === 0) this.#records.delete(namespace);
  }

  // SVC-08
  #observePod(before: Pod | undefined, pod: Pod): void {
    if (this.#records.size === 0) return;
    const records = this.#records.get(pod.metadata.namespace ?? '');
    if (!records) return;
    const podKey = keyOf(pod);
    const hasChanged = !before || before.metadata.labels !== pod.metadata.labels || hasEndpointChanged(before, pod);
    for (const [key, record] of records) {
      if (record.observe(podKey, pod) && hasChanged) this.#queue.addAfter(key, BATCH_MS);
    }
  }

  #observeDeletedPod(pod: Pod): void {
    if (this.#records.size === 0) return;
    const podKey = keyOf(pod);
    for (const [key, record] of this.#records.get(pod.metadata.namespace ?? '') ?? []) {
      if (record.observe(podKey, undefined)) this.#queue.addAfter(key, BATCH_MS);
    }
  }

  #observeSlice(slice: EndpointSlice): void {
    const key = serviceKeyOf(slice);
    const record = key === undefined ? undefined : this.#recordOf(key);
    if (!record || key === undefined) return;
    if (record.isWaiting) {
      record.isWaiting = false;
      this.#queue.add(key);
    } else if (Number(slice.metadata.resourceVersion) > record.wroteAt) {
      this.#queue.addAfter(key, SLICE_CHANGE_MS);
    }
  }

  #sync(key: string): void {
    const record = this.#recordOf(key);
    if (!record || record.service.metadata.deletionTimestamp) return;
    if (Number(this.#slices.resourceVersion) < record.wroteAt) {
      record.isWaiting = true; // What was written has not come back yet; planning now would write it twice.
      return;
    }
    try {
      this.#reconcile(key, record);
      record.failures = 0;
    } catch (error) {
      if (!isApiError(error) && !(error instanceof PodsSkipped)) throw error;
      this.#retryLater(key, record, error);
    }
  }

  #reconcile(key: string, record: ServiceRecord): void {
    const existing = [...this.#slices.byIndex(SLICES_BY_SERVICE, key).values()];
    const labels = labelsFor(record.service);
    const skipped: Error[] = [];
    for (const addressType of record.service.spec.ipFamilies ?? DEFAULT_FAMILIES) {
      const groups = this.#groupPods(record, addressType, skipped);
      const slices = existing.filter((slice) => slice.addressType === addressType);
      this.#carryOut(record, planSlices({ addressType, labels }, slices, groups), labels);
    }
    // SVC-09: written without them, and tried again.
    const failure = aggregateError(skipped);
    if (failure) throw new PodsSkipped(failure.message);
  }

  #retryLater(key: string, record: ServiceRecord, { message }: Error): void {
    const text = `Error updating Endpoint Slices for Service ${key}: ${message}`;
    this.#context.recorder.record(record.service, 'Warning', 'FailedToUpdateEndpointSlices', text);
    if (record.failures >= MOST_RETRIES) {
      record.failures = 0;
      return;
    }
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** record.failures, LONGEST_RETRY_MS);
    record.failures += 1;
    this.#queue.addAfter(key, delayMs, { background: true });
  }

  #groupPods({ pods, service }: ServiceRecord, addressType: string, skipped: Error[]): Map<string, PortGroup> {
    const groups = new Map<string, PortGroup>();
    for (const pod of pods.values()) {
      const address = addressOf(pod, addressType);
      if (address === undefined || !belongsInSlices(pod)) continue;
      const node = this.#nodes.get(pod.spec.nodeName ?? '');
      if (!node && service.spec.publishNotReadyAddresses !== true) {
        skipped.push(
          new Error(
            `skipping Pod ${pod.metadata.name} for Service ${keyOf(service)}: Node ${pod.spec.nodeName} Not Found`,
          ),
        );
        continue;
      }
      const ports = portsFor(service, pod);
      const key = portsKey(ports);
      const group = groups.get(key) ?? { ports, endpoints: new Map() };
      groups.set(key, group);
      const endpoint = makeEndpoint(pod, address, service, node);
      group.endpoints.set(endpointKey(endpoint), endpoint);
    }
    return groups;
  }

  #carryOut(record: ServiceRecord, plan: SlicePlan, labels: StringMap): void {
    const { client } = this.#context;
    const namespace = record.service.metadata.namespace ?? '';
    const note = ({ metadata }: EndpointSlice) => {
      record.wroteAt = Math.max(record.wroteAt, Number(metadata.resourceVersion));
    };
    for (const slice of plan.create) {
      note(client.create('endpointslices', namespace, draftOf(record.service, slice, labels)));
    }
    for (const slice of plan.update) note(client.update('endpointslices', namespace, slice));
    for (const { metadata } of plan.remove) {
      try {
        note(client.delete('endpointslices', namespace, metadata.name));
      } catch (error) {
        if (!isApiError(error, 'NotFound')) throw error;
      }
    }
  }
}

/** Pods were left out because the cache knows no node of theirs. */
class PodsSkipped extends Error {
  override name = 'PodsSkipped';
}

/** The Service of a slice that this controller looks after. */
function serviceKeyOf({ metadata: { namespace, labels } }: EndpointSlice): string | undefined {
  const name = labels?.[SERVICE_NAME_LABEL];
  return name !== undefined && labels?.[MANAGED_BY_LABEL] === MANAGER ? `${namespace}/${name}` : undefined;
}

// SVC-06
function labelsFor({ metadata, spec }: Service): StringMap {
  const { [HEADLESS_LABEL]: _headless, ...own } = metadata.labels ?? {};
  return {
    ...own,
    [MANAGED_BY_LABEL]: MANAGER,
    [SERVICE_NAME_LABEL]: metadata.name,
    ...(spec.clusterIP === 'None' ? { [HEADLESS_LABEL]: '' } : {}),
  };
}

function draftOf(service: Service, { addressType, endpoints, ports }: NewSlice, labels: StringMap) {
  const { name, namespace, uid } = service.metadata;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true }],
    },
    addressType,
    endpoints,
    ports,
  };
}
