/**
 * What the API server fills in before it admits and validates. Clauses API-DEF.
 * Upstream: pkg/apis/core/v1/defaults.go, pkg/apis/apps/v1/defaults.go and their generated callers, v1.36.
 *
 * This folder: one file per kind or part of a pod (`pod-spec`, `containers`, `volumes`, `pod`, `workloads`, `service`,
 * `small-kinds`), and `change.ts`, by which they share everything that stays the same.
 */
import type { KubernetesObject } from '../../api/meta';
import type { ResourceName } from '../../api/resources';
import { rememberSpec } from '../schema/decode';
import { defaultLimitRange } from './limit-range';
import { defaultPod } from './pod';
import { defaultEndpointSlice, defaultService } from './service';
import { defaultNamespace, defaultNode, defaultPriorityClass, defaultRoleBinding, defaultSecret } from './small-kinds';
import { defaultDaemonSet, defaultDeployment, defaultReplicaSet } from './workloads';

type Defaulting = (object: never) => KubernetesObject;

const DEFAULTING: Partial<Record<ResourceName, Defaulting>> = {
  clusterrolebindings: defaultRoleBinding,
  daemonsets: defaultDaemonSet,
  deployments: defaultDeployment,
  endpointslices: defaultEndpointSlice,
  limitranges: defaultLimitRange,
  namespaces: defaultNamespace,
  nodes: defaultNode,
  pods: defaultPod,
  priorityclasses: defaultPriorityClass,
  replicasets: defaultReplicaSet,
  rolebindings: defaultRoleBinding,
  secrets: defaultSecret,
  services: defaultService,
};

/** Kinds whose status is written often, each time with the same spec. */
const RETURNING: ReadonlySet<ResourceName> = new Set(['daemonsets', 'deployments', 'nodes', 'pods', 'replicasets']);

/**
 * The decoded object with its defaults: a new frozen object that shares every unchanged part, or `object` itself if
 * nothing was missing.
 */
export function applyDefaults<T extends KubernetesObject>(resource: ResourceName, object: T): T {
  const defaulting = DEFAULTING[resource];
  const complete = defaulting ? (defaulting(object as never) as T) : object;
  if (RETURNING.has(resource)) rememberSpec(object.kind, complete);
  return complete;
}
