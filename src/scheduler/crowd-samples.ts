/** For tests only: random small clusters with too little room, and a plain reading of what fits where. */
import * as fc from 'fast-check';
import type { ContainerPort, Node, Pod, PodAffinityTerm } from '../api/core';
import { isPodTerminal } from '../api/pod-conditions';
import { milliValue, value } from '../api/quantity';
import type { NodeToRegister } from '../kubelet/node-object';

const HOST_PORTS = [80, 9100];
const TIERS = ['web', 'cache'];

/** What a workload's pods ask for; absent fields ask nothing. */
export interface Asked {
  readonly cpu: string;
  readonly memory: string | undefined;
  readonly gpu: boolean;
  readonly port: { readonly number: number; readonly protocol: string } | undefined;
  readonly init: string | undefined;
  readonly priority: string | undefined;
  readonly affinity: { readonly kind: string; readonly tier: string; readonly key: string } | undefined;
  readonly tier: string;
}

export type Deed =
  | { readonly kind: 'DaemonSet'; readonly name: string; readonly asked: Asked }
  | { readonly kind: 'pod'; readonly asked: Asked; readonly node: number }
  | { readonly kind: 'delete'; readonly index: number }
  | { readonly kind: 'cordon'; readonly node: number; readonly unschedulable: boolean }
  | { readonly kind: 'node-leaves'; readonly node: number };

export interface CrowdedWorld {
  readonly seed: string;
  readonly nodes: readonly NodeToRegister[];
  readonly deeds: readonly Deed[];
}

export const PRIORITIES: Readonly<Record<string, { readonly value: number; readonly preemptionPolicy?: string }>> = {
  low: { value: 10 },
  high: { value: 1000 },
  polite: { value: 1000, preemptionPolicy: 'Never' },
};

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

const anyAsked: fc.Arbitrary<Asked> = fc.record({
  cpu: fc.constantFrom('100m', '300m', '600m', '1', '1500m'),
  memory: maybe(fc.constantFrom('100Mi', '400Mi', '1Gi')),
  gpu: fc.constantFrom(false, false, false, true),
  port: maybe(fc.record({ number: fc.constantFrom(...HOST_PORTS), protocol: fc.constantFrom('TCP', 'UDP') })),
  init: maybe(fc.constantFrom('50m', '700m', '1')),
  priority: maybe(fc.constantFrom(...Object.keys(PRIORITIES))),
  affinity: maybe(
    fc.record({
      kind: fc.constantFrom('podAffinity', 'podAntiAffinity'),
      tier: fc.constantFrom(...TIERS),
      key: fc.constantFrom('zone', 'kubernetes.io/hostname'),
    }),
  ),
  tier: fc.constantFrom(...TIERS),
});

const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('DaemonSet' as const),
      name: fc.constantFrom('agent', 'other', 'third'),
      asked: anyAsked,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pod' as const), asked: anyAsked, node: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), index: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('cordon' as const), node: fc.nat(5), unschedulable: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('node-leaves' as const), node: fc.nat(5) }) },
);

const anyNode = fc.record({
  cpu: fc.constantFrom('500m', '1', '2'),
  memory: fc.constantFrom('512Mi', '1Gi', '2Gi'),
  pods: fc.constantFrom('1', '3', '110'),
  gpu: fc.constantFrom(undefined, undefined, '1'),
  zone: fc.constantFrom('a', 'b'),
});

export const anyCrowdedWorld: fc.Arbitrary<CrowdedWorld> = fc.record({
  seed: fc.string({ maxLength: 4 }),
  nodes: fc.array(anyNode, { minLength: 2, maxLength: 5 }).map((nodes) =>
    nodes.map(({ cpu, memory, pods, gpu, zone }, index) => ({
      name: `node${index + 1}`,
      labels: { zone },
      capacity: { cpu, memory, pods, ...(gpu ? { 'example.com/gpu': gpu } : {}) },
    })),
  ),
  deeds: fc.array(anyDeed, { minLength: 2, maxLength: 10 }),
});

/** The part of a pod spec that asks for it all. */
export function podSpec({ cpu, memory, gpu, port, init, priority, affinity }: Asked): object {
  const limits = gpu ? { 'example.com/gpu': '1' } : undefined;
  const resources = {
    requests: { cpu, ...(memory ? { memory } : {}), ...limits },
    ...(limits ? { limits } : {}),
  };
  const ports = port ? [{ containerPort: 9100, hostPort: port.number, protocol: port.protocol }] : [];
  const term = affinity && { topologyKey: affinity.key, labelSelector: { matchLabels: { tier: affinity.tier } } };
  return {
    containers: [{ name: 'main', image: 'web:v1', resources, ports }],
    ...(init ? { initContainers: [{ name: 'init', image: 'web:v1', resources: { requests: { cpu: init } } }] } : {}),
    ...(priority ? { priorityClassName: priority } : {}),
    ...(affinity && term
      ? { affinity: { [affinity.kind]: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } }
      : {}),
  };
}

/**
 * Everything that speaks against a bound or waiting pod on a node, worked out from the objects alone, without the
 * scheduler's code: there is one container, perhaps one init container, one port, one term.
 */
export function complaints(pod: Pod, node: Node, all: readonly Pod[], nodes: readonly Node[]): string[] {
  // The scheduler does not see pods of a node that is gone.
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  const live = all.filter(
    (other) => names.has(other.spec.nodeName ?? '') && !isPodTerminal(other) && other.metadata.uid !== pod.metadata.uid,
  );
  const beside = live.filter((other) => other.spec.nodeName === node.metadata.name);
  const found: string[] = [];
  const { allocatable = {} } = node.status;
  if (beside.length + 1 > value(allocatable.pods ?? '0')) found.push('Too many pods');
  for (const resource of ['cpu', 'memory', 'example.com/gpu']) {
    const own = amountOf(pod, resource);
    if (own === 0) continue;
    const used = beside.reduce((sum, other) => sum + amountOf(other, resource), 0);
    const limit = allocatable[resource] ?? '0';
    if (used + own > (resource === 'cpu' ? milliValue(limit) : value(limit))) found.push(`Insufficient ${resource}`);
  }
  const wanted = portsOf(pod);
  if (beside.some((other) => portsOf(other).some((port) => wanted.includes(port)))) found.push('port taken');
  if (node.spec.unschedulable && !toleratesCordon(pod)) found.push('cordoned');
  const sharing = (key: string) => {
    const value = node.metadata.labels?.[key];
    const names = new Set(
      nodes.filter(({ metadata }) => metadata.labels?.[key] === value).map(({ metadata }) => metadata.name),
    );
    return live.filter((other) => names.has(other.spec.nodeName ?? ''));
  };
  for (const term of termsOf(pod, 'podAffinity')) {
    const isFirst = means(term, pod) && !live.some((other) => means(term, other));
    if (!isFirst && !sharing(term.topologyKey).some((other) => means(term, other))) found.push('no company');
  }
  for (const term of termsOf(pod, 'podAntiAffinity')) {
    if (sharing(term.topologyKey).some((other) => means(term, other))) found.push('unwanted company');
  }
  for (const other of live) {
    for (const term of termsOf(other, 'podAntiAffinity')) {
      if (means(term, pod) && sharing(term.topologyKey).includes(other)) found.push('is unwanted');
    }
  }
  return found;
}

function amountOf({ spec }: Pod, resource: string): number {
  const read = (quantity = '0') => (resource === 'cpu' ? milliValue(quantity) : value(quantity));
  const [main] = spec.containers;
  const [init] = spec.initContainers ?? [];
  return Math.max(read(main?.resources?.requests?.[resource]), read(init?.resources?.requests?.[resource]));
}

function portsOf({ spec }: Pod): string[] {
  const named = ({ hostPort, protocol = 'TCP' }: ContainerPort) => (hostPort ? [`${hostPort}/${protocol}`] : []);
  return (spec.containers[0]?.ports ?? []).flatMap(named);
}

function toleratesCordon({ spec }: Pod): boolean {
  return spec.tolerations?.some(({ key }) => key === 'node.kubernetes.io/unschedulable') === true;
}

function termsOf({ spec }: Pod, kind: 'podAffinity' | 'podAntiAffinity'): readonly PodAffinityTerm[] {
  return spec.affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

function means({ labelSelector }: PodAffinityTerm, { metadata }: Pod): boolean {
  return Object.entries(labelSelector?.matchLabels ?? {}).every(([key, wanted]) => metadata.labels?.[key] === wanted);
}
