/** What the pods of a node ask for, beside what it has. KUBECTL-DESC-14. Upstream: describe.go, describeNodeResource. */
import type { Container, Node, Pod, ResourceList } from '../../api/core';
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  milliValue,
  parseQuantity,
  type Quantity,
  ZERO_QUANTITY,
} from '../../api/quantity';
import { ageOf } from '../print/time-text';

type Totals = ReadonlyMap<string, Quantity>;

const ALWAYS_SHOWN = ['cpu', 'memory', 'ephemeral-storage'];

export function describeNodeResources(node: Node, pods: readonly Pod[], nowMs: number): string {
  const allocatable = node.status?.allocatable ?? node.status?.capacity ?? {};
  const asked = pods.map((pod) => ({ pod, requests: sumOf(pod, 'requests'), limits: sumOf(pod, 'limits') }));
  const rows = asked.map(({ pod, requests, limits }) => {
    const cells = ['cpu', 'memory'].flatMap((name) => [
      withPercent(requests.get(name), allocatable[name]),
      withPercent(limits.get(name), allocatable[name]),
    ]);
    const { namespace, name, creationTimestamp } = pod.metadata;
    return `  ${namespace}\t${name}\t\t${cells.join('\t')}\t${ageOf(creationTimestamp, nowMs)}\n`;
  });
  const requests = total(asked.map((entry) => entry.requests));
  const limits = total(asked.map((entry) => entry.limits));
  return (
    `Non-terminated Pods:\t(${pods.length} in total)\n` +
    '  Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n' +
    '  ---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n' +
    rows.join('') +
    'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n' +
    '  Resource\tRequests\tLimits\n  --------\t--------\t------\n' +
    describeTotals(requests, limits, allocatable)
  );
}

function describeTotals(requests: Totals, limits: Totals, allocatable: ResourceList): string {
  const hugePages = Object.keys(allocatable).filter((name) => name.startsWith('hugepages-'));
  const shown = [...ALWAYS_SHOWN, ...hugePages.sort()];
  const extended = [...new Set([...requests.keys(), ...limits.keys()])].filter((name) => name.includes('/')).sort();
  return [
    ...shown.map(
      (name) =>
        `  ${name}\t${withPercent(requests.get(name), allocatable[name])}\t${withPercent(limits.get(name), allocatable[name])}\n`,
    ),
    ...extended.map((name) => `  ${name}\t${textOf(requests.get(name))}\t${textOf(limits.get(name))}\n`),
  ].join('');
}

const textOf = (quantity: Quantity | undefined): string => formatQuantity(quantity ?? ZERO_QUANTITY);

function withPercent(quantity: Quantity | undefined, available: string | undefined): string {
  const whole = available === undefined ? 0 : milliValue(available);
  const part = quantity === undefined ? 0 : milliValue(quantity);
  return `${quantity === undefined ? '0' : formatQuantity(quantity)} (${whole === 0 ? 0 : Math.trunc((part * 100) / whole)}%)`;
}

/** Containers together with sidecars, or the largest init container where that is more; plus the overhead. */
function sumOf(pod: Pod, which: 'requests' | 'limits'): Totals {
  const { containers, initContainers = [], overhead } = pod.spec;
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  const running = total([...containers, ...sidecars].map((container) => listOf(container, which)));
  const sum = new Map(running);
  for (const container of initContainers) {
    for (const [name, quantity] of listOf(container, which)) {
      const current = sum.get(name);
      if (current === undefined || compareQuantities(current, quantity) < 0) sum.set(name, quantity);
    }
  }
  return overhead ? total([sum, parseList(overhead)]) : sum;
}

function listOf(container: Container, which: 'requests' | 'limits'): Totals {
  return parseList(container.resources?.[which] ?? {});
}

function parseList(list: ResourceList): Totals {
  return new Map(Object.entries(list).map(([name, text]) => [name, parseQuantity(text)]));
}

function total(lists: readonly Totals[]): Totals {
  const sum = new Map<string, Quantity>();
  for (const list of lists) {
    for (const [name, quantity] of list) {
      const current = sum.get(name);
      sum.set(name, current === undefined ? quantity : addQuantities(current, quantity));
    }
  }
  return sum;
}
