/** Services and EndpointSlices in words. Upstream: describe.go, describeService, describeEndpointSliceV1, v1.36. */
import type { Service } from '../../api/core';
import type { EndpointSlice } from '../../api/discovery';
import { formatLabels } from '../../api/label-selector-text';
import type { Selected } from '../resource-arguments';
import type { Session } from '../session';
import { describeEvents } from './events';
import { describeHeading } from './heading';

type Loose = Readonly<Record<string, unknown>>;

/** At most so many endpoints of a port are spelled out. */
const MAX_SHOWN = 3;

export function describeService(session: Session, selected: Selected, showsEvents: boolean): string {
  const service = selected.object as Service;
  const spec = service.spec as Service['spec'] & Loose;
  const join = (value: unknown): string => ((value ?? []) as readonly string[]).join(',') || '<none>';
  const line = (title: string, value: unknown): string => (value ? `${title}:\t${value}\n` : '');
  const slices = session.client.list('endpointslices', {
    namespace: service.metadata.namespace ?? '',
    labelSelector: `kubernetes.io/service-name=${service.metadata.name}`,
  }).items;
  return (
    describeHeading(service) +
    `Selector:\t${formatLabels(spec.selector)}\nType:\t${spec.type ?? 'ClusterIP'}\n` +
    line('IP Family Policy', spec.ipFamilyPolicy) +
    `IP Families:\t${join(spec.ipFamilies)}\nIP:\t${spec.clusterIP ?? ''}\nIPs:\t${join(spec.clusterIPs)}\n` +
    line('External IPs', ((spec.externalIPs ?? []) as readonly string[]).join(',')) +
    line('External Name', spec.externalName) +
    (spec.ports ?? []).map((port) => describePort(port, slices)).join('') +
    `Session Affinity:\t${spec.sessionAffinity ?? 'None'}\n` +
    line('External Traffic Policy', spec.externalTrafficPolicy) +
    line('Internal Traffic Policy', spec.internalTrafficPolicy) +
    line('Traffic Distribution', spec.trafficDistribution) +
    (showsEvents ? describeEvents(session, selected) : '')
  );
}

function describePort(
  { name, port, protocol = 'TCP', targetPort, appProtocol, nodePort }: NonNullable<Service['spec']['ports']>[number],
  slices: readonly EndpointSlice[],
): string {
  const shownName = name || '<unset>';
  return (
    `Port:\t${shownName}\t${port}/${protocol}\nTargetPort:\t${targetPort ?? port}/${protocol}\n` +
    (appProtocol ? `AppProtocol:\t${appProtocol}\n` : '') +
    (nodePort ? `NodePort:\t${shownName}\t${nodePort}/${protocol}\n` : '') +
    `Endpoints:\t${formatEndpoints(slices, name ?? '')}\n`
  );
}

/**
 * The first addresses of a port that take traffic. After the third, any further endpoint adds how many more there are,
 * which may be none if those are not ready. Upstream: describe.go, formatEndpointSlices.
 */
function formatEndpoints(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const shown: string[] = [];
  let count = 0;
  let hasMore = false;
  const add = ({ addresses, conditions }: NonNullable<EndpointSlice['endpoints']>[number], port: string): void => {
    if (shown.length === MAX_SHOWN) hasMore = true;
    if (conditions?.ready === false) return;
    if (!hasMore) shown.push(`${addresses[0] ?? ''}${port}`);
    count += 1;
  };
  for (const { ports, endpoints } of slices) {
    const suffixes =
      ports && ports.length > 0
        ? ports.filter(({ name = '' }) => name === portName).map(({ port }) => `:${port ?? 0}`)
        : [''];
    for (const suffix of suffixes) for (const endpoint of endpoints ?? []) add(endpoint, suffix);
  }
  return shown.join(',') + (hasMore ? ` + ${count - MAX_SHOWN} more...` : '');
}

export function describeEndpointSlice(session: Session, selected: Selected, showsEvents: boolean): string {
  const slice = selected.object as EndpointSlice;
  const ports = slice.ports ?? [];
  const endpoints = slice.endpoints ?? [];
  const rows = ports.map(
    ({ name, port, protocol = 'TCP' }) => `  ${name || '<unset>'}\t${port ?? '<unset>'}\t${protocol}\n`,
  );
  return (
    `${describeHeading(slice)}AddressType:\t${slice.addressType}\n` +
    (ports.length === 0
      ? 'Ports: <unset>\n'
      : `Ports:\n  Name\tPort\tProtocol\n  ----\t----\t--------\n${rows.join('')}`) +
    (endpoints.length === 0 ? 'Endpoints: <none>\n' : `Endpoints:\n${endpoints.map(describeEndpoint).join('')}`) +
    (showsEvents ? describeEvents(session, selected) : '')
  );
}

function describeEndpoint(endpoint: NonNullable<EndpointSlice['endpoints']>[number]): string {
  const { addresses, conditions, targetRef, nodeName, hostname, zone } = endpoint as typeof endpoint & {
    readonly hostname?: string;
    readonly zone?: string;
  };
  return (
    `  - Addresses:\t${addresses.join(', ')}\n    Conditions:\n      Ready:\t${conditions?.ready ?? '<unset>'}\n` +
    `    Hostname:\t${hostname ?? '<unset>'}\n` +
    (targetRef ? `    TargetRef:\t${targetRef.kind}/${targetRef.name}\n` : '') +
    `    NodeName:\t${nodeName ?? '<unset>'}\n    Zone:\t${zone ?? '<unset>'}\n`
  );
}
