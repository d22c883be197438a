/** Which table shows which resource: one line each. */
import type { KubernetesObject } from '../../api/meta';
import type { ResourceName } from '../../api/resources';
import { NODES } from './node-table';
import {
  CONFIG_MAPS,
  DISRUPTION_BUDGETS,
  ENDPOINT_SLICES,
  EVENTS,
  LEASES,
  LIMIT_RANGES,
  NAMESPACES,
  PLAIN,
  PRIORITY_CLASSES,
  RESOURCE_QUOTAS,
  ROLE_BINDINGS,
  ROLES,
  SECRETS,
  SERVICES,
} from './other-tables';
import { PODS } from './pod-table';
import type { Table } from './table';
import { CONTROLLER_REVISIONS, DAEMON_SETS, DEPLOYMENTS, REPLICA_SETS } from './workload-tables';

const TABLES = {
  clusterrolebindings: ROLE_BINDINGS,
  clusterroles: ROLES,
  configmaps: CONFIG_MAPS,
  controllerrevisions: CONTROLLER_REVISIONS,
  daemonsets: DAEMON_SETS,
  deployments: DEPLOYMENTS,
  endpointslices: ENDPOINT_SLICES,
  events: EVENTS,
  leases: LEASES,
  limitranges: LIMIT_RANGES,
  namespaces: NAMESPACES,
  nodes: NODES,
  poddisruptionbudgets: DISRUPTION_BUDGETS,
  pods: PODS,
  priorityclasses: PRIORITY_CLASSES,
  replicasets: REPLICA_SETS,
  resourcequotas: RESOURCE_QUOTAS,
  rolebindings: ROLE_BINDINGS,
  roles: ROLES,
  secrets: SECRETS,
  serviceaccounts: PLAIN,
  services: SERVICES,
} as unknown as Readonly<Record<ResourceName, Table<KubernetesObject>>>;

export function tableOf(resource: ResourceName): Table<KubernetesObject> {
  return TABLES[resource];
}
