/** A node in words. KUBECTL-DESC-13. Upstream: describe.go, describeNode, v1.36. */
import type { Node, Pod, ResourceList } from '../../api/core';
import { isApiError } from '../../api/errors';
import { isPodTerminal } from '../../api/pod-conditions';
import { formatAnnotationLines, formatLabelLines, formatTaintLines } from '../print/describe-lines';
import { formatTimestamp } from '../print/time-text';
import type { Selected } from '../resource-arguments';
import type { Session } from '../session';
import { describeRoles } from '../tables/node-table';
import { describeEvents } from './events';
import { describeNodeResources } from './node-resources';

const SYSTEM_FIELDS: readonly (readonly [string, string])[] = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
];

export function describeNode(session: Session, selected: Selected, showsEvents: boolean): string {
  const node = selected.object as Node;
  const { metadata, spec, status } = node;
  let text = `Name:\t${metadata.name}\nRoles:\t${describeRoles(node)}\n`;
  text += formatLabelLines('Labels', metadata.labels);
  text += formatAnnotationLines('Annotations', metadata.annotations);
  text += `CreationTimestamp:\t${formatTimestamp(metadata.creationTimestamp)}\n`;
  text += formatTaintLines('Taints', spec?.taints);
  text += `Unschedulable:\t${spec?.unschedulable ?? false}\n`;
  text += describeLease(session, metadata.name);
  text += describeConditions(node);
  text += `Addresses:\n${(status?.addresses ?? []).map(({ type, address }) => `  ${type}:\t${address}\n`).join('')}`;
  text += describeQuantities('Capacity', status?.capacity) + describeQuantities('Allocatable', status?.allocatable);
  const system = SYSTEM_FIELDS.map(([title, field]) => `  ${title}:\t${status?.nodeInfo?.[field] ?? ''}\n`);
  text += `System Info:\n${system.join('')}`;
  if (spec?.podCIDR) text += `PodCIDR:\t${spec.podCIDR}\n`;
  if (spec?.podCIDRs && spec.podCIDRs.length > 0) text += `PodCIDRs:\t${spec.podCIDRs.join(',')}\n`;
  if (spec?.providerID) text += `ProviderID:\t${spec.providerID}\n`;
  const pods = session.client.list('pods', { fieldSelector: `spec.nodeName=${metadata.name}` }).items;
  const running = [...pods].filter((pod) => !isPodTerminal(pod)).sort(compareByKey);
  text += describeNodeResources(node, running, session.nowMs);
  return showsEvents ? text + describeEvents(session, selected) : text;
}

function compareByKey(left: Pod, right: Pod): number {
  const a = `${left.metadata.namespace}/${left.metadata.name}`;
  const b = `${right.metadata.namespace}/${right.metadata.name}`;
  return a < b ? -1 : 1;
}

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly acquireTime?: string;
  readonly renewTime?: string;
}

function describeLease(session: Session, name: string): string {
  try {
    const lease = session.client.get('leases', 'kube-node-lease', name) as unknown as { readonly spec?: LeaseSpec };
    const { holderIdentity = '<unset>', acquireTime, renewTime } = lease.spec ?? {};
    return `Lease:\n  HolderIdentity:\t${holderIdentity}\n  AcquireTime:\t${formatTimestamp(acquireTime)}\n  RenewTime:\t${formatTimestamp(renewTime)}\n`;
  } catch (error) {
    if (!isApiError(error)) throw error;
    return `Lease:\tFailed to get lease: ${error.message}\n`;
  }
}

function describeConditions({ status }: Node): string {
  const conditions = status?.conditions ?? [];
  if (conditions.length === 0) return '';
  const rows = conditions.map(
    ({ type, status, lastHeartbeatTime, lastTransitionTime, reason = '', message = '' }) =>
      `  ${type} \t${status} \t${formatTimestamp(lastHeartbeatTime)} \t${formatTimestamp(lastTransitionTime)} \t${reason} \t${message}\n`,
  );
  return (
    'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n' +
    `  ----\t------\t-----------------\t------------------\t------\t-------\n${rows.join('')}`
  );
}

function describeQuantities(title: string, list: ResourceList | undefined): string {
  const names = Object.keys(list ?? {}).sort();
  if (names.length === 0) return '';
  return `${title}:\n${names.map((name) => `  ${name}:\t${list?.[name]}\n`).join('')}`;
}
