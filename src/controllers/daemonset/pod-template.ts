/**
 * Makes the pods of a DaemonSet. All pods of one template and revision share everything but the node they are aimed at.
 * Upstream: pkg/controller/daemon/util/daemonset_util.go, CreatePodTemplate, AddOrUpdateDaemonPodTolerations,
 * ReplaceDaemonSetPodNodeNameNodeAffinity, v1.36.
 */
import {
  CONTROLLER_REVISION_HASH_LABEL,
  type DaemonSet,
  POD_TEMPLATE_GENERATION_LABEL,
  TEMPLATE_GENERATION_ANNOTATION,
} from '../../api/apps';
import type { Affinity, NodeSelector, Pod, PodSpec, PodTemplateSpec, Toleration } from '../../api/core';
import type { Draft, OwnerReference, StringMap } from '../../api/meta';

// DS-POD-07, in upstream's order.
const ALWAYS_TOLERATED: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const TOLERATED_ON_HOST_NETWORK: Toleration = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
};

const mergedTolerations = new WeakMap<PodSpec, readonly Toleration[]>();

/** The template's tolerations with the automatic ones merged in (DS-POD-07, DS-POD-08). Remembered by template. */
export function daemonPodTolerations(spec: PodSpec): readonly Toleration[] {
  let tolerations = mergedTolerations.get(spec);
  if (!tolerations) {
    tolerations = Object.freeze(mergeTolerations(spec));
    if (Object.isFrozen(spec)) mergedTolerations.set(spec, tolerations);
  }
  return tolerations;
}

function mergeTolerations(spec: PodSpec): readonly Toleration[] {
  const tolerations = [...(spec.tolerations ?? [])];
  const automatic = spec.hostNetwork ? [...ALWAYS_TOLERATED, TOLERATED_ON_HOST_NETWORK] : ALWAYS_TOLERATED;
  for (const toleration of automatic) {
    let replaced = false;
    for (const [index, existing] of tolerations.entries()) {
      if (!isSameToleration(existing, toleration)) continue;
      tolerations[index] = toleration;
      replaced = true;
    }
    if (!replaced) tolerations.push(toleration);
  }
  return tolerations;
}

function isSameToleration(a: Toleration, b: Toleration): boolean {
  return a.key === b.key && a.operator === b.operator && (a.value ?? '') === (b.value ?? '') && a.effect === b.effect;
}

/**
 * The template generation the server keeps in an annotation, as the decimal text that pods carry; undefined if the
 * annotation is absent or no number (DS-POD-06).
 */
export function templateGenerationOf(daemonSet: DaemonSet): string | undefined {
  const text = daemonSet.metadata.annotations?.[TEMPLATE_GENERATION_ANNOTATION];
  if (text === undefined) return undefined;
  // The server writes plain numbers; only a person writes one that has to be brought into that form.
  const number = Number(text);
  if (Number.isSafeInteger(number) && String(number) === text) return text;
  return /^[+-]?\d+$/.test(text) ? BigInt(text).toString() : undefined;
}

export function controllerReferenceTo(daemonSet: DaemonSet): OwnerReference {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    name: daemonSet.metadata.name,
    uid: daemonSet.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Makes pods for one DaemonSet at one revision (DS-POD-01, DS-POD-04). */
export class PodFactory {
  readonly #metadata: Draft<Pod>['metadata'];
  readonly #spec: PodSpec;
  readonly #templateAffinity: Affinity | undefined;

  constructor(daemonSet: DaemonSet, hash: string) {
    const template: PodTemplateSpec = daemonSet.spec.template;
    this.#metadata = Object.freeze({
      generateName: podNamePrefix(daemonSet.metadata.name),
      ...(daemonSet.metadata.namespace ? { namespace: daemonSet.metadata.namespace } : {}),
      labels: Object.freeze(podLabels(daemonSet, hash)),
      ...(template.metadata?.annotations ? { annotations: template.metadata.annotations } : {}),
      ...(template.metadata?.finalizers ? { finalizers: template.metadata.finalizers } : {}),
      ownerReferences: Object.freeze([Object.freeze(controllerReferenceTo(daemonSet))]),
    });
    const tolerations = daemonPodTolerations(template.spec);
    this.#templateAffinity = template.spec.affinity;
    // With a place for the affinity, so that a copy has it without growing.
    this.#spec = { ...template.spec, tolerations, affinity: template.spec.affinity ?? {} };
  }

  /** The pod aimed at `node`: the scheduler binds it there through its affinity (DS-POD-10), as soon as it fits (DS-POD-11). */
  podFor(node: string): Draft<Pod> {
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: this.#metadata,
      spec: { ...this.#spec, affinity: aimAt(node, this.#templateAffinity) },
    };
  }

  /** The pod bound to `node` from birth, its affinity as the template has it (self-placement.ts). */
  boundTo(node: string): Draft<Pod> {
    return { apiVersion: 'v1', kind: 'Pod', metadata: this.#metadata, spec: { ...this.#spec, nodeName: node } };
  }
}

const MAX_SUBDOMAIN_LENGTH = 253;

// DS-POD-02: a name that leaves no room for the dash is used without it.
function podNamePrefix(daemonSetName: string): string {
  return daemonSetName.length < MAX_SUBDOMAIN_LENGTH ? `${daemonSetName}-` : daemonSetName;
}

// DS-POD-05, DS-POD-06
function podLabels(daemonSet: DaemonSet, hash: string): StringMap {
  const generation = templateGenerationOf(daemonSet);
  return {
    ...daemonSet.spec.template.metadata?.labels,
    ...(generation === undefined ? {} : { [POD_TEMPLATE_GENERATION_LABEL]: generation }),
    ...(hash === '' ? {} : { [CONTROLLER_REVISION_HASH_LABEL]: hash }),
  };
}

// DS-POD-09: what the template required of the node is replaced as a whole; preferences and pod affinity stay.
function aimAt(node: string, affinity: Affinity | undefined): Affinity {
  const aim = plainAimAt(node);
  return affinity ? { ...affinity, nodeAffinity: { ...affinity.nodeAffinity, ...aim.nodeAffinity } } : aim;
}

/** By node name. One rollout after the other aims at the same nodes; the aims are frozen, so their pods may share them. */
const plainAims = new Map<string, Affinity>();
/** Enough for the largest clusters; what is beyond is made anew each time, which is dearer but not wrong. */
const MAX_REMEMBERED_AIMS = 131_072;

/** The affinity for nothing but this node. */
function plainAimAt(node: string): Affinity {
  let aim = plainAims.get(node);
  if (!aim) {
    const byName = Object.freeze({ key: 'metadata.name', operator: 'In', values: Object.freeze([node]) });
    const term = Object.freeze({ matchFields: Object.freeze([byName]) });
    const required: NodeSelector = Object.freeze({ nodeSelectorTerms: Object.freeze([term]) });
    const nodeAffinity = Object.freeze({ requiredDuringSchedulingIgnoredDuringExecution: required });
    aim = Object.freeze({ nodeAffinity });
    if (plainAims.size < MAX_REMEMBERED_AIMS) plainAims.set(node, aim);
  }
  return aim;
}

/**
 * The node a daemon pod is meant for, bound or not (DS-MULTI-01); undefined if it names none.
 * Upstream: daemonset_util.go, GetTargetNodeName.
 */
export function targetNodeOf(pod: Pod): string | undefined {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const term of required?.nodeSelectorTerms ?? []) {
    for (const field of term.matchFields ?? []) {
      if (field.key !== 'metadata.name' || field.operator !== 'In') continue;
      return field.values?.length === 1 ? field.values[0] : undefined;
    }
  }
  return undefined;
}
