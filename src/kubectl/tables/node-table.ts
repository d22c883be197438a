/** Nodes. KUBECTL-GET-05. Upstream: pkg/printers/internalversion/printers.go, printNode, v1.36. */
import type { Node } from '../../api/core';
import { ageOf } from '../print/time-text';
import { column, type Table, wideColumn } from './table';

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE_LABEL = 'kubernetes.io/role';

const systemField = (node: Node, field: string): string => String(node.status?.nodeInfo?.[field] ?? '');

const address = (node: Node, type: string): string =>
  node.status?.addresses?.find((candidate) => candidate.type === type)?.address || '<none>';

export const NODES: Table<Node> = [
  column('NAME', (node) => node.metadata.name),
  column('STATUS', describeNodeStatus),
  column('ROLES', describeRoles),
  column('AGE', (node, nowMs) => ageOf(node.metadata.creationTimestamp, nowMs)),
  column('VERSION', (node) => systemField(node, 'kubeletVersion')),
  wideColumn('INTERNAL-IP', (node) => address(node, 'InternalIP')),
  wideColumn('EXTERNAL-IP', (node) => address(node, 'ExternalIP')),
  wideColumn('OS-IMAGE', (node) => systemField(node, 'osImage') || '<unknown>'),
  wideColumn('KERNEL-VERSION', describeKernel),
  wideColumn('CONTAINER-RUNTIME', (node) => systemField(node, 'containerRuntimeVersion') || '<unknown>'),
];

function describeNodeStatus({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable ? `${word},SchedulingDisabled` : word;
}

/** Sorted, joined with commas, `<none>` without any. */
export function describeRoles({ metadata }: Node): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length) roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === ROLE_LABEL && value !== '') roles.add(value);
  }
  return roles.size === 0 ? '<none>' : [...roles].sort().join(',');
}

function describeKernel(node: Node): string {
  const kernel = systemField(node, 'kernelVersion');
  if (kernel === '') return '<unknown>';
  const architecture = systemField(node, 'architecture');
  return architecture === '' ? kernel : `${kernel} (${architecture})`;
}
