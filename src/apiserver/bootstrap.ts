/**
 * What a new cluster contains before anybody acts. The objects are made once and shared by every cluster of the process,
 * so their uids are the same everywhere; nothing compares uids across clusters.
 */
import { SERVICE_NAME_LABEL } from '../api/discovery';
import { type KubernetesObject, keyOf } from '../api/meta';
import type { ResourceName } from '../api/resources';
import { EPOCH_MS, formatTime } from '../kernel/clock';
import { freezeDeep } from './freeze';

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** API-PC-03 */
const PRIORITY_CLASSES = [
  {
    name: 'system-cluster-critical',
    value: 2_000_000_000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
  {
    name: 'system-node-critical',
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
];

let version = 0;

function makeMetadata(name: string, namespace?: string, labels?: Record<string, string>, generation?: number) {
  version += 1;
  return {
    name,
    ...(namespace ? { namespace } : {}),
    uid: `00000000-0000-4000-8000-${version.toString(16).padStart(12, '0')}`,
    resourceVersion: String(version),
    ...(generation ? { generation } : {}),
    creationTimestamp: formatTime(EPOCH_MS),
    ...(labels ? { labels } : {}),
  };
}

function makeTable(objects: readonly KubernetesObject[]): ReadonlyMap<string, KubernetesObject> {
  return new Map(objects.map((object) => [keyOf(object), freezeDeep(object)]));
}

/** How pods reach the API server: a Service without a selector, whose slice the API server itself keeps. */
const API_SERVER_SERVICE: KubernetesObject & Record<string, unknown> = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: makeMetadata('kubernetes', 'default', { component: 'apiserver', provider: 'kubernetes' }),
  spec: {
    clusterIP: '10.0.0.1',
    clusterIPs: ['10.0.0.1'],
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
    ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
  },
  status: { loadBalancer: {} },
};

const API_SERVER_SLICE: KubernetesObject & Record<string, unknown> = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: makeMetadata('kubernetes', 'default', { [SERVICE_NAME_LABEL]: 'kubernetes' }, 1),
  addressType: 'IPv4',
  endpoints: [{ addresses: ['192.168.0.0'], conditions: { ready: true } }],
  ports: [{ name: 'https', protocol: 'TCP', port: 6443 }],
};

export const BOOTSTRAP_OBJECTS: ReadonlyMap<ResourceName, ReadonlyMap<string, KubernetesObject>> = new Map<
  ResourceName,
  ReadonlyMap<string, KubernetesObject>
>([
  [
    'namespaces',
    makeTable(
      NAMESPACES.map((name): KubernetesObject & Record<string, unknown> => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: makeMetadata(name, undefined, { 'kubernetes.io/metadata.name': name }),
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      })),
    ),
  ],
  [
    'serviceaccounts',
    makeTable(
      NAMESPACES.map((namespace) => ({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: makeMetadata('default', namespace),
      })),
    ),
  ],
  [
    'priorityclasses',
    makeTable(
      PRIORITY_CLASSES.map(({ name, value, description }): KubernetesObject & Record<string, unknown> => ({
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: makeMetadata(name, undefined, undefined, 1),
        value,
        description,
        preemptionPolicy: 'PreemptLowerPriority',
      })),
    ),
  ],
  ['services', makeTable([API_SERVER_SERVICE])],
  ['endpointslices', makeTable([API_SERVER_SLICE])],
]);

/** The resourceVersion that the first write of a new cluster follows. */
export const BOOTSTRAP_RESOURCE_VERSION = version;
