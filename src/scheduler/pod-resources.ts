/**
 * What a pod asks of its node. Upstream: component-helpers/resource/helpers.go, PodRequests, v1.36.
 */
import type { Container, Node, Pod, PodSpec, ResourceList } from '../api/core';
import { milliValue, value } from '../api/quantity';

/** Amounts by resource name: cpu in thousandths, everything else in whole units. Absent means 0. */
export type Amounts = ReadonlyMap<string, number>;

const NONE: Amounts = new Map();

/** Amounts that the scores assume for a container without a request (SCHED-SCORE-02). */
const ASSUMED_MILLI_CPU = 100;
const ASSUMED_MEMORY = 200 * 1024 * 1024;

const ofContainers = new WeakMap<readonly Container[], Amounts>();
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

/** Requests with an assumption for containers that name no cpu or memory; only scores use it. */
export function assumedRequestsOf(pod: Pod): { readonly milliCpu: number; readonly memory: number } {
  let milliCpu = 0;
  let memory = 0;
  for (const container of pod.spec.containers) {
    const requests = amountsOf(container.resources?.requests);
    milliCpu += requests.get('cpu') ?? ASSUMED_MILLI_CPU;
    memory += requests.get('memory') ?? ASSUMED_MEMORY;
  }
  return { milliCpu, memory };
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

function computeRequests(spec: PodSpec): Amounts {
  const running = new Map<string, number>();
  for (const container of spec.containers) addAmounts(running, amountsOf(container.resources?.requests));
  const sidecars = new Map<string, number>();
  const peak = new Map<string, number>();
  for (const container of spec.initContainers ?? []) {
    const requests = amountsOf(container.resources?.requests);
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

function raiseTo(sum: Map<string, number>, floor: Amounts): void {
  for (const [name, amount] of floor) if (amount > (sum.get(name) ?? 0)) sum.set(name, amount);
}
