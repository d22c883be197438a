/**
 * What server-side apply merges and what it takes as one: the `listType`, `listMapKey`, `mapType` and `structType` facts
 * of the API types. A list that is not named is atomic; maps and structs merge field by field unless named as atomic.
 * Upstream: markers in staging/src/k8s.io/api and apimachinery meta/v1, v1.36. API-PATCH-07
 */
import type { Codec, StructCodec } from '../schema/type-table';

/** A place in an object: its type, and how it merges. */
export interface MergeNode {
  readonly codec: Codec;
  /** A list of structs whose elements are known by these fields. */
  readonly keys?: readonly string[];
  /** A list of scalars that is a set. */
  readonly isSet?: boolean;
  /** A map that is replaced as a whole. */
  readonly isAtomic?: boolean;
}

const CONTAINER_LISTS = {
  ports: ['containerPort', 'protocol'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
};

/** Keys of the elements, by struct and field. */
const LIST_KEYS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'v1.ObjectMeta': { ownerReferences: ['uid'] },
  'v1.PodSpec': {
    volumes: ['name'],
    initContainers: ['name'],
    containers: ['name'],
    ephemeralContainers: ['name'],
    imagePullSecrets: ['name'],
    hostAliases: ['ip'],
    topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
    schedulingGates: ['name'],
    resourceClaims: ['name'],
  },
  'v1.Container': CONTAINER_LISTS,
  'v1.EphemeralContainer': CONTAINER_LISTS,
  'v1.ResourceRequirements': { claims: ['name'] },
  'v1.VolumeResourceRequirements': {},
  'v1.PodStatus': { conditions: ['type'], podIPs: ['ip'], resourceClaimStatuses: ['name'] },
  'v1.ContainerStatus': { volumeMounts: ['mountPath'], allocatedResourcesStatus: ['name'] },
  'v1.ResourceStatus': { resources: ['resourceID'] },
  'v1.NodeStatus': { conditions: ['type'], addresses: ['type'] },
  'v1.NamespaceStatus': { conditions: ['type'] },
  'v1.DaemonSetStatus': { conditions: ['type'] },
  'v1.DeploymentStatus': { conditions: ['type'] },
  'v1.ReplicaSetStatus': { conditions: ['type'] },
  'v1.ServiceSpec': { ports: ['port', 'protocol'] },
  'v1.ServiceStatus': { conditions: ['type'] },
  'v1.ServiceAccount': { secrets: ['name'] },
  'v1.PodDisruptionBudgetStatus': { conditions: ['type'] },
};

/** Lists of scalars that merge as sets. */
const SETS: ReadonlySet<string> = new Set(['v1.ObjectMeta.finalizers', 'v1.NodeSpec.podCIDRs']);

/** Maps that are replaced as a whole. */
const ATOMIC_MAPS: ReadonlySet<string> = new Set(['v1.PodSpec.nodeSelector', 'v1.ServiceSpec.selector']);

const ATOMIC_STRUCTS: ReadonlySet<string> = new Set([
  'v1.LabelSelector',
  'v1.OwnerReference',
  'v1.ObjectReference',
  'v1.LocalObjectReference',
  'v1.TypedLocalObjectReference',
  'v1.SecretReference',
  'v1.NodeSelector',
  'v1.NodeSelectorTerm',
  'v1.ConfigMapKeySelector',
  'v1.SecretKeySelector',
  'v1.FileKeySelector',
  'v1.ObjectFieldSelector',
  'v1.ResourceFieldSelector',
  'v1.RoleRef',
  'v1.ScopeSelector',
  'v1.Subject',
]);

/** What a key is taken to be where an element leaves it out. */
export const DEFAULT_KEYS: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

/** The node of a struct's field. */
export function fieldNode(owner: StructCodec, json: string): MergeNode | undefined {
  const field = owner.byJson.get(json);
  if (!field) return undefined;
  const keys = LIST_KEYS[owner.goType]?.[json];
  if (keys) return { codec: field.codec, keys };
  const place = `${owner.goType}.${json}`;
  if (SETS.has(place)) return { codec: field.codec, isSet: true };
  if (ATOMIC_MAPS.has(place)) return { codec: field.codec, isAtomic: true };
  return { codec: field.codec };
}

/** True where values are owned and compared as a whole. */
export function isLeaf({ codec, keys, isSet, isAtomic }: MergeNode): boolean {
  switch (codec.kind) {
    case 'struct':
      return ATOMIC_STRUCTS.has(codec.goType);
    case 'map':
      return isAtomic === true;
    case 'list':
      return keys === undefined && isSet !== true;
    default:
      return true;
  }
}
