/** Objects that scenarios describe in a few rows: DaemonSets, nodes, plain pods. */
import type { Container, Node, ResourceList, Taint } from '../api/core';
import type { StringMap } from '../api/meta';
import type { NodeDescription } from './cluster';
import {
  type PodRequests,
  parseBoolean,
  parseInteger,
  parseIntOrPercent,
  parseLabels,
  parseNodeAffinity,
  parseTaints,
  parseTolerations,
} from './notation';
import type { Workload } from './workload';

const DEFAULT_IMAGE = 'agent:v1';
/** The one container of a DaemonSet that a scenario describes by rows. */
const CONTAINER_NAME = 'main';

/** A merge patch on a DaemonSet, or the body of a new one: plain JSON. */
type Fields = { [field: string]: unknown };

/** Joins objects field by field; lists and values of `right` replace those of `left`. */
export function mergeFields(left: Fields, right: Fields): Fields {
  const merged: Fields = { ...left };
  for (const [field, value] of Object.entries(right)) {
    const before = merged[field];
    merged[field] = isFields(before) && isFields(value) ? mergeFields(before, value) : value;
  }
  return merged;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const inSpec = (spec: Fields): Fields => ({ spec });
const inPod = (podSpec: Fields): Fields => inSpec({ template: { spec: podSpec } });
const inContainer = (container: Fields): Fields => ({ container });
const inRollingUpdate = (field: string) => (cell: string) =>
  inSpec({ updateStrategy: { rollingUpdate: { [field]: parseIntOrPercent(cell) } } });
const asNumber = (place: (fields: Fields) => Fields, field: string) => (cell: string) =>
  place({ [field]: parseInteger(cell) });
const asText = (place: (fields: Fields) => Fields, field: string) => (cell: string) => place({ [field]: cell });

/** What a row of a DaemonSet's table may be called, and where its cell goes. Named as the API names the field. */
export const DAEMON_SET_ROWS: Readonly<Record<string, (cell: string) => Fields>> = {
  image: asText(inContainer, 'image'),
  updateStrategy: (cell) =>
    inSpec({ updateStrategy: cell === 'OnDelete' ? { type: cell, rollingUpdate: null } : { type: cell } }),
  maxUnavailable: inRollingUpdate('maxUnavailable'),
  maxSurge: inRollingUpdate('maxSurge'),
  minReadySeconds: asNumber(inSpec, 'minReadySeconds'),
  revisionHistoryLimit: asNumber(inSpec, 'revisionHistoryLimit'),
  selector: (cell) =>
    inSpec({ selector: { matchLabels: parseLabels(cell) }, template: { metadata: { labels: parseLabels(cell) } } }),
  nodeName: asText(inPod, 'nodeName'),
  nodeSelector: (cell) => inPod({ nodeSelector: parseLabels(cell) }),
  nodeAffinity: (cell) =>
    inPod({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: parseNodeAffinity(cell) },
        },
      },
    }),
  tolerations: (cell) => inPod({ tolerations: parseTolerations(cell) }),
  cpu: (cell) => inContainer({ resources: { requests: { cpu: cell } } }),
  memory: (cell) => inContainer({ resources: { requests: { memory: cell } } }),
  hostPort: (cell) => inContainer({ ports: [{ containerPort: parseInteger(cell), hostPort: parseInteger(cell) }] }),
  hostNetwork: (cell) => inPod({ hostNetwork: parseBoolean(cell) }),
  priorityClassName: asText(inPod, 'priorityClassName'),
  serviceAccountName: asText(inPod, 'serviceAccountName'),
  terminationGracePeriodSeconds: asNumber(inPod, 'terminationGracePeriodSeconds'),
  schedulerName: asText(inPod, 'schedulerName'),
  'pod labels': (cell) => inSpec({ template: { metadata: { labels: parseLabels(cell) } } }),
  'pod annotations': (cell) => inSpec({ template: { metadata: { annotations: parseLabels(cell) } } }),
  labels: (cell) => ({ metadata: { labels: parseLabels(cell) } }),
  'change cause': (cell) => ({ metadata: { annotations: { 'kubernetes.io/change-cause': cell } } }),
};

/** The fields that rows describe. `container` stands apart until it is known which container is meant. */
function fieldsOfRows(rows: Readonly<Record<string, string>>): Fields {
  let fields: Fields = {};
  for (const [name, cell] of Object.entries(rows)) {
    const read = DAEMON_SET_ROWS[name];
    if (read) fields = mergeFields(fields, read(cell));
  }
  return fields;
}

/** A new DaemonSet: one container, labels `app: <name>`, the rest as the rows say and as the server defaults. */
export function buildDaemonSet(workload: Workload, rows: Readonly<Record<string, string>>): Fields {
  const { container, ...described } = fieldsOfRows(rows);
  const labels = { app: workload.name };
  const base: Fields = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: workload.name, namespace: workload.namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [mergeFields({ name: CONTAINER_NAME, image: DEFAULT_IMAGE }, (container ?? {}) as Fields)],
        },
      },
    },
  };
  return mergeFields(base, withSurgeAlone(described, rows));
}

/** A merge patch that changes a DaemonSet as the rows say; `container` fields go to its first container. */
export function buildDaemonSetPatch(containers: readonly Container[], rows: Readonly<Record<string, string>>): Fields {
  const { container, ...described } = fieldsOfRows(rows);
  const patch = withSurgeAlone(described, rows);
  if (!container) return patch;
  const [first, ...others] = containers;
  const changed = mergeFields((first ?? {}) as unknown as Fields, container as Fields);
  return mergeFields(patch, inPod({ containers: [changed, ...others] }));
}

/** The API allows a surge only beside `maxUnavailable: 0`, whose default is 1; who writes a surge alone means that 0. */
function withSurgeAlone(fields: Fields, rows: Readonly<Record<string, string>>): Fields {
  if (rows.maxSurge !== undefined && rows.maxUnavailable === undefined) {
    return rows.maxSurge === '0' ? fields : mergeFields(inRollingUpdate('maxUnavailable')('0'), fields);
  }
  return fields;
}

/** `count` nodes called node1, node2, …, beginning after the `existing` ones. */
export function buildNodes(count: number, existing = 0): readonly NodeDescription[] {
  return Array.from({ length: count }, (_, index) => ({ name: `node${existing + index + 1}` }));
}

/** The columns of a table of nodes. */
export const NODE_COLUMNS = {
  name: (cell: string): { name: string } => ({ name: cell }),
  labels: (cell: string): { labels: StringMap } => ({ labels: parseLabels(cell) }),
  taints: (cell: string): { taints: readonly Taint[] } => ({ taints: parseTaints(cell) }),
  cpu: (cell: string): { cpu: string } => ({ cpu: cell }),
  memory: (cell: string): { memory: string } => ({ memory: cell }),
  pods: (cell: string): { pods: string } => ({ pods: String(parseInteger(cell)) }),
  'ephemeral-storage': (cell: string): { 'ephemeral-storage': string } => ({ 'ephemeral-storage': cell }),
  unschedulable: (cell: string): { unschedulable: boolean } => ({ unschedulable: parseBoolean(cell) }),
  ready: (cell: string): { ready: boolean } => ({ ready: parseBoolean(cell) }),
} as const;

const CAPACITY_COLUMNS: ReadonlySet<string> = new Set(['cpu', 'memory', 'pods', 'ephemeral-storage']);

/** A node from the cells of one row; an empty cell means the default. */
export function buildNode(cells: Readonly<Record<string, string>>): NodeDescription {
  const description: Fields = {};
  const capacity: Fields = {};
  for (const [column, cell] of Object.entries(cells)) {
    if (cell === '') continue;
    const read = NODE_COLUMNS[column as keyof typeof NODE_COLUMNS];
    Object.assign(CAPACITY_COLUMNS.has(column) ? capacity : description, read(cell));
  }
  return { ...description, ...(Object.keys(capacity).length > 0 ? { capacity } : {}) } as unknown as NodeDescription;
}

/** A node as an export of a cluster (`kubectl get nodes -o yaml`) describes it. */
export function describeNode(node: Partial<Node>): NodeDescription {
  const { metadata, spec, status } = node;
  const capacity: ResourceList | undefined = status?.allocatable ?? status?.capacity;
  // A cordoned node's own taint comes back by itself; so do the taints of conditions.
  const taints = (spec?.taints ?? [])
    .filter(({ key }) => !key.startsWith('node.kubernetes.io/'))
    .map(({ key, value, effect }) => (value === undefined ? { key, effect } : { key, value, effect }));
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  return {
    name: metadata?.name ?? '',
    ...(metadata?.labels ? { labels: metadata.labels } : {}),
    ...(taints.length > 0 ? { taints } : {}),
    ...(capacity ? { capacity } : {}),
    ...(spec?.unschedulable ? { unschedulable: true } : {}),
    ...(ready !== undefined && ready !== 'True' ? { ready: false } : {}),
  };
}

/** A pod of its own on a node, bound already, that asks for these resources. */
export function buildPod(name: string, node: string, requests: PodRequests): Fields {
  const { cpu, memory, hostPort } = requests;
  const wanted = { ...(cpu ? { cpu } : {}), ...(memory ? { memory } : {}) };
  const ports = hostPort === undefined ? {} : { ports: [{ containerPort: hostPort, hostPort }] };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: {
      nodeName: node,
      containers: [{ name: CONTAINER_NAME, image: `${name}:v1`, resources: { requests: wanted }, ...ports }],
    },
  };
}
