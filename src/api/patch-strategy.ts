/**
 * How the fields of our kinds merge in a strategic merge patch: which lists are merged by which key, which are sets,
 * and which structs are unions. A list that is not named here is replaced as a whole.
 * Upstream: patchStrategy and patchMergeKey tags of staging/src/k8s.io/api and apimachinery meta/v1, v1.36.
 * Clauses API-PATCH-03, API-PATCH-04.
 */

/** Names a struct of the API as far as merging depends on it; `Plain` has no rules of its own. */
export type MergeType =
  | 'Plain'
  | 'Object'
  | 'ObjectMeta'
  | 'Pod'
  | 'PodSpec'
  | 'PodStatus'
  | 'PodTemplateSpec'
  | 'Container'
  | 'Workload'
  | 'WorkloadSpec'
  | 'DeploymentSpec'
  | 'Deployment'
  | 'Node'
  | 'NodeSpec'
  | 'NodeStatus'
  | 'Service'
  | 'ServiceSpec'
  | 'ServiceAccount'
  | 'DisruptionBudget'
  | 'DisruptionBudgetSpec'
  | 'WithConditions'
  | 'Status';

export interface MergeRule {
  /** The struct of the field, or of the list's elements. */
  readonly type: MergeType;
  /** Lists of structs: the field that identifies an element. Absent: the list is atomic, unless `isSet`. */
  readonly mergeKey?: string;
  /** Lists of scalars that merge as sets. */
  readonly isSet?: boolean;
  /** The struct, or each element of the list, is a union: `$retainKeys` says which fields stay. */
  readonly retainsKeys?: boolean;
  /** The field is replaced as a whole although it is a struct. */
  readonly isAtomic?: boolean;
}

const struct = (type: MergeType): MergeRule => ({ type });
const keyed = (mergeKey: string, type: MergeType = 'Plain'): MergeRule => ({ type, mergeKey });
const SET: MergeRule = { type: 'Plain', isSet: true };
const UNION: MergeRule = { type: 'Plain', mergeKey: 'name', retainsKeys: true };
const BY_NAME = keyed('name');
const BY_TYPE = keyed('type');
const BY_IP = keyed('ip');
const CONTAINERS = keyed('name', 'Container');
const PLAIN: MergeRule = struct('Plain');
const METADATA = struct('ObjectMeta');

type Rules = Readonly<Record<string, MergeRule>>;

const RULES: Readonly<Record<MergeType, Rules>> = {
  Plain: {},
  Object: { metadata: METADATA },
  ObjectMeta: { ownerReferences: keyed('uid'), finalizers: SET },
  Pod: { metadata: METADATA, spec: struct('PodSpec'), status: struct('PodStatus') },
  PodSpec: {
    volumes: UNION,
    initContainers: CONTAINERS,
    containers: CONTAINERS,
    ephemeralContainers: CONTAINERS,
    imagePullSecrets: BY_NAME,
    hostAliases: BY_IP,
    topologySpreadConstraints: keyed('topologyKey'),
    schedulingGates: BY_NAME,
    resourceClaims: UNION,
  },
  PodStatus: { conditions: BY_TYPE, podIPs: BY_IP, hostIPs: BY_IP, resourceClaimStatuses: UNION },
  PodTemplateSpec: { metadata: METADATA, spec: struct('PodSpec') },
  Container: {
    ports: keyed('containerPort'),
    env: BY_NAME,
    volumeMounts: keyed('mountPath'),
    volumeDevices: keyed('devicePath'),
  },
  Workload: { metadata: METADATA, spec: struct('WorkloadSpec'), status: struct('Status') },
  WorkloadSpec: { template: struct('PodTemplateSpec') },
  Deployment: { metadata: METADATA, spec: struct('DeploymentSpec'), status: struct('Status') },
  DeploymentSpec: { template: struct('PodTemplateSpec'), strategy: { type: 'Plain', retainsKeys: true } },
  Node: { metadata: METADATA, spec: struct('NodeSpec'), status: struct('NodeStatus') },
  NodeSpec: { podCIDRs: SET },
  NodeStatus: { conditions: BY_TYPE, addresses: BY_TYPE },
  Service: { metadata: METADATA, spec: struct('ServiceSpec'), status: struct('Status') },
  ServiceSpec: { ports: keyed('port') },
  ServiceAccount: { metadata: METADATA, secrets: BY_NAME },
  DisruptionBudget: { metadata: METADATA, spec: struct('DisruptionBudgetSpec'), status: struct('Status') },
  DisruptionBudgetSpec: { selector: { type: 'Plain', isAtomic: true } },
  WithConditions: { metadata: METADATA, status: struct('Status') },
  Status: { conditions: BY_TYPE },
};

const TYPE_OF_KIND: Readonly<Record<string, MergeType>> = {
  Pod: 'Pod',
  Node: 'Node',
  DaemonSet: 'Workload',
  ReplicaSet: 'Workload',
  Deployment: 'Deployment',
  Service: 'Service',
  ServiceAccount: 'ServiceAccount',
  PodDisruptionBudget: 'DisruptionBudget',
  Namespace: 'WithConditions',
};

/** The struct that an object of the kind is. */
export function mergeTypeOf(kind: string): MergeType {
  return TYPE_OF_KIND[kind] ?? 'Object';
}

/** How a field of a struct merges. */
export function mergeRuleOf(type: MergeType, field: string): MergeRule {
  const rules = RULES[type];
  return Object.hasOwn(rules, field) ? (rules[field] as MergeRule) : PLAIN;
}
