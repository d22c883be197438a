/**
 * How endpoints are spread over slices: as few writes as possible come first, full slices second.
 * Upstream: staging/src/k8s.io/endpointslice/reconciler.go, reconcileByPortMapping, reconcileByAddressType, v1.36.
 */
import type { Endpoint, EndpointPort, EndpointSlice } from '../../api/discovery';

export const MAX_ENDPOINTS_PER_SLICE = 100;

/** What all slices of one plan have in common. */
export interface SliceFamily {
  readonly addressType: string;
  /** The labels that every slice of the Service wears. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Endpoints that answer on the same ports, by `endpointKey`. */
export interface PortGroup {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: Map<string, Endpoint>;
}

export interface NewSlice {
  readonly addressType: string;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

export interface SlicePlan {
  readonly create: readonly NewSlice[];
  /** Existing slices with new endpoints or labels. */
  readonly update: readonly EndpointSlice[];
  readonly remove: readonly EndpointSlice[];
}

/** Tells whether two endpoints are about the same pod at the same address. */
export function endpointKey({ addresses, hostname, targetRef }: Endpoint): string {
  return `${addresses.join()} ${hostname ?? ''} ${targetRef?.namespace ?? ''}/${targetRef?.name ?? ''}`;
}

/** The same text for the same ports in the same order. */
export function portsKey(ports: readonly EndpointPort[] | null | undefined): string {
  let key = '';
  for (const { name = '', protocol = '', port = 0, appProtocol = '' } of ports ?? []) {
    key += `${name}/${port}/${protocol}/${appProtocol} `;
  }
  return key;
}

/** `existing` are the Service's slices of this address type; `groups` by `portsKey`. */
export function planSlices(
  family: SliceFamily,
  existing: readonly EndpointSlice[],
  groups: ReadonlyMap<string, PortGroup>,
): SlicePlan {
  const create: NewSlice[] = [];
  const update: EndpointSlice[] = [];
  const remove: EndpointSlice[] = [];
  const byPorts = new Map<string, EndpointSlice[]>();
  for (const slice of existing) {
    const key = portsKey(slice.ports);
    if (groups.has(key)) byPorts.set(key, [...(byPorts.get(key) ?? []), slice]);
    else remove.push(slice); // No pod answers on these ports any more.
  }
  for (const [key, group] of groups) planGroup(family, byPorts.get(key) ?? [], group, { create, update, remove });
  return withPlaceholder(family, existing, { create, update, remove });
}

interface DraftPlan {
  readonly create: NewSlice[];
  readonly update: EndpointSlice[];
  readonly remove: EndpointSlice[];
}

// SVC-07
function planGroup(family: SliceFamily, slices: readonly EndpointSlice[], group: PortGroup, plan: DraftPlan): void {
  const missing = new Map(group.endpoints);
  const changed: { readonly slice: EndpointSlice; readonly endpoints: Endpoint[] }[] = [];
  const unchanged: EndpointSlice[] = [];
  for (const slice of slices) {
    const before = slice.endpoints ?? [];
    const kept: Endpoint[] = [];
    let isChanged = !hasSameLabels(slice.metadata.labels, family.labels);
    for (const endpoint of before) {
      const key = endpointKey(endpoint);
      const wanted = missing.get(key);
      if (!wanted) continue;
      missing.delete(key);
      const isSame = isSameEndpoint(endpoint, wanted);
      kept.push(isSame ? endpoint : wanted);
      if (!isSame) isChanged = true;
    }
    if (kept.length === 0) plan.remove.push(slice);
    else if (isChanged || kept.length !== before.length) changed.push({ slice, endpoints: kept });
    else unchanged.push(slice);
  }
  const left = [...missing.values()];
  changed.sort((a, b) => b.endpoints.length - a.endpoints.length);
  for (const { endpoints } of changed) {
    endpoints.push(...left.splice(0, MAX_ENDPOINTS_PER_SLICE - endpoints.length));
  }
  const roomy = left.length > 0 ? fullestWithRoom(unchanged, left.length) : undefined;
  if (roomy) changed.push({ slice: roomy, endpoints: [...(roomy.endpoints ?? []), ...left.splice(0)] });
  for (const { slice, endpoints } of changed) plan.update.push(withEndpoints(slice, endpoints, family));
  while (left.length > 0) {
    const endpoints = left.splice(0, MAX_ENDPOINTS_PER_SLICE);
    // A slice that would be removed takes the new endpoints: one write in place of two.
    const emptied = slices.find((slice) => plan.remove.includes(slice));
    if (!emptied) {
      plan.create.push({ addressType: family.addressType, ports: group.ports, endpoints });
      continue;
    }
    plan.remove.splice(plan.remove.indexOf(emptied), 1);
    plan.update.push(withEndpoints(emptied, endpoints, family));
  }
}

function withEndpoints(slice: EndpointSlice, endpoints: readonly Endpoint[], { labels }: SliceFamily): EndpointSlice {
  return { ...slice, metadata: { ...slice.metadata, labels }, endpoints };
}

/** The slice that can take them all and is fullest then. */
function fullestWithRoom(slices: readonly EndpointSlice[], count: number): EndpointSlice | undefined {
  let best: EndpointSlice | undefined;
  for (const slice of slices) {
    const size = slice.endpoints?.length ?? 0;
    if (size + count > MAX_ENDPOINTS_PER_SLICE) continue;
    if (!best || size > (best.endpoints?.length ?? 0)) best = slice;
  }
  return best;
}

// SVC-07: a Service without endpoints still has one slice, which says so.
function withPlaceholder(family: SliceFamily, existing: readonly EndpointSlice[], plan: DraftPlan): SlicePlan {
  if (plan.create.length > 0 || plan.remove.length < existing.length) return plan;
  const isEmpty = ({ endpoints, ports }: EndpointSlice) => !endpoints?.length && !ports?.length;
  const placeholder = plan.remove.find(isEmpty);
  if (!placeholder) {
    plan.create.push({ addressType: family.addressType, ports: [], endpoints: [] });
    return plan;
  }
  plan.remove.splice(plan.remove.indexOf(placeholder), 1);
  if (!hasSameLabels(placeholder.metadata.labels, family.labels)) {
    plan.update.push(withEndpoints(placeholder, [], family));
  }
  return plan;
}

function isSameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return (
    a.conditions?.ready === b.conditions?.ready &&
    a.conditions?.serving === b.conditions?.serving &&
    a.conditions?.terminating === b.conditions?.terminating &&
    a.nodeName === b.nodeName &&
    a.zone === b.zone &&
    hintKey(a) === hintKey(b) &&
    a.targetRef?.uid === b.targetRef?.uid
  );
}

function hintKey({ hints }: Endpoint): string {
  if (!hints) return '';
  const names = (list: readonly { readonly name: string }[] = []) => list.map(({ name }) => name).join();
  return `${names(hints.forZones)} ${names(hints.forNodes)}`;
}

function hasSameLabels(a: Readonly<Record<string, string>> | undefined, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(b);
  return Object.keys(a ?? {}).length === keys.length && keys.every((key) => a?.[key] === b[key]);
}
