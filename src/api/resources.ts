/**
 * The resources the engine knows: one line each. Everything that maps kinds to paths, short names or scope reads this
 * table (discovery, kubectl, manifests, watches).
 */
import type { ControllerRevision, DaemonSet, Deployment, ReplicaSet } from './apps';
import type { EventObject, Namespace, Node, Pod, Service, ServiceAccount } from './core';
import type { EndpointSlice } from './discovery';
import { type KubernetesObject, objectKey } from './meta';
import type { PodDisruptionBudget } from './policy';

export interface ResourceTypes {
  pods: Pod;
  nodes: Node;
  daemonsets: DaemonSet;
  controllerrevisions: ControllerRevision;
  namespaces: Namespace;
  serviceaccounts: ServiceAccount;
  services: Service;
  events: EventObject;
  endpointslices: EndpointSlice;
  priorityclasses: KubernetesObject;
  poddisruptionbudgets: PodDisruptionBudget;
  leases: KubernetesObject;
  configmaps: KubernetesObject;
  secrets: KubernetesObject;
  deployments: Deployment;
  replicasets: ReplicaSet;
  limitranges: KubernetesObject;
  resourcequotas: KubernetesObject;
  roles: KubernetesObject;
  rolebindings: KubernetesObject;
  clusterroles: KubernetesObject;
  clusterrolebindings: KubernetesObject;
}

/** The lower-case plural that names a resource in paths and in client calls. */
export type ResourceName = keyof ResourceTypes;
export type ObjectOf<R extends ResourceName> = ResourceTypes[R];

export interface ResourceDefinition {
  readonly resource: ResourceName;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
}

function define(
  resource: ResourceName,
  group: string,
  version: string,
  kind: string,
  scope: 'namespaced' | 'cluster',
  ...shortNames: string[]
): ResourceDefinition {
  return {
    resource,
    group,
    version,
    kind,
    singular: kind.toLowerCase(),
    shortNames,
    namespaced: scope === 'namespaced',
  };
}

const RBAC = 'rbac.authorization.k8s.io';

export const RESOURCES: readonly ResourceDefinition[] = [
  define('configmaps', '', 'v1', 'ConfigMap', 'namespaced', 'cm'),
  define('events', '', 'v1', 'Event', 'namespaced', 'ev'),
  define('limitranges', '', 'v1', 'LimitRange', 'namespaced', 'limits'),
  define('namespaces', '', 'v1', 'Namespace', 'cluster', 'ns'),
  define('nodes', '', 'v1', 'Node', 'cluster', 'no'),
  define('pods', '', 'v1', 'Pod', 'namespaced', 'po'),
  define('resourcequotas', '', 'v1', 'ResourceQuota', 'namespaced', 'quota'),
  define('secrets', '', 'v1', 'Secret', 'namespaced'),
  define('serviceaccounts', '', 'v1', 'ServiceAccount', 'namespaced', 'sa'),
  define('services', '', 'v1', 'Service', 'namespaced', 'svc'),
  define('controllerrevisions', 'apps', 'v1', 'ControllerRevision', 'namespaced'),
  define('daemonsets', 'apps', 'v1', 'DaemonSet', 'namespaced', 'ds'),
  define('deployments', 'apps', 'v1', 'Deployment', 'namespaced', 'deploy'),
  define('replicasets', 'apps', 'v1', 'ReplicaSet', 'namespaced', 'rs'),
  define('leases', 'coordination.k8s.io', 'v1', 'Lease', 'namespaced'),
  define('endpointslices', 'discovery.k8s.io', 'v1', 'EndpointSlice', 'namespaced'),
  define('poddisruptionbudgets', 'policy', 'v1', 'PodDisruptionBudget', 'namespaced', 'pdb'),
  define('clusterrolebindings', RBAC, 'v1', 'ClusterRoleBinding', 'cluster'),
  define('clusterroles', RBAC, 'v1', 'ClusterRole', 'cluster'),
  define('rolebindings', RBAC, 'v1', 'RoleBinding', 'namespaced'),
  define('roles', RBAC, 'v1', 'Role', 'namespaced'),
  define('priorityclasses', 'scheduling.k8s.io', 'v1', 'PriorityClass', 'cluster', 'pc'),
];

const BY_NAME = new Map(RESOURCES.map((definition) => [definition.resource, definition]));
/** By kind and then by API version. */
const BY_KIND = new Map<string, Map<string, ResourceDefinition>>();
for (const definition of RESOURCES) {
  const versions = BY_KIND.get(definition.kind) ?? new Map<string, ResourceDefinition>();
  BY_KIND.set(definition.kind, versions.set(apiVersionOf(definition), definition));
}

/** `v1` or `apps/v1`, as written in a manifest. */
export function apiVersionOf(definition: { readonly group: string; readonly version: string }): string {
  return definition.group === '' ? definition.version : `${definition.group}/${definition.version}`;
}

/** `daemonsets.apps`, or `pods` for the core group: how error messages and kubectl name a resource. API-ERR-02 */
export function groupResourceOf(definition: { readonly group: string; readonly resource: string }): string {
  return definition.group === '' ? definition.resource : `${definition.resource}.${definition.group}`;
}

/** What is known about a resource by its name in the API. */
export function resourceDefinition(resource: ResourceName): ResourceDefinition {
  const definition = BY_NAME.get(resource);
  if (!definition) throw new Error(`no such resource in the table: ${resource}`);
  return definition;
}

/** The key (`keyOf`) of the object of this resource with this name; a cluster-scoped one has no namespace. */
export function keyIn(definition: ResourceDefinition, namespace: string, name: string): string {
  return definition.namespaced ? objectKey(namespace, name) : name;
}

/** The resource of a kind as a manifest names it, or undefined where the engine does not know it. */
export function resourceOfKind(apiVersion: string, kind: string): ResourceDefinition | undefined {
  return BY_KIND.get(kind)?.get(apiVersion);
}
