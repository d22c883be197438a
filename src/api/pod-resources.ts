/**
 * What a pod asks of its node. Upstream: component-helpers/resource/helpers.go, PodRequests, v1.36.
 */
import type { Container, Node, Pod, PodSpec, ResourceList } from './core';
import { milliValue, value } from './quantity';

/** Amounts by resource name: cpu in thousandths, everything else in whole units. Absent means 0. */
export type Amounts = ReadonlyMap<string, number>;

const NONE: Amounts = new Map();

/** Amounts that the scores assume for a container without a request (SCHED-SCORE-02). */
const ASSUMED_MILLI_CPU = 100;
const ASSUMED_MEMORY = 200 * 1024 * 1024;

const ofContainers = new WeakMap<readonly Container[], Amounts>();
const assumedForContainers = new WeakMap<readonly Container[], AssumedRequests>();
const ofLists = new WeakMap<ResourceList, Amounts>();

/** The amounts of a list such as `{ cpu: '100m', memory: '1Gi' }`, rounded up (SCHED-FIT-02). Remembered by list. */
function amountsOf(list: ResourceList | undefined): Amounts {
  if (!list) return NONE;
  let amounts = ofLists.get(list);
  if (!amounts) {
    amounts = new Map(Object.entries(list).map(([name, quantity]) => [name, amountOf(name, quantity)]));
    ofLists.set(list, amounts);
  }
  return amounts;
}

/** What the pod requests in all (SCHED-FIT-01). */
export function requestsOf(pod: Pod): Amounts {
  const { containers, initContainers, resources, overhead } = pod.spec;
  const isPlain = !initContainers?.length && !resources?.requests && !overhead;
  if (!isPlain) return computeRequests(pod.spec);
  let amounts = ofContainers.get(containers);
  if (!amounts) {
    amounts = computeRequests(pod.spec);
    ofContainers.set(containers, amounts);
  }
  return amounts;
}

/** What the scores take a pod to need. */
export interface AssumedRequests {
  readonly milliCpu: number;
  readonly memory: number;
}

/** Requests with an assumption for containers that name no cpu or memory; pod-level requests do not count here. */
export function assumedRequestsOf(pod: Pod): AssumedRequests {
  const { containers, initContainers, overhead } = pod.spec;
  const isPlain = !initContainers?.length && !overhead;
  let assumed = isPlain ? assumedForContainers.get(containers) : undefined;
  if (!assumed) {
    const { resources: _podLevel, ...spec } = pod.spec;
    const sum = computeRequests(spec, assumingDefaults);
    assumed = { milliCpu: sum.get('cpu') ?? 0, memory: sum.get('memory') ?? 0 };
    if (isPlain) assumedForContainers.set(containers, assumed);
  }
  return assumed;
}

function assumingDefaults(requests: Amounts): Amounts {
  if (requests.has('cpu') && requests.has('memory')) return requests;
  return new Map([['cpu', ASSUMED_MILLI_CPU], ['memory', ASSUMED_MEMORY], ...requests]);
}

/** What a node can give (SCHED-FIT-04: a resource it does not list counts as 0). */
export function allocatableOf(node: Node): Amounts {
  return amountsOf(node.status.allocatable ?? node.status.capacity);
}

/** Adds `amounts` to `sum` in place, `times` times. */
export function addAmounts(sum: Map<string, number>, amounts: Amounts, times = 1): void {
  for (const [name, amount] of amounts) sum.set(name, (sum.get(name) ?? 0) + amount * times);
}

function amountOf(name: string, quantity: string): number {
  return name === 'cpu' ? milliValue(quantity) : value(quantity);
}

function computeRequests(spec: PodSpec, fill: (requests: Amounts) => Amounts = asWritten): Amounts {
  const running = new Map<string, number>();
  for (const container of spec.containers) addAmounts(running, fill(amountsOf(container.resources?.requests)));
  const sidecars = new Map<string, number>();
  const peak = new Map<string, number>();
  for (const container of spec.initContainers ?? []) {
    const requests = fill(amountsOf(container.resources?.requests));
    if (container.restartPolicy === 'Always') {
      addAmounts(sidecars, requests);
      raiseTo(peak, sidecars);
    } else {
      const during = new Map(sidecars);
      addAmounts(during, requests);
      raiseTo(peak, during);
    }
  }
  addAmounts(running, sidecars);
  raiseTo(running, peak);
  // Pod-level requests replace what the containers add up to.
  for (const [name, amount] of amountsOf(spec.resources?.requests)) running.set(name, amount);
  addAmounts(running, amountsOf(spec.overhead));
  return running;
}

const asWritten = (requests: Amounts): Amounts => requests;

function raiseTo(sum: Map<string, number>, floor: Amounts): void {
  for (const [name, amount] of floor) if (amount > (sum.get(name) ?? 0)) sum.set(name, amount);
}
