/** The remaining kinds. KUBECTL-GET-07. Upstream: pkg/printers/internalversion/printers.go, v1.36. */
import type { EventObject, Namespace, Service } from '../../api/core';
import { formatLabels } from '../../api/label-selector-text';
import type { KubernetesObject, StringMap } from '../../api/meta';
import { ageOf } from '../print/time-text';
import { column, type Table, wideColumn } from './table';

// biome-ignore lint/suspicious/noExplicitAny: these kinds have no types in the engine; the columns read single fields
type Untyped = KubernetesObject & Record<string, any>;

const name = column<KubernetesObject>('NAME', (object) => object.metadata.name);
const age = column<KubernetesObject>('AGE', (object, nowMs) => ageOf(object.metadata.creationTimestamp, nowMs));
const countKeys = (value: unknown): number => Object.keys((value ?? {}) as object).length;

/** Kinds without columns of their own. */
export const PLAIN: Table = [name, age];

export const NAMESPACES: Table<Namespace> = [name, column('STATUS', ({ status }) => status?.phase ?? ''), age];

export const SERVICES: Table<Service> = [
  name,
  column('TYPE', ({ spec }) => spec.type ?? 'ClusterIP'),
  column('CLUSTER-IP', ({ spec }) => spec.clusterIP || '<none>'),
  column('EXTERNAL-IP', ({ spec }) => (spec.type === 'LoadBalancer' ? '<pending>' : '<none>')),
  column('PORT(S)', ({ spec }) => {
    const ports = (spec.ports ?? []).map(({ port, nodePort, protocol }) =>
      nodePort ? `${port}:${nodePort}/${protocol ?? 'TCP'}` : `${port}/${protocol ?? 'TCP'}`,
    );
    return ports.length === 0 ? '<none>' : ports.join(',');
  }),
  age,
  wideColumn('SELECTOR', ({ spec }) => formatLabels(spec.selector)),
];

export const EVENTS: Table<EventObject> = [
  column('LAST SEEN', ({ series, lastTimestamp, firstTimestamp, eventTime }, nowMs) =>
    ageOf(series?.lastObservedTime ?? lastTimestamp ?? firstTimestamp ?? eventTime, nowMs),
  ),
  column('TYPE', ({ type }) => type ?? ''),
  column('REASON', ({ reason }) => reason ?? ''),
  column(
    'OBJECT',
    ({ involvedObject: { kind = '', name = '' } }) => kind.toLowerCase() + (name === '' ? '' : `/${name}`),
  ),
  wideColumn('SUBOBJECT', ({ involvedObject }) => involvedObject.fieldPath ?? ''),
  wideColumn('SOURCE', ({ source, reportingComponent = '', reportingInstance = '' }) =>
    // Upstream: printers.go, formatEventSourceComponentInstance.
    [source?.component || reportingComponent, source?.host || reportingInstance]
      .filter((text) => text !== '')
      .join(', '),
  ),
  column('MESSAGE', ({ message }) => (message ?? '').trim()),
  wideColumn('FIRST SEEN', (event, nowMs) => ageOf(event.firstTimestamp ?? event.eventTime, nowMs)),
  wideColumn('COUNT', ({ series, count }) => series?.count ?? (count || 1)),
  wideColumn('NAME', (event) => event.metadata.name),
];

export const PRIORITY_CLASSES: Table<Untyped> = [
  name,
  column('VALUE', ({ value }) => value ?? 0),
  column('GLOBAL-DEFAULT', ({ globalDefault }) => String(globalDefault ?? false)),
  age,
  wideColumn('PREEMPTIONPOLICY', ({ preemptionPolicy }) => preemptionPolicy ?? 'PreemptLowerPriority'),
];

export const CONFIG_MAPS: Table<Untyped> = [
  name,
  column('DATA', ({ data, binaryData }) => countKeys(data) + countKeys(binaryData)),
  age,
];

export const SECRETS: Table<Untyped> = [
  name,
  column('TYPE', ({ type }) => type ?? 'Opaque'),
  column('DATA', ({ data }) => countKeys(data)),
  age,
];

export const LEASES: Table<Untyped> = [name, column('HOLDER', ({ spec }) => spec?.holderIdentity ?? ''), age];

export const DISRUPTION_BUDGETS: Table<Untyped> = [
  name,
  column('MIN AVAILABLE', ({ spec }) => spec?.minAvailable ?? 'N/A'),
  column('MAX UNAVAILABLE', ({ spec }) => spec?.maxUnavailable ?? 'N/A'),
  column('ALLOWED DISRUPTIONS', ({ status }) => status?.disruptionsAllowed ?? 0),
  age,
];

export const LIMIT_RANGES: Table = [name, column('CREATED AT', ({ metadata }) => metadata.creationTimestamp)];

export const RESOURCE_QUOTAS: Table<Untyped> = [
  name,
  column('REQUEST', (quota) => listUsage(quota, (resource) => !resource.startsWith('limits.'))),
  column('LIMIT', (quota) => listUsage(quota, (resource) => resource.startsWith('limits.'))),
  age,
];

/** `cpu: 100m/1, pods: 1/5`: what is used of what is allowed. */
function listUsage({ status }: Untyped, isShown: (resource: string) => boolean): string {
  const { hard = {}, used = {} } = (status ?? {}) as { hard?: StringMap; used?: StringMap };
  return Object.keys(hard)
    .filter(isShown)
    .sort()
    .map((resource) => `${resource}: ${used[resource] ?? '0'}/${hard[resource]}`)
    .join(', ');
}

export const ROLES: Table = [name, column('CREATED AT', ({ metadata }) => metadata.creationTimestamp)];

export const ROLE_BINDINGS: Table<Untyped> = [
  name,
  column('ROLE', ({ roleRef }) => `${roleRef?.kind ?? ''}/${roleRef?.name ?? ''}`),
  age,
];

/** At most so many endpoints are spelled out. */
const MAX_SHOWN = 3;

export const ENDPOINT_SLICES: Table<Untyped> = [
  name,
  column('ADDRESSTYPE', ({ addressType }) => addressType ?? ''),
  column('PORTS', ({ ports }) =>
    shorten(
      (ports ?? []).map((port: { port?: number }) => String(port.port ?? '')),
      '<unset>',
    ),
  ),
  column('ENDPOINTS', ({ endpoints }) =>
    shorten(
      (endpoints ?? []).flatMap((endpoint: { addresses?: readonly string[] }) => endpoint.addresses ?? []),
      '<unset>',
    ),
  ),
  age,
];

function shorten(items: readonly string[], empty: string): string {
  if (items.length === 0) return empty;
  const shown = items.slice(0, MAX_SHOWN).join(',');
  return items.length > MAX_SHOWN ? `${shown} + ${items.length - MAX_SHOWN} more...` : shown;
}
